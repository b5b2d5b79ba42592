//! A page of any list, as JSON.

use serde::de::Error;
use serde::{Deserialize, Deserializer};
use serde_json::{Map, Value};

use super::{Next, Page};

/// A page of any list, as JSON: for operations whose types are not known at compile time.
///
/// It is read only from an object whose paging fields can be understood: see [`Next::of_object`].
#[derive(Debug, Clone, PartialEq)]
pub struct JsonPage {
    data: Map<String, Value>,
    items: Vec<Value>,
    next: Next,
}

impl JsonPage {
    /// A page whose items are in the field `name`.
    #[must_use]
    pub fn with_items_of(mut self, name: &str) -> Self {
        if let Some(Value::Array(items)) = self.data.get_mut(name) {
            self.items = std::mem::take(items);
        }
        self
    }
}

impl Page for JsonPage {
    type Item = Value;

    fn next(&self) -> Next {
        self.next.clone()
    }

    fn items(&self) -> &[Value] {
        &self.items
    }

    fn into_items(self) -> Vec<Value> {
        self.items
    }
}

impl<'de> Deserialize<'de> for JsonPage {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let data = Map::deserialize(deserializer)?;
        let next = Next::of_object(&data).map_err(D::Error::custom)?;
        Ok(Self { data, items: Vec::new(), next })
    }
}
