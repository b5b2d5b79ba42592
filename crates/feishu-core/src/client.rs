//! The client: credentials, the token, the way to the platform.

use std::fmt;
use std::sync::Arc;

use crate::builder::ClientBuilder;
use crate::call::{Call, Prepared};
use crate::download::Download;
use crate::error::Error;
use crate::operation::Operation;
use crate::options::CallOptions;
use crate::platform::{Action, JSON_CONTENT_TYPE, TENANT_ACCESS_TOKEN};
use crate::response::Success;
use crate::secret::Secret;
use crate::token::{Credentials, Issued, TokenCache};
use crate::transport::{Body, Request, Transport};

/// Calls the platform as one custom app.
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
    pub(crate) transport: Transport,
    pub(crate) credentials: Credentials,
    pub(crate) tokens: TokenCache,
    pub(crate) validate: bool,
}

impl Client {
    /// Settings of a client of the app with this id and secret, as the developer console shows them.
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(app_id, app_secret)
    }

    /// Begins a call of `operation`. Nothing is sent before [`Call::send`].
    pub fn call(&self, operation: &'static Operation, options: &CallOptions) -> Call {
        Call::new(Arc::clone(&self.shared), operation, options)
    }

    /// Fetches a file from an address that the platform gave, such as the `url` of an attachment. The
    /// address itself is the permission: no token is sent, to whatever host it leads.
    ///
    /// Redirects are followed, up to five. The client's time limit is how long nothing may move.
    ///
    /// # Errors
    /// As a call, but without anything about tokens. An address that is not `https` is refused, unless
    /// it leads to this machine and the base URL of the client does, too.
    pub async fn download(&self, url: &str) -> Result<Download, Error> {
        self.shared.transport.download(url).await
    }

    pub(crate) fn new(shared: Shared) -> Self {
        Self { shared: Arc::new(shared) }
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("app_id", &self.shared.credentials.app_id)
            .field("base_url", &self.shared.transport.base.origin())
            .finish_non_exhaustive()
    }
}

impl Shared {
    /// One try of one call: a token, an exchange, the verdict.
    ///
    /// Nothing is tried twice in here, and nothing is used up: with the same `call`, a policy that
    /// wraps this can try again. A token that the platform refused is forgotten, so that the next
    /// try fetches another.
    pub(crate) async fn attempt(&self, call: &Prepared) -> Result<Success, Error> {
        let token = match call.needs_token {
            true => Some(self.tenant_access_token(&call.request).await?),
            false => None,
        };
        let answer = self.transport.exchange(&call.request, token.as_deref()).await?;
        let verdict = answer.judge();
        if let (Err(error), Some(token)) = (&verdict, &token)
            && error.gateway().is_some_and(|gateway| gateway.action == Action::RefreshToken)
        {
            self.tokens.evict(token);
        }
        verdict
    }

    /// The token that is held, or a new one. A call that is in a hurry fetches in a hurry.
    async fn tenant_access_token(&self, caller: &Request) -> Result<Arc<Secret>, Error> {
        let fetched = self.tokens.get(|| async {
            let request = Request {
                method: TENANT_ACCESS_TOKEN.method,
                url: self.transport.base.join(TENANT_ACCESS_TOKEN.path)?,
                body: Some(Body::Json {
                    content_type: JSON_CONTENT_TYPE,
                    json: self.credentials.to_json(),
                }),
                timeout: caller.timeout,
            };
            Issued::parse(&self.transport.exchange(&request, None).await?.judge()?)
        });
        fetched.await.map_err(Error::while_fetching_token)
    }
}
