//! The line of the command `feishu` that makes a call. Secrets have no place in it: the command takes them from its
//! environment.

use serde_json::Value as Json;

use super::curl::{plain, quoted};
use crate::model::{Api, Model, Operation, Side, Type};
use crate::sample;

/// The line.
pub(super) fn example(model: &Model, api: &Api, operation: &Operation) -> String {
    let id = &operation.id;
    let mut parts = vec![format!(
        "feishu {} {} {}",
        kebab(&id.project),
        kebab(&id.resource),
        method(model, api, operation)
    )];
    for field in operation.fields(Side::Path) {
        parts[0].push_str(&format!(" {}", quoted(&plain(&sample::of(api, field)))));
    }
    for (name, value) in sample::query(api, operation) {
        let values = match value {
            Json::Array(values) => values,
            value => vec![value],
        };
        let flag = flag(operation, &name);
        parts.extend(values.iter().map(|value| format!("--{flag} {}", quoted(&plain(value)))));
    }
    if operation.upload.is_some() {
        parts.push("--file resume.pdf".to_owned());
    }
    if let (Some(Json::Object(mut sent)), Some(body)) =
        (sample::body(api, operation), operation.body())
    {
        for field in body.fields.iter().filter(|field| field.ty == Type::SECRET) {
            sent.remove(&field.name);
        }
        if !sent.is_empty() {
            parts.push(format!("--json {}", quoted(&format!("{:#}", Json::Object(sent)))));
        }
    }
    parts.join(" \\\n  ")
}

/// `external_offer` -> `external-offer`
fn kebab(name: &str) -> String {
    name.replace('_', "-")
}

/// The flag of a query parameter: `--attachment-id` fills `attachment_id_list`, one at a time.
fn flag(operation: &Operation, name: &str) -> String {
    let is_list = operation
        .fields(Side::Query)
        .iter()
        .any(|field| field.name == name && matches!(field.ty, Type::List(_)));
    let one = name.strip_suffix("_list").filter(|_| is_list);
    let free = |one: &&str| operation.fields(Side::Query).iter().all(|field| field.name != *one);
    kebab(one.filter(free).unwrap_or(name))
}

/// The word for the method. It ends in the version where one before has the same command.
fn method(model: &Model, api: &Api, operation: &Operation) -> String {
    let is_same = |other: &&Operation| {
        (&other.id.resource, &other.id.method) == (&operation.id.resource, &operation.id.method)
    };
    let versions = model.versions(&api.space.product).into_iter();
    let mut before = versions.take_while(|other| other.space != api.space);
    let method = kebab(&operation.id.method);
    match before.any(|other| other.operations.iter().any(|it| is_same(&it))) {
        true => format!("{method}-{}", api.space.version),
        false => method,
    }
}
