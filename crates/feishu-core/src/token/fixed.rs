//! Tokens that the caller already has.

use std::fmt;
use std::time::Duration;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::TokenKind;
use crate::secret::Secret;
use crate::token::{IssuedToken, TokenExchange, TokenKey, TokenProvider};

/// One token that you already have. The client uses it as it is: it fetches nothing, does not
/// replace the token when it expires, and never puts it into a [`TokenStore`](crate::TokenStore).
///
/// ```
/// use feishu_core::{Client, FixedToken};
///
/// # let token = "u-1".to_owned();
/// let for_one_user = Client::builder("cli_a1b2c3", "app secret")
///     .base_url("http://127.0.0.1:8787")
///     .token_provider(FixedToken::user(token))
///     .build()?;
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct FixedToken {
    kind: TokenKind,
    token: Secret,
}

impl FixedToken {
    /// A token of this kind.
    #[must_use]
    pub fn new(kind: TokenKind, token: impl Into<Secret>) -> Self {
        Self { kind, token: token.into() }
    }

    /// A `tenant_access_token`.
    #[must_use]
    pub fn tenant(token: impl Into<Secret>) -> Self {
        Self::new(TokenKind::TenantAccessToken, token)
    }

    /// A `user_access_token`.
    #[must_use]
    pub fn user(token: impl Into<Secret>) -> Self {
        Self::new(TokenKind::UserAccessToken, token)
    }
}

impl TokenProvider for FixedToken {
    fn fetch<'a>(
        &'a self,
        key: &'a TokenKey,
        _: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        Box::pin(async move {
            match key.kind == self.kind {
                true => Ok(IssuedToken::new(self.token.clone(), Duration::MAX)),
                false => Err(Error::no_token(format!("the fixed token is a {}", self.kind))),
            }
        })
    }

    fn provides(&self, kind: TokenKind) -> bool {
        kind == self.kind
    }

    /// This token was requested explicitly, not one of another client.
    fn shares(&self) -> bool {
        false
    }
}

/// Tokens of one user, from a function that you write: it reads the token from your storage, and
/// refreshes it when necessary.
///
/// A client acts for one user. Build another client for another user, which is cheap if both share
/// an [`http_client`](crate::ClientBuilder::http_client). The client caches the token in memory for
/// the lifetime that you return, and never puts it into a [`TokenStore`](crate::TokenStore).
///
/// ```
/// use std::time::Duration;
/// use feishu_core::{Client, IssuedToken, UserTokens};
///
/// # async fn refreshed() -> Result<(String, u64), feishu_core::Error> { Ok(("u-1".to_owned(), 60)) }
/// let client = Client::builder("cli_a1b2c3", "app secret")
///     .base_url("http://127.0.0.1:8787")
///     .token_provider(UserTokens::new(|| async {
///         let (token, seconds) = refreshed().await?;
///         Ok(IssuedToken::new(token, Duration::from_secs(seconds)))
///     }))
///     .build()?;
/// # Ok::<(), feishu_core::Error>(())
/// ```
pub struct UserTokens {
    fetch: Box<dyn Fn() -> BoxFuture<'static, Result<IssuedToken, Error>> + Send + Sync>,
}

impl UserTokens {
    /// Tokens that `fetch` returns. It fails with [`Error::no_token`].
    pub fn new<F>(fetch: impl Fn() -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<IssuedToken, Error>> + Send + 'static,
    {
        Self { fetch: Box::new(move || Box::pin(fetch())) }
    }
}

impl TokenProvider for UserTokens {
    fn fetch<'a>(
        &'a self,
        _: &'a TokenKey,
        _: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        (self.fetch)()
    }

    fn provides(&self, kind: TokenKind) -> bool {
        kind == TokenKind::UserAccessToken
    }
}

impl fmt::Debug for UserTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UserTokens").finish_non_exhaustive()
    }
}
