//! The client: where calls begin.

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
