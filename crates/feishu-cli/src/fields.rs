//! The fields of a request as flags, from its contract.

use feishu_core::{Contract, Json, NamedValue, RequestField, UnixTime, WireType};
use feishu_text::Pointer;
use feishu_text::command::{self, Flags, word};

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
    pub(crate) path: Vec<&'static str>,
    pub(crate) flag: String,
    /// The whole name of a flag that is shorter.
    pub(crate) alias: Option<String>,
    /// Whether the flag may be repeated.
    pub(crate) list: bool,
    pub(crate) kind: Kind,
    pub(crate) required: bool,
    facts: &'static RequestField,
}

impl Field {
    /// Its place in the query or the body.
    pub(crate) fn pointer(&self) -> Pointer {
        self.path.iter().copied().collect()
    }

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

    /// Whether a value is a time in milliseconds since 1970.
    pub(crate) fn is_time(&self) -> bool {
        self.facts.time == Some(UnixTime::Millis)
    }

    /// The known values, by which names they are typed.
    pub(crate) fn values(&self) -> &'static [NamedValue] {
        match self.kind {
            // The names inside are those of values of a map or of an inner list.
            Kind::Json => &[],
            _ => self.facts.values,
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
            .values()
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
        let RequestField { description, form, rules, default, example, .. } = *self.facts;
        let mut notes = Vec::new();
        if self.required {
            notes.push("required".to_owned());
        }
        if self.list {
            notes.push("give it several times".to_owned());
        }
        notes.extend(rules.iter().map(|rule| rule.words.to_owned()));
        if !form.is_empty() {
            notes.push(form.to_owned());
        }
        if let Some(default) = plain(default) {
            notes.push(format!("default {default}"));
        }
        if let Some(sample) = plain(example).filter(|_| self.kind != Kind::Json) {
            notes.push(format!("such as {sample}"));
        }
        match notes.as_slice() {
            [] => description.to_owned(),
            notes => format!("{description} [{}]", notes.join("; ")),
        }
    }
}

/// The fields of query and body that flags set, in the order of the spec. Secrets have no flags.
pub(crate) fn of(contract: &Contract) -> Vec<Field> {
    let mut all = All::of_query(contract);
    all.collect(Section::Body, contract.request_fields, &[]);
    all.fields
}

/// Paging parameters, which whoever reads page by page sets.
const PAGING: [&str; 2] = ["page_size", "page_token"];

/// The query parameters by which a list is searched: all except for paging.
pub(crate) fn finders(list: &Contract) -> Vec<Field> {
    let mut fields = All::of_query(list).fields;
    fields.retain(|field| !PAGING.contains(&field.name().as_str()));
    fields
}

/// The field at a place, whose steps are names of fields, keys of maps, and indexes.
pub(crate) fn at(fields: &'static [RequestField], at: &[String]) -> Option<&'static RequestField> {
    let mut found = None;
    let mut ty = WireType::Object(fields);
    for step in at {
        ty = match ty {
            WireType::Object(fields) => {
                let field = fields.iter().find(|field| field.name == step)?;
                found = Some(field);
                field.ty
            }
            WireType::List(inner) | WireType::Map(inner) => *inner,
            _ => return None,
        };
    }
    found
}

struct All {
    secrets: &'static [&'static str],
    flags: Flags,
    fields: Vec<Field>,
}

impl All {
    fn of_query(contract: &Contract) -> Self {
        let mut all =
            Self { secrets: contract.secrets, flags: Flags::default(), fields: Vec::new() };
        all.collect(Section::Query, contract.query_fields, &[]);
        all
    }

    fn collect(
        &mut self,
        section: Section,
        siblings: &'static [RequestField],
        before: &[&'static str],
    ) {
        for facts in siblings {
            if before.is_empty() && self.secrets.contains(&facts.name) {
                continue;
            }
            let path: Vec<_> = before.iter().copied().chain([facts.name]).collect();
            let (list, element) = match facts.ty {
                WireType::List(item) => (true, *item),
                other => (false, other),
            };
            if let WireType::Object(inner) = facts.ty
                && path.len() < MAX_DEPTH
            {
                self.collect(section, inner, &path);
            }
            let is_field = |name: &str| siblings.iter().any(|field| field.name == name);
            let command::Flag { name: flag, alias } = self.flags.add(&path, list, is_field);
            self.fields.push(Field {
                section,
                flag,
                alias,
                list,
                kind: kind(element),
                // A field of an optional object is required only if the object is given.
                required: facts.required && before.is_empty(),
                facts,
                path,
            });
        }
    }
}

fn kind(element: WireType) -> Kind {
    match element {
        WireType::String => Kind::Text,
        WireType::Integer => Kind::Whole,
        WireType::Number => Kind::Number,
        WireType::Boolean => Kind::Switch,
        _ => Kind::Json,
    }
}

/// A value as it is typed: a string without quotation marks, of a list its first item.
fn plain(json: &str) -> Option<String> {
    match serde_json::from_str(json).ok()? {
        Json::Array(items) => items.first().map(typed),
        value => Some(typed(&value)),
    }
}

fn typed(value: &Json) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use feishu_core::{Number, StatedRule};
    use serde_json::json;

    use super::*;
    use crate::catalogue::entries;

    /// The types of the fields of body and query, as the spec of an operation says them, and whether
    /// it states a range.
    fn types(id: &str) -> Vec<(String, (String, bool))> {
        let mut parts = id.split('.');
        let mut next = || parts.next().unwrap_or_default();
        let path = format!("../../spec/{}/{}/{}/{}.yaml", next(), next(), next(), next());
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let spec: Json = serde_yaml_ng::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let parts = ["body", "query"].map(|part| spec["request"][part].clone());
        let fields = parts.iter().filter_map(Json::as_object).flatten();
        let named = fields.filter_map(|(name, field)| {
            let ty = field["type"].as_str()?.to_owned();
            Some((name.clone(), (ty, field.get("range").is_some())))
        });
        named.collect()
    }

    /// A field of a body.
    fn field(facts: RequestField) -> Field {
        let facts: &'static [RequestField] = Box::leak(Box::new([facts]));
        let mut all = All { secrets: &[], flags: Flags::default(), fields: Vec::new() };
        all.collect(Section::Body, facts, &[]);
        all.fields.pop().unwrap()
    }

    fn tags(ty: WireType) -> Field {
        field(RequestField::new("tag_list", ty))
    }

    /// What an overwrite clears, and what can be cleared by name, are fields of the body itself.
    #[test]
    fn a_field_of_the_body_itself_is_told_from_one_of_the_query_or_of_an_object() {
        let entries = entries();
        let id = "hire.v1.external_referral_reward.create";
        let entry = entries.iter().find(|entry| entry.contract.operation.id == id).unwrap();
        let fields = of(entry.contract);
        for (name, expected) in
            [("user_id_type", false), ("stage", true), ("bonus", true), ("bonus.bonus_type", false)]
        {
            let field = fields.iter().find(|field| field.name() == name).unwrap();
            assert_eq!(field.is_top(), expected, "{name}");
        }
    }

    #[test]
    fn a_list_is_searched_by_the_parameters_of_its_query_without_paging_under_their_own_flags() {
        let mut searched = 0;
        for entry in entries() {
            let found = finders(entry.contract).into_iter().map(|field| (field.flag, field.alias));
            let all = of(entry.contract);
            let query = all.into_iter().filter(|field| field.section == Section::Query);
            let expected = query.filter(|field| !field.name().starts_with("page_"));
            let expected: Vec<_> = expected.map(|field| (field.flag, field.alias)).collect();
            assert_eq!(found.collect::<Vec<_>>(), expected, "{}", entry.contract.operation.id);
            searched += expected.len();
        }
        assert!(searched >= 5, "{searched}");
    }

    #[test]
    fn a_cell_of_a_list_holds_a_json_array_or_values_with_semicolons_between() {
        let texts = tags(WireType::List(&WireType::String));
        let numbers = tags(WireType::List(&WireType::Integer));
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
    fn the_kind_of_a_field_is_that_of_its_type() {
        for (ty, kind) in [
            (WireType::String, Kind::Text),
            (WireType::Integer, Kind::Whole),
            (WireType::Number, Kind::Number),
            (WireType::Boolean, Kind::Switch),
            (WireType::Object(&[]), Kind::Json),
            (WireType::Map(&WireType::String), Kind::Json),
            (WireType::Any, Kind::Json),
        ] {
            let field = tags(ty);
            assert_eq!(field.kind, kind, "{ty:?}");
            let typed = ["open_id", "1", "true", "0.5"].map(|text| field.value(text).ok());
            let expected = match kind {
                Kind::Text => [json!("open_id"), json!("1"), json!("true"), json!("0.5")].map(Some),
                Kind::Whole | Kind::Number => {
                    [json!("open_id"), json!(1), json!("true"), json!(0.5)].map(Some)
                }
                Kind::Switch => [json!("open_id"), json!("1"), json!(true), json!("0.5")].map(Some),
                Kind::Json => [None, Some(json!(1)), Some(json!(true)), Some(json!(0.5))],
            };
            assert_eq!(typed, expected, "{ty:?}");
        }
    }

    #[test]
    fn the_help_says_what_the_page_states_and_nothing_else() {
        const RULES: &[StatedRule] = &[
            StatedRule::new("items", "at most 10 items").max(Number::Integer(10)),
            StatedRule::new("unique_items", "no item twice"),
        ];
        let text = RequestField::new("tag_list", WireType::String);
        let list = RequestField::new("tag_list", WireType::List(&WireType::String));
        for (facts, expected) in [
            (text, ""),
            (text.description("A tag."), "A tag."),
            (text.required(), " [required]"),
            (text.form("Unix time in seconds"), " [Unix time in seconds]"),
            (text.default(r#""a""#).example(r#""b""#), " [default a; such as b]"),
            (list, " [give it several times]"),
            (list.rules(RULES), " [give it several times; at most 10 items; no item twice]"),
            (list.example(r#"["a","b"]"#), " [give it several times; such as a]"),
            (RequestField::new("tag_list", WireType::Any).example("{}"), ""),
        ] {
            assert_eq!(field(facts).help(), expected, "{facts:?}");
        }
    }

    /// `feishu hire external-application create --help` once printed a bound that nobody stated.
    #[test]
    fn no_help_says_a_bound_of_a_type() {
        let mut checked = 0;
        for entry in entries() {
            for field in of(entry.contract).iter().filter(|field| field.kind == Kind::Whole) {
                let id = &entry.contract.operation.id;
                let spec = types(id);
                let Some((_, ranged)) = spec.iter().find(|(name, _)| *name == field.name()) else {
                    continue;
                };
                let says = field.facts.rules.iter().any(|rule| rule.name == "range");
                assert_eq!(says, ranged.1, "{id} {}", field.name());
                let bound = ["2147483", "9007199"].iter().any(|bound| field.help().contains(bound));
                assert!(!bound, "{id} {}", field.help());
                checked += 1;
            }
        }
        assert!(checked >= 10, "{checked}");
    }

    #[test]
    fn a_pointer_leads_through_lists_and_maps_to_a_field() {
        const INNER: &[RequestField] = &[RequestField::new("a/b", WireType::Integer)];
        const FIELDS: &[RequestField] = &[
            RequestField::new("list", WireType::List(&WireType::Object(INNER))),
            RequestField::new("map", WireType::Map(&WireType::Object(INNER))),
        ];
        for (pointer, expected) in [
            ("", None),
            ("/list", Some("list")),
            ("/list/3", Some("list")),
            ("/list/3/a~1b", Some("a/b")),
            ("/map/list/a~1b", Some("a/b")),
            ("/list/a~1b", Some("list")),
            ("/none", None),
            ("/list/0/a~1b/more", None),
        ] {
            let place = Pointer::parse(pointer);
            let found = at(FIELDS, place.steps()).map(|field| field.name);
            assert_eq!(found, expected, "{pointer}");
        }
    }

    #[test]
    fn a_field_is_a_time_exactly_where_the_spec_says_so() {
        let mut times = 0;
        for entry in entries() {
            let found = of(entry.contract);
            for (name, (kind, _)) in types(&entry.contract.operation.id) {
                let Some(field) = found.iter().find(|field| field.name() == name) else { continue };
                let expected = ["UnixMillis", "UnixMillisNumber"].contains(&kind.as_str());
                assert_eq!(field.is_time(), expected, "{} {name}", entry.contract.operation.id);
                times += usize::from(expected);
            }
        }
        assert!(times >= 15, "{times}");
    }
}
