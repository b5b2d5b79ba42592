//! The token store that processes share.

use std::time::Duration;

use super::link::Lost;
use super::{Inside, RedisShare, scripts};
use crate::future::BoxFuture;
use crate::secret::Secret;
use crate::token::{IssuedToken, LONGEST_LIFE, Lease, StoreError, TokenKey, TokenStore};

impl Inside {
    fn token_key(&self, key: &TokenKey) -> String {
        format!("{}token:{}", self.prefix, key.to_text())
    }

    fn lease_key(&self, key: &TokenKey) -> String {
        format!("{}lease:{}", self.prefix, key.to_text())
    }
}

/// Milliseconds of a lifetime, rounded down, so that no token outlives it.
fn millis(time: Duration) -> u64 {
    u64::try_from(time.min(LONGEST_LIFE).as_millis()).unwrap_or(u64::MAX)
}

impl TokenStore for RedisShare {
    fn get<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>> {
        Box::pin(async move {
            let mut script = scripts::GET.prepare_invoke();
            script.key(self.inside.token_key(key));
            let found = self.inside.link.run::<Option<(String, u64)>>(&script).await?;
            Ok(found.map(|(token, left)| IssuedToken::new(token, Duration::from_millis(left))))
        })
    }

    fn put<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut script = scripts::PUT.prepare_invoke();
            script.key(self.inside.token_key(key));
            script.arg(token.token.expose()).arg(millis(token.remaining));
            self.inside.link.run::<i64>(&script).await?;
            Ok(())
        })
    }

    fn evict<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async move {
            let mut script = scripts::DROP.prepare_invoke();
            script.key(self.inside.token_key(key)).arg(token.expose());
            self.inside.link.run::<i64>(&script).await?;
            Ok(())
        })
    }

    fn lease<'a>(
        &'a self,
        key: &'a TokenKey,
        ttl: Duration,
    ) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(async move {
            let lease = Lease::new(format!("{:032x}", fastrand::u128(..)));
            let mut script = scripts::TAKE.prepare_invoke();
            // Redis refuses an expiry of zero.
            script.key(self.inside.lease_key(key)).arg(lease.as_str()).arg(millis(ttl).max(1));
            let taken = self.inside.link.run::<u8>(&script).await?;
            Ok((taken == 1).then_some(lease))
        })
    }

    fn release<'a>(&'a self, key: &'a TokenKey, lease: Lease) -> BoxFuture<'a, ()> {
        Box::pin(async move {
            let mut script = scripts::DROP.prepare_invoke();
            script.key(self.inside.lease_key(key)).arg(lease.as_str());
            // Otherwise it expires by itself.
            let _ = self.inside.link.run::<i64>(&script).await;
        })
    }
}

impl From<Lost> for StoreError {
    fn from(lost: Lost) -> Self {
        Self::new(lost)
    }
}
