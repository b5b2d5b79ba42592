//! What a program without the types of an operation has to know: which values have names.

use crate::model::{Api, Enum, Field, Operation, Side, Type};

/// A field whose values have names.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamedField {
    /// Its name, behind those of the objects that it is in, with dots between.
    pub(crate) path: String,
    /// The enumeration.
    pub(crate) of: String,
}

/// A value that has a name.
#[derive(Debug)]
pub(crate) struct NamedValue {
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) meaning: String,
}

/// Objects inside objects: no page goes deeper, and an object may contain itself.
const MAX_DEPTH: usize = 8;

/// Names that are offered for one field. The type and the schema have all; this is for people who type them.
const MAX_NAMES: usize = 500;

/// The names that the values of an enumeration are offered by.
pub(crate) fn named(declared: &Enum) -> Vec<NamedValue> {
    let variants = declared.variants.iter().take(MAX_NAMES);
    let named = variants.map(|variant| {
        let meaning = variant.description.as_deref().unwrap_or_default().trim().to_owned();
        NamedValue { name: variant.name.clone(), value: variant.text(), meaning }
    });
    named.collect()
}

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
        Type::Enum(name) => found.push(NamedField { path, of: name.clone() }),
        Type::Object(name) if depth > 0 => {
            let object = api.object(name);
            for field in object.iter().flat_map(|object| &object.fields) {
                collect(api, field, &format!("{path}."), depth - 1, found);
            }
        }
        _ => {}
    }
}
