//! What an object names, and what of that is not there.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde_json::Value;

use super::file::{self, Listed};
use super::kind::{Kind, Kinds};
use super::record::{self, Document};

/// The files that the fields of an object name, by the fields. Whether there is a file is known from what lists show of it;
/// of an object it is only asked whether it is there, since most that are named are not shown.
pub(crate) type Files<'k> = BTreeMap<&'k str, Vec<Listed>>;

/// What the ids in an object name.
pub(crate) struct Named<'k, 'd> {
    pub(crate) files: Files<'k>,
    pub(crate) missing: Vec<Missing<'d>>,
}

/// An id that names nothing.
pub(crate) struct Missing<'a> {
    /// The JSON Pointer of its place in the object.
    pub(crate) place: String,
    pub(crate) id: &'a str,
    /// The kind of the object that it should name.
    pub(crate) kind: &'a Kind,
}

/// Looks up every id in the fields that name objects of kinds which `must` be there.
pub(crate) fn named<'k: 'd, 'd>(
    transaction: &Transaction<'_>,
    kinds: &'k Kinds,
    kind: &'k Kind,
    document: &'d Document,
    must: impl Fn(&Kind) -> bool,
) -> rusqlite::Result<Named<'k, 'd>> {
    let (mut files, mut missing) = (Files::new(), Vec::new());
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
            let is_there = if kind.is_file {
                let found = file::listed(transaction, kind, id)?;
                let is_there = found.is_some();
                files.entry(field.as_str()).or_default().extend(found);
                is_there
            } else {
                record::exists(transaction, kind, id)?
            };
            if !is_there {
                missing.push(Missing { place, id, kind });
            }
        }
    }
    Ok(Named { files, missing })
}
