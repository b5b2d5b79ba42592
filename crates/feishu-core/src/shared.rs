//! What the clones of a client share, and the calls that they make.

use std::borrow::Cow;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::error::Error;
use crate::limit::{LimitKey, RateLimiter};
use crate::operation::Operation;
use crate::platform::Action;
use crate::policy::{Observer, RetryBudget, RetryPolicy};
use crate::prepared::Prepared;
use crate::response::{Answer, Success};
use crate::secret::Secret;
use crate::token::Tokens;
use crate::transport::Transport;

/// What the clones of a client share.
pub(crate) struct Shared {
    pub(crate) transport: Arc<Transport>,
    pub(crate) tokens: Tokens,
    pub(crate) limiter: Arc<dyn RateLimiter>,
    pub(crate) retry: RetryPolicy,
    pub(crate) budget: RetryBudget,
    pub(crate) deadline: Option<Duration>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) validate: bool,
    pub(crate) strict: bool,
    /// Ids of deprecated operations that were already logged.
    pub(crate) warned: Mutex<HashSet<Cow<'static, str>>>,
}

impl Shared {
    /// Logs, once per operation, that its page deprecates it.
    pub(crate) fn warn_of_deprecation(&self, operation: &Operation) {
        if !operation.deprecated {
            return;
        }
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.insert(operation.id.clone()) {
            tracing::warn!(
                feishu.operation = &*operation.id,
                feishu.page = operation.page,
                "deprecated by the page of this operation"
            );
        }
    }

    /// A token for the call, if it needs one: the cached token, or a new one.
    pub(crate) async fn token(
        &self,
        call: &Prepared,
        deadline: Option<Instant>,
    ) -> Result<Option<Arc<Secret>>, Error> {
        let Some(key) = &call.token else { return Ok(call.user_token.clone()) };
        // A call with its own timeout applies it to the wait for a token, too.
        let hurry = call.request.timeout.and_then(|time| Instant::now().checked_add(time));
        let deadline = deadline.into_iter().chain(hurry).min();
        self.tokens.get(key, deadline).await.map(Some)
    }

    /// One exchange, which must end before the deadline.
    pub(crate) async fn exchange(
        &self,
        call: &Prepared,
        token: Option<&Secret>,
        left: Option<Duration>,
    ) -> Result<Answer, Error> {
        self.transport.exchange(&call.request, token, left).await
    }

    /// The verdict, and its effects on later calls: a refused token is removed, and a rate limit
    /// that was reached delays everyone.
    pub(crate) async fn judge(
        &self,
        call: &Prepared,
        token: Option<&Secret>,
        answer: Result<Answer, Error>,
    ) -> Result<Success, Error> {
        // Includes the operation, because the page's entry for the error decides what happens next.
        let verdict = answer.and_then(Answer::judge).map_err(|error| error.of(&call.operation));
        let Err(error) = &verdict else { return verdict };
        let action = error.gateway().map(|gateway| gateway.action);
        if let (Some(Action::RefreshToken), Some(key), Some(token)) = (action, &call.token, token) {
            self.tokens.evict(key, token).await;
        }
        if error.is_rate_limited() {
            let limits = &call.operation.rate_limits;
            self.limiter.refused(&call.limit_key, limits, error.retry_after()).await;
        }
        verdict
    }

    /// The entry of the rate limiter for calls of this client to an operation.
    pub(crate) fn limit_key(&self, operation: &Operation, tenant: Option<&str>) -> LimitKey {
        LimitKey {
            base_url: self.transport.base.origin().to_owned(),
            app_id: self.tokens.app_id().to_owned(),
            tenant: tenant.unwrap_or_default().to_owned(),
            operation: operation.id.clone(),
        }
    }
}
