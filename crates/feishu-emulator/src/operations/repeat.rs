//! Creations that are sent twice: within a time, an external id creates one object only.

use feishu_text::duration;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

use super::call::Call;
use crate::answer::FieldViolation;
use crate::catalogue::Idempotency;
use crate::objects::record::Document;

/// Whether a call repeats an earlier one.
pub(super) enum Repeat {
    No,
    /// Of the one that created the object of this id.
    Of(String),
}

/// The earlier creation of this app, by this operation, under the same external id.
pub(super) fn find(transaction: &Transaction<'_>, call: &Call<'_>) -> rusqlite::Result<Repeat> {
    let Some((rule, external_id)) = external_id(call, &call.body) else { return Ok(Repeat::No) };
    let forgotten = call.now.saturating_sub(rule.seconds.saturating_mul(1000));
    let object_id = transaction
        .query_row(
            "SELECT object_id FROM creation
             WHERE app_id = ?1 AND operation = ?2 AND external_id = ?3 AND created_at > ?4",
            params![call.app_id, call.operation.id, external_id, forgotten],
            |row| row.get(0),
        )
        .optional()?;
    Ok(object_id.map_or(Repeat::No, Repeat::Of))
}

/// Remembers what a call created.
pub(super) fn remember(
    transaction: &Transaction<'_>,
    call: &Call<'_>,
    body: &Document,
    object_id: &str,
) -> rusqlite::Result<()> {
    let Some((_, external_id)) = external_id(call, body) else { return Ok(()) };
    transaction.execute(
        "INSERT OR REPLACE INTO creation (app_id, operation, external_id, object_id, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![call.app_id, call.operation.id, external_id, object_id, call.now],
    )?;
    Ok(())
}

/// What is wrong with a repeat whose object is gone: it can neither be shown nor made again.
pub(super) fn deleted_since(call: &Call<'_>) -> Vec<FieldViolation> {
    let violation = |(rule, value): (&Idempotency, &str)| {
        let window = duration(rule.seconds.unsigned_abs());
        FieldViolation::new(
            format!("/{}", rule.field),
            &Value::from(value),
            format!("was used within {window}, for an object that has been deleted since"),
        )
    };
    Vec::from_iter(external_id(call, &call.body).map(violation))
}

fn external_id<'a>(call: &'a Call<'_>, body: &'a Document) -> Option<(&'a Idempotency, &'a str)> {
    let rule = call.operation.idempotency.as_ref()?;
    Some((rule, body.get(&rule.field)?.as_str()?))
}
