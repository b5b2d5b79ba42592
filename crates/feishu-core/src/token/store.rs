//! A cache of tokens that several processes may share.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::future::BoxFuture;
use crate::secret::Secret;
use crate::token::{IssuedToken, TokenKey};

/// A cache that several clients, processes or machines may share, so that all of them use one token
/// and one of them fetches it. With the feature `redis` there is one, the `RedisShare`.
///
/// A client asks it rarely, for what it got it keeps in its own memory: once when it has no token and
/// once when the token nears its end. Every failure is survived: the client then does without the
/// store, as if it were alone, and reports it
/// ([`ClientBuilder::on_token_store_error`](crate::ClientBuilder::on_token_store_error)). A method
/// that takes longer than a second counts as failed.
///
/// Tokens of users never get here: a [`TokenKey`] does not say which user.
pub trait TokenStore: Send + Sync + fmt::Debug {
    /// The token of `key` with what is left of its life, unless that is over.
    fn get<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>>;

    /// Keeps `token` in the place of any other, for as long as it lives.
    fn put<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Forgets `token`, which the platform refused, unless another has taken its place already.
    fn evict<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// The right to fetch the token of `key`, which one client at a time has; `None` when another has
    /// it. It ends by itself after `ttl`, so that nobody waits for one who died with it.
    ///
    /// Unless a store says otherwise, everybody may fetch at any time.
    fn lease<'a>(
        &'a self,
        key: &'a TokenKey,
        ttl: Duration,
    ) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        let _ = (key, ttl);
        Box::pin(async { Ok(Some(Lease::new(""))) })
    }

    /// Gives the right back, unless it has ended and is another's by now.
    fn release<'a>(&'a self, key: &'a TokenKey, lease: Lease) -> BoxFuture<'a, ()> {
        let _ = (key, lease);
        Box::pin(async {})
    }
}

/// The right to fetch a token. What it says is the store's own affair: that by which it knows its
/// holder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease(String);

impl Lease {
    /// A lease that the store will recognise.
    #[must_use]
    pub fn new(holder: impl Into<String>) -> Self {
        Self(holder.into())
    }

    /// By what the store recognises it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What went wrong in a store. It is reported, and never fails a call.
#[derive(Debug)]
pub struct StoreError(Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// A failure with what is underneath, which may be a text.
    #[must_use]
    pub fn new(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self(source.into())
    }
}

impl fmt::Display for StoreError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the token store failed: {}", self.0)
    }
}

impl StdError for StoreError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(self.0.as_ref())
    }
}

/// Who is told of the failures of a store.
pub(crate) type OnStoreError = Arc<dyn Fn(&StoreError) + Send + Sync>;
