//! The fields of requests. What several entries have is one static, which they point at.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::scalar::Unit;
use crate::model::{Groups, Number};
use crate::names;
use crate::rust::contracts::{NamedValue, RequestField, StatedRule, WireType};
use crate::rust::emit::text;
use crate::rust::emit::types::Imports;
use crate::rust::ir::{Crate, EnumType, OperationItem};
use crate::rust::layout::{Item, cfg_text};

/// Where the setters of a contract begin.
pub(super) const INDENT: usize = 8;

/// What entries point at instead of saying it again.
pub(super) struct Shared<'a> {
    /// The enumerations that fields have, each with the groups of the operations.
    enums: Vec<(&'a EnumType, Groups)>,
    /// The objects that fields have, in the same way.
    objects: Vec<(&'a str, &'a [RequestField], Groups)>,
    /// What operations send.
    lists: Vec<List<'a>>,
    /// The types of the runtime that fields are made of, each with the groups of the operations.
    used: BTreeMap<&'static str, Groups>,
}

/// The lists of fields that operations send, each once, in the order of the first operation that has it.
#[derive(Default)]
struct Lists<'a> {
    all: Vec<List<'a>>,
    /// Where those are whose fields have these names.
    by_names: BTreeMap<Vec<&'a str>, Vec<usize>>,
}

struct List<'a> {
    fields: &'a [RequestField],
    /// The static that several operations point at, called after the first.
    name: String,
    groups: Groups,
    /// How many operations have it.
    count: usize,
}

impl<'a> Lists<'a> {
    /// Where the list is.
    fn add(
        &mut self,
        operation: &OperationItem<'_>,
        side: &str,
        fields: &'a [RequestField],
    ) -> Option<usize> {
        if fields.is_empty() {
            return None;
        }
        let groups = &operation.facts.groups;
        let same = self.by_names.entry(names_of(fields)).or_default();
        let all = &mut self.all;
        let known = same.iter().find(|at| all.get(**at).is_some_and(|it| it.fields == fields));
        if let Some((at, list)) = known.and_then(|at| Some((*at, all.get_mut(*at)?))) {
            list.count += 1;
            list.groups = list.groups.or(groups);
            return Some(at);
        }
        let at = all.len();
        same.push(at);
        let name = operation.constant_of(side);
        all.push(List { fields, name, groups: groups.clone(), count: 1 });
        Some(at)
    }
}

fn names_of(fields: &[RequestField]) -> Vec<&str> {
    fields.iter().map(|field| field.name.as_str()).collect()
}

/// What the fields of an operation lead to.
#[derive(Default)]
struct Reached<'a> {
    enums: BTreeSet<&'a str>,
    objects: BTreeSet<&'a str>,
    /// What the file imports for them.
    types: BTreeSet<&'static str>,
}

impl<'a> Reached<'a> {
    fn walk(&mut self, krate: &'a Crate<'a>, fields: &'a [RequestField]) {
        for field in fields {
            self.types.extend(["RequestField", "WireType"]);
            self.types.extend(field.time.map(|_| "UnixTime"));
            for rule in &field.rules {
                self.types.insert("StatedRule");
                self.types.extend(rule.min.or(rule.max).map(|_| "Number"));
            }
            if let Some(of) = &field.of {
                self.types.insert("NamedValue");
                self.enums.insert(of);
            }
            let mut ty = &field.ty;
            while let WireType::List(inner) | WireType::Map(inner) = ty {
                ty = inner;
            }
            if let WireType::Object(name) = ty
                && self.objects.insert(name)
            {
                self.walk(krate, krate.sent.get(name).map(Vec::as_slice).unwrap_or_default());
            }
        }
    }
}

/// What an operation sends: where that is among the lists, if it is anything.
pub(super) struct Sent {
    pub(super) query: Option<usize>,
    pub(super) request: Option<usize>,
}

impl<'a> Shared<'a> {
    /// With what each of the operations sends of it, in their order.
    pub(super) fn of(
        krate: &'a Crate<'a>,
        operations: &[&'a OperationItem<'a>],
    ) -> (Self, Vec<Sent>) {
        let mut enums = BTreeMap::<&str, Vec<&Groups>>::new();
        let mut objects = BTreeMap::<&str, Vec<&Groups>>::new();
        let mut used = BTreeMap::<&'static str, Vec<&Groups>>::new();
        let mut lists = Lists::default();
        let mut sent = Vec::new();
        for operation in operations {
            let groups = &operation.facts.groups;
            let mut reached = Reached::default();
            let (query, request) = (&operation.query_fields, &operation.request_fields);
            reached.walk(krate, query);
            reached.walk(krate, request);
            sent.push(Sent {
                query: lists.add(operation, "query", query),
                request: lists.add(operation, "request", request),
            });
            reached.enums.into_iter().for_each(|name| enums.entry(name).or_default().push(groups));
            reached
                .objects
                .into_iter()
                .for_each(|name| objects.entry(name).or_default().push(groups));
            reached.types.into_iter().for_each(|name| used.entry(name).or_default().push(groups));
        }
        let all = |groups: Vec<&Groups>| groups.into_iter().collect::<Groups>();
        let enums = krate.enums.iter().filter_map(|it| {
            let groups = enums.remove(it.name.as_str())?;
            Some((it, all(groups)))
        });
        let objects = krate.sent.iter().filter_map(|(name, fields)| {
            let groups = objects.remove(name.as_str())?;
            Some((name.as_str(), fields.as_slice(), all(groups)))
        });
        let shared = Self {
            enums: enums.collect(),
            objects: objects.collect(),
            lists: lists.all,
            used: used.into_iter().map(|(name, groups)| (name, all(groups))).collect(),
        };
        (shared, sent)
    }

    /// The types of the runtime that the fields are made of.
    pub(super) fn import(&self, imports: &mut Imports<'_>) {
        for (name, groups) in &self.used {
            imports.with(groups).core(name);
        }
    }

    /// The argument of an entry: the name of the static, or the fields of no other operation.
    pub(super) fn list(&self, at: Option<usize>) -> String {
        match at.and_then(|at| self.lists.get(at)) {
            None => "&[]".to_owned(),
            Some(list) if list.count > 1 => list.name.clone(),
            Some(list) => text::list(INDENT, "&[", &rows(list.fields), "]").trim_start().to_owned(),
        }
    }

    /// The statics.
    pub(super) fn items(&self) -> Vec<Item> {
        // Those that several operations have.
        let lists = self.lists.iter().filter(|list| list.count > 1);
        let lists = lists.map(|list| table(&list.name, list.fields, &list.groups));
        let objects = self
            .objects
            .iter()
            .map(|(name, fields, groups)| table(&object_constant(name), fields, groups));
        let enums = self.enums.iter().map(|(of, groups)| {
            let rows: Vec<_> = of.named.iter().map(value).collect();
            let start = format!("static {}: &[NamedValue] = &[", enum_constant(&of.name));
            cfg_text(groups, "\n") + &text::list(0, &start, &rows, "];")
        });
        lists.chain(objects).chain(enums).map(|item| Item::Text(item + "\n")).collect()
    }
}

fn table(name: &str, fields: &[RequestField], groups: &Groups) -> String {
    let start = format!("static {name}: &[RequestField] = &[");
    cfg_text(groups, "\n") + &text::list(0, &start, &rows(fields), "];")
}

/// The static with the values of an enumeration.
fn enum_constant(of: &str) -> String {
    names::shouty(&format!("{of}_values"))
}

/// The static with the fields of an object.
fn object_constant(of: &str) -> String {
    names::shouty(&format!("{of}_fields"))
}

fn rows(fields: &[RequestField]) -> Vec<String> {
    fields.iter().map(row).collect()
}

fn row(field: &RequestField) -> String {
    let argument = |name: &str, value: &str| format!(".{name}({value})");
    let string = |name: &str, value: String| {
        (!value.is_empty()).then(|| argument(name, &text::string(&value)))
    };
    let rules: Vec<_> = field.rules.iter().map(rule).collect();
    let json = |value: &Option<serde_json::Value>| {
        value.as_ref().map(ToString::to_string).unwrap_or_default()
    };
    let unit = field.time.map(|unit| match unit {
        Unit::UnixMillis => "UnixTime::Millis",
        Unit::UnixSeconds => "UnixTime::Seconds",
    });
    let calls = [
        field.required.then(|| argument("required", "")),
        string("description", text::one_line(&field.description)),
        string("form", field.form.unwrap_or_default().to_owned()),
        unit.map(|unit| argument("time", unit)),
        (!rules.is_empty()).then(|| argument("rules", &format!("&[{}]", rules.join(", ")))),
        field.of.as_ref().map(|of| argument("values", &enum_constant(of))),
        string("default", json(&field.default)),
        string("example", json(&field.example)),
    ];
    format!(
        "RequestField::new({}, {}){}",
        text::string(&field.name),
        wire_type(&field.ty),
        calls.into_iter().flatten().collect::<String>()
    )
}

fn wire_type(ty: &WireType) -> String {
    match ty {
        WireType::Single(name) => format!("WireType::{name}"),
        WireType::Object(name) => format!("WireType::Object({})", object_constant(name)),
        WireType::List(inner) => format!("WireType::List(&{})", wire_type(inner)),
        WireType::Map(inner) => format!("WireType::Map(&{})", wire_type(inner)),
    }
}

fn rule(rule: &StatedRule) -> String {
    let end = |name: &str, end: Option<Number>| {
        let end = end.map(|end| match end {
            Number::Integer(value) => format!("Number::Integer({value})"),
            // With its point, so that it is a float.
            Number::Float(value) => format!("Number::Float({value:?})"),
        });
        end.map(|end| format!(".{name}({end})")).unwrap_or_default()
    };
    let pattern = rule.pattern.as_deref().map(|it| format!(".pattern({})", text::string(it)));
    format!(
        "StatedRule::new({}, {}){}{}{}",
        text::string(rule.name),
        text::string(&rule.words),
        end("min", rule.min),
        end("max", rule.max),
        pattern.unwrap_or_default(),
    )
}

fn value(value: &NamedValue) -> String {
    let about = text::string(&text::one_line(&value.meaning));
    format!(
        "NamedValue::new({}, {}, {about})",
        text::string(&value.name),
        text::string(&value.value)
    )
}
