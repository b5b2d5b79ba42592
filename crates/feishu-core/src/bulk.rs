//! Many writes: a stream of them in, an outcome for each of them out.
//!
//! The daily job: 50,000 offers at the 10 a second that the platform allows, which is 83 minutes, in
//! which a process may well be restarted. The client's own limiter paces the calls; a [`Bulk`] keeps
//! enough of them under way, pulls its input only when there is room, and writes down in a
//! [`Journal`] what was done, so that the same command run again goes on where it was.
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
//! # What is promised
//!
//! - An item that the platform has acknowledged is in the journal before its outcome is yielded, and
//!   no later run sends it again.
//! - An item whose outcome is not known is not lost: a later run sends it again if
//!   [`resend`](Bulk::resend) allows that, and else yields it as [`Fate::Unknown`].
//! - An item that failed for certain is sent again by a later run.
//! - At most [`concurrency`](Bulk::concurrency) items are held that have no outcome yet. Besides
//!   them there are some 35 bytes for each key, which is how a key that comes twice is told.
//! - Dropping the stream drops the calls that are under way; the journal has them as unknown.
//!
//! Calls move on only while the stream is polled. If it takes long to deal with an outcome, hand it to
//! another task, so that the others do not meet their time limits meanwhile.

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

use runner::Runner;

type OnProgress = dyn FnMut(&BulkProgress) + Send;

/// How many items are under way at once, unless said otherwise: enough for 20 a second of calls that
/// take most of a second.
const CONCURRENCY: usize = 16;

/// Failures in a row that stop a run, unless said otherwise.
const IN_A_ROW: u32 = 100;

/// How a stream of writes is to be sent. See [the module](self) for the whole of it.
pub struct Bulk {
    concurrency: usize,
    journal: Option<Journal>,
    resend: Resend,
    total: Option<u64>,
    stop_early: bool,
    stop_after_in_a_row: u32,
    on_progress: Option<Box<OnProgress>>,
}

impl Bulk {
    /// Sixteen at a time, with no journal.
    #[must_use]
    pub fn new() -> Self {
        Self {
            concurrency: CONCURRENCY,
            journal: None,
            resend: Resend::default(),
            total: None,
            stop_early: true,
            stop_after_in_a_row: IN_A_ROW,
            on_progress: None,
        }
    }

    /// How many items are under way at once; 0 counts as 1.
    ///
    /// It takes as many as the limit allows in a second, times the seconds that a call takes, to keep
    /// the limit used up. More do no harm: they wait their turn in the client.
    #[must_use]
    pub fn concurrency(mut self, items: usize) -> Self {
        self.concurrency = items.max(1);
        self
    }

    /// Writes down in `journal` what is begun and what is done, and sends nothing that is done there.
    #[must_use]
    pub fn journal(mut self, journal: &Journal) -> Self {
        self.journal = Some(journal.clone());
        self
    }

    /// Whether items are sent again of which the journal does not know what came of them. Not unless
    /// this is said.
    #[must_use]
    pub fn resend(mut self, resend: Resend) -> Self {
        self.resend = resend;
        self
    }

    /// How many items there are, for progress; not needed if the stream itself knows.
    #[must_use]
    pub fn total(mut self, items: u64) -> Self {
        self.total = Some(items);
        self
    }

    /// Whether a failure that every item would meet stops the run, and whether
    /// [many in a row](Self::stop_after_in_a_row) do. They do, unless this says `false`.
    #[must_use]
    pub fn stop_early(mut self, stop: bool) -> Self {
        self.stop_early = stop;
        self
    }

    /// How many failures one after the other stop the run, of those that may not be about their items:
    /// no connection, no response, a proxy's error page. 100, unless this is said; 0 counts as 1.
    #[must_use]
    pub fn stop_after_in_a_row(mut self, failures: u32) -> Self {
        self.stop_after_in_a_row = failures.max(1);
        self
    }

    /// Calls `report` for every outcome, just before it is yielded.
    #[must_use]
    pub fn on_progress(mut self, report: impl FnMut(&BulkProgress) + Send + 'static) -> Self {
        self.on_progress = Some(Box::new(report));
        self
    }

    /// Sends each of `inputs` by `call`, and yields its outcome when it is there.
    ///
    /// A key names an item in the journal, for ever: give one that the next run gives too, such as the
    /// id of what is written. Keys are unique, have 1 to 1024 bytes, and are in the journal as they
    /// are. `call` is called when the journal has the item, and should send it at once.
    ///
    /// An `Err` is the last that the stream yields, and says why it ended before `inputs` did.
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
        let journal = self.journal.clone();
        Runner::new(self, inputs, move |key, input, again| {
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
            .field("concurrency", &self.concurrency)
            .field("journal", &self.journal)
            .field("resend", &self.resend)
            .field("total", &self.total)
            .field("stop_early", &self.stop_early)
            .field("stop_after_in_a_row", &self.stop_after_in_a_row)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
