//! How far a run is.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

use super::outcome::Fate;
use super::verdict::{Failure, ItemEffect};

/// Outcomes that the rate is taken from.
const RECENT: usize = 128;

/// How far a run is: how many items there were of each [`Fate`].
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct BulkProgress {
    /// Sent, and answered.
    pub done: u64,
    /// Sent or not, and certainly not done.
    pub failed: u64,
    /// Sent, now or before, and it is not known what came of them.
    pub unknown: u64,
    /// Done before, as the journal says.
    pub already_done: u64,
    /// Not sent, because of their keys or the journal.
    pub not_sent: u64,
    /// Under way.
    pub in_flight: usize,
    /// How many items there are, where that is known.
    pub total: Option<u64>,
    started: Instant,
    /// When the latest items that were sent ended, with the time from which the first of them counts.
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

    /// Since the first item was asked for.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.started.elapsed()
    }

    /// How many of the items that are sent end in a second, of late. 0 before there are two.
    #[must_use]
    pub fn per_second(&self) -> f64 {
        let (Some(first), Some(last)) = (self.recent.front(), self.recent.back()) else {
            return 0.0;
        };
        let seconds = last.duration_since(*first).as_secs_f64();
        if seconds > 0.0 { (self.recent.len() - 1) as f64 / seconds } else { 0.0 }
    }

    /// How long the rest takes at this rate, where the total is known.
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
