//! What a program without the types of an operation has to know: which values have names.

use crate::model::{Api, Field, Operation, Side, Type};
use crate::rust::ir::NamedField;

/// Objects inside objects: no page goes deeper, and an object may contain itself.
const MAX_DEPTH: usize = 8;

/// Names that are offered for one field. The type and the schema have all; this is for people who type them.
const MAX_NAMES: usize = 500;

/// The fields of query and body whose values have names, also those of objects inside.
pub(crate) fn values(api: &Api, operation: &Operation) -> Vec<NamedField> {
    let mut found = Vec::new();
    let sent = operation.sent.iter().filter(|message| message.side != Side::Path);
    for field in sent.flat_map(|message| &message.fields) {
        collect(api, field, "", MAX_DEPTH, &mut found);
    }
    found
}

fn collect(api: &Api, field: &Field, before: &str, depth: usize, found: &mut Vec<NamedField>) {
    let path = format!("{before}{}", field.name);
    let mut ty = &field.ty;
    while let Type::List(inner) | Type::Map(inner) = ty {
        ty = inner;
    }
    match ty {
        Type::Enum(name) => {
            let declared = api.enumeration(name);
            let variants = declared.iter().flat_map(|declared| &declared.variants).take(MAX_NAMES);
            let values = variants.map(|variant| {
                let meaning = variant.description.clone().unwrap_or_default();
                (variant.name.clone(), variant.text(), meaning.trim().to_owned())
            });
            found.push((path, values.collect()));
        }
        Type::Object(name) if depth > 0 => {
            let object = api.object(name);
            for field in object.iter().flat_map(|object| &object.fields) {
                collect(api, field, &format!("{path}."), depth - 1, found);
            }
        }
        _ => {}
    }
}
