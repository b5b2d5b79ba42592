//! What a start stores of its seeds.
//!
//! A start brings the data what it lacks. What the data holds already may have been changed by calls,
//! and what it held once was deleted by one: neither is undone, unless the owner asks for that.

use rusqlite::Transaction;

use super::Seed;
use super::plan::Plan;
use crate::error::Error;
use crate::objects;
use crate::objects::kind::Kinds;
use crate::store::Store;

/// Stores the seeds of a start in their order, so that a later one may lean on an earlier one and
/// replace its objects. Says how many objects were left as they are; with `again` that is none.
pub(crate) fn store_at_start(
    seeds: &[Seed],
    again: bool,
    store: &Store,
    kinds: &Kinds,
) -> Result<usize, Error> {
    let plan = if again {
        Plan::start()
    } else {
        store
            .transaction(|transaction| missing(seeds, transaction, kinds))
            .map_err(|error| store.error(error))?
    };
    for seed in seeds {
        seed.store_by(&plan, store, kinds)?;
    }
    Ok(plan.left.len())
}

/// Stores objects that the data never had.
fn missing(seeds: &[Seed], transaction: &Transaction<'_>, kinds: &Kinds) -> rusqlite::Result<Plan> {
    let mut plan = Plan::start();
    for (kind, id) in seeds.iter().flat_map(|seed| seed.ids(kinds)) {
        let seeded: bool = transaction.query_row(
            "SELECT EXISTS (SELECT 1 FROM seeded WHERE kind = ?1 AND id = ?2)",
            [&*kind.name, id],
            |row| row.get(0),
        )?;
        if seeded || objects::exists(transaction, kind, id)? {
            plan.left.insert((kind.name.clone(), id.to_owned()));
        }
    }
    Ok(plan)
}
