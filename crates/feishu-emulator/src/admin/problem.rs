//! Why a call was not done.

use serde_json::{Value, json};

use crate::error::Error;

/// Why a call was not done.
pub(super) struct Problem {
    pub(super) status: u16,
    pub(super) body: Value,
    pub(super) allow: Option<String>,
}

impl Problem {
    pub(super) fn new(status: u16, error: impl Into<String>) -> Self {
        Self { status, body: json!({ "error": error.into() }), allow: None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::UnknownKind { .. } => 404,
            Error::Seed { .. }
            | Error::Fault { .. }
            | Error::Snapshot { .. }
            | Error::Clock { .. } => 400,
            _ => 500,
        };
        Self::new(status, error.to_string())
    }
}
