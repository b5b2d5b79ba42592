//! The codes of errors that a version of a product documents.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, DocumentedError};
use crate::names;

/// The variants of the crate's `ErrorCode`.
#[derive(Debug, Default)]
pub(super) struct ErrorCodes {
    pub(super) by_code: BTreeMap<i64, String>,
    names: BTreeSet<String>,
}

impl ErrorCodes {
    /// The same code from two operations is one variant.
    pub(super) fn of(api: &Api) -> Self {
        let all = api.operations.iter().flat_map(|operation| &operation.errors);
        let by_code: BTreeMap<_, _> =
            all.map(|error| (error.code, names::pascal(&error.name))).collect();
        Self { names: by_code.values().cloned().collect(), by_code }
    }

    /// Whether a variant is called as this error is.
    pub(super) fn has_name(&self, error: &DocumentedError) -> bool {
        self.names.contains(&names::pascal(&error.name))
    }
}
