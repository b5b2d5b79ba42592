//! The objects that the emulator keeps: how each is stored and read.
//!
//! Seeds, operations and the tests' read access all come through here.

pub(crate) mod attachment;
mod external_offer;
pub(crate) mod kind;
pub(crate) mod record;
pub(crate) mod shown;

use rusqlite::Transaction;
use serde::Serialize;
use serde_json::Value;

pub use attachment::Attachment;
pub use external_offer::ExternalOffer;

/// Names that [`read`] knows.
pub(crate) fn kinds() -> impl Iterator<Item = &'static str> {
    ["attachment"].into_iter().chain(kind::ALL.iter().map(|kind| kind.name))
}

/// The object as answers show it. `None` in the inside: no such object; outside: no such kind.
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

/// Objects are plain JSON already, so they always have a JSON form.
fn to_value(object: impl Serialize) -> Option<Value> {
    serde_json::to_value(object).ok()
}
