//! Rate limits: how often an app may call an operation.
//!
//! The pages say how many calls in how much time, for each operation, app and tenant. They do not
//! say what kind of window that is. Here a window begins with its first call and ends when its time
//! is over, whatever came in between: the simplest kind that a test can foresee.

use std::collections::HashMap;
use std::str::FromStr;
use std::sync::{Mutex, PoisonError};

use crate::catalogue::RateLimit;
use crate::error::Error;

/// The one tenant of an emulator. It is part of what is counted, as it is on the platform.
const TENANT: &str = "emulator";

/// Whether calls are counted, and how many are too many.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum RateLimits {
    /// Nothing is counted, so that tests are quick.
    #[default]
    Off,
    /// As many calls as the vendor's pages say.
    Real,
    /// A multiple of the documented limits: 0.5 is half, 10 is ten times. Rounded to whole calls,
    /// and at least one in each window.
    Scaled(f64),
}

impl RateLimits {
    /// Refuses a factor that no number of calls can be made with.
    pub(crate) fn checked(self) -> Result<Self, Error> {
        match self {
            Self::Scaled(factor) if !factor.is_finite() || factor <= 0.0 => {
                Err(Error::RateLimits { found: factor.to_string() })
            }
            usable => Ok(usable),
        }
    }

    /// How many calls fit into a window; `None` when nothing is counted.
    fn calls(self, documented: u32) -> Option<u32> {
        match self {
            Self::Off => None,
            Self::Real => Some(documented),
            // `as` ends at the largest number there is.
            Self::Scaled(factor) => Some(((f64::from(documented) * factor).round() as u32).max(1)),
        }
    }
}

/// `off`, `real`, or a factor.
impl FromStr for RateLimits {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        match text {
            "off" => Ok(Self::Off),
            "real" => Ok(Self::Real),
            factor => match factor.parse() {
                Ok(factor) => Self::Scaled(factor).checked(),
                Err(_) => Err(Error::RateLimits { found: text.to_owned() }),
            },
        }
    }
}

/// A call too many.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Exceeded {
    /// Calls that fit into the window.
    pub(crate) limit: u32,
    /// Whole seconds until the window ends, at least one.
    pub(crate) reset: i64,
}

/// The calls of all windows that have not ended.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    limits: RateLimits,
    windows: Mutex<HashMap<Key, Window>>,
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Key {
    tenant: &'static str,
    app_id: String,
    operation: String,
    /// An operation may have several limits, each with a window of its own.
    seconds: u32,
}

/// Times are milliseconds since 1970, by the emulator's clock.
#[derive(Clone, Copy, Debug)]
struct Window {
    ends_at: i64,
    calls: u32,
}

impl Limiter {
    pub(crate) fn new(limits: RateLimits) -> Self {
        Self { limits, windows: Mutex::default() }
    }

    #[cfg(feature = "client")]
    pub(crate) fn limits(&self) -> RateLimits {
        self.limits
    }

    /// Whether a call would be counted, and not refused.
    pub(crate) fn has_room(
        &self,
        app_id: &str,
        operation: &str,
        limits: &[RateLimit],
        now: i64,
    ) -> bool {
        let windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        limits.iter().all(|limit| {
            let Some(most) = self.limits.calls(limit.calls) else { return true };
            let key = Key {
                tenant: TENANT,
                app_id: app_id.to_owned(),
                operation: operation.to_owned(),
                seconds: limit.seconds,
            };
            windows.get(&key).is_none_or(|window| now >= window.ends_at || window.calls < most)
        })
    }

    /// Counts a call, unless it is one too many for any of the operation's limits. Then it counts
    /// for none, and the longest wait is returned.
    pub(crate) fn count(
        &self,
        app_id: &str,
        operation: &str,
        limits: &[RateLimit],
        now: i64,
    ) -> Result<(), Exceeded> {
        let mut windows = self.windows.lock().unwrap_or_else(PoisonError::into_inner);
        windows.retain(|_, window| now < window.ends_at);
        let mut counted = Vec::new();
        let mut exceeded: Option<Exceeded> = None;
        for limit in limits {
            let Some(most) = self.limits.calls(limit.calls) else { continue };
            let key = Key {
                tenant: TENANT,
                app_id: app_id.to_owned(),
                operation: operation.to_owned(),
                seconds: limit.seconds,
            };
            let fresh =
                Window { ends_at: now.saturating_add(i64::from(limit.seconds) * 1000), calls: 0 };
            let window = windows.get(&key).copied().unwrap_or(fresh);
            if window.calls < most {
                counted.push((key, Window { calls: window.calls.saturating_add(1), ..window }));
                continue;
            }
            let reset = whole_seconds(window.ends_at.saturating_sub(now));
            if exceeded.as_ref().is_none_or(|other| other.reset < reset) {
                exceeded = Some(Exceeded { limit: most, reset });
            }
        }
        match exceeded {
            Some(exceeded) => Err(exceeded),
            None => {
                windows.extend(counted);
                Ok(())
            }
        }
    }

    /// Forgets all calls.
    pub(crate) fn clear(&self) {
        self.windows.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}

/// Rounded up: who waits so long surely waited long enough.
fn whole_seconds(millis: i64) -> i64 {
    millis.saturating_add(999).div_euclid(1000).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TWO: &[RateLimit] =
        &[RateLimit { calls: 5, seconds: 60 }, RateLimit { calls: 2, seconds: 1 }];

    fn real() -> Limiter {
        Limiter::new(RateLimits::Real)
    }

    #[test]
    fn windows_that_ended_are_not_kept() {
        let limiter = real();
        for app in 0..100 {
            limiter.count(&format!("cli_{app}"), "x", TWO, 0).unwrap();
        }
        assert_eq!(limiter.windows.lock().unwrap().len(), 200);
        limiter.count("cli_0", "x", TWO, 60_000).unwrap();
        assert_eq!(limiter.windows.lock().unwrap().len(), 2);
    }

    #[test]
    fn there_is_room_until_a_window_is_full_and_again_when_it_has_ended() {
        let limiter = real();
        let one = &TWO[1..];
        assert!(limiter.has_room("cli_a", "x", one, 0));
        for _ in 0..2 {
            limiter.count("cli_a", "x", one, 0).unwrap();
        }
        let room = [0, 999, 1000, 5000].map(|now| limiter.has_room("cli_a", "x", one, now));
        assert_eq!(room, [false, false, true, true]);
        // Asking counts nothing, and others have windows of their own.
        assert!(limiter.has_room("cli_b", "x", one, 0) && limiter.has_room("cli_a", "y", one, 0));
        // One full window of several is enough.
        assert!(!limiter.has_room("cli_a", "x", TWO, 0));
    }

    #[test]
    fn a_call_that_one_limit_refuses_counts_for_none() {
        let limiter = real();
        let verdicts: Vec<_> = [0, 0, 0, 0, 1000, 1000, 2000, 2000]
            .map(|now| limiter.count("cli_a", "x", TWO, now).err().map(|e| (e.limit, e.reset)))
            .to_vec();
        let second = Some((2, 1));
        let minute = Some((5, 58));
        assert_eq!(verdicts, [None, None, second, second, None, None, None, minute]);
    }

    #[test]
    fn the_wait_is_rounded_up_to_whole_seconds() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            assert_eq!(whole_seconds(millis), seconds, "{millis}");
        }
    }

    #[test]
    fn a_factor_scales_the_calls_and_leaves_at_least_one() {
        for (factor, calls) in [(0.5, 5), (10.0, 100), (0.29, 3), (0.001, 1), (1e300, u32::MAX)] {
            assert_eq!(RateLimits::Scaled(factor).calls(10), Some(calls), "{factor}");
        }
    }
}
