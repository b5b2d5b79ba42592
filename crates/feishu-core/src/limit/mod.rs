//! Paces calls to the platform's rate limits.

mod memory;

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::future::BoxFuture;
use crate::operation::RateLimit;

pub use memory::MemoryRateLimiter;
#[cfg(feature = "redis")]
pub(crate) use memory::{LONGEST_REFUSAL, margin};

/// What is counted together: the platform counts the calls of one app to one operation in one
/// tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LimitKey {
    /// Scheme, host and port of the platform.
    pub base_url: String,
    /// The app.
    pub app_id: String,
    /// The `tenant_key` of the tenant of a store app; empty for a custom app, which has one tenant.
    pub tenant: String,
    /// Id of the operation.
    pub operation: Cow<'static, str>,
}

/// The number of calls of a limit. A limit of none would hold up every call forever, so it counts as one.
pub(crate) fn calls(limit: &RateLimit) -> u32 {
    limit.calls.max(1)
}

/// Paces calls to the platform's rate limits.
///
/// By default each client counts its own calls, see [`MemoryRateLimiter`]. Several processes that
/// call as one app share the app's limits, and therefore need a shared limiter: the `RedisShare` of
/// the feature `redis`, or your own on a store that all of them can reach.
pub trait RateLimiter: Send + Sync + fmt::Debug {
    /// Takes a permit in every window of `limits`, and returns how long to wait for it.
    ///
    /// # Errors
    /// [`TooLong`] if the wait would be longer than `patience`; no permit is taken.
    fn reserve<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        patience: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>>;

    /// Records that the platform refused a call because of its rate limit, and for how long if it
    /// said so. Later reservations must wait until then.
    fn refused<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        reset: Option<Duration>,
    ) -> BoxFuture<'a, ()>;
}

/// Clients share a limiter through an `Arc`.
impl<L: RateLimiter + ?Sized> RateLimiter for Arc<L> {
    fn reserve<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        patience: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>> {
        (**self).reserve(key, limits, patience)
    }

    fn refused<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        reset: Option<Duration>,
    ) -> BoxFuture<'a, ()> {
        (**self).refused(key, limits, reset)
    }
}

/// A permit is available, but not soon enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooLong {
    /// How long the wait would be.
    pub wait: Duration,
}

impl TooLong {
    /// Creates the error: a permit is available after `wait`.
    #[must_use]
    pub fn new(wait: Duration) -> Self {
        Self { wait }
    }
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the rate limit permits no call for {:.3} s", self.wait.as_secs_f64())
    }
}

impl std::error::Error for TooLong {}

/// Does not pace calls: the platform refuses those above its limits.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoRateLimit;

impl RateLimiter for NoRateLimit {
    fn reserve<'a>(
        &'a self,
        _: &'a LimitKey,
        _: &'a [RateLimit],
        _: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>> {
        Box::pin(std::future::ready(Ok(Duration::ZERO)))
    }

    fn refused<'a>(
        &'a self,
        _: &'a LimitKey,
        _: &'a [RateLimit],
        _: Option<Duration>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(std::future::ready(()))
    }
}

#[cfg(test)]
mod tests;
