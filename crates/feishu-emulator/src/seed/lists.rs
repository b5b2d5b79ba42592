//! What a seed holds, and what became of it.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::catalogue::Broken;
use crate::error::Error;
use crate::store::Store;

/// Objects as JSON, in lists named after their kinds: the JSON that the format of seeds is about.
#[derive(Clone, Debug)]
pub(super) struct Lists(Value);

impl Lists {
    pub(super) fn new() -> Self {
        Self(Value::Object(Map::new()))
    }

    /// The objects of a list; none if there is no such list.
    pub(super) fn of(&self, name: &str) -> &[Value] {
        self.0.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    pub(super) fn extend(&mut self, name: String, objects: impl IntoIterator<Item = Value>) {
        let Value::Object(lists) = &mut self.0 else { return };
        let list = lists.entry(name).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.extend(objects);
        }
    }

    pub(super) fn as_json(&self) -> &Value {
        &self.0
    }
}

/// What was read. Whether it holds lists is for the format to say.
impl From<Value> for Lists {
    fn from(read: Value) -> Self {
        Self(read)
    }
}

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
