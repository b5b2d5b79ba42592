//! Providers of tokens.

use std::fmt;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::{AppKind, Operation, TokenKind};
use crate::token::{IssuedToken, TokenExchange, TokenKey};

/// Fetches tokens, from the platform or another source. The default is
/// [`CustomApp`](crate::CustomApp); others are [`StoreApp`](crate::StoreApp),
/// [`FixedToken`](crate::FixedToken), [`UserTokens`](crate::UserTokens), or your own.
///
/// It needs no cache: the client caches tokens, replaces them before they expire, and fetches once
/// for all calls that wait for the same token. A failed fetch is reported to all of them and not
/// cached. A fetch is dropped when nobody waits for it any more, so an implementation must be safe
/// to cancel at any point.
///
/// For example, a company may have one service that holds the secrets of all apps:
///
/// ```
/// use std::time::Duration;
/// use feishu_core::{
///     BoxFuture, Client, Error, IssuedToken, TokenExchange, TokenKey, TokenKind, TokenProvider,
/// };
///
/// #[derive(Debug)]
/// struct TokenService;
///
/// impl TokenProvider for TokenService {
///     fn fetch<'a>(
///         &'a self,
///         key: &'a TokenKey,
///         _: &'a TokenExchange<'a>,
///     ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
///         Box::pin(async move {
///             let token = ask_the_service(&key.app_id).await.map_err(|error| {
///                 Error::no_token("the token service does not respond").caused_by(error)
///             })?;
///             Ok(IssuedToken::new(token, Duration::from_secs(600)))
///         })
///     }
///
///     fn provides(&self, kind: TokenKind) -> bool {
///         kind == TokenKind::TenantAccessToken
///     }
/// }
/// # async fn ask_the_service(_: &str) -> std::io::Result<String> { Ok("t-1".to_owned()) }
///
/// let client = Client::builder("cli_a1b2c3", "held by the service")
///     .base_url("http://127.0.0.1:8787")
///     .token_provider(TokenService)
///     .build()?;
/// # Ok::<(), feishu_core::Error>(())
/// ```
pub trait TokenProvider: Send + Sync + fmt::Debug {
    /// Fetches a token for `key`. Its lifetime counts from the start of the fetch.
    ///
    /// # Errors
    /// [`Error::no_token`], or the error of `exchange`.
    fn fetch<'a>(
        &'a self,
        key: &'a TokenKey,
        exchange: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>>;

    /// Whether this provider supports a kind of token. If not, a call that needs it is refused
    /// before anything is sent.
    fn provides(&self, kind: TokenKind) -> bool;

    /// The kind of app that the tokens are for, if known. A call of an operation for other kinds of
    /// app is refused before anything is sent.
    fn app_kind(&self) -> Option<AppKind> {
        None
    }

    /// Whether the client may share the tokens through its [`TokenStore`](crate::TokenStore) with
    /// other clients of the same app and secret; `true` by default. User tokens are never shared.
    fn shares(&self) -> bool {
        true
    }
}

/// The kind of token for a call of `operation`; `None` if it takes no token.
///
/// If an operation accepts several kinds, this is the tenant's if available, otherwise the first
/// that the provider supports: an app acts as itself unless it was told to act for a user. A call
/// with a user token never falls back to the app's own permissions, which may be wider.
pub(crate) fn choose_kind(
    operation: &Operation,
    provider: &dyn TokenProvider,
    carries_user_token: bool,
) -> Result<Option<TokenKind>, Error> {
    let accepted = operation.tokens.as_ref();
    if accepted.is_empty() {
        return Ok(None);
    }
    if carries_user_token {
        return match accepted.contains(&TokenKind::UserAccessToken) {
            true => Ok(Some(TokenKind::UserAccessToken)),
            false => Err(Error::user_token_unwanted(accepted)),
        };
    }
    let tenant = Some(TokenKind::TenantAccessToken).filter(|kind| accepted.contains(kind));
    let chosen = tenant.into_iter().chain(accepted.iter().copied());
    match chosen.into_iter().find(|kind| provider.provides(*kind)) {
        Some(kind) => Ok(Some(kind)),
        None => Err(Error::token_kind(accepted)),
    }
}
