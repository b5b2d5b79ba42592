//! Whether what a call names exists.

use rusqlite::Transaction;
use serde_json::Value;

use super::call::{Call, References};
use crate::answer::FieldViolation;
use crate::objects::record;
use crate::objects::references::{Missing, missing};

/// Every id in the body that names nothing.
pub(super) fn violations(
    transaction: &Transaction<'_>,
    call: &Call<'_>,
) -> rusqlite::Result<Vec<FieldViolation>> {
    if call.references == References::Lenient {
        return Ok(Vec::new());
    }
    let missing = missing(transaction, call.kinds, call.kind, &call.body, |_| true)?;
    let violation = |it: Missing<'_>| unknown(it.place, it.id, &it.kind.words());
    Ok(missing.into_iter().map(violation).collect())
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
