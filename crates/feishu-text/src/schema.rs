//! Violations of a JSON Schema, in words.
//!
//! The command line prints them before it sends a request, the emulator when it received one. They
//! decide how much of a value a message may repeat, so [`Violation::words`] takes a function for
//! it.

use std::borrow::Cow;
use std::collections::HashSet;

use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Map, Number, Value};

use crate::{Limits, Pointer, counted, did_you_mean, pattern};

/// Maximum number of values of an enumeration in a message.
const NAMED: usize = 20;

/// A compiled JSON Schema, draft 2020-12.
#[derive(Debug)]
pub struct Schema {
    document: Value,
    validator: Validator,
}

/// A violated rule of a schema.
#[derive(Debug, Clone, PartialEq)]
pub enum Broken {
    /// A required field is missing.
    Required,
    /// The object has no such field, but these.
    UnknownField(Vec<String>),
    /// Another type is expected, which is named here.
    Type(String),
    /// The number of items of a list.
    Items(Limits<u64>),
    /// The number of characters of a string.
    Chars(Limits<u64>),
    /// The number of fields of an object.
    Fields(Limits<u64>),
    /// The range of a number.
    Range(Limits<Number>),
    /// The regular expression of a string.
    Pattern(String),
    /// A string ends with a line break, which none of our patterns matches.
    LineBreak,
    /// The values of an enumeration.
    Values(Vec<Value>),
    /// A list contains an item twice.
    Twice,
    /// Any other keyword.
    Other(String),
}

/// One violation.
#[derive(Debug, Clone, PartialEq)]
pub struct Violation<'v> {
    /// The place of the value.
    pub pointer: Pointer,
    /// The value; `None` if a field is missing.
    pub value: Option<Cow<'v, Value>>,
    /// The violated rule.
    pub broken: Broken,
}

impl Schema {
    /// Compiles a schema.
    ///
    /// # Errors
    /// The document is not a schema; the message says why.
    pub fn compile(document: Value) -> Result<Self, String> {
        let validator =
            jsonschema::draft202012::new(&document).map_err(|error| error.to_string())?;
        Ok(Self { document, validator })
    }

    /// The schema as it was given.
    #[must_use]
    pub fn document(&self) -> &Value {
        &self.document
    }

    /// All violations in `value`. A value of the wrong type that is none of an enumeration is one.
    #[must_use]
    pub fn violations<'v>(&'v self, value: &'v Value) -> Vec<Violation<'v>> {
        let all = self.validator.iter_errors(value).flat_map(|error| self.explain(error));
        let all: Vec<_> = all.collect();
        let unlisted = all.iter().filter(|one| matches!(one.broken, Broken::Values(_)));
        let unlisted: HashSet<_> = unlisted.map(|one| one.pointer.clone()).collect();
        let says_more = |one: &Violation<'_>| {
            !matches!(one.broken, Broken::Type(_)) || !unlisted.contains(&one.pointer)
        };
        all.into_iter().filter(says_more).collect()
    }

    /// One error may concern several fields, for example unknown ones.
    fn explain<'v>(&self, error: ValidationError<'v>) -> Vec<Violation<'v>> {
        // Taken apart here, once: the library's own segments lose empty names and leading zeros.
        let at = Pointer::parse(error.instance_path().as_str());
        match error.kind() {
            Kind::Required { property } => {
                let pointer = at.child(property.as_str().unwrap_or_default());
                vec![Violation { pointer, value: None, broken: Broken::Required }]
            }
            Kind::AdditionalProperties { unexpected }
            | Kind::UnevaluatedProperties { unexpected } => {
                let broken = Broken::UnknownField(self.fields_beside(&error));
                let unknown = |name: &String| Violation {
                    pointer: at.child(name),
                    value: error.instance().get(name).cloned().map(Cow::Owned),
                    broken: broken.clone(),
                };
                unexpected.iter().map(unknown).collect()
            }
            kind => {
                let (broken, value) = (Broken::of(kind), Some(error.instance().clone()));
                vec![Violation { pointer: at, value, broken }]
            }
        }
    }

    /// The fields of the object whose schema refuses others. Sorted, because the order of a JSON
    /// map depends on features.
    fn fields_beside(&self, error: &ValidationError<'_>) -> Vec<String> {
        let object = error.schema_path().as_str().rsplit_once('/').map(|(object, _)| object);
        let properties = object
            .and_then(|object| self.document.pointer(object)?.get("properties"))
            .and_then(Value::as_object);
        let mut names: Vec<_> = properties.into_iter().flat_map(Map::keys).cloned().collect();
        names.sort_unstable();
        names
    }
}

impl Broken {
    fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Type { kind } => Self::Type(expected(kind)),
            Kind::MaxItems { limit } => Self::Items(Limits::at_most(*limit)),
            Kind::MinItems { limit } => Self::Items(Limits::at_least(*limit)),
            Kind::MaxLength { limit } => Self::Chars(Limits::at_most(*limit)),
            Kind::MinLength { limit } => Self::Chars(Limits::at_least(*limit)),
            Kind::MaxProperties { limit } => Self::Fields(Limits::at_most(*limit)),
            Kind::MinProperties { limit } => Self::Fields(Limits::at_least(*limit)),
            Kind::Maximum { limit: Value::Number(limit) } => {
                Self::Range(Limits::at_most(limit.clone()))
            }
            Kind::Minimum { limit: Value::Number(limit) } => {
                Self::Range(Limits::at_least(limit.clone()))
            }
            Kind::Pattern { pattern } => Self::Pattern(pattern.clone()),
            Kind::Not { schema } if schema["pattern"] == pattern::LINE_BREAK_AT_END => {
                Self::LineBreak
            }
            Kind::Enum { options } => Self::Values(options.as_array().cloned().unwrap_or_default()),
            Kind::Constant { expected_value } => Self::Values(vec![Value::clone(expected_value)]),
            Kind::UniqueItems => Self::Twice,
            other => Self::Other(other.keyword().to_owned()),
        }
    }

    /// The name of the rule in a spec, or the keyword if a spec cannot state the rule.
    #[must_use]
    pub fn rule(&self) -> &str {
        match self {
            Self::Required => "required",
            Self::UnknownField(_) => "unknown_field",
            Self::Type(_) => "type",
            Self::Items(_) => "items",
            Self::Chars(_) => "chars",
            Self::Fields(_) => "fields",
            Self::Range(_) => "range",
            Self::Pattern(_) | Self::LineBreak => "pattern",
            Self::Values(_) => "values",
            Self::Twice => "unique_items",
            Self::Other(keyword) => keyword,
        }
    }
}

impl Violation<'_> {
    /// The violation as the rest of a sentence that begins with the pointer. `shown` formats the
    /// JSON of a scalar: it shortens long values and hides secrets. Lists and objects are only
    /// called that.
    #[must_use]
    pub fn words(&self, shown: impl Fn(&str) -> String) -> String {
        let value = self.value.as_deref().unwrap_or(&Value::Null);
        let found = || match value {
            Value::Array(_) => "a list".to_owned(),
            Value::Object(_) => "an object".to_owned(),
            scalar => shown(&scalar.to_string()),
        };
        let count = || match value {
            Value::Array(items) => items.len(),
            Value::Object(fields) => fields.len(),
            Value::String(text) => text.chars().count(),
            _ => 0,
        };
        let sized = |verb: &str, noun: &str, limits: &Limits<u64>| {
            format!("{verb} {}, {}", counted(count(), noun), limits.clause("are"))
        };
        match &self.broken {
            Broken::Required => "is required and missing".to_owned(),
            Broken::UnknownField(known) => format!("is not a field{}", self.instead(known)),
            Broken::Type(expected) => format!("is {}, which is not {expected}", found()),
            Broken::Items(limits) => sized("holds", "item", limits),
            Broken::Chars(limits) => sized("has", "character", limits),
            Broken::Fields(limits) => sized("has", "field", limits),
            Broken::Range(limits) => format!("is {}, {}", found(), limits.clause("is")),
            Broken::Pattern(pattern) => match pattern::meaning(pattern) {
                Some(meaning) => format!("is {}, which is not {meaning}", found()),
                None => format!("is {}, which does not match {pattern}", found()),
            },
            Broken::LineBreak => "ends with a line break".to_owned(),
            Broken::Values(values) => {
                format!("is {}, which is not one of {}", found(), list(values))
            }
            Broken::Twice => "holds an item twice".to_owned(),
            Broken::Other(keyword) => format!("is {}, which breaks the rule {keyword}", found()),
        }
    }

    /// Suggests what to write instead of an unknown field.
    fn instead(&self, known: &[String]) -> String {
        let name = self.pointer.steps().last().map_or("", String::as_str);
        match did_you_mean(name, known) {
            close if !close.is_empty() => close,
            _ if known.is_empty() => String::new(),
            _ => format!("; the fields are {}", known.join(", ")),
        }
    }
}

fn list(values: &[Value]) -> String {
    let mut list: Vec<_> = values.iter().take(NAMED).map(Value::to_string).collect();
    if let more @ 1.. = values.len().saturating_sub(NAMED) {
        list.push(format!("{more} more"));
    }
    list.join(", ")
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
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "an integer",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn violations(schema: Value, value: Value) -> Vec<String> {
        let schema = Schema::compile(schema).unwrap();
        let violations = schema.violations(&value);
        let line = |one: &Violation<'_>| format!("{}: {}", one.pointer, one.words(str::to_owned));
        violations.iter().map(line).collect()
    }

    #[test]
    fn each_rule_is_told_in_words_with_its_place() {
        let cases = [
            (json!({"type": "string"}), json!(7), ": is 7, which is not a string"),
            (json!({"type": "object"}), json!([7]), ": is a list, which is not an object"),
            (
                json!({"type": ["string", "null"]}),
                json!(7),
                ": is 7, which is not null or a string",
            ),
            (json!({"maxItems": 1}), json!([1, 2]), ": holds 2 items, at most 1 are allowed"),
            (json!({"minItems": 2}), json!([1]), ": holds 1 item, at least 2 are needed"),
            (json!({"maxLength": 1}), json!("张三"), ": has 2 characters, at most 1 are allowed"),
            (json!({"minLength": 3}), json!("张三"), ": has 2 characters, at least 3 are needed"),
            (json!({"maximum": 3}), json!(4), ": is 4, at most 3 is allowed"),
            (json!({"minimum": 3}), json!(2), ": is 2, at least 3 is needed"),
            (
                json!({"exclusiveMaximum": 3}),
                json!(3),
                ": is 3, which breaks the rule exclusiveMaximum",
            ),
            (json!({"pattern": "^a$"}), json!("b"), ": is \"b\", which does not match ^a$"),
            (
                json!({"pattern": pattern::UNIX_MILLIS}),
                json!("soon"),
                ": is \"soon\", which is not a time in milliseconds since 1970, an integer of at most 16 digits",
            ),
            (
                json!({"pattern": pattern::UNIX_SECONDS}),
                json!("soon"),
                ": is \"soon\", which is not a time in seconds since 1970, an integer of at most 13 digits",
            ),
            (
                json!({"pattern": pattern::DAY}),
                json!("2023-02-29"),
                ": is \"2023-02-29\", which is not a day of the calendar, such as 2024-05-01",
            ),
            (json!({"not": {"pattern": "\n$"}}), json!("a\n"), ": ends with a line break"),
            (
                json!({"enum": ["a", "c"]}),
                json!("b"),
                ": is \"b\", which is not one of \"a\", \"c\"",
            ),
            (
                json!({"type": "string", "enum": ["a"]}),
                json!(1),
                ": is 1, which is not one of \"a\"",
            ),
            (json!({"const": "a"}), json!("b"), ": is \"b\", which is not one of \"a\""),
            (json!({"uniqueItems": true}), json!([1, 1]), ": holds an item twice"),
            (json!({"maxProperties": 0}), json!({"a": 1}), ": has 1 field, at most 0 are allowed"),
            (json!({"minProperties": 2}), json!({"a": 1}), ": has 1 field, at least 2 are needed"),
            (json!({"not": {}}), json!(1), ": is 1, which breaks the rule not"),
            (json!({"required": ["a/b"]}), json!({}), "/a~1b: is required and missing"),
            (
                json!({"items": {"properties": {"x": {}}, "additionalProperties": false}}),
                json!([{"yz~": 1}]),
                "/0/yz~0: is not a field; the fields are x",
            ),
            (
                json!({"properties": {"owner": {}}, "additionalProperties": false}),
                json!({"onwer": 1}),
                "/onwer: is not a field; did you mean owner?",
            ),
        ];
        for (schema, value, expected) in cases {
            assert_eq!(violations(schema.clone(), value), [expected], "{schema}");
        }
    }

    #[test]
    fn a_long_enumeration_is_cut() {
        let schema = json!({ "enum": (0..30).collect::<Vec<_>>() });
        let found = violations(schema, json!(99));
        assert!(found[0].ends_with(" 18, 19, 10 more"), "{found:?}");
    }

    #[test]
    fn fields_of_a_referenced_object_are_named_too() {
        let schema = json!({
            "items": {"$ref": "#/$defs/thing"},
            "$defs": {"thing": {"properties": {"x": {}}, "additionalProperties": false}},
        });
        let expected = ["/1/other: is not a field; the fields are x"];
        assert_eq!(violations(schema, json!([{}, {"other": 1}])), expected);
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

    #[test]
    fn a_message_repeats_no_more_of_a_value_than_its_writer_allows() {
        let schema = Schema::compile(json!({ "maxLength": 3, "pattern": "^a" })).unwrap();
        let value = json!("hush!");
        for violation in schema.violations(&value) {
            assert!(!violation.words(|_| "***".to_owned()).contains("hush"), "{violation:?}");
        }
    }
}
