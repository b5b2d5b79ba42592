//! The line of the command `feishu` that makes a call. Secrets have no place in it: the command takes them from its
//! environment.

use feishu_text::command::{self, word};
use serde_json::Value as Json;

use super::curl::{plain, quoted};
use crate::model::{Api, Model, Operation, Side, Type};
use crate::sample;

/// The line.
pub(super) fn example(model: &Model, api: &Api, operation: &Operation) -> String {
    let id = &operation.id;
    let mut parts = vec![format!(
        "feishu {} {} {}",
        word(&id.project),
        word(&id.resource),
        method(model, api, operation)
    )];
    for field in operation.fields(Side::Path) {
        parts[0].push_str(&format!(" {}", quoted(&plain(&sample::of(api, field)))));
    }
    let flags = flags(operation);
    for (name, value) in sample::query(api, operation) {
        let values = match value {
            Json::Array(values) => values,
            value => vec![value],
        };
        let Some((_, flag)) = flags.iter().find(|(known, _)| *known == name) else { continue };
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

/// The flags of the query parameters, in their order.
fn flags(operation: &Operation) -> Vec<(&str, String)> {
    let fields = operation.fields(Side::Query);
    let mut flags = Vec::<(&str, String)>::new();
    for field in fields {
        let is_list = matches!(field.ty, Type::List(_));
        let is_field = |name: &str| fields.iter().any(|field| field.name == name);
        let is_given = |flag: &str| flags.iter().any(|(_, given)| given == flag);
        let flag = command::flag(&[&field.name], is_list, is_field, is_given);
        flags.push((&field.name, flag));
    }
    flags
}

/// The word for the method. It ends in the version where one before has the same command.
fn method(model: &Model, api: &Api, operation: &Operation) -> String {
    let is_same = |other: &&Operation| {
        (&other.id.resource, &other.id.method) == (&operation.id.resource, &operation.id.method)
    };
    let versions = model.versions(&api.space.product).into_iter();
    let mut before = versions.take_while(|other| other.space != api.space);
    let is_again = before.any(|other| other.operations.iter().any(|it| is_same(&it)));
    command::method(&operation.id.method, &api.space.version, is_again)
}
