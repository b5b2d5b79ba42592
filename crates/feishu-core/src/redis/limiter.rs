//! The rate limiter that processes share.
//!
//! Each request to Redis is one script, and so one atomic step. A limit is the same log of permits
//! as in memory, on the clock of Redis, which never goes backwards here. If Redis fails or hangs,
//! no call waits for it for two seconds, and then one call probes it. Meanwhile each process uses a
//! quarter of every limit. Stopping would turn an outage of Redis into one of ours; with the full
//! limit, the platform would refuse part of what four processes send. Permits that a process got
//! from Redis count towards its share. Permits that it granted itself do not count in Redis, so
//! after Redis recovers one window can exceed the limit, and the platform then refuses calls.

use std::time::Duration;

use tokio::time::Instant;

use super::{Inside, RedisShare, scripts};
use crate::future::BoxFuture;
use crate::limit::{LONGEST_REFUSAL, LimitKey, RateLimiter, TooLong, calls, margin};
use crate::operation::RateLimit;
use crate::token::joined;

/// The largest number of microseconds that the scripts use, more than a century: larger numbers
/// would be rounded.
const LONGEST: u64 = 1 << 52;

/// Compensates rounding, so that exactly one call is not rounded down to none.
const ROUNDING: f64 = 1e-9;

impl Inside {
    async fn reserve(
        &self,
        key: &LimitKey,
        limits: &[RateLimit],
        patience: Duration,
    ) -> Result<Duration, TooLong> {
        // Only a refusal could be shared, which is not worth a request before each call.
        if limits.is_empty() {
            return self.alone.reserve(key, limits, patience).await;
        }
        let began = Instant::now();
        let shared = self.reserve_shared(key, limits, patience).await;
        let part: Vec<_> = limits.iter().map(|limit| part_of(*limit, self.fraction)).collect();
        match shared {
            Some(Ok(wait)) => {
                // If Redis fails next, the permits of this process count.
                self.alone.given(key, &part, Instant::now() + wait);
                Ok(wait)
            }
            Some(refused) => refused,
            None => {
                let left = patience.saturating_sub(began.elapsed());
                self.alone.reserve(key, &part, left).await
            }
        }
    }

    /// A permit from Redis; `None` without Redis.
    async fn reserve_shared(
        &self,
        key: &LimitKey,
        limits: &[RateLimit],
        patience: Duration,
    ) -> Option<Result<Duration, TooLong>> {
        let (given, line) = self.limit_keys(key);
        let looks_back = limits.iter().map(calls).max().unwrap_or(1);
        let longest = limits.iter().map(window).max().unwrap_or(0);
        let mut script = scripts::RESERVE.prepare_invoke();
        script.key(given).key(line).arg(micros(patience)).arg(looks_back).arg(longest);
        for limit in limits {
            script.arg(calls(limit)).arg(window(limit));
        }
        let (taken, wait) = self.link.run::<(u8, u64)>(&script).await.ok()?;
        let wait = Duration::from_micros(wait);
        Some(if taken == 1 { Ok(wait) } else { Err(TooLong { wait }) })
    }

    async fn refused(&self, key: &LimitKey, limits: &[RateLimit], reset: Option<Duration>) {
        self.alone.refused(key, limits, reset).await;
        // If the platform does not say how long, the shortest window is a lower bound.
        let shortest = limits.iter().map(|limit| limit.per).min();
        let Some(wait) = reset.or(shortest) else { return };
        let mut script = scripts::REFUSED.prepare_invoke();
        script.key(self.limit_keys(key).1).arg(micros(wait.min(LONGEST_REFUSAL)));
        // Without Redis the others cannot be told.
        let _ = self.link.run::<i64>(&script).await;
    }

    /// The braces keep both keys on one server if a proxy distributes keys.
    fn limit_keys(&self, key: &LimitKey) -> (String, String) {
        let name = joined(&[&key.base_url, &key.app_id, &key.tenant, &key.operation]);
        let name = format!("{}limit:{{{name}}}", self.prefix);
        (format!("{name}:given"), format!("{name}:line"))
    }
}

/// A fraction of a limit: fewer calls, or a longer window if less than one call would be left.
fn part_of(limit: RateLimit, fraction: f64) -> RateLimit {
    let calls = f64::from(calls(&limit)) * fraction;
    if calls + ROUNDING < 1.0 {
        return RateLimit { calls: 1, per: limit.per.div_f64(calls) };
    }
    // Not more calls than before, so it fits.
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let calls = (calls + ROUNDING) as u32;
    RateLimit { calls, per: limit.per }
}

/// The length of a window with its margin, in microseconds.
fn window(limit: &RateLimit) -> u64 {
    micros(limit.per + margin(limit.per))
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(LONGEST).min(LONGEST)
}

impl RateLimiter for RedisShare {
    fn reserve<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        patience: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>> {
        Box::pin(self.inside.reserve(key, limits, patience))
    }

    fn refused<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        reset: Option<Duration>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(self.inside.refused(key, limits, reset))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_of_a_limit_is_fewer_calls_or_a_longer_window() {
        let seconds = Duration::from_secs;
        for (calls, per, fraction, part_calls, part_per) in [
            (10, 1, 0.25, 2, seconds(1)),
            (1000, 60, 0.25, 250, seconds(60)),
            (1, 1, 0.25, 1, seconds(4)),
            (3, 1, 0.25, 1, seconds(4) / 3),
            (4, 1, 0.25, 1, seconds(1)),
            (10, 1, 0.1, 1, seconds(1)),
            (100, 60, 0.29, 29, seconds(60)),
            (50, 1, 1.0, 50, seconds(1)),
            (0, 1, 1.0, 1, seconds(1)),
            (1, 60, 0.001, 1, seconds(60_000)),
        ] {
            let part = part_of(RateLimit { calls, per: seconds(per) }, fraction);
            assert_eq!(part.calls, part_calls, "{calls} × {fraction}");
            assert!(part.per.abs_diff(part_per) < Duration::from_millis(1), "{part:?}");
        }
    }

    #[test]
    fn no_time_is_too_long_for_a_script() {
        assert_eq!(micros(Duration::from_millis(3)), 3000);
        assert_eq!(micros(Duration::MAX), LONGEST);
    }
}
