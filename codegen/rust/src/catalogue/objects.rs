//! The objects that the emulator keeps, and what operations do to them.

use serde_json::{Map, Value as Json, json};

use crate::model::emulate::{Emulated, Kind, Requirement, Shown};
use crate::model::scalar::Wire;
use crate::model::{Api, Field, Type};

/// A kind of objects.
pub(super) fn object(api: &Api, kind: &Kind) -> Json {
    let references: Vec<_> = kind
        .references
        .iter()
        .map(|reference| json!({ "field": reference.field, "kind": reference.kind }))
        .collect();
    json!({
        "kind": kind.name,
        "product": kind.space.product,
        "file": kind.is_file,
        "id": kind.id,
        "parent": kind.parent,
        "references": references,
        "shows": all(&kind.shows),
        "requires": kind.requires.iter().map(requirement).collect::<Vec<_>>(),
        // What a seed says of a file is the same for all.
        "seed_schema": (!kind.is_file).then(|| closed(api, &kind.fields)),
        "samples": kind.samples,
    })
}

/// What an operation does.
pub(super) fn emulated(kind: &Kind, emulated: &Emulated) -> Json {
    json!({
        "kind": kind.name,
        "action": emulated.action.word(),
        "parameter": emulated.parameter,
        "ids": emulated.ids,
        "holder": emulated.holder,
        "shows": all(&emulated.shows),
    })
}

fn all(shows: &[Shown]) -> Json {
    shows.iter().map(shown).collect()
}

/// A field that is shown as it is written is only its name.
fn shown(shown: &Shown) -> Json {
    match shown {
        Shown::Plain(name) => json!(name),
        Shown::Nested { name, fields } => json!({ "name": name, "fields": all(fields) }),
        Shown::Renamed { name, from } => json!({ "name": name, "from": from }),
        Shown::Named { name, from, kind, fields } => {
            json!({ "name": name, "from": from, "kind": kind, "fields": all(fields) })
        }
        Shown::Parts { name, kind, fields } => {
            json!({ "name": name, "kind": kind, "fields": all(fields) })
        }
    }
}

fn requirement(requirement: &Requirement) -> Json {
    match requirement {
        Requirement::OneOf(fields) => json!({ "one_of": fields }),
        Requirement::When { field, when, is, of } => {
            json!({ "field": field, "when": when, "is": is, "for": of })
        }
    }
}

/// The schema of an object in a seed. It says of which types the fields are, and nothing of rules: a server may hold what it
/// would not take any more.
fn closed(api: &Api, fields: &[Field]) -> Json {
    let properties: Map<_, _> =
        fields.iter().map(|field| (field.name.clone(), of_type(api, &field.ty))).collect();
    let required: Vec<_> =
        fields.iter().filter(|field| field.required).map(|field| &field.name).collect();
    let mut schema =
        json!({ "type": "object", "additionalProperties": false, "properties": properties });
    if let (Json::Object(schema), false) = (&mut schema, required.is_empty()) {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

fn of_type(api: &Api, ty: &Type) -> Json {
    match ty {
        Type::Object(name) => {
            let fields = api.object(name).into_iter().flat_map(|object| &object.fields);
            // What a call must say, a server need not have.
            let fields: Vec<_> =
                fields.map(|field| Field { required: false, ..field.clone() }).collect();
            closed(api, &fields)
        }
        Type::List(inner) => json!({ "type": "array", "items": of_type(api, inner) }),
        Type::Map(inner) => {
            json!({ "type": "object", "additionalProperties": of_type(api, inner) })
        }
        Type::Enum(name) if api.enumeration(name).is_some_and(|it| it.is_integer()) => {
            json!({ "type": "integer" })
        }
        Type::Enum(_) | Type::Id(_) => json!({ "type": "string" }),
        Type::Scalar(scalar) => match scalar.wire {
            Wire::Text => json!({ "type": "string" }),
            Wire::Flag => json!({ "type": "boolean" }),
            Wire::Int32 | Wire::Int64 => json!({ "type": "integer" }),
            Wire::Float => json!({ "type": "number" }),
            Wire::Any => json!({}),
        },
    }
}
