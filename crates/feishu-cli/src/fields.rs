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
mod tests;
