//! The token cache of a client, with one fetch for all waiting calls.

use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::future::{FutureExt, Shared as SharedFuture, WeakShared};
use tokio::runtime::Handle;
use tokio::time::{Instant, timeout_at};

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::TokenKind;
use crate::secret::Secret;
use crate::token::fetch::{Found, Purpose};
use crate::token::held::Held;
use crate::token::{Credentials, OnStoreError, TokenKey, TokenProvider, TokenStore};
use crate::transport::Transport;

/// With fewer entries than this, old ones are not removed.
const FEW: usize = 64;

/// After a replacement that returned the same token, the next one waits for a fraction of the
/// remaining lifetime, within these bounds.
const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A fetch that all waiters drive: cancelling one waiter leaves the rest running; the fetch stops
/// with the last. `None` if another client makes the fetch.
type Flight = SharedFuture<BoxFuture<'static, Answer>>;
type Answer = Result<Option<Arc<Secret>>, Error>;

/// The tokens for the calls of a client.
#[derive(Clone)]
pub(crate) struct Tokens {
    shared: Arc<Shared>,
}

/// What fetches need; shared, because a fetch may outlive the call that started it.
pub(crate) struct Shared {
    pub(super) transport: Arc<Transport>,
    pub(super) credentials: Credentials,
    pub(super) provider: Arc<dyn TokenProvider>,
    pub(super) store: Arc<dyn TokenStore>,
    pub(super) on_store_error: Option<OnStoreError>,
    /// Hashes a key to a number that differs between clients.
    spread: RandomState,
    /// The key of a tenant's token without the tenant, from which all other keys are made.
    key: Arc<TokenKey>,
    memory: Mutex<Memory>,
}

#[derive(Default)]
struct Memory {
    entries: HashMap<TokenKey, Entry>,
    /// The number of entries above which old ones are removed.
    enough: usize,
}

/// The state of one token.
#[derive(Default)]
struct Entry {
    held: Option<Held>,
    /// The last token that the platform refused. A store may still have it.
    refused: Option<Arc<Secret>>,
    /// Weak, so that only waiters keep a fetch alive. Another fetch starts only after this one has
    /// ended or has no waiters, so the fetch that ends is always this one.
    flight: Option<WeakShared<BoxFuture<'static, Answer>>>,
    /// No attempt is made before this time to replace a token that is still fresh.
    quiet_until: Option<Instant>,
}

/// What is available to a call that needs a token.
enum Look {
    Use(Arc<Secret>),
    /// The token can be used, and a background task should complete the fetch of its successor.
    UseAndRenew(Arc<Secret>, Flight, Handle),
    Wait(Flight),
}

impl Tokens {
    pub(crate) fn new(
        transport: Arc<Transport>,
        credentials: Credentials,
        provider: Arc<dyn TokenProvider>,
        store: Arc<dyn TokenStore>,
        on_store_error: Option<OnStoreError>,
    ) -> Self {
        let key = Arc::new(TokenKey::new(
            transport.base.address(),
            credentials.app_id.as_str(),
            &credentials.app_secret,
            TokenKind::TenantAccessToken,
        ));
        let (spread, memory) = (RandomState::new(), Mutex::default());
        let shared =
            Shared { transport, credentials, provider, store, on_store_error, spread, key, memory };
        Self { shared: Arc::new(shared) }
    }

    pub(crate) fn app_id(&self) -> &str {
        &self.shared.credentials.app_id
    }

    pub(crate) fn provider(&self) -> &dyn TokenProvider {
        self.shared.provider.as_ref()
    }

    /// The key of a token of this client's app. Only keys of tenant tokens name a tenant.
    pub(crate) fn key(&self, kind: TokenKind, tenant: Option<&str>) -> Arc<TokenKey> {
        let key = &self.shared.key;
        match tenant.filter(|_| kind == TokenKind::TenantAccessToken) {
            None if kind == key.kind => Arc::clone(key),
            tenant => Arc::new(key.with(kind, tenant)),
        }
    }

    /// The cached token, or one that is fetched for all waiters. Each caller waits until its own
    /// `deadline`.
    pub(crate) async fn get(
        &self,
        key: &TokenKey,
        deadline: Option<Instant>,
    ) -> Result<Arc<Secret>, Error> {
        let token = self.shared.token(key);
        let found = match deadline {
            Some(deadline) => {
                timeout_at(deadline, token).await.unwrap_or_else(|_| Err(Error::token_late()))
            }
            None => token.await,
        };
        found.map_err(|error| error.while_fetching_token(key.kind))
    }

    /// The number of entries.
    #[cfg(test)]
    pub(crate) fn known(&self) -> usize {
        self.shared.lock().entries.len()
    }

    /// Removes `token`, which the platform refused, unless it was replaced already.
    pub(crate) async fn evict(&self, key: &TokenKey, token: &Secret) {
        self.shared.evict(key, token).await;
    }
}

impl Shared {
    pub(super) async fn token(self: &Arc<Self>, key: &TokenKey) -> Result<Arc<Secret>, Error> {
        loop {
            let flight = match self.look(key) {
                Look::Use(token) => return Ok(token),
                Look::UseAndRenew(token, flight, runtime) => {
                    runtime.spawn(flight);
                    return Ok(token);
                }
                Look::Wait(flight) => flight,
            };
            if let Some(token) = flight.await? {
                return Ok(token);
            }
        }
    }

    pub(super) async fn evict(&self, key: &TokenKey, token: &Secret) {
        let evicted = {
            let mut memory = self.lock();
            let entry = memory.entries.get_mut(key);
            entry.is_some_and(|entry| match entry.held.take_if(|held| *held.token == *token) {
                Some(held) => {
                    entry.refused = Some(held.token);
                    true
                }
                None => false,
            })
        };
        // Otherwise another call has done so.
        if evicted {
            self.forget_stored(key, token).await;
        }
    }

    /// Whether this client knows that the platform refused this token.
    pub(super) fn was_refused(&self, key: &TokenKey, token: &Secret) -> bool {
        let memory = self.lock();
        let refused = memory.entries.get(key).and_then(|entry| entry.refused.as_ref());
        refused.is_some_and(|refused| **refused == *token)
    }

    fn look(self: &Arc<Self>, key: &TokenKey) -> Look {
        let now = Instant::now();
        let mut memory = self.lock();
        if let Some(entry) = memory.entries.get_mut(key) {
            let flight = entry.flight.as_ref().and_then(WeakShared::upgrade);
            match (entry.held.as_ref().filter(|held| held.is_fresh(now)), flight) {
                (Some(held), flight) => {
                    let token = Arc::clone(&held.token);
                    let quiet = entry.quiet_until.is_some_and(|until| now < until);
                    if now < held.renew_at || quiet || flight.is_some() {
                        return Look::Use(token);
                    }
                    // Without a runtime for background tasks, callers wait when the token expires.
                    let Ok(runtime) = Handle::try_current() else { return Look::Use(token) };
                    let flight = self.begin(key, entry, Purpose::Ahead);
                    return Look::UseAndRenew(token, flight, runtime);
                }
                (None, Some(flight)) => return Look::Wait(flight),
                (None, None) => {}
            }
        } else {
            memory.make_room(now);
        }
        let entry = memory.entries.entry(key.clone()).or_default();
        Look::Wait(self.begin(key, entry, Purpose::Needed))
    }

    /// Creates a fetch. It starts when it is first polled.
    fn begin(self: &Arc<Self>, key: &TokenKey, entry: &mut Entry, purpose: Purpose) -> Flight {
        let (shared, key) = (Arc::clone(self), key.clone());
        let fetch: BoxFuture<'static, Answer> = Box::pin(async move {
            let found = shared.find(&key, purpose).await;
            shared.land(&key, purpose, found)
        });
        let flight = fetch.shared();
        entry.flight = flight.downgrade();
        flight
    }

    /// Caches the result of a fetch, which ends it, so that no later caller sees its failure.
    fn land(
        &self,
        key: &TokenKey,
        purpose: Purpose,
        found: Result<Option<Found>, Error>,
    ) -> Answer {
        let now = Instant::now();
        let mut memory = self.lock();
        let entry = memory.entries.entry(key.clone()).or_default();
        entry.flight = None;
        let answer = found.map(|found| {
            found.map(|Found { issued, asked, from_store }| {
                let held = Held::new(issued, asked, from_store, self.spread_of(key));
                let token = Arc::clone(&held.token);
                let news = |old: &Held| *old.token != *token || old.end < held.end;
                if held.is_fresh(now) && entry.held.as_ref().is_none_or(news) {
                    entry.held = Some(held);
                }
                // The refusal is the platform's most recent statement.
                entry.refused.take_if(|refused| *refused == token);
                token
            })
        });
        entry.quiet_until = entry
            .held
            .as_ref()
            .filter(|held| purpose == Purpose::Ahead && held.renew_at <= now)
            .map(|held| {
                let left = held.fresh_until.saturating_duration_since(now);
                now + (left / 4).clamp(SHORTEST_PAUSE, LONGEST_PAUSE)
            });
        answer
    }

    fn spread_of(&self, key: &TokenKey) -> u16 {
        let [low, high, ..] = self.spread.hash_one(key).to_ne_bytes();
        u16::from_ne_bytes([low, high])
    }

    /// A panic while the lock was held cannot leave a partial token.
    fn lock(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Memory {
    /// Removes the tokens of tenants that are no longer used.
    fn make_room(&mut self, now: Instant) {
        if self.entries.len() < self.enough.max(FEW) {
            return;
        }
        self.entries.retain(|_, entry| {
            let flying = entry.flight.as_ref().is_some_and(|flight| flight.upgrade().is_some());
            flying || entry.held.as_ref().is_some_and(|held| now < held.end)
        });
        self.enough = 2 * self.entries.len();
    }
}
