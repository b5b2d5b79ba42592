//! An operation as the catalogue has it.

use serde::Deserialize;
use serde_json::value::RawValue;

use super::emulate::Emulate;
use super::rules::{Idempotency, Paging, RateLimit, UploadRule};

#[derive(Deserialize)]
pub(super) struct OperationEntry {
    pub(super) id: String,
    pub(super) summary: String,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) page: String,
    pub(super) tokens: Vec<String>,
    pub(super) apps: Vec<String>,
    pub(super) scopes: Vec<String>,
    pub(super) rate_limits: Vec<RateLimit>,
    pub(super) errors: Vec<DocumentedError>,
    #[serde(default)]
    pub(super) query_schema: Option<Box<RawValue>>,
    #[serde(default)]
    pub(super) request_schema: Option<Box<RawValue>>,
    #[serde(default)]
    pub(super) idempotency: Option<Idempotency>,
    #[serde(default)]
    pub(super) upload: Option<UploadRule>,
    #[serde(default)]
    pub(super) emulate: Option<Emulate>,
    pub(super) message: String,
    pub(super) success: String,
    #[serde(default)]
    pub(super) paging: Option<Paging>,
    pub(super) response_example: Box<RawValue>,
}

#[derive(Deserialize)]
pub(super) struct DocumentedError {
    pub(super) http: u16,
    pub(super) code: i64,
    pub(super) name: String,
}
