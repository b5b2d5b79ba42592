//! `contracts.rs`: what a program needs to call an operation without its types.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::text;
use super::types::Imports;
use crate::model::{FieldSource, Groups, Message, Modify, Side};
use crate::names;
use crate::rust::contracts::{NamedField, NamedValue};
use crate::rust::ir::{Crate, EnumType, OperationItem};
use crate::rust::layout::{File, Item, cfg_text, ident};

/// Where the setters of a contract begin.
const INDENT: usize = 8;

/// The table, in the order of the operation table, and the values that its entries point at.
pub(super) fn contracts(krate: &Crate, origin: &str) -> File {
    let all: Vec<_> = krate.resources.iter().flat_map(|resource| &resource.operations).collect();
    let shared = Shared::of(&krate.enums, &all);
    let mut imports = Imports::new(&krate.root);
    imports.add("feishu_core::Contract");
    for operation in &all {
        imports.with(&operation.facts.groups);
        let has_values = !operation.values.is_empty();
        let modifies = operation.modify.is_some();
        let needs = [
            ("PathParameter", !operation.facts.fields(Side::Path).is_empty()),
            ("NamedValue", has_values),
            ("NamedValues", has_values),
            ("Modify", modifies),
            ("FieldSource", modifies && has_sources(operation)),
        ];
        for (name, _) in needs.iter().filter(|(_, needed)| *needed) {
            imports.add(&format!("feishu_core::{name}"));
        }
        imports.own("operations");
        imports.own("schemas");
    }
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    let about = format!(
        "The contracts of all operations of `{}`, in the order of the operation table.",
        krate.space
    );
    let entries: String = all.iter().map(|operation| entry(operation, &shared) + ",\n").collect();
    items.push(Item::Text(format!(
        "{}pub static ALL: &[Contract] = &[\n{entries}];\n",
        text::docs(0, &[about])
    )));
    items.extend(shared.items());
    File::new(origin, "What a program needs to call an operation without its types.", items)
}

/// What entries point at instead of saying it again.
struct Shared<'a> {
    /// The enumerations that fields have, each with the groups of the operations.
    enums: Vec<(&'a EnumType, Groups)>,
    /// Each list of fields that several operations have, by the first of them, with their groups.
    lists: BTreeMap<&'a [NamedField], (String, Groups)>,
}

impl<'a> Shared<'a> {
    fn of(enums: &'a [EnumType], operations: &[&'a OperationItem]) -> Self {
        let mut used = BTreeMap::<&str, Vec<&Groups>>::new();
        let mut lists = BTreeMap::<_, Vec<&OperationItem>>::new();
        for operation in operations {
            let list = operation.values.as_slice();
            for field in list {
                used.entry(&field.of).or_default().push(&operation.facts.groups);
            }
            lists.entry(list).or_default().push(operation);
        }
        let enums = enums.iter().filter_map(|it| {
            let groups = used.get(it.name.as_str())?.iter().copied();
            Some((it, groups.collect()))
        });
        let lists = lists.into_iter().filter_map(|(list, operations)| {
            // One row is as short as a name.
            let first = operations.first().filter(|_| list.len() > 1 && operations.len() > 1)?;
            let name = names::shouty(&format!("{}_fields", first.constant));
            let groups = operations.iter().map(|operation| &operation.facts.groups).collect();
            Some((list, (name, groups)))
        });
        Self { enums: enums.collect(), lists: lists.collect() }
    }

    fn items(&self) -> Vec<Item> {
        let lists = self.lists.iter().map(|(list, (name, groups))| {
            let rows: Vec<_> = list.iter().map(row).collect();
            cfg_text(groups, "\n")
                + &text::list(0, &format!("static {name}: &[NamedValues] = &["), &rows, "];")
        });
        let enums = self.enums.iter().map(|(of, groups)| {
            let rows: Vec<_> = of.named.iter().map(value).collect();
            let start = format!("static {}: &[NamedValue] = &[", constant(&of.name));
            cfg_text(groups, "\n") + &text::list(0, &start, &rows, "];")
        });
        lists.chain(enums).map(|item| Item::Text(item + "\n")).collect()
    }
}

/// The static with the values of an enumeration.
fn constant(of: &str) -> String {
    names::shouty(&format!("{of}_values"))
}

fn row(field: &NamedField) -> String {
    format!("NamedValues::new({}, {})", text::string(&field.path), constant(&field.of))
}

fn value(value: &NamedValue) -> String {
    let about = text::string(&one_line(Some(&value.meaning)));
    format!(
        "NamedValue::new({}, {}, {about})",
        text::string(&value.name),
        text::string(&value.value)
    )
}

fn has_sources(operation: &OperationItem) -> bool {
    operation.facts.modify.as_ref().is_some_and(|modify| !modify.sources.is_empty())
}

fn entry(operation: &OperationItem, shared: &Shared<'_>) -> String {
    let facts = &operation.facts;
    let schema = |side: &str| {
        let constant = || ident(&names::shouty(&format!("{}_{side}", operation.constant)));
        let found = operation.schemas.iter().find(|(found, _)| *found == side);
        found.map(|_| format!("schemas::{}", constant()))
    };
    let call = |name: &str, argument: &str| format!("{:INDENT$}.{name}({argument})", "");
    let list = |name: &str, items: Vec<String>| {
        let before = format!(".{name}(&[");
        (!items.is_empty()).then(|| text::list(INDENT, &before, &items, "])"))
    };
    let description = one_line(facts.description.as_deref());
    let path = facts.fields(Side::Path).iter().map(|field| {
        let example = match &field.example {
            Some(Json::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let about = text::string(&one_line(field.description.as_deref()));
        let (name, example) = (text::string(&field.name), text::string(&example));
        format!("PathParameter::new({name}, {about}, {example})")
    });
    let values = match shared.lists.get(operation.values.as_slice()) {
        Some((name, _)) => Some(call("values", name)),
        None => list("values", operation.values.iter().map(row).collect()),
    };
    let items = facts.paging.as_ref().map(|paging| text::string(&paging.items));
    let modify = facts.modify.as_ref().zip(operation.modify.as_ref());
    let calls: Vec<_> = [
        (!description.is_empty()).then(|| call("description", &text::string(&description))),
        list("path", path.collect()),
        schema("query").map(|schema| call("query", &schema)),
        schema("request").map(|schema| call("request", &schema)),
        values,
        list("secrets", facts.body().map(secrets).unwrap_or_default()),
        list("response_secrets", secrets(&facts.response)),
        items.map(|name| call("items", &name)),
        modify.map(|(modify, item)| call("modify", &self::modify(modify, &item.reading))),
    ]
    .into_iter()
    .flatten()
    .collect();
    let response = schema("response").unwrap_or_default();
    let new = format!("Contract::new(&operations::{}, {response})", ident(&operation.constant));
    let cfg = cfg_text(&facts.groups, "\n");
    let indent = if cfg.is_empty() { "" } else { "    " };
    format!("{indent}{cfg}{}", text::chain(4, &new, &calls, ""))
}

fn modify(modify: &Modify, reading: &str) -> String {
    let sources = modify.sources.iter().map(|FieldSource { field, from, element }| {
        let (field, from) = (text::string(field), text::string(from));
        format!(
            "FieldSource {{ field: {field}, from: {from}, element: {} }}",
            optional(element.as_deref())
        )
    });
    let lost: Vec<_> = modify.lost.iter().map(|name| text::string(name)).collect();
    let within = INDENT + 4;
    format!(
        "Modify {{\n{:within$}read: &operations::{},\n{:within$}by: {},\n{}\n{}\n{:INDENT$}}}",
        "",
        ident(reading),
        "",
        optional(modify.by.as_deref()),
        text::list(within, "sources: &[", &sources.collect::<Vec<_>>(), "],"),
        text::list(within, "lost: &[", &lost, "],"),
        "",
    )
}

fn secrets(message: &Message) -> Vec<String> {
    message.secrets().map(text::string).collect()
}

fn optional(value: Option<&str>) -> String {
    value.map_or_else(|| "None".to_owned(), |value| format!("Some({})", text::string(value)))
}

/// Plain text, as a terminal shows it.
fn one_line(text: Option<&str>) -> String {
    text.unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}
