//! An operation as calls need it.

use serde_json::Value;
use serde_json::value::RawValue;

use super::emulate::Emulate;
use super::entry::OperationEntry;
use super::index::Route;
use super::rules::{Idempotency, Paging, RateLimit, UploadRule};
use crate::answer::Failure;
use crate::code::{ANY_INVALID_PARAMETER, ANY_SYSTEM_ERROR, Code};
use crate::schema::Lazy;

/// Size of a page where a page of the documentation gives no default.
const ANY_PAGE_SIZE: i64 = 10;

pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) summary: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) page: String,
    pub(crate) tokens: Vec<String>,
    /// Kinds of app that may call it.
    pub(crate) apps: Vec<String>,
    /// Any one of them suffices.
    pub(crate) scopes: Vec<String>,
    /// All of them hold at once.
    pub(crate) rate_limits: Vec<RateLimit>,
    pub(crate) invalid_parameter: Code,
    pub(crate) system_error: Code,
    /// `None` for an operation that takes no query parameters.
    pub(crate) query: Option<Lazy>,
    /// `None` for an operation that takes no body.
    pub(crate) request: Option<Lazy>,
    /// `None` for an operation whose repetition is a second call like any other.
    pub(crate) idempotency: Option<Idempotency>,
    /// `None` for an operation that returns no list.
    pub(crate) paging: Option<Paging>,
    /// `None` for an operation that takes no file.
    pub(crate) upload: Option<UploadRule>,
    /// `None` for an operation that is answered with the sample of its page.
    pub(crate) emulate: Option<Emulate>,
    /// What the envelope calls its text: `msg`, but on one page.
    pub(crate) message: String,
    /// The page's word for success; pages disagree between `SUCCESS` and `success`.
    pub(crate) success: String,
    /// The whole body of a successful response.
    pub(crate) sample: Box<RawValue>,
}

impl From<OperationEntry> for Operation {
    fn from(entry: OperationEntry) -> Self {
        let documented = |name: &str, any: Code| {
            let found = entry.errors.iter().find(|error| error.name == name);
            found.map_or(any, |error| Code {
                // A page may name a code without its status.
                status: if error.http == 0 { any.status } else { error.http },
                code: error.code,
            })
        };
        let lazy = |half, text| Lazy::new(format!("the {half} schema of {}", entry.id), text);
        Self {
            invalid_parameter: documented("invalid_parameter", ANY_INVALID_PARAMETER),
            system_error: documented("system_error", ANY_SYSTEM_ERROR),
            success: entry.success,
            sample: entry.response_example,
            query: entry.query_schema.map(|text| lazy("query", text)),
            request: entry.request_schema.map(|text| lazy("request", text)),
            id: entry.id,
            summary: entry.summary,
            method: entry.method,
            path: entry.path,
            page: entry.page,
            tokens: entry.tokens,
            apps: entry.apps,
            scopes: entry.scopes,
            rate_limits: entry.rate_limits,
            idempotency: entry.idempotency,
            upload: entry.upload,
            emulate: entry.emulate,
            message: entry.message,
            paging: entry.paging,
        }
    }
}

impl Operation {
    /// What leads to it.
    pub(super) fn route(&self) -> Route<'_> {
        Route { id: &self.id, method: &self.method, path: &self.path }
    }

    /// How many items a page holds when the call does not say.
    pub(crate) fn default_page_size(&self, paging: &Paging) -> Result<i64, Failure> {
        let Some(query) = &self.query else { return Ok(ANY_PAGE_SIZE) };
        let default = query.get()?.default_of_property(&paging.page_size);
        Ok(default.and_then(Value::as_i64).unwrap_or(ANY_PAGE_SIZE))
    }
}
