//! A page for each type, and one that lists them.

use std::fmt::Write;

use super::fields::{ROOT, fields, link};
use super::paths::{operation_path, type_path};
use super::text::{code, paragraphs, table, text, with_code};
use crate::model::{Api, Enum, Field, Id, Model, Object, Usage};
use crate::space::Space;

/// The page that lists all types is beside them.
pub(super) const INDEX: &str = "types/index.md";

/// All pages of types.
pub(super) fn pages(model: &Model) -> Vec<(String, String)> {
    let mut pages = vec![(INDEX.to_owned(), index(model))];
    for api in &model.apis {
        let path = |name: &str| format!("{}.md", type_path(&api.space, name));
        pages.extend(api.objects.iter().map(|it| (path(&it.name), object(api, it))));
        pages.extend(api.enums.iter().map(|it| (path(&it.name), enumeration(api, it))));
        pages.extend(api.ids.iter().map(|it| (path(&it.name), id(api, it))));
    }
    pages
}

/// The names of all types of a version: objects, enumerations, ids.
pub(super) fn names(api: &Api) -> impl Iterator<Item = &str> {
    let objects = api.objects.iter().map(|it| &it.name);
    let enums = api.enums.iter().map(|it| &it.name);
    objects.chain(enums).chain(api.ids.iter().map(|it| &it.name)).map(String::as_str)
}

fn index(model: &Model) -> String {
    let mut page = String::from("# Types\n");
    for api in &model.apis {
        let row = |name: &str, about: &str| vec![link(&api.space, name, ROOT), with_code(about)];
        let lists: [(&str, Vec<_>); 3] = [
            ("Objects", api.objects.iter().map(|it| row(&it.name, &it.description)).collect()),
            ("Enumerations", api.enums.iter().map(|it| row(&it.name, &it.description)).collect()),
            ("Identifiers", api.ids.iter().map(|it| row(&it.name, &it.description)).collect()),
        ];
        let Space { product, version } = &api.space;
        let version = text(&format!("{product} {version}"));
        for (title, rows) in lists.iter().filter(|(_, rows)| !rows.is_empty()) {
            let rows = table(&["Type", "Description"], rows);
            let _ = write!(page, "\n## {title} of {version}\n\n{rows}");
        }
    }
    page
}

fn object(api: &Api, object: &Object) -> String {
    let Usage { request, response } = object.usage;
    let mut page = head(&object.name, &object.description);
    if let Some(wire) = &object.wire {
        let _ = writeln!(page, "Name on the vendor's pages: {}.\n", code(wire));
    }
    let way = match (request, response) {
        (true, _) => {
            "A request object: unknown fields are refused, and rules are checked before anything is sent."
        }
        (false, _) => "A response object: unknown fields are ignored, and rules are not checked.",
    };
    let _ = write!(page, "{way}\n\n## Fields\n\n{}", fields(&api.space, &object.fields, request));
    page + &used(api, &object.name)
}

fn enumeration(api: &Api, declared: &Enum) -> String {
    let kind = if declared.is_integer() {
        "An enumeration of integers"
    } else {
        "An enumeration of strings"
    };
    let mut page = head(&declared.name, &declared.description);
    let rows: Vec<_> = declared
        .variants
        .iter()
        .map(|variant| {
            vec![
                code(&variant.value.to_json().to_string()),
                code(&crate::names::pascal(&variant.name)),
                variant.description.as_deref().map(with_code).unwrap_or_default(),
            ]
        })
        .collect();
    let _ = write!(
        page,
        "{kind}. It is open: a response may hold a value that is not listed.\n\n## Values\n\n{}",
        table(&["Value", "Rust", "Meaning"], &rows)
    );
    page + &used(api, &declared.name)
}

fn id(api: &Api, id: &Id) -> String {
    let mut page = head(&id.name, &id.description);
    page.push_str(
        "An identifier: a string on the wire, and a separate type in Rust, so that ids of different kinds cannot be \
         confused.\n",
    );
    page + &used(api, &id.name)
}

fn head(name: &str, about: &str) -> String {
    format!("# {}\n\n{}\n\n", text(name), paragraphs(about))
}

/// Where the type is used: in operations, and in other objects.
fn used(api: &Api, name: &str) -> String {
    let among = |fields: &[Field]| fields.iter().any(|field| field.ty.declared() == Some(name));
    let mut lines = Vec::new();
    for operation in &api.operations {
        let sent = operation.sent.iter().any(|message| among(&message.fields));
        let way = match (sent, among(&operation.response.fields)) {
            (true, true) => "in the request and the response",
            (true, false) => "in the request",
            (false, true) => "in the response",
            (false, false) => continue,
        };
        lines.push(format!(
            "- [{}]({ROOT}{}.md), {way}",
            text(&operation.summary),
            operation_path(operation)
        ));
    }
    let holders = api.objects.iter().filter(|object| among(&object.fields));
    lines.extend(holders.map(|object| format!("- in {}", link(&api.space, &object.name, ROOT))));
    if lines.is_empty() {
        return String::new();
    }
    format!("\n## Used by\n\n{}\n", lines.join("\n"))
}
