//! The settings of a share.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::redis::{Client, IntoConnectionInfo};
use url::Url;

use super::link::Link;
use super::{Inside, RedisShare};
use crate::error::Error;
use crate::limit::MemoryRateLimiter;
use crate::secret::Secret;

/// Default prefix of keys.
const PREFIX: &str = "feishu:";
/// A healthy Redis responds within a millisecond or two.
const TIMEOUT: Duration = Duration::from_millis(200);
/// Long enough that an outage costs little, and short enough to recover soon.
const PAUSE: Duration = Duration::from_secs(2);
/// With four processes, this respects the limits exactly.
const FRACTION: f64 = 0.25;
/// A smaller fraction would make windows longer than anyone waits.
const SMALLEST_FRACTION: f64 = 0.001;

/// Builds a [`RedisShare`]. Every setting has a default.
///
/// ```
/// use std::time::Duration;
/// use feishu_core::redis::RedisShare;
///
/// let share = RedisShare::builder("redis://:hunter2@127.0.0.1:6379/3")
///     .prefix("staging:feishu:")
///     .fraction(1.0 / 8.0) // eight machines
///     .build()?;
/// assert!(!format!("{share:?}").contains("hunter2"));
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[must_use = "a builder does nothing before `build`"]
pub struct RedisShareBuilder {
    url: Secret,
    prefix: String,
    timeout: Duration,
    pause: Duration,
    fraction: f64,
}

impl RedisShareBuilder {
    pub(super) fn new(url: &str) -> Self {
        Self {
            url: Secret::from(url),
            prefix: PREFIX.to_owned(),
            timeout: TIMEOUT,
            pause: PAUSE,
            fraction: FRACTION,
        }
    }

    /// Prefix of all keys; `feishu:` by default. Shares with different prefixes share nothing.
    pub fn prefix(mut self, prefix: impl Into<String>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// How long a call waits for Redis, including connecting, before it continues without Redis;
    /// 200 ms by default and at most one second: a slower token store counts as failed anyway.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// How long Redis is not used after a failure; 2 seconds by default.
    pub fn pause(mut self, pause: Duration) -> Self {
        self.pause = pause;
        self
    }

    /// The fraction of each limit that this process uses while Redis is down; 0.25 by default. One
    /// divided by the number of processes never exceeds the limits.
    ///
    /// Calls are rounded down. If less than one call is left, the window is longer instead: a
    /// quarter of one call a second is one call every four seconds.
    pub fn fraction(mut self, fraction: f64) -> Self {
        self.fraction = fraction;
        self
    }

    /// Builds the share. It connects when it is first used.
    ///
    /// # Errors
    /// An [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) that says which setting is
    /// invalid and why. It does not repeat the URL.
    pub fn build(self) -> Result<RedisShare, Error> {
        if !(SMALLEST_FRACTION..=1.0).contains(&self.fraction) {
            return Err(Error::configuration(format!(
                "the fraction of a RedisShare is {}, but must be from {SMALLEST_FRACTION} to 1",
                self.fraction
            )));
        }
        if self.timeout.is_zero() || self.timeout > Duration::from_secs(1) {
            return Err(Error::configuration(format!(
                "the timeout of a RedisShare is {:?}, but must be more than nothing and at most 1 s",
                self.timeout
            )));
        }
        let client = client(self.url.expose())?;
        Ok(RedisShare {
            inside: Arc::new(Inside {
                link: Link::new(client, self.timeout, self.pause),
                prefix: self.prefix,
                fraction: self.fraction,
                alone: MemoryRateLimiter::new(),
            }),
        })
    }
}

fn client(url: &str) -> Result<Client, Error> {
    let parsed =
        Url::parse(url).map_err(|error| refused(&format!("is not an absolute URL: {error}")))?;
    match parsed.scheme() {
        "redis" | "valkey" | "unix" | "redis+unix" | "valkey+unix" => {}
        "rediss" | "valkeys" => {
            return Err(refused(
                "asks for TLS, which this crate does not include; use a tunnel to redis://127.0.0.1, \
                 a socket (unix:///path), or a private network",
            ));
        }
        other => {
            return Err(refused(&format!("has the scheme {other}, but must have redis or unix")));
        }
    }
    let info = parsed.into_connection_info().and_then(Client::open);
    info.map_err(|error| refused(&format!("cannot be used: {error}")))
}

fn refused(why: &str) -> Error {
    Error::configuration(format!("the URL of Redis {why}"))
}

impl fmt::Debug for RedisShareBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisShareBuilder")
            .field("url", &self.url)
            .field("prefix", &self.prefix)
            .field("timeout", &self.timeout)
            .field("pause", &self.pause)
            .field("fraction", &self.fraction)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ErrorKind;

    #[test]
    fn a_url_that_cannot_be_used_is_refused_without_repeating_its_password() {
        for (url, reason) in [
            ("localhost", "not an absolute URL"),
            ("http://:hunter2@localhost", "scheme http"),
            ("rediss://:hunter2@localhost", "asks for TLS"),
            ("redis://:hunter2@localhost/x", "cannot be used"),
            ("redis://:hunter2@localhost:99999", "not an absolute URL"),
        ] {
            let error = RedisShare::builder(url).build().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration, "{url}");
            assert!(error.to_string().contains(reason), "{url}: {error}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{url}: {error:?}");
        }
    }

    #[test]
    fn a_setting_that_makes_no_sense_is_refused() {
        let share = || RedisShare::builder("redis://localhost");
        for fraction in [0.0, -1.0, 1.1, f64::NAN, 1e-9] {
            let error = share().fraction(fraction).build().unwrap_err();
            assert!(error.to_string().contains("the fraction"), "{error}");
        }
        for timeout in [Duration::ZERO, Duration::from_secs(2)] {
            let error = share().timeout(timeout).build().unwrap_err();
            assert!(error.to_string().contains("the timeout"), "{error}");
        }
    }

    #[test]
    fn neither_share_nor_builder_prints_who_we_are_to_redis() {
        for url in
            ["redis://me:hunter2@localhost:1234/5", "unix:///run/redis.sock?user=me&pass=hunter2"]
        {
            let builder = RedisShare::builder(url);
            let printed = format!("{builder:?}") + &format!("{:?}", builder.build().unwrap());
            assert!(!printed.contains("hunter2") && !printed.contains("me:"), "{printed}");
        }
    }
}
