//! One fetch: from the store if another client put a token there, otherwise from the provider.

use std::sync::Arc;
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::TokenKind;
use crate::secret::Secret;
use crate::token::held::{AHEAD, LONGEST_LIFE, MARGIN};
use crate::token::tokens::Shared;
use crate::token::{IssuedToken, Lease, StoreError, TokenExchange, TokenKey};

/// Time limit of a fetch, unless an exchange may take longer: callers without a deadline wait for
/// it.
const LONGEST_FETCH: Duration = Duration::from_secs(60);

/// A store that takes longer counts as failed.
const STORE_PATIENCE: Duration = Duration::from_secs(1);

/// Lifetime of a lease: enough for a slow response, but short enough that others do not wait long
/// for a client that crashed with it.
const LEASE: Duration = Duration::from_secs(15);

/// The first and the longest interval at which clients that wait for another client's fetch check
/// again.
const LOOK_AGAIN: Duration = Duration::from_millis(25);
const LOOK_AGAIN_AT_MOST: Duration = Duration::from_millis(400);

/// The reason for a fetch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// Calls wait for it.
    Needed,
    /// The token nears its end, and calls continue to use it meanwhile.
    Ahead,
}

impl Purpose {
    /// The minimum lifetime that a token from the store must have left.
    fn least(self) -> Duration {
        match self {
            Self::Needed => MARGIN,
            Self::Ahead => AHEAD,
        }
    }
}

/// A token, and when its lifetime started.
pub(super) struct Found {
    pub(super) issued: IssuedToken,
    pub(super) asked: Instant,
    pub(super) from_store: bool,
}

impl Shared {
    /// A usable token; `None` if the fetch is early and another client is about to make it.
    pub(super) async fn find(
        self: &Arc<Self>,
        key: &TokenKey,
        purpose: Purpose,
    ) -> Result<Option<Found>, Error> {
        let exchange = self.transport.timeout.unwrap_or_default();
        let limit = LONGEST_FETCH.max(exchange.saturating_mul(2));
        match timeout(limit, self.find_in_time(key, purpose)).await {
            Ok(found) => found,
            Err(_) => Err(Error::token_overdue(limit)),
        }
    }

    async fn find_in_time(
        self: &Arc<Self>,
        key: &TokenKey,
        purpose: Purpose,
    ) -> Result<Option<Found>, Error> {
        if !self.is_shared(key) {
            return self.ask(key).await.map(Some);
        }
        let mut pause = LOOK_AGAIN;
        let lease = loop {
            let looked = match self.stored(key, purpose).await {
                Some(Some(found)) => return Ok(Some(found)),
                Some(None) => self.within(self.store.lease(key, LEASE)).await,
                None => None,
            };
            match looked {
                // Without the store, this client works alone.
                None => return self.ask(key).await.map(Some),
                Some(Some(lease)) => break Leased::new(self, key, lease),
                Some(None) if purpose == Purpose::Ahead => return Ok(None),
                Some(None) => sleep(pause).await,
            }
            pause = (pause * 2).min(LOOK_AGAIN_AT_MOST);
        };
        // Another client may have stored one between the look-up and the lease.
        let found = match self.stored(key, purpose).await.flatten() {
            Some(found) => Ok(found),
            None => self.ask(key).await,
        };
        if let Ok(found) = &found
            && !found.from_store
        {
            self.store_found(key, found).await;
        }
        lease.release().await;
        found.map(Some)
    }

    /// Whether the token may come from another client. Never for users: a key does not identify the
    /// user, so one could get another's token.
    fn is_shared(&self, key: &TokenKey) -> bool {
        key.kind != TokenKind::UserAccessToken && self.provider.shares()
    }

    /// Requests a token from the provider.
    async fn ask(self: &Arc<Self>, key: &TokenKey) -> Result<Found, Error> {
        let asked = Instant::now();
        let issued = self.provider.fetch(key, &TokenExchange::new(self, key)).await?;
        Ok(Found { issued, asked, from_store: false })
    }

    /// A usable token from the store; `None` if there is none or the store fails.
    async fn stored(&self, key: &TokenKey, purpose: Purpose) -> Option<Option<Found>> {
        let asked = Instant::now();
        let found = self.within(self.store.get(key)).await?.filter(|issued| {
            issued.remaining > purpose.least() && !self.was_refused(key, &issued.token)
        });
        Some(found.map(|issued| Found { issued, asked, from_store: true }))
    }

    async fn store_found(&self, key: &TokenKey, found: &Found) {
        let life = found.issued.remaining.min(LONGEST_LIFE);
        let remaining = life.saturating_sub(found.asked.elapsed());
        if !remaining.is_zero() {
            let token = IssuedToken { token: found.issued.token.clone(), remaining };
            self.within(self.store.put(key, &token)).await;
        }
    }

    pub(super) async fn forget_stored(&self, key: &TokenKey, token: &Secret) {
        if self.is_shared(key) {
            self.within(self.store.evict(key, token)).await;
        }
    }

    /// The store's response; `None` if it fails, which is reported.
    async fn within<T>(&self, answer: BoxFuture<'_, Result<T, StoreError>>) -> Option<T> {
        let answer = timeout(STORE_PATIENCE, answer).await.unwrap_or_else(|_| {
            let seconds = STORE_PATIENCE.as_secs_f64();
            Err(StoreError::new(format!("no response within {seconds} s")))
        });
        match answer {
            Ok(answer) => Some(answer),
            Err(error) => {
                if let Some(report) = &self.on_store_error {
                    report(&error);
                }
                None
            }
        }
    }
}

/// A lease, which is also returned if the fetch is dropped half-way: otherwise others would wait
/// until it expires.
struct Leased {
    shared: Arc<Shared>,
    key: TokenKey,
    lease: Option<Lease>,
}

impl Leased {
    fn new(shared: &Arc<Shared>, key: &TokenKey, lease: Lease) -> Self {
        Self { shared: Arc::clone(shared), key: key.clone(), lease: Some(lease) }
    }

    /// The lease leaves this guard only after it was returned.
    async fn release(mut self) {
        if let Some(lease) = self.lease.clone() {
            // If the store does not respond, the lease expires.
            let _ = timeout(STORE_PATIENCE, self.shared.store.release(&self.key, lease)).await;
        }
        self.lease = None;
    }
}

impl Drop for Leased {
    fn drop(&mut self) {
        if let (Some(lease), Ok(runtime)) = (self.lease.take(), Handle::try_current()) {
            let (shared, key) = (Arc::clone(&self.shared), self.key.clone());
            runtime.spawn(async move {
                let _ = timeout(STORE_PATIENCE, shared.store.release(&key, lease)).await;
            });
        }
    }
}
