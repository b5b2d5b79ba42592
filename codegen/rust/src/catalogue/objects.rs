//! The objects that the emulator keeps, and what operations do to them.

use serde_json::{Map, Value as Json, json};

use crate::model::emulate::{Emulated, Kind, Requirement, Shown};
use crate::model::scalar::Wire;
use crate::model::{Api, Enum, Field, FileFact, Rule, Seeded, Type};
use crate::schema::form::{self, Leaf, Null};

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
        "seed_schema": seed_schema(api, kind),
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

/// A field that is shown as it is written is only its name. All others say what they are.
fn shown(shown: &Shown) -> Json {
    match shown {
        Shown::Plain(name) => json!(name),
        Shown::Fact(fact) => json!({ "as": "fact", "name": fact.name }),
        Shown::Nested { name, fields } => {
            json!({ "as": "nested", "name": name, "fields": all(fields) })
        }
        Shown::Renamed { name, from } => json!({ "as": "renamed", "name": name, "from": from }),
        Shown::Named { name, from, kind, fields } => {
            json!({ "as": "named", "name": name, "from": from, "kind": kind, "fields": all(fields) })
        }
        Shown::Parts { name, kind, fields } => {
            json!({ "as": "parts", "name": name, "kind": kind, "fields": all(fields) })
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

/// The schema of an object in a seed. It says of which types the fields are, and of files what else a seed must say. Rules of
/// requests are not in it: a server may hold what it would not take any more.
fn seed_schema(api: &Api, kind: &Kind) -> Json {
    let mut schema = closed(api, &kind.fields);
    if kind.is_file {
        let contents = FileFact::seeded_as(Seeded::Content);
        let contents: Vec<_> = contents.map(|name| json!({ "required": [name] })).collect();
        let others: Vec<_> = FileFact::seeded_as(Seeded::UnlessContent).collect();
        schema.insert("if".to_owned(), json!({ "not": { "anyOf": contents } }));
        schema.insert("then".to_owned(), json!({ "required": others }));
    }
    schema.into()
}

fn closed(api: &Api, fields: &[Field]) -> Map<String, Json> {
    let property = |field: &Field| {
        let mut schema = of_type(api, &field.ty);
        let keywords = field.rules.iter().flat_map(Rule::keywords);
        schema.extend(keywords.map(|(key, value)| (key.to_owned(), value)));
        (field.name.clone(), Json::from(schema))
    };
    let properties: Map<_, _> = fields.iter().map(property).collect();
    let required: Vec<_> =
        fields.iter().filter(|field| field.required).map(|field| field.name.as_str()).collect();
    let mut schema = Map::new();
    schema.insert("type".to_owned(), "object".into());
    schema.insert("additionalProperties".to_owned(), false.into());
    schema.insert("properties".to_owned(), properties.into());
    if !required.is_empty() {
        schema.insert("required".to_owned(), required.into());
    }
    schema
}

fn of_type(api: &Api, ty: &Type) -> Map<String, Json> {
    let mut leaf = |leaf: Leaf<'_>, _: Null| match leaf {
        Leaf::Scalar(scalar) => form::of_wire(scalar.wire),
        Leaf::Enum(name) if api.enumeration(name).is_some_and(Enum::is_integer) => {
            form::of_wire(Wire::Int32)
        }
        Leaf::Enum(_) | Leaf::Id => form::of_wire(Wire::Text),
        Leaf::Object(name) => {
            let fields = api.object(name).into_iter().flat_map(|object| &object.fields);
            // What a call must say, a server need not have; what it takes may be another thing than what it holds.
            let fields: Vec<_> = fields
                .map(|field| Field { required: false, rules: Vec::new(), ..field.clone() })
                .collect();
            closed(api, &fields)
        }
    };
    form::of(ty, Null::Refused, Null::Refused, &mut leaf)
}
