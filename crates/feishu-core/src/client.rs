//! The client: credentials, the token, the way to the platform.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::builder::ClientBuilder;
use crate::call::{Call, Prepared};
use crate::download::Download;
use crate::error::Error;
use crate::future::BoxFuture;
use crate::limit::{LimitKey, RateLimiter};
use crate::operation::{Method, Operation, OperationRef};
use crate::options::CallOptions;
use crate::platform::Action;
use crate::policy::{Observer, RetryBudget, RetryPolicy};
use crate::raw::RawCall;
use crate::response::{Answer, Success};
use crate::secret::Secret;
use crate::token::Tokens;
use crate::transport::Transport;

/// Calls the platform as one app: a custom app, unless
/// [`ClientBuilder::token_provider`] says otherwise.
///
/// Cloning is cheap, and clones share the token and the connections. It is meant to live as long as
/// the program.
///
/// ```
/// use feishu_core::Client;
///
/// # #[cfg(feature = "tls")] {
/// let client = Client::builder("cli_a1b2c3", "app secret").lark().build()?;
/// # }
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

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
    /// Ids of deprecated operations of which the log has been told.
    pub(crate) warned: Mutex<HashSet<Cow<'static, str>>>,
}

impl Client {
    /// Settings of a client of the app with this id and secret, as the developer console shows them.
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(app_id, app_secret)
    }

    /// The host that is called, such as `https://open.feishu.cn`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.shared.transport.base.origin()
    }

    /// Begins a call of `operation`. Nothing is sent before [`Call::send`].
    ///
    /// The operation is one of a generated crate's table, or one that was built at run time. For a
    /// single call of an endpoint without a spec, [`raw`](Self::raw) is shorter.
    pub fn call(&self, operation: impl Into<OperationRef>, options: &CallOptions) -> Call {
        Call::new(Arc::clone(&self.shared), operation.into(), options)
    }

    /// Begins a call of an endpoint that has no spec, with the token, pacing, retries, errors and
    /// spans of every other call. Nothing is sent before [`RawCall::send`].
    ///
    /// `path` is the path below the host. A segment that begins with `:` is a path parameter, to be
    /// filled with [`RawCall::path`].
    ///
    /// ```
    /// use feishu_core::{Client, Error, Json, Method};
    ///
    /// async fn name_of(client: &Client, user: &str) -> Result<Json, Error> {
    ///     let user = client
    ///         .raw(Method::Get, "/open-apis/contact/v3/users/:user_id")
    ///         .path("user_id", user)
    ///         .query("user_id_type", "open_id")
    ///         .send::<Json>()
    ///         .await?;
    ///     Ok(user["user"]["name"].clone())
    /// }
    /// ```
    pub fn raw(&self, method: Method, path: impl Into<Cow<'static, str>>) -> RawCall {
        RawCall::new(Arc::clone(&self.shared), method, path.into())
    }

    /// Fetches a file from an address that the platform gave, such as the `url` of an attachment. The
    /// address itself is the permission: no token is sent, to whatever host it leads.
    ///
    /// Redirects are followed, up to five. The client's time limit is how long nothing may move.
    ///
    /// # Errors
    /// As a call, but without anything about tokens. An address that is not `https` is refused, unless
    /// it leads to this machine and the base URL of the client does, too.
    pub fn download(&self, url: &str) -> BoxFuture<'static, Result<Download, Error>> {
        let (transport, url) = (Arc::clone(&self.shared.transport), url.to_owned());
        Box::pin(async move { transport.download(&url).await })
    }

    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }
}

#[cfg(test)]
impl Client {
    pub(crate) fn tokens(&self) -> &Tokens {
        &self.shared.tokens
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_id", &self.shared.tokens.app_id())
            .field("base_url", &self.shared.transport.base.origin())
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// Tells the log, once for each operation, that a page advises against calling it.
    pub(crate) fn warn_of_deprecation(&self, operation: &Operation) {
        if !operation.deprecated {
            return;
        }
        let mut warned = self.warned.lock().unwrap_or_else(PoisonError::into_inner);
        if warned.insert(operation.id.clone()) {
            tracing::warn!(
                feishu.operation = &*operation.id,
                feishu.page = operation.page,
                "deprecated: the page of this operation advises against calling it"
            );
        }
    }

    /// A token for the call, if it needs one: the one that is held, or a new one.
    pub(crate) async fn token(
        &self,
        call: &Prepared,
        deadline: Option<Instant>,
    ) -> Result<Option<Arc<Secret>>, Error> {
        let Some(key) = &call.token else { return Ok(call.user_token.clone()) };
        // A call that is in a hurry waits for a token as long as for its response.
        let hurry = call.request.timeout.and_then(|time| Instant::now().checked_add(time));
        let deadline = deadline.into_iter().chain(hurry).min();
        self.tokens.get(key, deadline).await.map(Some)
    }

    /// One exchange, which may take no longer than what is left.
    pub(crate) async fn exchange(
        &self,
        call: &Prepared,
        token: Option<&Secret>,
        left: Option<Duration>,
    ) -> Result<Answer, Error> {
        self.transport.exchange(&call.request, token, left).await
    }

    /// The verdict, and what follows from it for those who come after: a refused token is forgotten, by
    /// its value, and a limit that was reached is kept by everyone.
    pub(crate) async fn judge(
        &self,
        call: &Prepared,
        token: Option<&Secret>,
        answer: Result<Answer, Error>,
    ) -> Result<Success, Error> {
        // With its operation, because what the page says of the error decides what happens next.
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

    /// Where calls of this client to an operation are counted.
    pub(crate) fn limit_key(&self, operation: &Operation, tenant: Option<&str>) -> LimitKey {
        LimitKey {
            base_url: self.transport.base.origin().to_owned(),
            app_id: self.tokens.app_id().to_owned(),
            tenant: tenant.unwrap_or_default().to_owned(),
            operation: operation.id.clone(),
        }
    }
}
