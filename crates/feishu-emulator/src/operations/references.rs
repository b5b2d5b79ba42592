//! Whether what a call names exists.

use rusqlite::Transaction;
use serde_json::Value;

use super::call::{Call, References};
use crate::answer::{Failure, FieldViolation};
use crate::objects::references::{Files, Missing, Named, named};

/// The files that the body names. Refuses the call for every id in it that names nothing.
pub(super) fn files<'a>(
    transaction: &Transaction<'_>,
    call: &Call<'a>,
) -> Result<Files<'a>, Failure> {
    let (files, violations) = files_and_violations(transaction, call)?;
    call.refuse(violations)?;
    Ok(files)
}

/// The files that the body names, and every id in it that names nothing.
pub(super) fn files_and_violations<'a>(
    transaction: &Transaction<'_>,
    call: &Call<'a>,
) -> rusqlite::Result<(Files<'a>, Vec<FieldViolation>)> {
    if call.references == References::Lenient {
        return Ok((Files::new(), Vec::new()));
    }
    let named = named(transaction, call.kinds, call.kind, &call.body, |_| true)?;
    let Named { files, missing } = named;
    let violation = |it: Missing<'_>| unknown(it.place, it.id, &it.kind.words());
    Ok((files, missing.into_iter().map(violation).collect()))
}

/// The violation of an id in the path that names nothing.
pub(super) fn unknown_in_path(call: &Call<'_>, (parameter, id): (&str, &str)) -> FieldViolation {
    unknown(parameter.to_owned(), id, &call.kind.words())
}

fn unknown(field: String, id: &str, words: &str) -> FieldViolation {
    FieldViolation::new(field, &Value::from(id), format!("names no {words} that exists here"))
}
