//! A compiled JSON Schema, and its violations as the platform would report them.

use std::sync::OnceLock;

use feishu_text::Pointer;
use feishu_text::schema::{self, Violation};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::{Failure, FieldViolation};
use crate::text::shorten;

/// A JSON Schema, draft 2020-12, compiled once.
pub(crate) struct Schema(schema::Schema);

impl Schema {
    pub(crate) fn compile(document: Value) -> Result<Self, String> {
        schema::Schema::compile(document).map(Self)
    }

    /// Everything that `value` does wrong, each with the JSON Pointer of its place.
    pub(crate) fn violations(&self, value: &Value) -> Vec<FieldViolation> {
        self.said(value, Pointer::to_string)
    }

    /// Everything that parameters do wrong, each with the parameter's name.
    pub(crate) fn violations_of_parameters(&self, parameters: &Value) -> Vec<FieldViolation> {
        self.said(parameters, |at| at.steps().join("/"))
    }

    /// Everything that the value of a field does wrong, each with the JSON Pointer of its place in what has the field.
    pub(crate) fn violations_in(&self, field: &str, value: &Value) -> Vec<FieldViolation> {
        self.said(value, |at| at.inside(field).to_string())
    }

    fn said(&self, value: &Value, place: impl Fn(&Pointer) -> String) -> Vec<FieldViolation> {
        let say = |found: &Violation<'_>| {
            let (place, words) = (place(&found.pointer), found.words(shorten));
            match &found.value {
                Some(value) => FieldViolation::new(place, value, words),
                None => FieldViolation::missing(place, words),
            }
        };
        self.0.violations(value).iter().map(say).collect()
    }

    fn document(&self) -> &Value {
        self.0.document()
    }

    /// The `type` of a property of the object that this schema describes, said in place or in a
    /// definition.
    pub(crate) fn type_of_property(&self, name: &str) -> Option<&str> {
        let property = self.document().get("properties")?.get(name)?;
        let definition = property
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.document().pointer(reference.strip_prefix('#')?));
        let described = definition.unwrap_or(property);
        described.get("type")?.as_str()
    }

    /// The `default` of such a property.
    pub(crate) fn default_of_property(&self, name: &str) -> Option<&Value> {
        self.document().get("properties")?.get(name)?.get("default")
    }
}

/// A JSON Schema that is read and compiled when it is first asked for. An emulator has one for each operation, and most
/// are called by nobody.
pub(crate) struct Lazy {
    /// What it is, for the failure.
    name: String,
    text: Box<RawValue>,
    compiled: OnceLock<Result<Schema, String>>,
}

impl Lazy {
    pub(crate) fn new(name: String, text: Box<RawValue>) -> Self {
        Self { name, text, compiled: OnceLock::new() }
    }

    /// The compiled schema. That one does not compile is the emulator's own failure.
    pub(crate) fn get(&self) -> Result<&Schema, Failure> {
        let compile = || {
            let document =
                serde_json::from_str(self.text.get()).map_err(|error| error.to_string())?;
            Schema::compile(document)
        };
        let compiled = self.compiled.get_or_init(compile);
        compiled.as_ref().map_err(|problem| {
            Failure::Internal(format!("{} does not compile: {problem}", self.name))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_schema_that_does_not_compile_fails_where_it_is_used() {
        let text = RawValue::from_string(r#"{"type": "offer"}"#.to_owned());
        let name = "the query schema of a.v1.b.get";
        let lazy = Lazy::new(name.to_owned(), text.unwrap());
        let Err(Failure::Internal(reason)) = lazy.get().map(|_| ()) else { panic!("it compiles") };
        assert!(reason.starts_with(&format!("{name} does not compile: ")), "{reason}");
    }

    #[test]
    fn a_time_is_told_with_its_unit() {
        for (pattern, expected) in [
            (
                feishu_text::pattern::UNIX_MILLIS,
                "is \"soon\", which is not a time in milliseconds since 1970, an integer of at most 16 digits",
            ),
            (
                feishu_text::pattern::UNIX_SECONDS,
                "is \"soon\", which is not a time in seconds since 1970, an integer of at most 13 digits",
            ),
        ] {
            let schema = Schema::compile(json!({ "pattern": pattern })).unwrap();
            let found = serde_json::to_value(&schema.violations(&json!("soon"))[0]).unwrap();
            assert_eq!(found["description"], expected);
        }
    }

    #[test]
    fn a_violation_is_said_of_a_body_of_a_parameter_and_of_what_is_in_a_field() {
        let schema = json!({ "additionalProperties": { "items": { "type": "integer" } } });
        let schema = Schema::compile(schema).unwrap();
        let value = json!({ "a/b": ["x"] });
        let field =
            |found: Vec<FieldViolation>| serde_json::to_value(&found).unwrap()[0]["field"].take();
        assert_eq!(field(schema.violations(&value)), "/a~1b/0");
        assert_eq!(field(schema.violations_of_parameters(&value)), "a/b/0");
        assert_eq!(field(schema.violations_in("c/d", &value)), "/c~1d/a~1b/0");
    }

    #[test]
    fn a_violation_repeats_the_value_and_a_missing_one_is_empty() {
        let schema = Schema::compile(json!({
            "required": ["a"],
            "properties": {"b": {"type": "boolean"}},
        }));
        let found = schema.unwrap().violations(&json!({"b": "x".repeat(100)}));
        let mut found: Vec<_> =
            found.iter().map(|one| serde_json::to_value(one).unwrap()).collect();
        found.sort_by_key(|one| one["field"].to_string());
        assert_eq!(
            found[0],
            json!({"field": "/a", "value": "", "description": "is required and missing"})
        );
        let shown =
            format!("is \"{}… (102 characters), which is not true or false", "x".repeat(79));
        assert_eq!(found[1]["description"], shown);
    }
}
