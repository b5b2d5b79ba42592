//! Rules of operations that are data as they are.

use serde::{Deserialize, Serialize};

/// How many calls of one app a stretch of time has room for.
#[derive(Clone, Copy, Debug, Deserialize, Serialize)]
pub(crate) struct RateLimit {
    pub(crate) calls: u32,
    pub(crate) seconds: u32,
}

/// A creation that repeats the value of a field within a time creates nothing.
#[derive(Deserialize)]
pub(crate) struct Idempotency {
    pub(crate) field: String,
    pub(crate) seconds: i64,
}

/// The file of an operation that takes one.
#[derive(Clone, Deserialize)]
pub(crate) struct UploadRule {
    /// Name of the part that holds it.
    pub(crate) field: String,
    /// None if the page states no limit.
    pub(crate) max_bytes: Option<u64>,
}

/// How an operation cuts its list into pages: names of parameters and of response fields.
#[derive(Deserialize)]
pub(crate) struct Paging {
    pub(crate) items: String,
    pub(crate) has_more: String,
    pub(crate) page_token: String,
    pub(crate) page_size: String,
}
