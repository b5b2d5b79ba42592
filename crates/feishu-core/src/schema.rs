//! Schemas for `schemars` of types whose derived schema would be too wide.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// Types that stand for others where `schemars` asks for a schema, each with the name that tells types apart that are
/// generic over it.
macro_rules! schemas {
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

schemas! {
    /// Used for an `i32` of a request. The schema states its range, which `schemars` leaves to the format.
    Int32 "Int32": {
        "type": "integer",
        "format": "int32",
        "minimum": i32::MIN,
        "maximum": i32::MAX,
    };
    /// Used for an `i64` of a request, which every JSON reader must read as the same number.
    ExactInt64 "ExactInt64": {
        "type": "integer",
        "format": "int64",
        "minimum": crate::rules::EXACT.start(),
        "maximum": crate::rules::EXACT.end(),
    };
    /// Used for an `f64` of a request. The schema states its bounds, so that no JSON reader accepts infinity.
    Double "Double": {
        "type": "number",
        "format": "double",
        "minimum": f64::MIN,
        "maximum": f64::MAX,
    };
}

pub mod received {
    //! Schemas for `schemars` of what is read from responses without loss: see [`Reader`](crate::wire::Reader).
    //!
    //! In a field that may be absent, `Option` adds `null`. An empty value in place of another type is read as an absent one,
    //! which no schema says.

    use std::borrow::Cow;

    use feishu_text::pattern::{INTEGER, LINE_BREAK_AT_END, NUMBER};
    use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

    schemas! {
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
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::{Secret, UnixMillis, UnixMillisNumber};

    fn shown<T: JsonSchema>() -> (String, Schema) {
        let mut generator = SchemaGenerator::default();
        let schema = generator.subschema_for::<T>();
        assert!(generator.definitions().is_empty(), "{} is a definition", T::schema_name());
        (T::schema_name().into_owned(), schema)
    }

    /// The schema of a field is inline, and types that are generic over one of these have names of
    /// their own.
    #[test]
    fn what_a_field_is_stands_in_its_schema_and_no_two_types_share_a_name() {
        let all = [
            shown::<Int32>(),
            shown::<ExactInt64>(),
            shown::<Double>(),
            shown::<received::Text>(),
            shown::<received::Flag>(),
            shown::<received::Int32>(),
            shown::<received::Int64>(),
            shown::<received::Double>(),
            shown::<Secret>(),
            shown::<UnixMillis>(),
            shown::<UnixMillisNumber>(),
        ];
        for (name, schema) in &all {
            assert!(name.starts_with(char::is_uppercase), "{name}");
            assert!(schema.get("$ref").is_none(), "{name}: {schema:?}");
        }
        let names: BTreeMap<_, _> = all.iter().cloned().collect();
        assert_eq!(names.len(), all.len());
        for name in ["Int32", "ExactInt64", "ReceivedFlag", "Double", "Secret"] {
            assert!(names.contains_key(name), "{name} of {:?}", names.keys());
        }
    }
}
