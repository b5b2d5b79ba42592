//! What a start stores of its seeds.
//!
//! A start brings the data what it lacks. What the data holds already may have been changed by calls,
//! and what it held once was deleted by one: neither is undone, unless the owner asks for that.

use rusqlite::Transaction;

use super::Seed;
use super::lists::Unusable;
use super::plan::Plan;
use crate::catalogue::Parts;
use crate::error::Error;
use crate::objects;
use crate::store::Store;

/// Stores the seeds of a start in their order, so that a later one may lean on an earlier one and
/// replace its objects. Says how many objects were left as they are; with `again` that is none.
pub(crate) fn store_at_start(
    seeds: &[Seed],
    again: bool,
    store: &Store,
    parts: &Parts,
) -> Result<usize, Error> {
    let plan = if again {
        Plan::start()
    } else {
        store.transaction(|transaction| missing(seeds, transaction, parts)).map_err(|error| {
            error.error(store, |problems| Error::Seed { origin: "the start".to_owned(), problems })
        })?
    };
    for seed in seeds {
        seed.store_by(&plan, store, parts)?;
    }
    Ok(plan.left.len())
}

/// Stores objects that the data never had.
fn missing(seeds: &[Seed], transaction: &Transaction<'_>, parts: &Parts) -> Result<Plan, Unusable> {
    let mut plan = Plan::start();
    for seed in seeds {
        for (kind, objects) in seed.kinds(parts)? {
            let ids = objects.iter().filter_map(|object| object.get(kind.seed_id())?.as_str());
            for id in ids {
                let seeded: bool = transaction.query_row(
                    "SELECT EXISTS (SELECT 1 FROM seeded WHERE kind = ?1 AND id = ?2)",
                    [&*kind.name, id],
                    |row| row.get(0),
                )?;
                if seeded || objects::exists(transaction, kind, id)? {
                    plan.left.insert((kind.name.clone(), id.to_owned()));
                }
            }
        }
    }
    Ok(plan)
}
