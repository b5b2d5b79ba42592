//! JSON whose fields keep their order.

use serde::{Serialize, Serializer};
use serde_json::Value;

/// JSON whose fields keep their order, which those of a [`Value`] do not.
#[derive(Debug)]
pub(crate) enum Shown<'k> {
    Value(Value),
    List(Vec<Shown<'k>>),
    Object(Vec<(&'k str, Shown<'k>)>),
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}
