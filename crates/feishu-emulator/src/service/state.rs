//! What the emulator's owner does with all that it holds.

use serde::Serialize;

use super::Service;
use crate::catalogue::RateLimit;
use crate::clock::Clock;
use crate::error::Error;
use crate::seed::{Plan, Unusable};
use crate::snapshot::{self, Snapshot};
use crate::ticket;

/// An operation as `GET /_emulator/operations` tells it.
#[derive(Serialize)]
pub(crate) struct OperationFacts<'a> {
    id: &'a str,
    method: &'a str,
    path: &'a str,
    summary: &'a str,
    page: &'a str,
    scopes: &'a [String],
    rate_limits: &'a [RateLimit],
    /// Whether calls are carried out. All others are checked, and return the sample of the page.
    carried_out: bool,
}

impl Service {
    pub(crate) fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The token service, and all of the catalogue.
    pub(crate) fn operations(&self) -> Result<Vec<OperationFacts<'_>>, Error> {
        let tokens = self.catalogue.token_operations.iter().map(|operation| OperationFacts {
            id: &operation.id,
            method: &operation.method,
            path: &operation.path,
            summary: &operation.summary,
            page: &operation.page,
            scopes: &[],
            rate_limits: &[],
            carried_out: true,
        });
        let operations = self.parts().operations()?;
        let operations = operations.into_iter().map(|operation| OperationFacts {
            id: &operation.id,
            method: &operation.method,
            path: &operation.path,
            summary: &operation.summary,
            page: &operation.page,
            scopes: &operation.scopes,
            rate_limits: &operation.rate_limits,
            carried_out: operation.emulate.is_some(),
        });
        Ok(tokens.chain(operations).collect())
    }

    pub(crate) fn snapshot(&self) -> Result<Snapshot, Error> {
        self.store.transaction(Snapshot::take).map_err(|source| self.store.error(source))
    }

    pub(crate) fn restore(&self, snapshot: &Snapshot) -> Result<(), Error> {
        let restored =
            self.store.transaction(|transaction| snapshot.restore(transaction, self.parts()));
        let refuse = |problems| Error::Snapshot { problems };
        restored.map_err(|error| error.error(&self.store, refuse))
    }

    /// Resets to an empty state, or to the seeds of the start. The clock continues.
    pub(crate) fn reset(&self, with_seeds: bool) -> Result<(), Error> {
        let seeds = if with_seeds { self.seeds.as_slice() } else { &[] };
        let emptied = self.store.transaction(|transaction| {
            snapshot::clear(transaction)?;
            // The platform pushes a ticket before anybody asks.
            for app_id in self.apps.store_apps() {
                ticket::ensure(transaction, app_id)?;
            }
            for seed in seeds {
                seed.put(transaction, self.parts(), &Plan::start())?;
            }
            Ok(())
        });
        // A seed may lean on what a data file held.
        let refuse = |problems| Error::Seed { origin: "the start".to_owned(), problems };
        emptied.map_err(|error: Unusable| error.error(&self.store, refuse))?;
        self.faults.clear();
        self.limits.clear();
        self.log.clear();
        Ok(())
    }
}
