//! The client, which starts calls.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;

use crate::builder::ClientBuilder;
use crate::call::Call;
use crate::download::Download;
use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::{Method, OperationRef};
use crate::options::CallOptions;
use crate::raw::RawCall;
use crate::secret::Secret;
use crate::shared::Shared;
#[cfg(test)]
use crate::token::Tokens;

/// Calls the platform as one app: a custom app, unless [`ClientBuilder::token_provider`] configures
/// another.
///
/// Cloning is cheap, and clones share the token and the connections. Create one and keep it for the
/// lifetime of the program.
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

impl Client {
    /// Starts building a client for the app with this id and secret, which the developer console
    /// shows.
    pub fn builder(app_id: impl Into<String>, app_secret: impl Into<Secret>) -> ClientBuilder {
        ClientBuilder::new(app_id, app_secret)
    }

    /// The host that is called, such as `https://open.feishu.cn`.
    #[must_use]
    pub fn host(&self) -> &str {
        self.shared.transport.base.origin()
    }

    /// Starts a call of `operation`. Nothing is sent before [`Call::send`].
    ///
    /// The operation is an entry of a generated crate's table, or was built at run time. For a
    /// single call of an endpoint without a spec, [`raw`](Self::raw) is shorter.
    pub fn call(&self, operation: impl Into<OperationRef>, options: &CallOptions) -> Call {
        Call::new(Arc::clone(&self.shared), operation.into(), options)
    }

    /// Starts a call of an endpoint that has no spec, with the same tokens, pacing, retries, errors
    /// and spans as every other call. Nothing is sent before [`RawCall::send`].
    ///
    /// `path` is the path below the host. A segment that begins with `:` is a path parameter; set
    /// it with [`RawCall::path`].
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

    /// Downloads a file from a URL that the platform returned, such as the `url` of an attachment.
    /// The URL itself grants access: no token is sent, whatever its host.
    ///
    /// Up to five redirects are followed. The client's timeout limits how long no byte may arrive.
    ///
    /// # Errors
    /// As for a call, except for errors about tokens. A URL that is not `https` is refused, unless
    /// both it and the client's base URL name this machine.
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
