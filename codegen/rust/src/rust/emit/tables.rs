//! What the spec says, as data: the operation table and the schemas.

use super::error_code::Errors;
use super::text;
use super::types::Imports;
use crate::model::{Idempotency, Operation, RateLimit, Upload};
use crate::rust::ir::{Crate, OperationItem};
use crate::rust::layout::{File, Item, cfg_text, ident};

/// `operations.rs`: the facts of each operation, as data.
pub(super) fn operations(krate: &Crate<'_>, origin: &str) -> File {
    let all: Vec<_> = krate.resources.iter().flat_map(|resource| &resource.operations).collect();
    let errors = Errors::of(krate);
    let mut imports = Imports::new(&krate.root);
    imports.core("Operation");
    let is_long = |facts: &Operation| facts.rate_limits.iter().any(|limit| short(limit).is_none());
    for facts in all.iter().map(|operation| &operation.facts) {
        imports.with(&facts.groups);
        let needs = [
            ("Effect", true),
            ("Method", true),
            ("FilePart", facts.upload.is_some()),
            ("IdempotencyKey", facts.idempotency.is_some()),
            ("RateLimit", !facts.rate_limits.is_empty()),
            ("TokenKind", !facts.tokens.is_empty()),
            ("AppKind", !facts.apps.is_empty()),
        ];
        needs.iter().filter(|(_, needed)| *needed).for_each(|(name, _)| imports.core(name));
        if facts.idempotency.is_some() || is_long(facts) {
            imports.std("time", "Duration");
        }
        if !facts.errors.is_empty() {
            imports.own("errors");
        }
    }
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    let about = text::docs(0, &[format!("All operations of `{}`, by id.", krate.space)]);
    let names: Vec<_> =
        all.iter().map(|it| in_list(it, &format!("&{}", ident(&it.constant)))).collect();
    let table = text::list(0, "pub static ALL: &[&Operation] = &[", &names, "];");
    items.push(Item::Text(format!("{about}{table}\n")));
    items.extend(all.iter().map(|operation| Item::Text(table_entry(operation, &errors))));
    File::new(origin, "The operation table: the facts of each operation, as data.", items)
}

/// An item of a list, which is not there without its operation.
fn in_list(operation: &OperationItem<'_>, item: &str) -> String {
    cfg_text(&operation.facts.groups, " ") + item
}

fn table_entry(operation: &OperationItem<'_>, errors: &Errors<'_>) -> String {
    let facts = &operation.facts;
    let summary = crate::rust::docs::paragraphs(&facts.summary).join(" ");
    let about = text::docs(0, &[format!("`{}`: {summary}.", facts.id)]);
    let (method, path) = (ident(facts.method.variant()), text::string(&facts.path));
    let mut entry = format!(
        "{about}{}pub static {}: Operation = Operation::new({}, Method::{method}, {path})",
        cfg_text(&facts.groups, "\n"),
        ident(&operation.constant),
        text::string(&facts.id.to_string()),
    );
    for call in calls(operation, errors) {
        entry.push('\n');
        entry.push_str(&call);
    }
    entry + ";\n"
}

/// The setters of an entry, each on its lines.
fn calls(operation: &OperationItem<'_>, errors: &Errors<'_>) -> Vec<String> {
    const INDENT: usize = 4;
    let facts = &operation.facts;
    let call = |name: &str, arguments: &str| format!("    .{name}({arguments})");
    let list =
        |name: &str, items: Vec<String>| text::list(INDENT, &format!(".{name}(&["), &items, "])");
    let there = |name: &str, items: Vec<String>| (!items.is_empty()).then(|| list(name, items));
    let apps = facts.apps.iter().map(|app| format!("AppKind::{}", ident(app.variant())));
    let tokens = facts.tokens.iter().map(|it| format!("TokenKind::{}", ident(it.variant())));
    let idempotency = facts.idempotency.as_ref().map(|Idempotency { field, seconds }| {
        let key = text::string(field);
        call("idempotency", &format!("IdempotencyKey::new({key}, Duration::from_secs({seconds}))"))
    });
    let upload = facts.upload.as_ref().map(|Upload { field, max_bytes, .. }| {
        let most = max_bytes.map(|bytes| format!(".max_bytes({bytes})")).unwrap_or_default();
        call("upload", &format!("FilePart::new({}){most}", text::string(field)))
    });
    let content_type = operation.content_type.as_ref();
    let page = format!("{}, {}", text::string(&facts.page), text::string(&facts.page_updated));
    [
        Some(call("summary", &text::string(&facts.summary))),
        content_type.map(|value| call("content_type", &text::string(value))),
        Some(list("tokens", tokens.collect())),
        there("apps", apps.collect()),
        there("scopes", facts.scopes.iter().map(|scope| text::string(scope)).collect()),
        there("rate_limits", facts.rate_limits.iter().map(rate_limit).collect()),
        Some(call("effect", &format!("Effect::{}", ident(facts.effect.variant())))),
        idempotency,
        upload,
        facts.flat.then(|| call("flat", "")),
        facts.deprecated.then(|| call("deprecated", "")),
        (!facts.errors.is_empty()).then(|| errors.list(facts, INDENT)),
        Some(call("page", &page)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn rate_limit(limit: &RateLimit) -> String {
    let RateLimit { calls, seconds } = limit;
    match short(limit) {
        Some(name) => format!("RateLimit::{name}({calls})"),
        None => format!("RateLimit {{ calls: {calls}, per: Duration::from_secs({seconds}) }}"),
    }
}

/// The constructor of limits with such a window, if there is one.
fn short(limit: &RateLimit) -> Option<&'static str> {
    match limit.seconds {
        1 => Some("per_second"),
        60 => Some("per_minute"),
        _ => None,
    }
}

/// `schemas.rs`: the JSON Schemas as constants.
pub(super) fn schemas(krate: &Crate<'_>, origin: &str) -> File {
    let up = if krate.root.folder().is_empty() { "" } else { "../" };
    let (mut items, mut entries) = (Vec::new(), Vec::new());
    for operation in krate.resources.iter().flat_map(|resource| &resource.operations) {
        for (side, file) in &operation.schemas {
            let id = &operation.facts.id;
            let about = format!("JSON Schema (draft 2020-12) of the {side} of `{id}`.");
            let constant = ident(&operation.constant_of(side));
            let path = text::string(&format!("{up}../../schema/{file}"));
            items.push(Item::Text(format!(
                "{}{}pub const {constant}: &str = include_str!({path});\n",
                text::docs(0, &[about]),
                cfg_text(&operation.facts.groups, "\n"),
            )));
            let entry = format!("({}, {constant})", text::string(file));
            entries.push(in_list(operation, &entry));
        }
    }
    let table = text::list(0, "pub const ALL: &[(&str, &str)] = &[", &entries, "];");
    items.push(Item::Text(format!(
        "/// All schemas, with the names of their files in `schema/`.\n{table}\n"
    )));
    File::new(origin, "The JSON Schemas of requests and responses.", items)
}
