//! Whether what a call names exists.

use rusqlite::Transaction;
use serde_json::Value;

use crate::answer::FieldViolation;
use crate::objects::attachment;
use crate::objects::kind::{Kind, Parent};
use crate::objects::record::{self, Document};

/// What becomes of a body that names an object which is not there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum References {
    #[default]
    Strict,
    /// It is taken as it is: a test may care for one object and not for what that hangs on.
    Lenient,
}

/// Every id in the body that names nothing.
pub(super) fn violations(
    transaction: &Transaction<'_>,
    kind: &Kind,
    body: &Document,
    references: References,
) -> rusqlite::Result<Vec<FieldViolation>> {
    let mut found = Vec::new();
    if references == References::Lenient {
        return Ok(found);
    }
    if let Some(Parent { field, kind: Some(parent) }) = &kind.parent
        && let Some(id) = body.get(*field).and_then(Value::as_str)
        && !record::exists(transaction, parent, id)?
    {
        found.push(unknown(format!("/{field}"), id, parent.words));
    }
    let attachments = body.get("attachment_id_list").and_then(Value::as_array);
    for (index, id) in attachments.into_iter().flatten().enumerate() {
        let Some(id) = id.as_str() else { continue };
        if !attachment::exists(transaction, id)? {
            found.push(unknown(format!("/attachment_id_list/{index}"), id, "attachment"));
        }
    }
    Ok(found)
}

/// The violation of an id in the path, if that names nothing.
pub(super) fn unknown_in_path(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<FieldViolation>> {
    let exists = record::exists(transaction, kind, id)?;
    Ok((!exists).then(|| unknown(kind.path_parameter(), id, kind.words)))
}

pub(super) fn unknown(field: String, id: &str, words: &str) -> FieldViolation {
    FieldViolation::new(field, &Value::from(id), format!("names no {words} that exists here"))
}
