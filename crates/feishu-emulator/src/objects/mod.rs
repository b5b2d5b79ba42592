//! The objects that the emulator keeps: how each is stored and read.
//!
//! Seeds, operations and the tests' read access all come through here.

pub(crate) mod content;
pub(crate) mod fact;
pub(crate) mod file;
mod json;
pub(crate) mod kind;
pub(crate) mod record;
pub(crate) mod references;
mod seed_file;
pub(crate) mod shown;

use rusqlite::{Transaction, params};
use serde::Serialize;
use serde_json::Value;

use crate::catalogue::Head;
use kind::{Kind, Kinds};
use shown::Stored;

pub use seed_file::SeedFile;

/// The object as responses show it, if it is there.
pub(crate) fn read(
    transaction: &Transaction<'_>,
    kinds: &Kinds,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<Value>> {
    if kind.is_file {
        let listed = file::listed(transaction, kind, id)?;
        return Ok(listed.and_then(|listed| to_value(listed.shown(&kind.shows))));
    }
    Ok(Stored { transaction, kinds }.find(kind, id)?.and_then(to_value))
}

/// Whether there is such an object.
pub(crate) fn exists(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<bool> {
    let exists = if kind.is_file { file::exists } else { record::exists };
    exists(transaction, kind, id)
}

/// How many objects of a kind there are.
pub(crate) fn count(transaction: &Transaction<'_>, kind: Head<'_>) -> rusqlite::Result<i64> {
    let table = if kind.is_file { "file" } else { "object" };
    transaction.query_row(
        &format!("SELECT count(*) FROM {table} WHERE kind = ?1"),
        [kind.name],
        |row| row.get(0),
    )
}

/// Number and id of up to `limit` objects that were created before number `before`, the newest
/// first.
pub(crate) fn newest(
    transaction: &Transaction<'_>,
    kind: &Kind,
    before: i64,
    limit: i64,
) -> rusqlite::Result<Vec<(i64, String)>> {
    let table =
        if kind.is_file { "(SELECT rowid AS number, kind, id FROM file)" } else { "object" };
    let mut statement = transaction.prepare(&format!(
        "SELECT number, id FROM {table}
         WHERE kind = ?1 AND number < ?2
         ORDER BY number DESC LIMIT ?3"
    ))?;
    statement
        .query_map(params![kind.name, before, limit], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect()
}

/// Objects are plain JSON already, so they always have a JSON form.
fn to_value(object: impl Serialize) -> Option<Value> {
    serde_json::to_value(object).ok()
}
