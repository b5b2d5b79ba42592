//! The fields of a request as flags, derived from its JSON Schemas.

use std::fmt::Display;

use feishu_core::rules::EXACT;
use feishu_core::{Contract, Json, NamedValue, UnixMillis};
use feishu_text::command::{self, word};
use feishu_text::{Limits, pattern};

use crate::catalogue::schema;
use crate::failure::Failure;

/// Nesting depth up to which objects have flags of their own; deeper ones are given as JSON.
const MAX_DEPTH: usize = 3;

/// The part of the request that contains a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Query,
    Body,
}

/// The type of one value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Whole,
    Number,
    Switch,
    /// An object, a map, or anything else that must be written as JSON.
    Json,
}

/// A field of a request that a flag can set.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    pub(crate) section: Section,
    /// Wire names, from the outermost object inwards.
    pub(crate) path: Vec<String>,
    pub(crate) flag: String,
    /// Whether the flag may be repeated.
    pub(crate) list: bool,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    pub(crate) values: &'static [NamedValue],
    /// The schema of the field, and that of one value, which differ for a list.
    schema: Json,
    element: Json,
}

impl Field {
    /// The wire name, with dots between objects.
    pub(crate) fn name(&self) -> String {
        self.path.join(".")
    }

    /// Whether it is a top-level field of the body, neither in the query nor in a nested object.
    pub(crate) fn is_top(&self) -> bool {
        self.section == Section::Body && self.path.len() == 1
    }

    /// The unique id of its argument.
    pub(crate) fn id(&self) -> String {
        let section = if self.section == Section::Query { "query" } else { "body" };
        format!("{section}.{}", self.name())
    }

    /// Whether a value is a time in milliseconds since 1970. Times that are strings have their own
    /// pattern, which differs from that of a time in seconds. Times that are numbers are recognised
    /// by their samples: no other 64-bit integer of this platform has 13 digits.
    pub(crate) fn is_time(&self) -> bool {
        let samples = self.schema["examples"].as_array().into_iter().flatten();
        let mut samples = samples.filter_map(Json::as_i64);
        match self.kind {
            Kind::Text => self.element["pattern"] == UnixMillis::PATTERN,
            Kind::Whole if self.element["format"] == "int64" => {
                samples.any(|sample| (1_000_000_000_000..10_000_000_000_000).contains(&sample))
            }
            _ => false,
        }
    }

    /// Parses one typed value to JSON; an object may be in a file.
    pub(crate) fn value(&self, text: &str) -> Result<Json, Failure> {
        match self.kind {
            Kind::Json => crate::input::json(text, &format!("--{}", self.flag)),
            _ => Ok(self.one(text)),
        }
    }

    /// Parses a cell of a table; for a list, a JSON array or values separated by `;`.
    pub(crate) fn cell(&self, text: &str) -> Json {
        if !self.list {
            return self.one(text);
        }
        match serde_json::from_str(text) {
            Ok(list @ Json::Array(_)) => list,
            _ => text.split(';').map(|text| self.one(text.trim())).collect(),
        }
    }

    /// Parses one value. An invalid value stays a string, which the check reports.
    fn one(&self, text: &str) -> Json {
        let named = self
            .values
            .iter()
            .find(|named| named.value == text || named.name == text || word(named.name) == text);
        let text = named.map_or(text, |named| named.value);
        match (self.kind, serde_json::from_str::<Json>(text)) {
            (Kind::Whole | Kind::Number, Ok(value @ Json::Number(_)))
            | (Kind::Switch, Ok(value @ Json::Bool(_)))
            | (Kind::Json, Ok(value)) => value,
            _ => Json::String(text.to_owned()),
        }
    }

    /// The name of the value in the help.
    pub(crate) fn value_name(&self) -> &'static str {
        match self.kind {
            Kind::Text => "TEXT",
            Kind::Whole => "INTEGER",
            Kind::Number => "NUMBER",
            Kind::Switch => "true|false",
            Kind::Json => "JSON|@FILE",
        }
    }

    /// Description, rules, default and sample, for the help.
    pub(crate) fn help(&self) -> String {
        let mut help = self.schema["description"].as_str().unwrap_or_default().to_owned();
        let mut notes = Vec::new();
        if self.required {
            notes.push("required".to_owned());
        }
        notes.extend(self.rules());
        if let Some(default) = self.schema.get("default") {
            notes.push(format!("default {}", plain(default)));
        }
        let sample = self.schema["examples"].get(0).or_else(|| self.element["examples"].get(0));
        let sample = sample.and_then(|sample| match sample {
            Json::Array(items) => items.first(),
            other => Some(other),
        });
        if let Some(sample) = sample.filter(|_| self.kind != Kind::Json) {
            notes.push(format!("such as {}", plain(sample)));
        }
        if !notes.is_empty() {
            help = format!("{help} [{}]", notes.join("; "));
        }
        help
    }

    fn rules(&self) -> Vec<String> {
        let count = |schema: &Json, low: &str, high: &str, what: &str| {
            // A count is never below 0.
            in_words(schema[low].as_u64().filter(|low| *low > 0), schema[high].as_u64(), what)
        };
        let mut rules = Vec::new();
        if self.list {
            rules.push(match count(&self.schema, "minItems", "maxItems", " times") {
                Some(times) => format!("give it several times, {times}"),
                None => "give it several times".to_owned(),
            });
        }
        rules.extend(count(&self.element, "minLength", "maxLength", " characters"));
        // The limits of the type are not rules of the spec.
        let of_type = |bound: i64| {
            let whole = [i64::from(i32::MIN), i64::from(i32::MAX)];
            whole.contains(&bound) || bound <= *EXACT.start() || bound >= *EXACT.end()
        };
        let bound = |name: &str| self.element[name].as_i64().filter(|bound| !of_type(*bound));
        rules.extend(in_words(bound("minimum"), bound("maximum"), ""));
        if self.is_time() {
            rules.push("milliseconds since 1970".to_owned());
        } else if let Some(pattern) = self.element["pattern"].as_str() {
            rules.push(pattern::meaning(pattern).unwrap_or_else(|| format!("matches {pattern}")));
        }
        rules
    }
}

/// Limits in words, if there are any.
fn in_words<N: Display + PartialEq>(min: Option<N>, max: Option<N>, what: &str) -> Option<String> {
    let limits = Limits { min, max };
    (limits.min.is_some() || limits.max.is_some()).then(|| format!("{limits}{what}"))
}

/// The fields of query and body that flags set, in the order of the spec. Secrets have no flags.
pub(crate) fn of(contract: &Contract) -> Result<Vec<Field>, Failure> {
    let mut fields = Vec::new();
    for (section, text) in [(Section::Query, contract.query), (Section::Body, contract.request)] {
        let Some(text) = text else { continue };
        let root = schema(text)?;
        collect(contract, section, &root, &root, &[], MAX_DEPTH, &mut fields);
    }
    Ok(fields)
}

fn collect(
    contract: &Contract,
    section: Section,
    root: &Json,
    object: &Json,
    before: &[String],
    depth: usize,
    fields: &mut Vec<Field>,
) {
    for (name, declared) in object["properties"].as_object().into_iter().flatten() {
        if before.is_empty() && contract.secrets.contains(&name.as_str()) {
            continue;
        }
        let path: Vec<_> = before.iter().chain([name]).cloned().collect();
        let schema = resolved(root, declared);
        let list = schema["type"] == "array";
        let element = if list { resolved(root, &schema["items"]) } else { schema.clone() };
        let wire = path.join(".");
        let named = contract.values.iter().find(|named| named.field == wire);
        let required =
            object["required"].as_array().is_some_and(|all| all.contains(&name.as_str().into()));
        if !list && element["properties"].is_object() && depth > 1 {
            collect(contract, section, root, &element, &path, depth - 1, fields);
        }
        let flag = flag(&path, list, object, fields);
        fields.push(Field {
            section,
            flag,
            list,
            kind: kind(&element),
            // A field of an optional object is required only if the object is given.
            required: required && before.is_empty(),
            values: named.map_or(&[], |named| named.values),
            schema,
            element,
            path,
        });
    }
}

/// The flag of a field, which is none that the command has already.
fn flag(path: &[String], list: bool, object: &Json, fields: &[Field]) -> String {
    let is_field = |name: &str| object["properties"].get(name).is_some();
    let is_given = |flag: &str| fields.iter().any(|field| field.flag == flag);
    command::flag(path, list, is_field, is_given)
}

/// The target of a reference, merged with its siblings.
pub(crate) fn resolved(root: &Json, schema: &Json) -> Json {
    let target = schema["$ref"].as_str().and_then(|target| target.strip_prefix('#'));
    let Some(found) = target.and_then(|pointer| root.pointer(pointer)) else {
        return schema.clone();
    };
    let mut whole = found.clone();
    if let (Json::Object(whole), Json::Object(beside)) = (&mut whole, schema) {
        whole.extend(beside.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    whole
}

fn kind(schema: &Json) -> Kind {
    match schema["type"].as_str() {
        Some("string") => Kind::Text,
        Some("integer") => Kind::Whole,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Switch,
        Some(_) => Kind::Json,
        None => match schema["enum"].get(0) {
            Some(Json::String(_)) => Kind::Text,
            Some(Json::Number(_)) => Kind::Whole,
            _ => Kind::Json,
        },
    }
}

fn plain(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use serde_json::json;

    use super::*;
    use crate::catalogue::entries;

    /// The types of the fields of body and query, as the spec of an operation says them.
    fn types(id: &str) -> Vec<(String, String)> {
        let mut parts = id.split('.');
        let mut next = || parts.next().unwrap_or_default();
        let path = format!("../../spec/{}/{}/{}/{}.yaml", next(), next(), next(), next());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let spec: Json = serde_yaml_ng::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let parts = ["body", "query"].map(|part| spec["request"][part].clone());
        let fields = parts.iter().filter_map(Json::as_object).flatten();
        let named = fields
            .filter_map(|(name, field)| Some((name.clone(), field["type"].as_str()?.to_owned())));
        named.collect()
    }

    /// A field with this schema.
    fn field(schema: Json) -> Field {
        let root = json!({ "properties": { "tag_list": schema } });
        let mut fields = Vec::new();
        collect(entries()[0].contract, Section::Body, &root, &root, &[], 1, &mut fields);
        fields.remove(0)
    }

    /// What an overwrite clears, and what can be cleared by name, are fields of the body itself.
    #[test]
    fn a_field_of_the_body_itself_is_told_from_one_of_the_query_or_of_an_object() {
        let entries = entries();
        let id = "hire.v1.external_referral_reward.create";
        let entry = entries.iter().find(|entry| entry.contract.operation.id == id).unwrap();
        let fields = of(entry.contract).unwrap();
        for (name, expected) in
            [("user_id_type", false), ("stage", true), ("bonus", true), ("bonus.bonus_type", false)]
        {
            let field = fields.iter().find(|field| field.name() == name).unwrap();
            assert_eq!(field.is_top(), expected, "{name}");
        }
    }

    #[test]
    fn a_cell_of_a_list_holds_a_json_array_or_values_with_semicolons_between() {
        let texts = field(json!({ "type": "array", "items": { "type": "string" } }));
        let numbers = field(json!({ "type": "array", "items": { "type": "integer" } }));
        for (field, cell, expected) in [
            (&texts, "a", json!(["a"])),
            (&texts, "a; b;c", json!(["a", "b", "c"])),
            (&texts, r#"["a;b", "c"]"#, json!(["a;b", "c"])),
            (&texts, "[]", json!([])),
            (&texts, "[a", json!(["[a"])),
            (&texts, "7", json!(["7"])),
            (&numbers, "1;2", json!([1, 2])),
            (&numbers, "[1, 2]", json!([1, 2])),
        ] {
            assert_eq!(field.cell(cell), expected, "{cell}");
        }
    }

    #[test]
    fn the_kind_of_a_field_is_that_of_its_type_or_else_of_its_values() {
        for (schema, kind) in [
            (json!({ "type": "string" }), Kind::Text),
            (json!({ "type": "integer" }), Kind::Whole),
            (json!({ "type": "number" }), Kind::Number),
            (json!({ "type": "boolean" }), Kind::Switch),
            (json!({ "type": "object" }), Kind::Json),
            (json!({ "enum": ["open_id", "union_id"] }), Kind::Text),
            (json!({ "enum": [1, 2] }), Kind::Whole),
            (json!({}), Kind::Json),
        ] {
            let field = field(schema.clone());
            assert_eq!(field.kind, kind, "{schema}");
            let typed = ["open_id", "1", "true", "0.5"].map(|text| field.value(text).ok());
            let expected = match kind {
                Kind::Text => [json!("open_id"), json!("1"), json!("true"), json!("0.5")].map(Some),
                Kind::Whole | Kind::Number => {
                    [json!("open_id"), json!(1), json!("true"), json!(0.5)].map(Some)
                }
                Kind::Switch => [json!("open_id"), json!("1"), json!(true), json!("0.5")].map(Some),
                Kind::Json => [None, Some(json!(1)), Some(json!(true)), Some(json!(0.5))],
            };
            assert_eq!(typed, expected, "{schema}");
        }
    }

    #[test]
    fn the_help_says_the_rules_that_somebody_wrote() {
        let list = |rest: Json| {
            let mut schema = json!({ "type": "array", "items": { "type": "string" } });
            schema.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
            schema
        };
        let whole =
            |low: i64, high: i64| json!({ "type": "integer", "minimum": low, "maximum": high });
        for (schema, expected) in [
            (list(json!({})), "give it several times"),
            (list(json!({ "minItems": 0 })), "give it several times"),
            (
                list(json!({ "minItems": 0, "maxItems": 10 })),
                "give it several times, at most 10 times",
            ),
            (list(json!({ "minItems": 1 })), "give it several times, at least 1 times"),
            (
                list(json!({ "minItems": 1, "maxItems": 10 })),
                "give it several times, 1 to 10 times",
            ),
            (json!({ "type": "string", "minLength": 0, "maxLength": 5 }), "at most 5 characters"),
            (json!({ "type": "string", "minLength": 1, "maxLength": 5 }), "1 to 5 characters"),
            (json!({ "type": "string", "minLength": 2 }), "at least 2 characters"),
            (json!({ "type": "string", "pattern": "^a$" }), "matches ^a$"),
            (
                json!({ "type": "string", "pattern": pattern::UNIX_MILLIS }),
                "milliseconds since 1970",
            ),
            (
                json!({ "type": "string", "pattern": pattern::UNIX_SECONDS }),
                "a time in seconds since 1970, an integer of at most 13 digits",
            ),
            (
                json!({ "type": "string", "pattern": pattern::DAY }),
                "a day of the calendar, such as 2024-05-01",
            ),
            (whole(0, 8), "0 to 8"),
            (whole(0, i32::MAX.into()), "at least 0"),
            (whole(i32::MIN.into(), 8), "at most 8"),
            (whole(i32::MIN.into(), i32::MAX.into()), ""),
            (whole(-(1 << 53), 1 << 53), ""),
            (whole(*EXACT.start(), *EXACT.end()), ""),
            (whole(EXACT.start() + 1, EXACT.end() - 1), "-9007199254740990 to 9007199254740990"),
        ] {
            assert_eq!(field(schema.clone()).rules().join("; "), expected, "{schema}");
        }
    }

    #[test]
    fn a_field_is_a_time_exactly_where_the_spec_says_so() {
        let mut times = 0;
        for entry in entries() {
            let found = of(entry.contract).unwrap();
            for (name, kind) in types(&entry.contract.operation.id) {
                let Some(field) = found.iter().find(|field| field.name() == name) else { continue };
                let expected = ["UnixMillis", "UnixMillisNumber"].contains(&kind.as_str());
                assert_eq!(field.is_time(), expected, "{} {name}", entry.contract.operation.id);
                times += usize::from(expected);
            }
        }
        assert!(times >= 15, "{times}");
    }
}
