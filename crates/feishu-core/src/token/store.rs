//! A token cache that several processes may share.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::future::BoxFuture;
use crate::secret::Secret;
use crate::token::{IssuedToken, TokenKey};

/// A cache that several clients, processes or machines may share, so that all of them use one token
/// and one of them fetches it. The feature `redis` provides one, `RedisShare`.
///
/// A client rarely uses it, because it caches tokens in memory: once when it has no token, and once
/// when the token nears its end. No failure of a store fails a call: the client continues without
/// it and reports the failure
/// ([`ClientBuilder::on_token_store_error`](crate::ClientBuilder::on_token_store_error)). A method
/// that takes longer than a second counts as failed.
///
/// User tokens are never stored: a [`TokenKey`] does not identify the user.
pub trait TokenStore: Send + Sync + fmt::Debug {
    /// The token of `key` with its remaining lifetime, unless it has expired.
    fn get<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>>;

    /// Stores `token` for its lifetime, replacing any other.
    fn put<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Removes `token`, which the platform refused, unless it was replaced already.
    fn evict<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Takes the lease for fetching the token of `key`, which only one client at a time has; `None`
    /// if another has it. It expires after `ttl`, so that nobody waits long for a client that
    /// crashed with it.
    ///
    /// By default every client may fetch at any time.
    fn lease<'a>(
        &'a self,
        key: &'a TokenKey,
        ttl: Duration,
    ) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        let _ = (key, ttl);
        Box::pin(async { Ok(Some(Lease::new(""))) })
    }

    /// Returns the lease, unless it has expired and may be another client's by now.
    fn release<'a>(&'a self, key: &'a TokenKey, lease: Lease) -> BoxFuture<'a, ()> {
        let _ = (key, lease);
        Box::pin(async {})
    }
}

/// The lease for fetching a token. Its content is up to the store, which recognises the holder by
/// it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease(String);

impl Lease {
    /// Creates a lease that the store will recognise.
    #[must_use]
    pub fn new(holder: impl Into<String>) -> Self {
        Self(holder.into())
    }

    /// The string by which the store recognises the lease.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The failure of a store. It is reported, and never fails a call.
#[derive(Debug)]
pub struct StoreError(Box<dyn StdError + Send + Sync>);

impl StoreError {
    /// Creates the error from its cause, which may be a string.
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

/// Is notified of the failures of a store.
pub(crate) type OnStoreError = Arc<dyn Fn(&StoreError) + Send + Sync>;
