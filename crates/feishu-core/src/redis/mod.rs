//! What the processes of an app share through Redis: tokens, and the platform's rate limits.
//!
//! Where several processes or machines call as one app, they share its limits, and can share its
//! tokens. A [`RedisShare`] is a [`TokenStore`] and a [`RateLimiter`] for all of them:
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
//! Calls continue at a lower rate. Each process falls back to a part of every limit, a quarter unless
//! [`RedisShareBuilder::fraction`] says otherwise, and fetches its own tokens. With more processes
//! than parts, the platform refuses some calls, and those are retried. A call waits for Redis no
//! longer than [`RedisShareBuilder::timeout`]. After a failure no call uses Redis for the length of
//! [`RedisShareBuilder::pause`], and then one call checks whether it is back. Until a window has
//! passed after Redis failed or came back empty, the platform can receive more calls than the limit:
//! permits given on one side do not count on the other, except those of this process.
//!
//! # Who can reach it
//!
//! **A token in Redis is a secret.** Whoever can read it there can do whatever the app may do; whoever
//! can write there can plant one, take calls into another tenant, or hold up every call. So everybody
//! who can reach these keys is trusted, and that should be few:
//!
//! - Give it a Redis, or a user, of its own. All keys begin with [`RedisShareBuilder::prefix`], and
//!   these are all the commands that it needs:
//!
//!   ```text
//!   ACL SETUSER feishu on >its-password resetkeys ~feishu:* resetchannels -@all +eval +evalsha
//!       +script|load +time +get +set +del +pttl +pexpire +hmget +hset +lindex +rpush +ltrim
//!   ```
//! - Keep it in a network of your own, or encrypt the way there. This crate is built without TLS for
//!   Redis and refuses `rediss://`; a socket on this machine (`unix:///run/redis.sock`) or a tunnel to
//!   `redis://127.0.0.1` does it.
//! - Snapshots and append-only files of Redis hold the tokens, too.
//!
//! The app secret is never in Redis, only a part of its hash in the names of keys.
//!
//! # What it needs
//!
//! Redis 5 or later, ACLs from 6 on, or Valkey; one primary, not a cluster. It keeps time for all: the
//! clocks of the processes do not matter, and if its own is set back, windows go on as if it stood
//! still. Every key ends by itself. A failover that loses what was written last loses permits and
//! tokens with it; the platform then refuses what is too many, and tokens are fetched again.

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
/// Clones share one connection, as do all clients that are given one of them.
#[derive(Clone)]
pub struct RedisShare {
    inside: Arc<Inside>,
}

struct Inside {
    link: Link,
    prefix: String,
    fraction: f64,
    /// Counts while Redis is down.
    alone: MemoryRateLimiter,
}

impl RedisShare {
    /// Connects with Redis, with the settings that suit most.
    ///
    /// A process that should start without Redis, too, uses [`builder`](Self::builder), which does not
    /// connect before the first call.
    ///
    /// # Errors
    /// An [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) when the URL cannot be used, or
    /// when Redis does not answer or does not let us in.
    pub async fn connect(url: &str) -> Result<Self, Error> {
        let share = Self::builder(url).build()?;
        share.check().await?;
        Ok(share)
    }

    /// Settings of a share. The URL is `redis://user:password@host:port/database` or
    /// `unix:///path/to/socket?db=0&user=…&pass=…`.
    pub fn builder(url: &str) -> RedisShareBuilder {
        RedisShareBuilder::new(url)
    }

    /// Asks Redis whether it is there and lets us in.
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

    /// Whether Redis answered when it was last asked. While it did not, this process is on its own.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.inside.link.is_up()
    }
}

/// Says where Redis is, and neither user nor password.
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
