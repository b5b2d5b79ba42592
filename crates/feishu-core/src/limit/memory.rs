//! The rate limiter of one process.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use super::{LimitKey, RateLimiter, TooLong, calls};
use crate::future::BoxFuture;
use crate::operation::RateLimit;

/// Number of kinds of call that are tracked; above it, idle ones are removed.
const KEYS: usize = 1024;

/// The longest wait that a refusal imposes on later calls.
pub(crate) const LONGEST_REFUSAL: Duration = Duration::from_secs(60);

/// Counts the calls of this process in sliding windows.
///
/// A permit is available if fewer calls than the limit were permitted in the window before it. That
/// respects a limit with windows of any kind, provided that calls take about equally long to
/// arrive. A margin of 3 % of the window, at most 30 milliseconds, covers small differences.
/// Permits are granted in the order of the requests. The permit of a cancelled call is lost.
#[derive(Debug, Default)]
pub struct MemoryRateLimiter {
    lines: Mutex<HashMap<LimitKey, Line>>,
}

/// The permits of one kind of call.
#[derive(Debug, Default)]
struct Line {
    /// When permits were granted, in order; as many as the largest limit needs.
    given: VecDeque<Instant>,
    /// No call starts before this.
    closed_until: Option<Instant>,
    /// The longest window that was requested.
    longest: Duration,
}

impl MemoryRateLimiter {
    /// A limiter that has counted no call yet. Clients that share it in an `Arc` share their
    /// permits.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<LimitKey, Line>> {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many kinds of call are tracked.
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
        let slot = line.next(limits, now);
        let wait = slot.saturating_duration_since(now);
        if wait > patience {
            return Err(TooLong { wait });
        }
        line.give(limits, slot);
        Ok(wait)
    }

    /// A permit granted by another limiter counts here, too.
    #[cfg(feature = "redis")]
    pub(crate) fn given(&self, key: &LimitKey, limits: &[RateLimit], slot: Instant) {
        line(&mut self.lock(), key, Instant::now()).give(limits, slot);
    }

    fn close(&self, key: &LimitKey, limits: &[RateLimit], reset: Option<Duration>) {
        // If the platform does not say how long, the shortest window is a lower bound.
        let shortest = limits.iter().map(|limit| limit.per).min();
        let Some(wait) = reset.or(shortest) else { return };
        let until = Instant::now() + wait.min(LONGEST_REFUSAL);
        let mut lines = self.lock();
        let line = lines.entry(key.clone()).or_default();
        line.closed_until = line.closed_until.max(Some(until));
    }
}

/// The entry for a kind of call; makes room for it.
fn line<'a>(lines: &'a mut HashMap<LimitKey, Line>, key: &LimitKey, now: Instant) -> &'a mut Line {
    if lines.len() >= KEYS && !lines.contains_key(key) {
        lines.retain(|_, line| !line.is_over(now));
    }
    lines.entry(key.clone()).or_default()
}

impl Line {
    /// The first moment at which every limit has a permit and no earlier request waits longer.
    fn next(&self, limits: &[RateLimit], now: Instant) -> Instant {
        let mut slot = now.max(self.closed_until.unwrap_or(now));
        slot = slot.max(self.given.back().copied().unwrap_or(slot));
        for limit in limits {
            let calls = calls(limit) as usize;
            let Some(before) = self.given.len().checked_sub(calls) else { continue };
            if let Some(given) = self.given.get(before) {
                slot = slot.max(*given + limit.per + margin(limit.per));
            }
        }
        slot
    }

    fn give(&mut self, limits: &[RateLimit], slot: Instant) {
        self.given.push_back(slot);
        let looks_back = limits.iter().map(|limit| calls(limit) as usize).max().unwrap_or(0);
        while self.given.len() > looks_back {
            self.given.pop_front();
        }
        let longest = limits.iter().map(|limit| limit.per).max().unwrap_or_default();
        self.longest = self.longest.max(longest);
    }

    /// Whether the entry no longer has any effect.
    fn is_over(&self, now: Instant) -> bool {
        let last = self.given.back().copied().max(self.closed_until);
        last.is_none_or(|last| now.saturating_duration_since(last) > 2 * self.longest)
    }
}

/// The margin added to a window, for calls that take longer to arrive than others.
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
