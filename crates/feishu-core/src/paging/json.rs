//! A page of any list, as JSON.

use serde_json::{Map, Value};

use super::{Next, Page};
use crate::wire::{Decode, Reader, Refused};

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

/// Reads the object twice: its fields of paging by the rules and with the errors of typed responses, and then all of it as
/// it stands, whatever is in it.
impl Decode for JsonPage {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let start = from.position();
        let (mut has_more, mut page_token) = (None, None::<String>);
        from.object(&["has_more", "page_token"], &mut |index, from| match index {
            0 => from.optional(&mut has_more),
            _ => from.optional(&mut page_token),
        })?;
        from.rewind(start);
        let data = match Value::decode(from)? {
            Value::Object(data) => data,
            _ => Map::new(),
        };
        Ok(Self { data, items: Vec::new(), next: Next::new(has_more, page_token.as_deref()) })
    }
}
