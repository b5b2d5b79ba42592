//! The objects that the emulator keeps: how each is stored and read.
//!
//! Seeds, operations and the tests' read access all come through here.

pub(crate) mod attachment;
pub(crate) mod external_offer;

use rusqlite::Transaction;
use serde::Serialize;
use serde_json::Value;

pub use attachment::Attachment;
pub use external_offer::ExternalOffer;

/// Names that [`read`] knows.
pub(crate) const KINDS: &[&str] = &["attachment", "external_offer"];

/// The object as answers show it. `None` in the inside: no such object; outside: no such kind.
pub(crate) fn read(
    transaction: &Transaction<'_>,
    kind: &str,
    id: &str,
) -> rusqlite::Result<Option<Option<Value>>> {
    Ok(Some(match kind {
        "attachment" => attachment::listed(transaction, id)?.and_then(to_value),
        "external_offer" => external_offer::read(transaction, id)?.and_then(to_value),
        _ => return Ok(None),
    }))
}

/// Objects are plain text and integers, so they always have a JSON form.
fn to_value(object: impl Serialize) -> Option<Value> {
    serde_json::to_value(object).ok()
}
