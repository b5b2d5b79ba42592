//! What an example sends, and what a response may be: the page's own sample, or one that is put together from the samples of
//! the fields.

use serde_json::{Map, Value as Json, json};

use crate::model::rule;
use crate::model::{Api, Field, Operation, Paging, Rule, Side, Type};

/// The body, if the operation has one.
pub(crate) fn body(api: &Api, operation: &Operation) -> Option<Json> {
    let body = operation.body()?;
    Some(body.example.clone().unwrap_or_else(|| object(api, &body.fields)))
}

/// The whole body of a successful response.
pub(crate) fn response(api: &Api, operation: &Operation) -> Json {
    if let Some(sample) = operation.response.example.as_ref() {
        return sample.clone();
    }
    let envelope = json!({ "code": 0, operation.message.word(): "success" });
    let (Json::Object(mut envelope), data) = (envelope, object(api, &operation.response.fields))
    else {
        return Json::Null;
    };
    match data {
        Json::Object(data) if operation.flat => envelope.extend(data),
        data => envelope.extend([("data".to_owned(), data)]),
    }
    envelope.into()
}

/// The query parameters of an example, with values. No page token: one that was made up is refused.
pub(crate) fn query(api: &Api, operation: &Operation) -> Map<String, Json> {
    let sent = operation.fields(Side::Query).iter().filter(|field| field.name != Paging::TOKEN);
    sent.filter(|field| is_shown(field))
        .map(|field| (field.name.clone(), value(api, field)))
        .collect()
}

/// The value of a field.
pub(crate) fn of(api: &Api, field: &Field) -> Json {
    value(api, field)
}

fn is_shown(field: &Field) -> bool {
    field.required || field.example.is_some()
}

fn object(api: &Api, fields: &[Field]) -> Json {
    let shown = fields.iter().filter(|field| is_shown(field));
    let fields: Map<_, _> = shown.map(|field| (field.name.clone(), value(api, field))).collect();
    fields.into()
}

fn value(api: &Api, field: &Field) -> Json {
    let stated = field.example.clone().or_else(|| field.default.clone());
    stated.unwrap_or_else(|| made_up(api, &field.ty, &field.rules))
}

/// A value of a type that no page gives a sample of. There is an end to it: no object holds itself, and how much one holds
/// is limited.
fn made_up(api: &Api, ty: &Type, rules: &[Rule]) -> Json {
    let range = rules.iter().find(|rule| rule.kind == rule::RANGE).and_then(Rule::bounds);
    let least = range.and_then(|range| range.min.or(range.max));
    match ty {
        Type::Scalar(scalar) => match least {
            Some(least) => least.to_json(),
            None => serde_json::from_str(scalar.sample).unwrap_or_default(),
        },
        Type::Id(_) => "1".into(),
        Type::Enum(name) => {
            let declared = api.enumeration(name);
            let first = declared.and_then(|declared| declared.variants.first());
            first.map(|variant| variant.value.to_json()).unwrap_or_default()
        }
        Type::Object(name) => {
            let declared = api.object(name);
            declared.map_or(json!({}), |declared| object(api, &declared.fields))
        }
        Type::List(inner) => json!([made_up(api, inner, &[])]),
        Type::Map(inner) => json!({ "key": made_up(api, inner, &[]) }),
    }
}
