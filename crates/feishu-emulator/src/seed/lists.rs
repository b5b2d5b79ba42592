//! What a seed holds, and what became of it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::catalogue::Broken;
use crate::error::Error;
use crate::store::Store;

/// Objects as JSON, in lists named after their kinds.
pub(super) type Lists = BTreeMap<String, Vec<Value>>;

/// How many objects of each list a seed stored.
pub(crate) type Seeded = BTreeMap<String, usize>;

/// Why contents cannot be stored.
pub(crate) enum Unusable {
    Problems(Vec<String>),
    Database(rusqlite::Error),
    Catalogue(Broken),
}

impl Unusable {
    /// As the emulator's owner is told. `problems` makes an error of what is wrong with the contents themselves.
    pub(crate) fn error(self, store: &Store, problems: impl FnOnce(Vec<String>) -> Error) -> Error {
        match self {
            Self::Problems(found) => problems(found),
            Self::Database(source) => store.error(source),
            Self::Catalogue(broken) => broken.into(),
        }
    }
}

impl From<Broken> for Unusable {
    fn from(broken: Broken) -> Self {
        Self::Catalogue(broken)
    }
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}
