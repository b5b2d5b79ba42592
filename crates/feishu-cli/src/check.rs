//! What a value does wrong by its JSON Schema, in words.

use std::fmt;

use feishu_core::{NamedValues, UnixMillis};
use jsonschema::error::{TypeKind, ValidationErrorKind as Kind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::Value;

use crate::catalogue::kebab;
use crate::failure::Failure;
use crate::secrets::MASK;
use crate::text::{plain, shown};

/// Characters of a value that a message repeats.
const SHOWN: usize = 60;
/// Characters of a place, which holds names that the caller made up.
const PLACE: usize = 200;

/// The name of what is no rule of the spec: a field that it does not have.
const UNKNOWN_FIELD: &str = "unknown_field";

/// One thing that a request does wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// `query` or `body`, where a request has both.
    pub(crate) part: Option<&'static str>,
    /// JSON Pointer of the place; empty for the whole.
    pub(crate) pointer: String,
    /// What is wrong there.
    pub(crate) words: String,
    /// The name of the rule in a spec.
    pub(crate) rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            write!(f, "{part}: ")?;
        }
        let place = if self.pointer.is_empty() { "the body" } else { &shown(&self.pointer, PLACE) };
        write!(f, "{place} {}", self.words)?;
        if self.rule == UNKNOWN_FIELD { Ok(()) } else { write!(f, " ({})", self.rule) }
    }
}

/// A JSON Schema, compiled once.
pub(crate) struct Check {
    validator: Validator,
    known: Vec<String>,
    /// Fields whose values have names.
    values: &'static [NamedValues],
    /// Fields whose values are not shown.
    secrets: &'static [&'static str],
}

impl Check {
    /// Compiles a schema that the generator made.
    pub(crate) fn new(schema: &Value, values: &'static [NamedValues]) -> Result<Self, Failure> {
        let validator = jsonschema::draft202012::new(schema)
            .map_err(|error| Failure::Local(format!("a schema of this program: {error}")))?;
        let properties = schema.get("properties").and_then(Value::as_object);
        let known = properties.into_iter().flatten().map(|(name, _)| name.clone()).collect();
        Ok(Self { validator, known, values, secrets: &[] })
    }

    /// The same, which repeats no value of these fields.
    pub(crate) fn hiding(self, secrets: &'static [&'static str]) -> Self {
        Self { secrets, ..self }
    }

    /// Everything that `value` does wrong, each with the JSON Pointer of its place.
    pub(crate) fn violations(&self, value: &Value) -> Vec<Violation> {
        self.validator.iter_errors(value).flat_map(|error| self.explain(&error)).collect()
    }

    /// Whether a message may repeat what stands there: neither a secret nor what holds one.
    fn is_shown(&self, at: &str) -> bool {
        match at.split('/').nth(1) {
            Some(name) => !self.secrets.contains(&name),
            None => self.secrets.is_empty(),
        }
    }

    /// The names of the values of a field, with what they are on the wire.
    fn names(&self, at: &str) -> Option<String> {
        let field = field(at);
        let named = self.values.iter().find(|named| named.field == field)?;
        let names = named.values.iter().map(|one| format!("{} ({})", kebab(one.name), one.value));
        Some(names.collect::<Vec<_>>().join(", "))
    }

    /// One schema error may concern several fields, as unknown fields do.
    fn explain(&self, error: &ValidationError<'_>) -> Vec<Violation> {
        let at = error.instance_path().as_str();
        let violation = |pointer: String, words: String, rule: &str| Violation {
            part: None,
            pointer,
            words,
            rule: rule.to_owned(),
        };
        match error.kind() {
            Kind::Required { property } => {
                let name = property.as_str().unwrap_or_default();
                vec![violation(
                    format!("{at}/{name}"),
                    "is required and missing".into(),
                    "required",
                )]
            }
            Kind::AdditionalProperties { unexpected } => unexpected
                .iter()
                .map(|name| {
                    let words = match (at, closest(name, &self.known)) {
                        ("", Some(close)) => format!("is no field; did you mean {close}?"),
                        ("", None) => {
                            format!("is no field; the fields are {}", self.known.join(", "))
                        }
                        _ => "is no field".to_owned(),
                    };
                    violation(format!("{at}/{name}"), words, UNKNOWN_FIELD)
                })
                .collect(),
            kind => {
                let value = error.instance().as_ref();
                let found = match self.is_shown(at) {
                    true => shown(&value.to_string(), SHOWN),
                    false => MASK.to_owned(),
                };
                let names = self.names(at).filter(|_| matches!(kind, Kind::Enum { .. }));
                let words = match names {
                    Some(names) => format!("is {found}, which is none of {names}"),
                    None => describe(kind, value, &found),
                };
                vec![violation(at.to_owned(), words, rule(kind))]
            }
        }
    }
}

/// The field that a JSON Pointer leads to, as the tables call it: without places in lists.
fn field(at: &str) -> String {
    let names = at.split('/').skip(1).filter(|name| name.parse::<usize>().is_err());
    names.collect::<Vec<_>>().join(".")
}

/// The name of the rule in a spec.
fn rule(kind: &Kind) -> &str {
    match kind {
        Kind::MaxItems { .. } | Kind::MinItems { .. } => "items",
        Kind::MaxLength { .. } | Kind::MinLength { .. } => "chars",
        Kind::Maximum { .. } | Kind::Minimum { .. } => "range",
        Kind::Enum { .. } => "values",
        Kind::Pattern { .. } | Kind::Not { .. } => "pattern",
        other => other.keyword(),
    }
}

fn describe(kind: &Kind, value: &Value, found: &str) -> String {
    let items = value.as_array().map_or(0, Vec::len);
    let chars = value.as_str().map_or(0, |text| text.chars().count());
    match kind {
        Kind::Type { kind } => format!("is {found}, which is not {}", expected(kind)),
        Kind::MaxItems { limit } => format!("holds {items} items, at most {limit} are allowed"),
        Kind::MinItems { limit } => format!("holds {items} items, at least {limit} are needed"),
        Kind::MaxLength { limit } => format!("has {chars} characters, at most {limit} are allowed"),
        Kind::MinLength { limit } => format!("has {chars} characters, at least {limit} are needed"),
        Kind::Maximum { limit } => format!("is {found}, at most {limit} is allowed"),
        Kind::Minimum { limit } => format!("is {found}, at least {limit} is needed"),
        // The sentence of the SDK: the pattern is right, and says nothing to a person.
        Kind::Pattern { pattern } if pattern == UnixMillis::PATTERN => format!(
            "is {found}, which is not a time in milliseconds since 1970, an integer of at most 16 digits"
        ),
        Kind::Pattern { pattern } => format!("is {found}, which does not match {pattern}"),
        Kind::Enum { options } => {
            format!("is {found}, which is none of {}", plain(&options.to_string()))
        }
        // What the schemas say beside a pattern, for validators that would let it pass.
        Kind::Not { schema } if schema["pattern"] == "\n$" => "ends with a line break".to_owned(),
        other => format!("is {found}, which breaks the rule {}", other.keyword()),
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
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a string",
    }
}

/// The known name that is most like `name`, if one is like it at all.
pub(crate) fn closest<'a>(name: &str, known: &'a [String]) -> Option<&'a str> {
    let near = known.iter().map(|other| (distance(name, other), other.as_str()));
    let (distance, found) = near.min_by_key(|(distance, _)| *distance)?;
    (distance <= 1 + name.chars().count() / 4).then_some(found)
}

/// How many characters have to be put in, taken out or replaced.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn offers() -> Check {
        let schema = serde_json::from_str(feishu::hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST);
        Check::new(&schema.unwrap(), &[]).unwrap()
    }

    #[test]
    fn every_violation_is_named_with_its_place_and_rule() {
        let offer = json!({
            "biz_create_time": "yesterday",
            "attachment_id_list": vec!["1"; 11],
            "onwer": "张三",
        });
        let found = offers().violations(&offer);
        assert!(
            found.iter().any(|one| one.pointer == "/attachment_id_list" && one.rule == "items")
        );
        let mut found: Vec<_> = found.iter().map(ToString::to_string).collect();
        found.sort();
        assert_eq!(
            found,
            [
                "/attachment_id_list holds 11 items, at most 10 are allowed (items)",
                "/biz_create_time is \"yesterday\", which is not a time in milliseconds since 1970, an \
                 integer of at most 16 digits (pattern)",
                "/external_application_id is required and missing (required)",
                "/onwer is no field; did you mean owner?",
            ]
        );
        assert!(offers().violations(&json!({ "external_application_id": "1" })).is_empty());
    }

    #[test]
    fn values_are_told_by_their_names() {
        let create = feishu::hire::contracts::ALL
            .iter()
            .find(|contract| contract.operation.id == "hire.v1.external_interview.create")
            .unwrap();
        let schema = serde_json::from_str(create.request.unwrap()).unwrap();
        let interview = json!({
            "external_application_id": "1",
            "interview_assessments": [{}, { "conclusion": 9 }],
        });
        let found = Check::new(&schema, create.values).unwrap().violations(&interview);
        let [found] = found.as_slice() else { panic!("{found:?}") };
        assert_eq!(found.pointer, "/interview_assessments/1/conclusion");
        let found = found.to_string();
        assert!(found.starts_with("/interview_assessments/1/conclusion is 9, which is none of "));
        assert!(found.contains(" (1), ") && found.ends_with(" (values)"), "{found}");
    }

    #[test]
    fn a_secret_that_breaks_a_rule_is_not_repeated() {
        let schema = json!({
            "type": "object",
            "properties": { "app_secret": { "type": "string", "maxLength": 3, "pattern": "^a" } },
        });
        let check = Check::new(&schema, &[]).unwrap().hiding(&["app_secret"]);
        for value in
            [json!({ "app_secret": "hush!" }), json!({ "app_secret": ["hush!"] }), json!(["hush!"])]
        {
            let found = check.violations(&value);
            assert!(!found.is_empty(), "{value}");
            assert!(!format!("{found:?}").contains("hush"), "{found:?}");
        }
    }

    #[test]
    fn a_name_that_the_caller_made_up_stays_on_its_line() {
        let found =
            offers().violations(&json!({ "external_application_id": "1", "a\n\u{202e}b": 1 }));
        assert!(found[0].to_string().starts_with("/a\\n\\u{202e}b is no field"), "{}", found[0]);
    }

    #[test]
    fn a_name_is_close_when_few_letters_differ() {
        let known = ["owner".to_owned(), "offer_status".to_owned()];
        assert_eq!(closest("ower", &known), Some("owner"));
        assert_eq!(closest("offer_state", &known), Some("offer_status"));
        assert_eq!(closest("salary", &known), None);
    }
}
