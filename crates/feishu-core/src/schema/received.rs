//! Schemas for `schemars` of what is read from responses without loss: see [`Reader`](crate::wire::Reader).
//!
//! In a field that may be absent, `Option` adds `null`. An empty value in place of another type is read as an absent one,
//! which no schema says.

use std::borrow::Cow;

use feishu_text::pattern::{INTEGER, LINE_BREAK_AT_END, NUMBER};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

macro_rules! received {
    ($($(#[$doc:meta])* $name:ident $shown:literal: $schema:tt;)+) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl JsonSchema for $name {
            fn inline_schema() -> bool {
                true
            }

            fn schema_name() -> Cow<'static, str> {
                $shown.into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                json_schema!($schema)
            }
        }
    )+};
}

received! {
    /// Used for a string, an id or a time in a string: also a number, as it is written.
    Text "ReceivedText": { "type": ["string", "number"] };
    /// Used for a `bool`: also 0 or 1, or its name in a string.
    Flag "ReceivedFlag": { "anyOf": [
        { "type": "boolean" },
        { "type": "integer", "enum": [0, 1] },
        { "type": "string", "enum": ["true", "false"] },
    ] };
    /// Used for an `i32`: also one in a string, whose width is left to the format.
    Int32 "ReceivedInt32": {
        "type": ["integer", "string"],
        "format": "int32",
        "minimum": i32::MIN,
        "maximum": i32::MAX,
        "pattern": INTEGER,
        "not": { "type": "string", "pattern": LINE_BREAK_AT_END },
    };
    /// Used for an `i64`: also one in a string. Its width is left to the format: validators that read numbers as floats
    /// cannot tell the limits of 64 bits from their neighbours.
    Int64 "ReceivedInt64": {
        "type": ["integer", "string"],
        "format": "int64",
        "pattern": INTEGER,
        "not": { "type": "string", "pattern": LINE_BREAK_AT_END },
    };
    /// Used for an `f64`: also one in a string. The bounds refuse infinity.
    Double "ReceivedDouble": {
        "type": ["number", "string"],
        "format": "double",
        "minimum": f64::MIN,
        "maximum": f64::MAX,
        "pattern": NUMBER,
        "not": { "type": "string", "pattern": LINE_BREAK_AT_END },
    };
}
