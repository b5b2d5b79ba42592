//! A compiled JSON Schema, and what a value does wrong, in words.

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;

use crate::answer::FieldViolation;
use crate::text::{escape_pointer, shorten};

/// A JSON Schema, draft 2020-12, compiled once.
pub(crate) struct Schema {
    document: Value,
    validator: Validator,
}

impl Schema {
    pub(crate) fn compile(document: Value) -> Result<Self, String> {
        let validator = jsonschema::draft202012::new(&document).map_err(|e| e.to_string())?;
        Ok(Self { document, validator })
    }

    /// Everything that `value` does wrong, each with the JSON Pointer of its place.
    pub(crate) fn violations(&self, value: &Value) -> Vec<FieldViolation> {
        self.validator.iter_errors(value).flat_map(|error| self.explain(&error)).collect()
    }

    /// The `type` of a property of the object that this schema describes, said in place or in a
    /// definition.
    pub(crate) fn type_of_property(&self, name: &str) -> Option<&str> {
        let property = self.document.get("properties")?.get(name)?;
        let definition = property
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|reference| self.document.pointer(reference.strip_prefix('#')?));
        let described = definition.unwrap_or(property);
        match described.get("type") {
            Some(kind) => kind.as_str(),
            // An enumeration of numbers names its values and no type.
            None => {
                let values = described.get("enum")?.as_array()?;
                values.iter().all(Value::is_i64).then_some("integer")
            }
        }
    }

    /// The `default` of such a property.
    pub(crate) fn default_of_property(&self, name: &str) -> Option<&Value> {
        self.document.get("properties")?.get(name)?.get("default")
    }

    /// One schema error may concern several fields, as unknown fields do.
    fn explain(&self, error: &ValidationError<'_>) -> Vec<FieldViolation> {
        let at = error.instance_path().as_str();
        let value = error.instance().as_ref();
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                vec![FieldViolation::missing(child(at, name), "is required and missing")]
            }
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => unexpected
                .iter()
                .map(|name| {
                    FieldViolation::new(
                        child(at, name),
                        value.get(name).unwrap_or(&Value::Null),
                        self.unknown_field(error),
                    )
                })
                .collect(),
            kind => vec![FieldViolation::new(at, value, describe(kind, value))],
        }
    }

    fn unknown_field(&self, error: &ValidationError<'_>) -> String {
        let known = error
            .schema_path()
            .as_str()
            .rsplit_once('/')
            .and_then(|(object, _)| self.document.pointer(&format!("{object}/properties")))
            .and_then(Value::as_object)
            .map(|properties| {
                let mut names: Vec<_> = properties.keys().map(String::as_str).collect();
                // By name, whatever order the features of `serde_json` give them.
                names.sort_unstable();
                names
            });
        match known {
            Some(names) => format!("is not a field here; the fields are {}", names.join(", ")),
            None => "is not a field here".to_owned(),
        }
    }
}

fn child(at: &str, name: &str) -> String {
    format!("{at}/{}", escape_pointer(name))
}

fn describe(kind: &Kind, value: &Value) -> String {
    let items = || value.as_array().map_or(0, Vec::len);
    let fields = || value.as_object().map_or(0, serde_json::Map::len);
    let chars = || value.as_str().map_or(0, |text| text.chars().count());
    match kind {
        Kind::Type { kind } => format!("is {}, expected {}", type_of(value), expected(kind)),
        Kind::MaxItems { limit } => {
            format!("holds {} items, at most {limit} are allowed", items())
        }
        Kind::MinItems { limit } => format!("holds {} items, at least {limit} are needed", items()),
        Kind::MaxLength { limit } => {
            format!("is {} characters long, at most {limit} are allowed", chars())
        }
        Kind::MinLength { limit } => {
            format!("is {} characters long, at least {limit} are needed", chars())
        }
        Kind::MaxProperties { limit } => {
            format!("holds {} fields, at most {limit} are allowed", fields())
        }
        Kind::MinProperties { limit } => {
            format!("holds {} fields, at least {limit} are needed", fields())
        }
        Kind::Maximum { limit } => format!("is more than {limit}"),
        Kind::Minimum { limit } => format!("is less than {limit}"),
        Kind::ExclusiveMaximum { limit } => format!("is not less than {limit}"),
        Kind::ExclusiveMinimum { limit } => format!("is not more than {limit}"),
        Kind::Pattern { pattern } => format!("does not match {pattern}"),
        Kind::Enum { options } => format!("is none of {}", shorten(&options.to_string())),
        Kind::Constant { expected_value } => {
            format!("is not {}", shorten(&expected_value.to_string()))
        }
        // What the schemas say beside a pattern, for validators that would let it pass.
        Kind::Not { schema } if schema["pattern"] == "\n$" => "ends with a line break".to_owned(),
        Kind::UniqueItems => "holds an item twice".to_owned(),
        other => format!("breaks the rule {}", other.keyword()),
    }
}

fn expected(kind: &TypeKind) -> String {
    match kind {
        TypeKind::Single(one) => type_name(*one).to_owned(),
        TypeKind::Multiple(several) => {
            several.iter().map(type_name).collect::<Vec<_>>().join(" or ")
        }
    }
}

fn type_name(kind: JsonType) -> &'static str {
    match kind {
        JsonType::Array => "an array",
        JsonType::Boolean => "a boolean",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn violations(schema: Value, value: Value) -> Vec<String> {
        let schema = Schema::compile(schema).unwrap();
        schema.violations(&value).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn each_rule_is_told_in_words_with_its_place() {
        let cases = [
            (json!({"type": "string"}), json!(7), ": is a number, expected a string"),
            (
                json!({"type": ["string", "null"]}),
                json!(7),
                ": is a number, expected null or a string",
            ),
            (json!({"maxItems": 1}), json!([1, 2]), ": holds 2 items, at most 1 are allowed"),
            (json!({"minItems": 1}), json!([]), ": holds 0 items, at least 1 are needed"),
            (
                json!({"maxLength": 1}),
                json!("张三"),
                ": is 2 characters long, at most 1 are allowed",
            ),
            (
                json!({"minLength": 3}),
                json!("张三"),
                ": is 2 characters long, at least 3 are needed",
            ),
            (json!({"maximum": 3}), json!(4), ": is more than 3"),
            (json!({"minimum": 3}), json!(2), ": is less than 3"),
            (json!({"exclusiveMaximum": 3}), json!(3), ": is not less than 3"),
            (json!({"exclusiveMinimum": 3}), json!(3), ": is not more than 3"),
            (json!({"pattern": "^a$"}), json!("b"), ": does not match ^a$"),
            (json!({"enum": ["a"]}), json!("b"), ": is none of [\"a\"]"),
            (json!({"const": "a"}), json!("b"), ": is not \"a\""),
            (json!({"uniqueItems": true}), json!([1, 1]), ": holds an item twice"),
            (
                json!({"maxProperties": 0}),
                json!({"a": 1}),
                ": holds 1 fields, at most 0 are allowed",
            ),
            (
                json!({"minProperties": 2}),
                json!({"a": 1}),
                ": holds 1 fields, at least 2 are needed",
            ),
            (json!({"not": {}}), json!(1), ": breaks the rule not"),
            (json!({"required": ["a/b"]}), json!({}), "/a~1b: is required and missing"),
            (
                json!({"items": {"properties": {"x": {}}, "additionalProperties": false}}),
                json!([{"y~": 1}]),
                "/0/y~0: is not a field here; the fields are x",
            ),
        ];
        for (schema, value, expected) in cases {
            assert_eq!(violations(schema.clone(), value), [expected], "{schema}");
        }
    }

    #[test]
    fn fields_of_a_referenced_object_are_named_too() {
        let schema = json!({
            "items": {"$ref": "#/$defs/thing"},
            "$defs": {"thing": {"properties": {"x": {}}, "additionalProperties": false}},
        });
        let expected = ["/1/y: is not a field here; the fields are x"];
        assert_eq!(violations(schema, json!([{}, {"y": 1}])), expected);
    }

    #[test]
    fn every_broken_rule_is_listed_not_only_the_first() {
        let schema = json!({
            "required": ["a"],
            "additionalProperties": false,
            "properties": {"a": {}, "b": {"type": "string"}, "c": {"maxItems": 0}},
        });
        let mut found = violations(schema, json!({"b": 1, "c": [1], "d": 1, "e": 1}));
        found.sort();
        let places: Vec<_> = found.iter().map(|v| v.split(':').next().unwrap()).collect();
        assert_eq!(places, ["/a", "/b", "/c", "/d", "/e"]);
    }
}
