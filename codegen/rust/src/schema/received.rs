//! JSON Schema of what the SDK reads from a response without loss.
//!
//! The reader is lenient, and other programs get the same responses, so these schemas accept the same: an optional field,
//! an item or an entry that is `null`, a string written as a number, a number written as a string. Two things are left to
//! the reader. An empty string, list or object in place of another type is an absent field there; a schema that said so
//! would give every field every type. And the width of an integer in a string is left to `format`.

use feishu_text::pattern::{INTEGER, NUMBER};
use serde_json::{Map, Value as Json, json};

use super::form::{add_pattern, object_of};
use crate::model::scalar::Wire;

/// The schema of what is read as a value that is written in this way.
///
/// Each keyword but `type` concerns values of one type only, so one schema says all. Booleans are the exception: a list
/// of their values has several types, at which generators of clients panic.
pub(super) fn of_wire(wire: Wire) -> Map<String, Json> {
    let (schema, pattern) = match wire {
        Wire::Text => (json!({ "type": ["string", "number"] }), None),
        Wire::Flag => {
            let forms = json!({ "anyOf": [
                { "type": "boolean" },
                { "type": "integer", "enum": [0, 1] },
                { "type": "string", "enum": ["true", "false"] },
            ] });
            (forms, None)
        }
        Wire::Int32 => {
            let (min, max) = (i32::MIN, i32::MAX);
            let integer = json!({ "type": ["integer", "string"], "format": "int32", "minimum": min, "maximum": max });
            (integer, Some(INTEGER))
        }
        // The ends of 64 bits are left out: a validator that reads numbers as floats cannot tell them from what lies
        // beyond, and another one can.
        Wire::Int64 => (json!({ "type": ["integer", "string"], "format": "int64" }), Some(INTEGER)),
        Wire::Float => {
            let (min, max) = (f64::MIN, f64::MAX);
            let number = json!({ "type": ["number", "string"], "format": "double", "minimum": min, "maximum": max });
            (number, Some(NUMBER))
        }
        Wire::Any => (json!({}), None),
    };
    let mut schema = object_of(schema);
    if let Some(pattern) = pattern {
        add_pattern(&mut schema, pattern);
    }
    schema
}

/// What `schema` accepts, or `null`.
pub(super) fn or_null(mut schema: Map<String, Json>) -> Map<String, Json> {
    if schema.contains_key("$ref") {
        return object_of(json!({ "anyOf": [schema, { "type": "null" }] }));
    }
    for (keyword, value) in &mut schema {
        match (keyword.as_str(), value) {
            ("type", Json::Array(types)) => types.push("null".into()),
            ("type", one) => *one = json!([one.take(), "null"]),
            ("anyOf", Json::Array(forms)) => forms.push(json!({ "type": "null" })),
            _ => {}
        }
    }
    // Without a type, `null` is accepted already.
    schema
}
