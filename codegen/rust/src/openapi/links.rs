//! Links from a response to the calls that it makes possible: a returned id is a parameter there.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::spelling::{PARAMETERS, operation_id};
use crate::markdown;
use crate::model::{Api, Field, Operation, Side, Type};

/// Objects contain no cycles, but ids nested deeper than this are not the subject of the response.
const DEPTH: usize = 4;

/// The links of the response to an operation, by the operations that they lead to.
pub(super) fn links(api: &Api, from: &Operation) -> Map<String, Json> {
    // The first place of each id is the nearest to the root.
    let mut found = BTreeMap::new();
    let data = if from.flat { String::new() } else { "/data".to_owned() };
    collect(api, from.fields(Side::Response), &data, 0, &mut found);
    let mut links = Map::new();
    for to in api.operations.iter().filter(|to| to.id != from.id) {
        let parameters: Map<String, Json> = PARAMETERS
            .into_iter()
            .flat_map(|(place, side)| to.fields(side).iter().map(move |field| (place, field)))
            .filter_map(|(place, field)| {
                let Type::Id(id) = &field.ty else { return None };
                let pointer = found.get(id)?;
                let expression = format!("$response.body#{pointer}");
                Some((format!("{place}.{}", field.name), expression.into()))
            })
            .collect();
        let leads = |field: &Field| matches!(&field.ty, Type::Id(id) if found.contains_key(id));
        // A path that is not filled in leads nowhere.
        if parameters.is_empty() || !to.fields(Side::Path).iter().all(leads) {
            continue;
        }
        let name = operation_id(api, to);
        let summary = markdown::inline(&to.summary);
        let description = format!("{summary}: an id in this response is a parameter there.");
        let link = json!({
            "operationId": name,
            "description": description,
            "parameters": parameters,
        });
        links.insert(name, link);
    }
    links
}

/// The ids in a response, with where they are, those nearest to the root first.
fn collect(
    api: &Api,
    fields: &[Field],
    pointer: &str,
    depth: usize,
    found: &mut BTreeMap<String, String>,
) {
    if depth > DEPTH {
        return;
    }
    for field in fields {
        if let Type::Id(id) = &field.ty {
            let place = || format!("{pointer}/{}", field.name);
            found.entry(id.clone()).or_insert_with(place);
        }
    }
    for field in fields {
        let (name, pointer) = match &field.ty {
            Type::Object(name) => (name, format!("{pointer}/{}", field.name)),
            Type::List(inner) => match inner.as_ref() {
                Type::Object(name) => (name, format!("{pointer}/{}/0", field.name)),
                _ => continue,
            },
            _ => continue,
        };
        if let Some(object) = api.object(name) {
            collect(api, &object.fields, &pointer, depth + 1, found);
        }
    }
}
