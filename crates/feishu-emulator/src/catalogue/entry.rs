//! An operation as the catalogue has it.

use std::collections::BTreeSet;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::emulate::{Action, Emulate};
use super::rules::{Idempotency, Paging, RateLimit, UploadRule};
use crate::error::Error;
use crate::objects::kind::Kinds;

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

impl OperationEntry {
    /// The page's word for success.
    pub(super) fn success(&self) -> String {
        let example: Example =
            serde_json::from_str(self.response_example.get()).unwrap_or_default();
        let text = if self.message == "message" { example.message } else { example.msg };
        text.unwrap_or_else(|| "success".to_owned())
    }
}

/// A sample of a response, as far as its word for success.
#[derive(Default, Deserialize)]
struct Example {
    msg: Option<String>,
    message: Option<String>,
}

/// Operations have distinct ids, and do something only to kinds that are there.
pub(super) fn check(operations: &[OperationEntry], kinds: &Kinds) -> Result<(), Error> {
    let refuse = |problem| Err(Error::Catalogue { problem });
    let mut known = BTreeSet::new();
    for OperationEntry { id, emulate, .. } in operations {
        if !known.insert(id) {
            return refuse(format!("the operation {id} is known already"));
        }
        let Some(Emulate { kind, action, .. }) = emulate else { continue };
        match kinds.find(kind) {
            Some(kind) if kind.is_file && !matches!(action, Action::Create | Action::Read) => {
                return refuse(format!("{id}: files can be created and read, and nothing else"));
            }
            Some(_) => {}
            None => return refuse(format!("{id}: there is no kind of objects {kind}")),
        }
    }
    Ok(())
}
