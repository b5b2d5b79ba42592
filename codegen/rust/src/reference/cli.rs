//! The line of the command `feishu` that makes a call. Secrets have no place in it: the command takes them from its
//! environment.

use feishu_text::command::{Flags, Methods, word};
use serde_json::Value as Json;

use super::curl::{plain, quoted};
use crate::model::{Api, Field, Model, Operation, OperationId, Side, Type};
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
    let mut flags = Flags::default();
    let flag = |field: &'_ Field| {
        let is_list = matches!(field.ty, Type::List(_));
        flags
            .add(&[&field.name], is_list, |name| fields.iter().any(|field| field.name == name))
            .name
    };
    fields.iter().map(|field| field.name.as_str()).zip(fields.iter().map(flag)).collect()
}

/// The word for the method: those of earlier versions come first.
fn method(model: &Model, api: &Api, operation: &Operation) -> String {
    let mut methods = Methods::default();
    let versions = model.versions(&api.space.product).into_iter();
    for other in versions.take_while(|other| other.space != api.space) {
        for OperationId { resource, method, version, .. } in
            other.operations.iter().map(|it| &it.id)
        {
            methods.add(resource, method, version);
        }
    }
    let OperationId { resource, method, version, .. } = &operation.id;
    methods.add(resource, method, version)
}
