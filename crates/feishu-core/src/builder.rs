//! The settings of a client.

mod http;

use std::fmt;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use reqwest::header::HeaderValue;

use crate::base_url::BaseUrl;
use crate::client::Client;
use crate::error::Error;
use crate::limit::{MemoryRateLimiter, RateLimiter};
use crate::platform::{FEISHU, LARK};
use crate::policy::{Nobody, Observer, RetryBudget, RetryPolicy};
use crate::secret::Secret;
use crate::shared::Shared;
use crate::token::{
    Credentials, CustomApp, MemoryTokenStore, OnStoreError, StoreError, TokenProvider, TokenStore,
    Tokens,
};
use crate::transport::Transport;

/// Default timeout of an HTTP exchange.
const TIMEOUT: Duration = Duration::from_secs(30);
/// Default timeout for connecting.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
/// Default deadline of a call, including all waits.
const DEADLINE: Duration = Duration::from_secs(120);
/// Default limit on the size of a response, far above that of one page of a list.
const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// Builds a client. Every setting has a default.
///
/// Generated crates wrap [`Client`] in a type of their own, `C`, and build it with this.
///
/// ```
/// use std::time::Duration;
/// use feishu_core::Client;
///
/// let client = Client::builder("cli_a1b2c3", "app secret")
///     .base_url("http://127.0.0.1:8080")
///     .timeout(Duration::from_secs(5))
///     .build()?;
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[must_use = "a builder does nothing before `build`"]
pub struct ClientBuilder<C = Client> {
    settings: Settings,
    // Produces a `C`, but holds none.
    built: PhantomData<fn() -> C>,
}

/// The builder without its target type, so that building is compiled once.
struct Settings {
    app_id: String,
    app_secret: Secret,
    base_url: String,
    allow_insecure_http: bool,
    http: Option<reqwest::Client>,
    timeout: Option<Duration>,
    connect_timeout: Option<Duration>,
    user_agent: String,
    validate: bool,
    strict: bool,
    max_response_bytes: usize,
    limiter: Option<Arc<dyn RateLimiter>>,
    retry: RetryPolicy,
    budget: RetryBudget,
    deadline: Option<Duration>,
    observer: Arc<dyn Observer>,
    token_provider: Arc<dyn TokenProvider>,
    token_store: Option<Arc<dyn TokenStore>>,
    on_token_store_error: Option<OnStoreError>,
}

impl<C: From<Client>> ClientBuilder<C> {
    /// Settings of a client of the app with this id and secret, as the developer console shows
    /// them.
    pub fn new(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> Self {
        let settings = Settings {
            app_id: app_id.into(),
            app_secret: app_secret.into(),
            base_url: FEISHU.to_owned(),
            allow_insecure_http: false,
            http: None,
            timeout: None,
            connect_timeout: None,
            user_agent: USER_AGENT.to_owned(),
            validate: true,
            strict: false,
            max_response_bytes: MAX_RESPONSE_BYTES,
            limiter: None,
            retry: RetryPolicy::new(),
            budget: RetryBudget::default(),
            deadline: Some(DEADLINE),
            observer: Arc::new(Nobody),
            token_provider: Arc::new(CustomApp),
            token_store: None,
            on_token_store_error: None,
        };
        Self { settings, built: PhantomData }
    }

    /// Calls Feishu, for tenants in mainland China. This is the default.
    pub fn feishu(self) -> Self {
        self.base_url(FEISHU)
    }

    /// Calls Lark, for tenants elsewhere.
    pub fn lark(self) -> Self {
        self.base_url(LARK)
    }

    /// Calls another host, such as a proxy or an emulator. The URL has a scheme, a host, optionally
    /// a port and a path prefix, such as `https://proxy.example:8443/feishu`.
    ///
    /// Plain `http` is accepted only for this machine; see
    /// [`allow_insecure_http`](Self::allow_insecure_http). Requests to this machine bypass any
    /// proxy that the environment configures.
    pub fn base_url(mut self, url: &str) -> Self {
        url.clone_into(&mut self.settings.base_url);
        self
    }

    /// Accepts a base URL with plain `http` for another machine. Anyone on the network path can
    /// then read the app secret and the token.
    pub fn allow_insecure_http(mut self) -> Self {
        self.settings.allow_insecure_http = true;
        self
    }

    /// Sends with your own HTTP client, for example to configure TLS, proxies or certificates.
    ///
    /// It keeps its own timeouts, unless [`timeout`](Self::timeout) is set too. Disable its
    /// redirects (`reqwest::redirect::Policy::none()`): a redirect could send the app secret to
    /// another host.
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.settings.http = Some(client);
        self
    }

    /// Timeout of one HTTP exchange, from connecting to the last byte; 30 seconds by default.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.settings.timeout = Some(timeout);
        self
    }

    /// Timeout for connecting; 10 seconds by default. It does not apply to your own HTTP client.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.settings.connect_timeout = Some(timeout);
        self
    }

    /// The `User-Agent` header; name and version of this crate by default.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.settings.user_agent = user_agent.into();
        self
    }

    /// Whether requests are checked against the rules of the spec before they are sent; `true` by
    /// default. [`CallOptions::validate`](crate::CallOptions::validate) overrides it for one call.
    pub fn validate(mut self, validate: bool) -> Self {
        self.settings.validate = validate;
        self
    }

    /// Whether a value of a response that cannot be read is an error; `false` by default: its field
    /// is then absent, and [`Response::lost`](crate::Response::lost) lists it.
    /// [`CallOptions::strict`](crate::CallOptions::strict) overrides it for one call.
    pub fn strict(mut self, strict: bool) -> Self {
        self.settings.strict = strict;
        self
    }

    /// The maximum size of a response in bytes; 16 MiB by default. A larger response is an error.
    pub fn max_response_bytes(mut self, limit: usize) -> Self {
        self.settings.max_response_bytes = limit;
        self
    }

    /// The limiter that paces calls to the platform's rate limits. By default each client paces its
    /// own calls to the documented limits. With [`NoRateLimit`](crate::NoRateLimit) calls are sent
    /// at once, and the platform refuses those above its limits.
    pub fn rate_limiter(mut self, limiter: impl RateLimiter + 'static) -> Self {
        self.settings.limiter = Some(Arc::new(limiter));
        self
    }

    /// How calls are retried; [`RetryPolicy::new`] by default.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// Limits the share of retries among all calls of the client; [`RetryBudget::default`] by
    /// default.
    pub fn retry_budget(mut self, budget: RetryBudget) -> Self {
        self.settings.budget = budget;
        self
    }

    /// Deadline of a whole call, including all waits and attempts; two minutes by default. `None`
    /// sets no deadline. Uploads have none unless
    /// [`CallOptions::deadline`](crate::CallOptions::deadline) sets one.
    pub fn deadline(mut self, deadline: impl Into<Option<Duration>>) -> Self {
        self.settings.deadline = deadline.into();
        self
    }

    /// An observer that is notified of what happens to calls, for metrics.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.settings.observer = Arc::new(observer);
        self
    }

    /// Where tokens come from: a [`CustomApp`] by default, or a [`StoreApp`](crate::StoreApp), a
    /// [`FixedToken`](crate::FixedToken), [`UserTokens`](crate::UserTokens), or your own
    /// [`TokenProvider`].
    pub fn token_provider(mut self, provider: impl TokenProvider + 'static) -> Self {
        self.settings.token_provider = Arc::new(provider);
        self
    }

    /// The store in which several clients share tokens; by default a [`MemoryTokenStore`] that
    /// belongs to this client.
    pub fn token_store(mut self, store: Arc<dyn TokenStore>) -> Self {
        self.settings.token_store = Some(store);
        self
    }

    /// Calls `report` when the token store fails. Calls continue without the store, so this is for
    /// logs and metrics.
    pub fn on_token_store_error(
        mut self,
        report: impl Fn(&StoreError) + Send + Sync + 'static,
    ) -> Self {
        self.settings.on_token_store_error = Some(Arc::new(report));
        self
    }

    /// Builds the client. Sends nothing.
    ///
    /// # Errors
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for settings that cannot work
    /// or would expose the app secret.
    pub fn build(self) -> Result<C, Error> {
        self.settings.build().map(C::from)
    }
}

impl Settings {
    fn build(self) -> Result<Client, Error> {
        check_credential("app id", &self.app_id)?;
        check_credential("app secret", self.app_secret.expose())?;
        let base = BaseUrl::parse(&self.base_url)?;
        if !base.is_https() && !base.is_loopback() && !self.allow_insecure_http {
            return Err(Error::configuration(format!(
                "{} is plain http and not on this machine, so the app secret and the token would \
                 travel in clear; use https, or call ClientBuilder::allow_insecure_http()",
                base.origin()
            )));
        }
        let user_agent = HeaderValue::from_str(&self.user_agent).map_err(|_| {
            Error::configuration("the user agent contains characters that a header cannot carry")
        })?;
        let (http, timeout) = match self.http {
            Some(_) if self.connect_timeout.is_some() => {
                return Err(Error::configuration(
                    "ClientBuilder::connect_timeout has no effect on an HTTP client of your own; \
                     set it where you build that client",
                ));
            }
            Some(http) => (http, self.timeout),
            None => {
                let connect_timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
                (http::client(&base, connect_timeout)?, Some(self.timeout.unwrap_or(TIMEOUT)))
            }
        };
        let max_response_bytes = self.max_response_bytes;
        let transport = Arc::new(Transport { http, base, user_agent, timeout, max_response_bytes });
        let tokens = Tokens::new(
            Arc::clone(&transport),
            Credentials { app_id: self.app_id, app_secret: self.app_secret },
            self.token_provider,
            self.token_store.unwrap_or_else(|| Arc::new(MemoryTokenStore::new())),
            self.on_token_store_error,
        );
        Ok(Client::new(Shared {
            transport,
            tokens,
            limiter: self.limiter.unwrap_or_else(|| Arc::new(MemoryRateLimiter::default())),
            retry: self.retry,
            budget: self.budget,
            deadline: self.deadline,
            observer: self.observer,
            validate: self.validate,
            strict: self.strict,
            warned: Mutex::default(),
        }))
    }
}

/// A credential read from a file often ends with a line break. The platform would only report it as
/// wrong.
fn check_credential(name: &str, text: &str) -> Result<(), Error> {
    if text.is_empty() {
        return Err(Error::configuration(format!("the {name} is empty")));
    }
    if text.trim() != text {
        return Err(Error::configuration(format!(
            "the {name} begins or ends with white space; trim what you read it from"
        )));
    }
    Ok(())
}

impl<C> fmt::Debug for ClientBuilder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("app_id", &self.settings.app_id)
            .field("app_secret", &self.settings.app_secret)
            .field("validate", &self.settings.validate)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
