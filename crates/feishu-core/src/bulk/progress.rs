//! The progress of a run.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::outcome::Fate;
use super::verdict::{Failure, ItemEffect};

/// Number of outcomes from which the rate is calculated.
const RECENT: usize = 128;

/// Told of every outcome.
pub(super) type OnProgress = dyn FnMut(&BulkProgress) + Send;

/// The progress of a run: how many items there were of each [`Fate`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Sent, and acknowledged.
    pub done: u64,
    /// Failed, and certainly not carried out.
    pub failed: u64,
    /// Sent, now or before, with an unknown outcome.
    pub unknown: u64,
    /// Done before, according to the journal.
    pub already_done: u64,
    /// Not sent, because of their keys or the journal.
    pub not_sent: u64,
    /// In flight.
    pub in_flight: usize,
    /// The total number of items, if known.
    pub total: Option<u64>,
    started: Instant,
    /// When the latest items ended, and the time from which the first of them counts.
    recent: VecDeque<Instant>,
}

impl BulkProgress {
    pub(super) fn new(total: Option<u64>) -> Self {
        let started = Instant::now();
        Self {
            done: 0,
            failed: 0,
            unknown: 0,
            already_done: 0,
            not_sent: 0,
            in_flight: 0,
            total,
            started,
            recent: VecDeque::new(),
        }
    }

    /// How many items have an outcome.
    #[must_use]
    pub fn ended(&self) -> u64 {
        self.done + self.failed + self.unknown + self.already_done + self.not_sent
    }

    /// Time since the first item was requested.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// How many items that were sent end per second, recently. 0 until there are two.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        let (Some(first), Some(last)) = (self.recent.front(), self.recent.back()) else {
            return 0.0;
        };
        let seconds = last.duration_since(*first).as_secs_f64();
        if seconds > 0.0 { (self.recent.len() - 1) as f64 / seconds } else { 0.0 }
    }

    /// Estimated time for the rest at this rate, if the total is known.
    #[must_use]
    pub fn remaining(&self) -> Option<Duration> {
        let left = self.total?.saturating_sub(self.ended());
        Duration::try_from_secs_f64(left as f64 / self.per_second()).ok()
    }

    /// Counts an item.
    pub(super) fn count<T, E: Failure>(&mut self, fate: &Fate<T, E>) {
        let (counter, sent) = match fate {
            Fate::Done(_) => (&mut self.done, true),
            Fate::Failed(error) => match error.verdict().effect {
                ItemEffect::Done => (&mut self.done, true),
                ItemEffect::NotDone => (&mut self.failed, true),
                ItemEffect::Unknown => (&mut self.unknown, true),
            },
            Fate::AlreadyDone => (&mut self.already_done, false),
            Fate::Unknown => (&mut self.unknown, false),
            Fate::NotSent(_) => (&mut self.not_sent, false),
        };
        *counter += 1;
        if sent {
            if self.recent.len() == RECENT {
                self.recent.pop_front();
            }
            self.recent.push_back(Instant::now());
        }
    }
}
