//! What an object names, and what of that is not there.

use rusqlite::Transaction;
use serde_json::Value;

use super::kind::{Kind, Kinds};
use super::record::Document;

/// An id that names nothing.
pub(crate) struct Missing<'a> {
    /// The JSON Pointer of its place in the object.
    pub(crate) place: String,
    pub(crate) id: &'a str,
    /// The kind of the object that it should name.
    pub(crate) kind: &'a Kind,
}

/// Every id that names nothing, in the fields that name objects of kinds which `must` be there.
pub(crate) fn missing<'a>(
    transaction: &Transaction<'_>,
    kinds: &'a Kinds,
    kind: &Kind,
    document: &'a Document,
    must: impl Fn(&Kind) -> bool,
) -> rusqlite::Result<Vec<Missing<'a>>> {
    let mut missing = Vec::new();
    for reference in &kind.references {
        let named = kinds.find(&reference.kind).filter(|kind| must(kind));
        let (Some(kind), field) = (named, &reference.field) else { continue };
        let ids: Vec<(String, &str)> = match document.get(field) {
            Some(Value::String(id)) => vec![(format!("/{field}"), id)],
            Some(Value::Array(ids)) => {
                let ids = ids.iter().enumerate();
                ids.filter_map(|(at, id)| Some((format!("/{field}/{at}"), id.as_str()?))).collect()
            }
            _ => continue,
        };
        for (place, id) in ids {
            if !super::exists(transaction, kind, id)? {
                missing.push(Missing { place, id, kind });
            }
        }
    }
    Ok(missing)
}
