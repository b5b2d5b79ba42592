//! The default token store.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::future::BoxFuture;
use crate::secret::Secret;
use crate::token::held::LONGEST_LIFE;
use crate::token::{IssuedToken, Lease, StoreError, TokenKey, TokenStore};

/// Keeps tokens in this process. Clients that share a store share their tokens.
///
/// ```
/// use std::sync::Arc;
/// use feishu_core::{Client, MemoryTokenStore};
///
/// let store = Arc::new(MemoryTokenStore::new());
/// let builder = || {
///     let builder = Client::builder("cli_a1b2c3", "app secret").base_url("http://127.0.0.1:8787");
///     builder.token_store(store.clone())
/// };
/// let (patient, hasty) = (builder().build()?, builder().timeout(std::time::Duration::from_secs(2)).build()?);
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[derive(Debug, Default)]
pub struct MemoryTokenStore {
    inside: Mutex<Inside>,
}

#[derive(Debug, Default)]
struct Inside {
    tokens: HashMap<TokenKey, (Secret, Instant)>,
    leases: HashMap<TokenKey, (Lease, Instant)>,
    leases_given: u64,
}

impl MemoryTokenStore {
    /// Creates an empty store.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// A panic while the lock was held cannot leave a partial entry.
    fn lock(&self) -> MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// None of these methods waits.
impl TokenStore for MemoryTokenStore {
    fn get<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>> {
        Box::pin(async move {
            let inside = self.lock();
            let found = inside.tokens.get(key).and_then(|(token, end)| {
                let remaining = end.saturating_duration_since(Instant::now());
                (!remaining.is_zero()).then(|| IssuedToken { token: token.clone(), remaining })
            });
            Ok(found)
        })
    }

    fn put<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let now = Instant::now();
            let mut inside = self.lock();
            // Entries that are no longer used must not stay forever.
            inside.tokens.retain(|_, (_, end)| now < *end);
            let end = now + token.remaining.min(LONGEST_LIFE);
            inside.tokens.insert(key.clone(), (token.token.clone(), end));
            Ok(())
        })
    }

    fn evict<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut inside = self.lock();
            if inside.tokens.get(key).is_some_and(|(held, _)| held == token) {
                inside.tokens.remove(key);
            }
            Ok(())
        })
    }

    fn lease<'a>(
        &'a self,
        key: &'a TokenKey,
        ttl: Duration,
    ) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(async move {
            let now = Instant::now();
            let mut inside = self.lock();
            inside.leases.retain(|_, (_, end)| now < *end);
            if inside.leases.contains_key(key) {
                return Ok(None);
            }
            inside.leases_given += 1;
            let lease = Lease::new(inside.leases_given.to_string());
            inside.leases.insert(key.clone(), (lease.clone(), now + ttl.min(LONGEST_LIFE)));
            Ok(Some(lease))
        })
    }

    fn release<'a>(&'a self, key: &'a TokenKey, lease: Lease) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut inside = self.lock();
            if inside.leases.get(key).is_some_and(|(held, _)| *held == lease) {
                inside.leases.remove(key);
            }
        })
    }
}
