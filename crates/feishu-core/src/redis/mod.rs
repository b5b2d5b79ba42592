//! What the processes of an app share through Redis: tokens, and the platform's rate limits.
//!
//! Several processes or machines that call as one app share its limits, and can share its tokens. A
//! [`RedisShare`] is a [`TokenStore`] and a [`RateLimiter`] for all of them:
//!
//! ```no_run
//! use std::sync::Arc;
//! use feishu_core::Client;
//! use feishu_core::redis::RedisShare;
//!
//! # async fn run(app_secret: String) -> Result<(), feishu_core::Error> {
//! let share = RedisShare::connect("redis://feishu:its-password@redis.internal:6379/0").await?;
//! let client = Client::builder("cli_a1b2c3", app_secret)
//!     .token_store(Arc::new(share.clone()))
//!     .rate_limiter(share)
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! # When Redis is down
//!
//! Calls continue at a lower rate. Each process falls back to a fraction of every limit, a quarter
//! unless [`RedisShareBuilder::fraction`] says otherwise, and fetches its own tokens. With more
//! processes than the fraction allows for, the platform refuses some calls, and those are retried.
//! A call waits for Redis no longer than [`RedisShareBuilder::timeout`]. After a failure no call
//! uses Redis for the length of [`RedisShareBuilder::pause`], and then one call checks whether it
//! is back. For one window after Redis failed or came back empty, the platform can receive more
//! calls than the limit: permits granted on one side do not count on the other, except those of
//! this process.
//!
//! # Security
//!
//! **A token in Redis is a secret.** Someone who can read it can do whatever the app may do.
//! Someone who can write to Redis can plant a token, redirect calls to another tenant, or hold up
//! every call. So trust everybody who can reach these keys, and keep that group small:
//!
//! - Use a separate Redis, or a separate Redis user. All keys begin with
//!   [`RedisShareBuilder::prefix`], and these are the only commands that are used:
//!
//!   ```text
//!   ACL SETUSER feishu on >its-password resetkeys ~feishu:* resetchannels -@all +eval +evalsha
//!       +script|load +time +get +set +del +pttl +pexpire +hmget +hset +lindex +rpush +ltrim
//!   ```
//! - Keep it in a private network, or encrypt the connection. This crate is built without TLS for
//!   Redis and refuses `rediss://`; use a socket on this machine (`unix:///run/redis.sock`) or a
//!   tunnel to `redis://127.0.0.1`.
//! - Snapshots and append-only files of Redis contain the tokens, too.
//!
//! The app secret is never in Redis, only a part of its hash, in the names of keys.
//!
//! # Requirements
//!
//! Redis 5 or later (6 for ACLs), or Valkey; one primary, not a cluster. Its clock is used for all
//! processes, so their own clocks do not matter. If it is set back, windows continue as if it had
//! stopped. Every key expires. A failover that loses recent writes loses permits and tokens; the
//! platform then refuses the calls above its limit, and tokens are fetched again.

mod builder;
mod limiter;
mod link;
mod scripts;
mod store;

use std::fmt;
use std::sync::Arc;

pub use builder::RedisShareBuilder;

use crate::error::Error;
use crate::limit::MemoryRateLimiter;
#[cfg(doc)]
use crate::{RateLimiter, TokenStore};
use link::Link;

/// Tokens and rate limits that processes share through Redis; see the [module](self).
///
/// Clones share one connection, and so do all clients that use a clone.
#[derive(Clone)]
pub struct RedisShare {
    inside: Arc<Inside>,
}

struct Inside {
    link: Link,
    prefix: String,
    fraction: f64,
    /// Used while Redis is down.
    alone: MemoryRateLimiter,
}

impl RedisShare {
    /// Connects to Redis with the default settings.
    ///
    /// A process that must also start without Redis uses [`builder`](Self::builder), which connects
    /// when it is first used.
    ///
    /// # Errors
    /// An [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the URL is invalid, or
    /// if Redis does not respond or refuses the login.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let share = Self::builder(url).build()?;
        share.check().await?;
        Ok(share)
    }

    /// Starts building a share. The URL is `redis://user:password@host:port/database` or
    /// `unix:///path/to/socket?db=0&user=…&pass=…`.
    pub fn builder(url: &str) -> RedisShareBuilder {
        RedisShareBuilder::new(url)
    }

    /// Checks that Redis responds and accepts the login.
    ///
    /// # Errors
    /// An [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) that says what is wrong.
    pub async fn check(&self) -> Result<(), Error> {
        let answer = self.inside.link.run::<i64>(&scripts::CHECK.prepare_invoke()).await;
        answer.map(drop).map_err(|lost| {
            let at = self.inside.link.address();
            Error::configuration(format!("Redis at {at} cannot be used: {lost}")).caused_by(lost)
        })
    }

    /// Whether Redis responded to the last request. If not, this process works without it.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.inside.link.is_up()
    }
}

/// Prints the address of Redis, but neither user nor password.
impl fmt::Debug for RedisShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisShare")
            .field("address", &self.inside.link.address())
            .field("prefix", &self.inside.prefix)
            .field("fraction", &self.inside.fraction)
            .field("is_shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
