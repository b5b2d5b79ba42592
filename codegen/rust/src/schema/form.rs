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

/// What becomes of `null` where a value is expected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Null {
    Refused,
    Accepted,
}

/// The schema of a type, with those of leaves from `leaf`; `inside` is about items and entries.
pub(crate) fn of(
    ty: &Type,
    null: Null,
    inside: Null,
    leaf: &mut dyn FnMut(Leaf<'_>, Null) -> Map<String, Json>,
) -> Map<String, Json> {
    match ty {
        Type::Scalar(scalar) => leaf(Leaf::Scalar(*scalar), null),
        Type::Enum(name) => leaf(Leaf::Enum(name), null),
        Type::Object(name) => leaf(Leaf::Object(name), null),
        Type::Id(_) => leaf(Leaf::Id, null),
        Type::List(item) => holding("array", null, "items", of(item, inside, inside, leaf)),
        Type::Map(entry) => {
            holding("object", null, "additionalProperties", of(entry, inside, inside, leaf))
        }
    }
}

/// The `type` of a schema that accepts these types.
pub(super) fn types(words: &[&str], null: Null) -> Json {
    match (words, null) {
        ([one], Null::Refused) => (*one).into(),
        (_, Null::Refused) => words.into(),
        (_, Null::Accepted) => words.iter().copied().chain(["null"]).collect(),
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

fn holding(word: &str, null: Null, key: &str, inner: Map<String, Json>) -> Map<String, Json> {
    [("type".to_owned(), types(&[word], null)), (key.to_owned(), inner.into())]
        .into_iter()
        .collect()
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
