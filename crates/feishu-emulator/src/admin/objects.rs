//! What is stored: how much of each kind, and lists to look through.

use rusqlite::Transaction;
use serde_json::{Value, json};

use super::call::{Asked, Outcome};
use super::problem::Problem;
use crate::catalogue::{Found, Head};
use crate::objects;
use crate::service::Service;

/// Objects in a list when the query does not say how many.
const USUAL_LIMIT: i64 = 100;

/// Most objects in one list.
const MOST: i64 = 1000;

/// A list ends when its objects have this many bytes: one may have a mebibyte.
const MOST_BYTES: usize = 4 * 1024 * 1024;

/// The kinds, and how many objects there are of each. `changes` grows with every write, so whoever
/// watches knows when to look again.
pub(super) fn kinds(service: &Service) -> Outcome {
    read(service, |transaction| {
        let counted = |head: Head<'_>| {
            Ok(json!({ "kind": head.name, "count": objects::count(transaction, head)? }))
        };
        let kinds = service.parts().heads().map(counted).collect::<rusqlite::Result<Vec<_>>>()?;
        let changes: i64 = transaction.query_row("SELECT total_changes()", [], |row| row.get(0))?;
        Ok(json!({ "kinds": kinds, "changes": changes }))
    })
}

/// Objects of a kind, the newest first: up to `limit`, or fewer large ones, of those that came before
/// number `before`. The response's `next` is the `before` of the next list, or `null`.
pub(super) fn list(service: &Service, asked: &Asked<'_>) -> Outcome {
    let (Found { kind, kinds }, query) = (service.kind(asked.segment(0))?, &asked.query);
    let limit = query.number("limit", 1..=MOST)?.unwrap_or(USUAL_LIMIT);
    let before = query.number("before", 0..=i64::MAX)?.unwrap_or(i64::MAX);
    read(service, |transaction| {
        let found = objects::newest(transaction, kind, before, limit.saturating_add(1))?;
        let (mut list, mut bytes, mut last, mut next) = (Vec::new(), 0_usize, None, None);
        for (number, id) in found {
            if list.len() as i64 >= limit || bytes > MOST_BYTES {
                next = last;
                break;
            }
            // A file is shown with another id than it is named by, so both are told.
            let object = objects::read(transaction, kinds, kind, &id)?;
            let object = json!({ "id": id, "object": object });
            bytes = bytes.saturating_add(object.to_string().len());
            list.push(object);
            last = Some(number);
        }
        Ok(json!({ "objects": list, "next": next }))
    })
}

fn read(
    service: &Service,
    work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<Value>,
) -> Outcome {
    let failed = |error| Problem::from(service.store.error(error));
    service.store.transaction(work).map_err(failed)
}
