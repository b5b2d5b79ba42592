//! `contracts.rs`: what a program needs to call an operation without its types.

mod fields;

use serde_json::Value as Json;

use self::fields::{INDENT, Sent, Shared};
use super::text;
use super::types::Imports;
use crate::model::{FieldSource, Message, Modify, Side};
use crate::rust::ir::{Crate, OperationItem};
use crate::rust::layout::{File, Item, cfg_text, ident};

/// The table, in the order of the operation table, and the values that its entries point at.
pub(super) fn contracts(krate: &Crate<'_>, origin: &str) -> File {
    let all: Vec<_> = krate.resources.iter().flat_map(|resource| &resource.operations).collect();
    let (shared, sent) = Shared::of(krate, &all);
    let mut imports = Imports::new(&krate.root);
    imports.core("Contract");
    for operation in &all {
        imports.with(&operation.facts.groups);
        let modifies = operation.modify.is_some();
        let needs = [
            ("PathParameter", !operation.facts.fields(Side::Path).is_empty()),
            ("Modify", modifies),
            ("FieldSource", modifies && has_sources(operation)),
        ];
        for (name, _) in needs.iter().filter(|(_, needed)| *needed) {
            imports.core(name);
        }
        imports.own("operations");
        imports.own("schemas");
    }
    shared.import(&mut imports);
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    let about = format!(
        "The contracts of all operations of `{}`, in the order of the operation table.",
        krate.space
    );
    let entries = all.iter().zip(&sent);
    let entries: String =
        entries.map(|(operation, sent)| entry(operation, sent, &shared) + ",\n").collect();
    items.push(Item::Text(format!(
        "{}pub static ALL: &[Contract] = &[\n{entries}];\n",
        text::docs(0, &[about])
    )));
    items.extend(shared.items());
    File::new(origin, "What a program needs to call an operation without its types.", items)
}

fn has_sources(operation: &OperationItem<'_>) -> bool {
    operation.facts.modify.as_ref().is_some_and(|modify| !modify.sources.is_empty())
}

fn entry(operation: &OperationItem<'_>, lists: &Sent, shared: &Shared<'_>) -> String {
    let facts = &operation.facts;
    let schema = |side: &str| {
        let constant = || ident(&operation.constant_of(side));
        let found = operation.schemas.iter().find(|(found, _)| *found == side);
        found.map(|_| format!("schemas::{}", constant()))
    };
    let call = |name: &str, argument: &str| format!("{:INDENT$}.{name}({argument})", "");
    let list = |name: &str, items: Vec<String>| {
        let before = format!(".{name}(&[");
        (!items.is_empty()).then(|| text::list(INDENT, &before, &items, "])"))
    };
    let description = text::one_line(facts.description.as_deref().unwrap_or_default());
    let path = facts.fields(Side::Path).iter().map(|field| {
        let example = match &field.example {
            Some(Json::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        };
        let about = text::string(&text::one_line(field.description.as_deref().unwrap_or_default()));
        let (name, example) = (text::string(&field.name), text::string(&example));
        format!("PathParameter::new({name}, {about}, {example})")
    });
    let sent = |name: &str, schema: Option<String>, list: Option<usize>| {
        schema.map(|schema| call(name, &format!("{schema}, {}", shared.list(list))))
    };
    let items = facts.paging.as_ref().map(|paging| text::string(&paging.items));
    let modify = facts.modify.as_ref().zip(operation.modify.as_ref());
    let calls: Vec<_> = [
        (!description.is_empty()).then(|| call("description", &text::string(&description))),
        list("path", path.collect()),
        sent("query", schema("query"), lists.query),
        sent("request", schema("request"), lists.request),
        list("secrets", facts.body().map(secrets).unwrap_or_default()),
        list("response_secrets", secrets(&facts.response)),
        items.map(|name| call("items", &name)),
        operation.file_url.as_ref().map(|pointer| call("file_url", &text::string(pointer))),
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
