//! The limiter of one process.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{LimitKey, RateLimiter, TooLong};
use crate::future::BoxFuture;
use crate::operation::RateLimit;

/// Kinds of call whose counts are kept; beyond that, those that are over are let go of.
const KEYS: usize = 1024;

/// The longest wait that a refusal imposes on the calls to come.
pub(crate) const LONGEST_REFUSAL: Duration = Duration::from_secs(60);

/// Counts the calls of this process, in sliding windows.
///
/// A permit is available if fewer calls than the limit received one within the length of the window
/// before it. That respects the limit of a platform with windows of any kind, as long as calls take
/// about equally long to arrive. A margin of 3 % of the window, at most 30 milliseconds, covers the
/// others. Permits are given in the order of the requests for them. A permit of a call that was
/// cancelled is lost.
#[derive(Debug, Default)]
pub struct MemoryRateLimiter {
    lines: Mutex<HashMap<LimitKey, Line>>,
}

/// The permits of one kind of call.
#[derive(Debug, Default)]
struct Line {
    /// When permits were given, in order; as many as the largest limit looks back at.
    given: VecDeque<Instant>,
    /// Nobody starts before this.
    closed_until: Option<Instant>,
    /// The longest window that was asked for.
    longest: Duration,
}

impl MemoryRateLimiter {
    /// A limiter that has seen no call yet. Clients that share an `Arc` of it share their permits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LimitKey, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many kinds of call are counted.
    #[cfg(test)]
    pub(super) fn known(&self) -> usize {
        self.lock().len()
    }

    fn take(
        &self,
        key: &LimitKey,
        limits: &[RateLimit],
        patience: Duration,
    ) -> Result<Duration, TooLong> {
        let now = Instant::now();
        let mut lines = self.lock();
        let line = line(&mut lines, key, now);
        let place = line.next(limits, now);
        let wait = place.saturating_duration_since(now);
        if wait > patience {
            return Err(TooLong { wait });
        }
        line.give(limits, place);
        Ok(wait)
    }

    /// A permit that another limiter has given counts here, too.
    #[cfg(feature = "redis")]
    pub(crate) fn given(&self, key: &LimitKey, limits: &[RateLimit], place: Instant) {
        line(&mut self.lock(), key, Instant::now()).give(limits, place);
    }

    fn close(&self, key: &LimitKey, limits: &[RateLimit], reset: Option<Duration>) {
        // Without a word from the platform, the shortest window is what it can have meant.
        let shortest = limits.iter().map(|limit| limit.per).min();
        let Some(wait) = reset.or(shortest) else { return };
        let until = Instant::now() + wait.min(LONGEST_REFUSAL);
        let mut lines = self.lock();
        let line = lines.entry(key.clone()).or_default();
        line.closed_until = line.closed_until.max(Some(until));
    }
}

/// The line of a kind of call, with room made for it.
fn line<'a>(lines: &'a mut HashMap<LimitKey, Line>, key: &LimitKey, now: Instant) -> &'a mut Line {
    if lines.len() >= KEYS && !lines.contains_key(key) {
        lines.retain(|_, line| !line.is_over(now));
    }
    lines.entry(key.clone()).or_default()
}

impl Line {
    /// The first moment at which every limit has a permit, and nobody who came before waits longer.
    fn next(&self, limits: &[RateLimit], now: Instant) -> Instant {
        let mut place = now.max(self.closed_until.unwrap_or(now));
        place = place.max(self.given.back().copied().unwrap_or(place));
        for limit in limits {
            let calls = limit.calls.max(1) as usize;
            let Some(before) = self.given.len().checked_sub(calls) else { continue };
            if let Some(given) = self.given.get(before) {
                place = place.max(*given + limit.per + margin(limit.per));
            }
        }
        place
    }

    fn give(&mut self, limits: &[RateLimit], place: Instant) {
        self.given.push_back(place);
        let looks_back = limits.iter().map(|limit| limit.calls as usize).max().unwrap_or(0);
        while self.given.len() > looks_back {
            self.given.pop_front();
        }
        let longest = limits.iter().map(|limit| limit.per).max().unwrap_or_default();
        self.longest = self.longest.max(longest);
    }

    /// Whether nothing in it matters any more.
    fn is_over(&self, now: Instant) -> bool {
        let last = self.given.back().copied().max(self.closed_until);
        last.is_none_or(|last| now.saturating_duration_since(last) > 2 * self.longest)
    }
}

/// What is kept free beside a window, for calls that take longer to get there than others.
pub(crate) fn margin(window: Duration) -> Duration {
    (window * 3 / 100).min(Duration::from_millis(30))
}

impl RateLimiter for MemoryRateLimiter {
    fn reserve<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        patience: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>> {
        Box::pin(std::future::ready(self.take(key, limits, patience)))
    }

    fn refused<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        reset: Option<Duration>,
    ) -> BoxFuture<'a, ()> {
        self.close(key, limits, reset);
        Box::pin(std::future::ready(()))
    }
}
