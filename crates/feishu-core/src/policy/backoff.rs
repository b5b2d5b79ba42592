//! How many times a call is tried, and how long it waits in between.
//!
//! A wait is random, between half of a bound and the bound, and the bound doubles. A longer wait
//! that the server requests is respected; a shorter one is not. No wait begins that would end after
//! the deadline.

use std::time::Duration;

/// How a call is retried: exponential back-off with jitter.
///
/// Each wait is random, between half of a bound and the bound, which doubles from one wait to the
/// next. If the server requests a longer wait, the call waits that long.
///
/// Whether a call may be retried is not decided here: it follows from the operation, see
/// [`RetryReason`](crate::RetryReason).
///
/// ```
/// use std::time::Duration;
/// use feishu_core::RetryPolicy;
///
/// let patient = RetryPolicy::new().attempts(8).longest_wait(Duration::from_secs(60));
/// let never = RetryPolicy::none();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[must_use]
pub struct RetryPolicy {
    pub(crate) attempts: u32,
    first_wait: Duration,
    longest_wait: Duration,
}

impl RetryPolicy {
    /// Four attempts, with waits of up to 0.25, 0.5 and 1 second between them, and at least half of
    /// that.
    pub fn new() -> Self {
        Self {
            attempts: 4,
            first_wait: Duration::from_millis(250),
            longest_wait: Duration::from_secs(20),
        }
    }

    /// One attempt. A refused token is still replaced, once.
    pub fn none() -> Self {
        Self::new().attempts(1)
    }

    /// Maximum number of attempts, including the first. 0 counts as 1.
    pub fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts.max(1);
        self
    }

    /// Upper bound of the first wait; the bound doubles with each further wait.
    pub fn first_wait(mut self, wait: Duration) -> Self {
        self.first_wait = wait;
        self
    }

    /// Upper bound of every wait, except one that the platform requests.
    pub fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest_wait = wait;
        self
    }

    /// A random wait after this many failed attempts. Callers that failed together do not retry
    /// together, and none retries at once, which would use up all attempts while a server restarts.
    pub(crate) fn wait(&self, failed: u32) -> Duration {
        self.ceiling(failed).mul_f64(0.5 + fastrand::f64() / 2.0)
    }

    fn ceiling(&self, failed: u32) -> Duration {
        let factor = 2_u32.saturating_pow(failed.saturating_sub(1));
        self.first_wait.saturating_mul(factor).min(self.longest_wait)
    }
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_the_longest_and_never_overflow() {
        let policy = RetryPolicy::new().longest_wait(Duration::from_secs(3));
        let ceilings: Vec<_> =
            [1, 2, 3, 4, 5, 60, u32::MAX].map(|n| policy.ceiling(n).as_millis()).into();
        assert_eq!(ceilings, [250, 500, 1000, 2000, 3000, 3000, 3000]);
        for failed in 1..50 {
            let (wait, ceiling) = (policy.wait(failed), policy.ceiling(failed));
            assert!(ceiling / 2 <= wait && wait <= ceiling, "{wait:?} of {ceiling:?}");
        }
    }

    #[test]
    fn waits_are_spread_over_the_upper_half_of_the_range() {
        let policy = RetryPolicy::new();
        let waits: Vec<_> = (0..1000).map(|_| policy.wait(1).as_millis()).collect();
        assert!(waits.iter().any(|wait| *wait < 140) && waits.iter().any(|wait| *wait > 235));
    }
}
