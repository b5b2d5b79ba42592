//! What a seed holds, and what became of it.

use std::collections::BTreeMap;

use serde_json::Value;

/// Objects as JSON, in lists named after their kinds.
pub(super) type Lists = BTreeMap<String, Vec<Value>>;

/// How many objects of each list a seed stored.
pub(crate) type Seeded = BTreeMap<String, usize>;

/// Why contents cannot be stored.
pub(crate) enum Unusable {
    Problems(Vec<String>),
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}
