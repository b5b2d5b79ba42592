//! Many writes: takes a stream of items and yields an outcome for each.
//!
//! The typical job: 50,000 offers a day at the documented 10 calls a second take 83 minutes, and
//! the process may be restarted meanwhile. The client's own limiter paces the calls. A [`Bulk`]
//! keeps enough of them in flight, pulls its input only when there is room, and records in a
//! [`Journal`] what was done. The same command run again resumes where it stopped.
//!
//! ```no_run
//! use std::time::Duration;
//!
//! use feishu_core::bulk::{Bulk, Fate, Journal, Resend};
//! use feishu_core::{CallOptions, Client, Json, Operation, Stream};
//! use futures_util::{TryStreamExt, stream};
//! # static OFFER_UPDATE: Operation = Operation::new(
//! #     "hire.v1.external_offer.update",
//! #     feishu_core::Method::Put,
//! #     "/open-apis/hire/v1/external_offers/:external_offer_id",
//! # )
//! # .effect(feishu_core::Effect::Replace);
//!
//! /// Today's offers, by id: from a database, a file, a queue.
//! fn todays_offers() -> impl Stream<Item = (String, Json)> {
//! #   stream::empty()
//!     // …
//! }
//!
//! # async fn run(client: &Client) -> Result<(), Box<dyn std::error::Error>> {
//! let journal = Journal::open("offers-2026-07-05.journal", "offers of 2026-07-05").await?;
//! if let Some(torn) = journal.torn_end() {
//!     eprintln!("the last run was cut off; {} bytes of its journal were torn", torn.bytes);
//! }
//! let mut outcomes = Bulk::new()
//!     .concurrency(16)
//!     .journal(&journal)
//!     .resend(Resend::of(&OFFER_UPDATE))
//!     .total(50_000)
//!     .on_progress(|progress| {
//!         if progress.ended() % 1_000 == 0 {
//!             let left = progress.remaining().unwrap_or(Duration::ZERO);
//!             println!("{} done, {} failed, {left:.0?} left", progress.done, progress.failed);
//!         }
//!     })
//!     .run(todays_offers(), async |id, offer: Json| {
//!         let call = client.call(&OFFER_UPDATE, &CallOptions::new());
//!         call.path("external_offer_id", &id).json(&offer).send::<Json>().await
//!     });
//! // An error here says why the run ended before its input: it can be run again.
//! while let Some(outcome) = outcomes.try_next().await? {
//!     match outcome.fate {
//!         Fate::Done(_) | Fate::AlreadyDone => {}
//!         Fate::Failed(error) => eprintln!("{}: {error}", outcome.key),
//!         Fate::NotSent(why) => eprintln!("{}: {why}", outcome.key),
//!         // Only with `Resend::Never`: look at the platform, then `journal.resolve`.
//!         fate => eprintln!("{}: {fate:?}", outcome.key),
//!     }
//! }
//! drop(outcomes);
//! journal.close().await;
//! # Ok(())
//! # }
//! ```
//!
//! # Guarantees
//!
//! - An item that the platform has acknowledged is in the journal before its outcome is yielded,
//!   and no later run sends it again.
//! - An item whose outcome is unknown is not lost: a later run sends it again if
//!   [`resend`](Bulk::resend) allows that, and otherwise yields it as [`Fate::Unknown`].
//! - An item that failed for certain is sent again by a later run.
//! - At most [`concurrency`](Bulk::concurrency) items without an outcome are held. Each key takes
//!   another 35 bytes or so, to detect duplicates.
//! - Dropping the stream cancels the calls in flight; the journal has them as unknown.
//!
//! Calls make progress only while the stream is polled. If handling an outcome takes long, move it
//! to another task, so that the other calls do not run into their timeouts.

mod journal;
mod outcome;
mod progress;
mod resend;
mod runner;
mod stopped;
mod verdict;

use std::fmt;
use std::sync::Arc;

use futures_util::stream::Stream;

pub use journal::{
    Durability, Finding, Journal, JournalError, JournalProblem, TornEnd, UnknownItem,
};
pub use outcome::{Fate, NotSent, Outcome};
pub use progress::BulkProgress;
pub use resend::Resend;
pub use stopped::{StopReason, Stopped};
pub use verdict::{Failure, ItemEffect, Reach, Verdict};

use progress::OnProgress;
use runner::{Rules, Runner};

/// Default number of items in flight: enough for 20 calls a second that take almost a second each.
const CONCURRENCY: usize = 16;

/// Default number of consecutive failures that stop a run.
const IN_A_ROW: u32 = 100;

/// Configures how a stream of writes is sent. See [the module](self).
pub struct Bulk {
    rules: Rules,
    on_progress: Option<Box<OnProgress>>,
}

impl Bulk {
    /// Sixteen items in flight, and no journal.
    #[must_use]
    pub fn new() -> Self {
        let rules = Rules {
            concurrency: CONCURRENCY,
            journal: None,
            resend: Resend::default(),
            total: None,
            stop_early: true,
            stop_after_in_a_row: IN_A_ROW,
        };
        Self { rules, on_progress: None }
    }

    /// How many items are in flight at once; 0 counts as 1.
    ///
    /// To send at the full permitted rate, use the limit per second times the seconds that a call
    /// takes. A higher number does no harm: the extra calls wait for a permit in the client.
    #[must_use]
    pub fn concurrency(mut self, items: usize) -> Self {
        self.rules.concurrency = items.max(1);
        self
    }

    /// Records in `journal` which items are begun and which are done, and skips those already done.
    #[must_use]
    pub fn journal(mut self, journal: &Journal) -> Self {
        self.rules.journal = Some(journal.clone());
        self
    }

    /// Whether to send an item again whose outcome is unknown to the journal. The default is not
    /// to.
    #[must_use]
    pub fn resend(mut self, resend: Resend) -> Self {
        self.rules.resend = resend;
        self
    }

    /// The total number of items, for progress. Not needed if the stream knows its length.
    #[must_use]
    pub fn total(mut self, items: u64) -> Self {
        self.rules.total = Some(items);
        self
    }

    /// Whether a run stops at a failure that every item would meet, and after [many consecutive
    /// failures](Self::stop_after_in_a_row). The default is `true`.
    #[must_use]
    pub fn stop_early(mut self, stop: bool) -> Self {
        self.rules.stop_early = stop;
        self
    }

    /// How many consecutive failures stop the run. Only failures that may not be about their items
    /// count: no connection, no response, an error page of a proxy. The default is 100; 0 counts as
    /// 1.
    #[must_use]
    pub fn stop_after_in_a_row(mut self, failures: u32) -> Self {
        self.rules.stop_after_in_a_row = failures.max(1);
        self
    }

    /// Calls `report` with every outcome, just before it is yielded.
    #[must_use]
    pub fn on_progress(mut self, report: impl FnMut(&BulkProgress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    /// Sends each of `inputs` with `call`, and yields each outcome as it completes.
    ///
    /// A key identifies an item in the journal permanently. Use one that the next run gives again,
    /// such as the id of the object that is written. Keys must be unique and have 1 to 1024 bytes;
    /// the journal stores them in clear. `call` is invoked once the item is in the journal, and
    /// should send it at once.
    ///
    /// The stream ends after the first `Err`, which says why it ended before `inputs` did.
    pub fn run<K, I, T, E, Fut>(
        self,
        inputs: impl Stream<Item = (K, I)>,
        call: impl Fn(K, I) -> Fut,
    ) -> impl Stream<Item = Result<Outcome<K, T, E>, Stopped>> + Unpin
    where
        K: AsRef<str> + Clone,
        E: Failure,
        Fut: Future<Output = Result<T, E>>,
    {
        let call = Arc::new(call);
        let journal = self.rules.journal.clone();
        Runner::new(self.rules, self.on_progress, inputs, move |key, input, again| {
            runner::send(journal.clone(), key, input, again, call.clone())
        })
    }
}

impl Default for Bulk {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Bulk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bulk")
            .field("concurrency", &self.rules.concurrency)
            .field("journal", &self.rules.journal)
            .field("resend", &self.rules.resend)
            .field("total", &self.rules.total)
            .field("stop_early", &self.rules.stop_early)
            .field("stop_after_in_a_row", &self.rules.stop_after_in_a_row)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
