//! The objects that the emulator keeps: how each is stored and read.
//!
//! Seeds, operations and the tests' read access all come through here.

pub(crate) mod attachment;
mod external_offer;
pub(crate) mod file;
pub(crate) mod kind;
pub(crate) mod record;
pub(crate) mod shown;

use rusqlite::{Transaction, params};
use serde::Serialize;
use serde_json::Value;

pub use attachment::Attachment;
pub use external_offer::ExternalOffer;

/// Names that [`read`] knows.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    ["attachment"].into_iter().chain(kind::ALL.iter().map(|kind| kind.name))
}

/// The object as responses show it. `None` in the inside: no such object; outside: no such kind.
pub(crate) fn read(
    transaction: &Transaction<'_>,
    kind: &str,
    id: &str,
) -> rusqlite::Result<Option<Option<Value>>> {
    if kind == "attachment" {
        return Ok(Some(attachment::listed(transaction, id)?.and_then(to_value)));
    }
    let Some(kind) = kind::find(kind) else { return Ok(None) };
    Ok(Some(shown::find(transaction, kind, id)?.and_then(to_value)))
}

/// How many objects of a kind there are.
pub(crate) fn count(transaction: &Transaction<'_>, kind: &str) -> rusqlite::Result<i64> {
    if kind == "attachment" {
        return transaction.query_row("SELECT count(*) FROM attachment", [], |row| row.get(0));
    }
    transaction.query_row("SELECT count(*) FROM object WHERE kind = ?1", [kind], |row| row.get(0))
}

/// Number and id of up to `limit` objects that were created before number `before`, the newest
/// first.
pub(crate) fn newest(
    transaction: &Transaction<'_>,
    kind: &str,
    before: i64,
    limit: i64,
) -> rusqlite::Result<Vec<(i64, String)>> {
    let table = if kind == "attachment" {
        "(SELECT rowid AS number, 'attachment' AS kind, id FROM attachment)"
    } else {
        "object"
    };
    let mut statement = transaction.prepare(&format!(
        "SELECT number, id FROM {table}
         WHERE kind = ?1 AND number < ?2
         ORDER BY number DESC LIMIT ?3"
    ))?;
    statement
        .query_map(params![kind, before, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Objects are plain JSON already, so they always have a JSON form.
fn to_value(object: impl Serialize) -> Option<Value> {
    serde_json::to_value(object).ok()
}
