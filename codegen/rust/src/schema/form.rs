//! The form of a type on the wire as JSON Schema: what is the same whoever sends it, and in what a server keeps.

use feishu_text::pattern::{LINE_BREAK_AT_END, is_anchored};
use serde_json::{Map, Value as Json, json};

use crate::model::Type;
use crate::model::scalar::{Scalar, Wire};

/// A type whose schema depends on more than its form.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Leaf<'t> {
    Scalar(Scalar),
    Id,
    Enum(&'t str),
    Object(&'t str),
}

/// The schema of a type, with those of leaves from `leaf`, and that of an item or an entry from `inner`.
pub(crate) fn of(
    ty: &Type,
    leaf: &mut dyn FnMut(Leaf<'_>) -> Map<String, Json>,
    inner: fn(Map<String, Json>) -> Map<String, Json>,
) -> Map<String, Json> {
    match ty {
        Type::Scalar(scalar) => leaf(Leaf::Scalar(*scalar)),
        Type::Enum(name) => leaf(Leaf::Enum(name)),
        Type::Object(name) => leaf(Leaf::Object(name)),
        Type::Id(_) => leaf(Leaf::Id),
        Type::List(item) => holding("array", "items", inner(of(item, leaf, inner))),
        Type::Map(entry) => {
            holding("object", "additionalProperties", inner(of(entry, leaf, inner)))
        }
    }
}

/// The schema of what is written in this way, whatever it means.
pub(crate) fn of_wire(wire: Wire) -> Map<String, Json> {
    let word = match wire {
        Wire::Text => "string",
        Wire::Flag => "boolean",
        Wire::Int32 | Wire::Int64 => "integer",
        Wire::Float => "number",
        Wire::Any => return Map::new(),
    };
    [("type".to_owned(), word.into())].into_iter().collect()
}

fn holding(word: &str, key: &str, inner: Map<String, Json>) -> Map<String, Json> {
    [("type".to_owned(), json!(word)), (key.to_owned(), inner.into())].into_iter().collect()
}

/// The fields of what is written as an object here.
pub(crate) fn object_of(value: Json) -> Map<String, Json> {
    match value {
        Json::Object(fields) => fields,
        _ => Map::new(),
    }
}

/// In Python and others, `$` also matches before a line break that ends the text. The second pattern, which all read
/// alike, refuses such text.
pub(crate) fn add_pattern(schema: &mut Map<String, Json>, pattern: &str) {
    schema.insert("pattern".to_owned(), pattern.into());
    if is_anchored(pattern) {
        schema.insert("not".to_owned(), json!({ "type": "string", "pattern": LINE_BREAK_AT_END }));
    }
}
