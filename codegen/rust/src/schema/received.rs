//! JSON Schema of what the SDK reads from a response without loss.
//!
//! The reader is lenient, and other programs get the same responses, so these schemas accept the same: an optional field,
//! an item or an entry that is `null`, a string written as a number, a number written as a string. Two things are left to
//! the reader. An empty string, list or object in place of another type is an absent field there; a schema that said so
//! would give every field every type. And the width of an integer in a string is left to `format`.

use feishu_text::pattern::{INTEGER, NUMBER};
use serde_json::{Map, Value as Json, json};

use super::form::{Null, add_pattern, object_of, types};
use crate::model::scalar::Wire;

/// The schema of what is read as a value that is written in this way.
///
/// Each keyword but `type` concerns values of one type only, so one schema says all. Booleans are the exception: a list
/// of their values has several types, at which generators of clients panic.
pub(super) fn of_wire(wire: Wire, null: Null) -> Map<String, Json> {
    let (schema, pattern) = match wire {
        Wire::Text => (json!({ "type": types(&["string", "number"], null) }), None),
        Wire::Flag => {
            let mut forms = vec![
                json!({ "type": "boolean" }),
                json!({ "type": "integer", "enum": [0, 1] }),
                json!({ "type": "string", "enum": ["true", "false"] }),
            ];
            if null == Null::Accepted {
                forms.push(null_form());
            }
            (json!({ "anyOf": forms }), None)
        }
        Wire::Int32 => {
            let (min, max) = (i32::MIN, i32::MAX);
            let integer = json!({ "type": types(&["integer", "string"], null), "format": "int32", "minimum": min, "maximum": max });
            (integer, Some(INTEGER))
        }
        // The ends of 64 bits are left out: a validator that reads numbers as floats cannot tell them from what lies
        // beyond, and another one can.
        Wire::Int64 => (
            json!({ "type": types(&["integer", "string"], null), "format": "int64" }),
            Some(INTEGER),
        ),
        Wire::Float => {
            let (min, max) = (f64::MIN, f64::MAX);
            let number = json!({ "type": types(&["number", "string"], null), "format": "double", "minimum": min, "maximum": max });
            (number, Some(NUMBER))
        }
        // `null` is accepted already.
        Wire::Any => (json!({}), None),
    };
    let mut schema = object_of(schema);
    if let Some(pattern) = pattern {
        add_pattern(&mut schema, pattern);
    }
    schema
}

/// What a reference accepts, or `null`.
pub(super) fn reference_or_null(reference: Json) -> Json {
    json!({ "anyOf": [reference, null_form()] })
}

fn null_form() -> Json {
    json!({ "type": "null" })
}
