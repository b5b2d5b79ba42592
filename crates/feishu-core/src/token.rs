//! Tenant access tokens: asking for one, and keeping it until it nears its end.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::{Map, Value, json};
use tokio::time::Instant;

use crate::error::Error;
use crate::platform::TENANT_ACCESS_TOKEN;
use crate::response::Success;
use crate::secret::Secret;

/// How long before its end a token is given up: enough for a slow call that sets out with it. It
/// lies inside the window in which the platform issues a new token instead of the same one again.
const MARGIN: Duration = Duration::from_secs(300);

/// What the app proves itself with.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) app_id: String,
    pub(crate) app_secret: Secret,
}

impl Credentials {
    /// The body of a request for a token.
    pub(crate) fn to_json(&self) -> Vec<u8> {
        json!({ "app_id": self.app_id, "app_secret": self.app_secret.expose() })
            .to_string()
            .into_bytes()
    }
}

/// A token as the platform issued it.
#[derive(Debug)]
pub(crate) struct Issued {
    token: Secret,
    lifetime: Duration,
}

impl Issued {
    /// Reads the answer of the token endpoint, whose fields stand beside `code`. No message repeats
    /// any of it.
    pub(crate) fn parse(success: &Success) -> Result<Self, Error> {
        let mut fields: Map<String, Value> = serde_json::from_slice(success.body())
            .map_err(|_| Error::no_token("the answer is not a JSON object"))?;
        let field = TENANT_ACCESS_TOKEN.token_field;
        let token = match fields.remove(field) {
            Some(Value::String(token)) if !token.is_empty() => Secret::from(token),
            _ => return Err(Error::no_token(format!("the answer has no {field}"))),
        };
        // Without a lifetime the token is good for the call it was fetched for, and no other.
        let seconds = match fields.get("expire") {
            Some(Value::Number(seconds)) => seconds.as_u64(),
            Some(Value::String(seconds)) => seconds.parse().ok(),
            _ => None,
        };
        let seconds = seconds.unwrap_or(0).min(TENANT_ACCESS_TOKEN.lifetime_seconds);
        Ok(Self { token, lifetime: Duration::from_secs(seconds) })
    }
}

/// The token that the client holds, if any.
#[derive(Debug, Default)]
pub(crate) struct TokenCache {
    held: Mutex<Option<Held>>,
}

#[derive(Debug)]
struct Held {
    token: Arc<Secret>,
    fresh_until: Instant,
}

impl TokenCache {
    /// The token that is held, or one that `fetch` brings. Calls that find none at the same time
    /// each fetch one; the platform gives all of them the same.
    pub(crate) async fn get<F: Future<Output = Result<Issued, Error>>>(
        &self,
        fetch: impl FnOnce() -> F,
    ) -> Result<Arc<Secret>, Error> {
        if let Some(token) = self.fresh() {
            return Ok(token);
        }
        // The token is as old as the question, not as the answer.
        let asked = Instant::now();
        let issued = fetch().await?;
        let token = Arc::new(issued.token);
        // One that lives shorter than usual is used for nine tenths of its life.
        let margin = MARGIN.min(issued.lifetime / 10);
        let fresh_until = asked + (issued.lifetime - margin);
        *self.lock() = Some(Held { token: Arc::clone(&token), fresh_until });
        Ok(token)
    }

    /// Forgets `token`, which the platform refused, unless another call has replaced it already.
    pub(crate) fn evict(&self, token: &Secret) {
        self.lock().take_if(|held| held.token.expose() == token.expose());
    }

    fn fresh(&self) -> Option<Arc<Secret>> {
        let held = self.lock();
        let held = held.as_ref().filter(|held| Instant::now() < held.fresh_until)?;
        Some(Arc::clone(&held.token))
    }

    /// Whoever panicked with the lock held has not left a token half written.
    fn lock(&self) -> MutexGuard<'_, Option<Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
