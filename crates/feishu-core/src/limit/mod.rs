//! Keeping the platform's rate limits before the platform has to.

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

/// What is counted together: the platform counts the calls of an app to an operation in a tenant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LimitKey {
    /// Scheme, host and port of the platform.
    pub base_url: String,
    /// The app.
    pub app_id: String,
    /// The tenant of a store app by its `tenant_key`; empty for a custom app, which has only one.
    pub tenant: String,
    /// Id of the operation.
    pub operation: Cow<'static, str>,
}

/// Sees to it that calls come no faster than the platform takes them.
///
/// By default each client counts by itself, see [`MemoryRateLimiter`]. Where several processes call as
/// one app, they share the app's limits, and need a limiter that they share, too: the `RedisShare` of
/// the feature `redis`, or one of your own over whatever they can all reach.
pub trait RateLimiter: Send + Sync + fmt::Debug {
    /// Takes a permit in every window of `limits`, and says how long to wait for it.
    ///
    /// # Errors
    /// [`TooLong`], with no permit taken, when the wait would be longer than `patience`.
    fn reserve<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        patience: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>>;

    /// The platform refused a call as one too many, and maybe said for how long. Whoever reserves from
    /// now on must wait until then.
    fn refused<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        reset: Option<Duration>,
    ) -> BoxFuture<'a, ()>;
}

/// Several clients share what they share an `Arc` of.
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

/// There is a permit, but not soon enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TooLong {
    /// How long the wait would be.
    pub wait: Duration,
}

impl TooLong {
    /// A permit is free after `wait`.
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

/// Lets every call go at once, and leaves it to the platform to refuse.
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
