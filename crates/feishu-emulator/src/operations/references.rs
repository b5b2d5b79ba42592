//! Whether what a call names exists.

use rusqlite::Transaction;
use serde_json::Value;

use super::call::{Call, References};
use crate::answer::FieldViolation;
use crate::objects::{self, record};

/// Every id in the body that names nothing.
pub(super) fn violations(
    transaction: &Transaction<'_>,
    call: &Call<'_>,
) -> rusqlite::Result<Vec<FieldViolation>> {
    let mut found = Vec::new();
    if call.references == References::Lenient {
        return Ok(found);
    }
    for reference in &call.kind.references {
        let Some(named) = call.kinds.find(&reference.kind) else { continue };
        let field = &reference.field;
        let ids: Vec<(String, &str)> = match call.body.get(field) {
            Some(Value::String(id)) => vec![(format!("/{field}"), id)],
            Some(Value::Array(ids)) => {
                let ids = ids.iter().enumerate();
                ids.filter_map(|(at, id)| Some((format!("/{field}/{at}"), id.as_str()?))).collect()
            }
            _ => continue,
        };
        for (place, id) in ids {
            if !objects::exists(transaction, named, id)? {
                found.push(unknown(place, id, &named.words()));
            }
        }
    }
    Ok(found)
}

/// The violation of an id in the path, if that names nothing.
pub(super) fn unknown_in_path(
    transaction: &Transaction<'_>,
    call: &Call<'_>,
    (parameter, id): (&str, &str),
) -> rusqlite::Result<Option<FieldViolation>> {
    let exists = record::exists(transaction, call.kind, id)?;
    Ok((!exists).then(|| unknown(parameter.to_owned(), id, &call.kind.words())))
}

pub(super) fn unknown(field: String, id: &str, words: &str) -> FieldViolation {
    FieldViolation::new(field, &Value::from(id), format!("names no {words} that exists here"))
}
