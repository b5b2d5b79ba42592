//! Where tokens come from.

use std::fmt;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::{AppKind, Operation, TokenKind};
use crate::token::{IssuedToken, TokenExchange, TokenKey};

/// Gets tokens, from the platform or from wherever: [`CustomApp`](crate::CustomApp) unless set
/// otherwise, [`StoreApp`](crate::StoreApp), [`FixedToken`](crate::FixedToken),
/// [`UserTokens`](crate::UserTokens), or one of your own.
///
/// It need not remember anything: the client keeps tokens, fetches ahead of their end, and asks once
/// for all calls that wait for the same one. A failed fetch is told to all of them and not
/// remembered. A fetch that nobody waits for any more is dropped, so it must not matter where that
/// happens.
///
/// A company may, for example, have one service that holds the secrets of all apps:
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
    /// A token for `key`. Its life counts from the moment at which it was asked for.
    ///
    /// # Errors
    /// [`Error::no_token`], or whatever `exchange` failed with.
    fn fetch<'a>(
        &'a self,
        key: &'a TokenKey,
        exchange: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>>;

    /// Whether tokens of a kind can be had at all. If not, a call that needs one is refused before
    /// anything is sent.
    fn provides(&self, kind: TokenKind) -> bool;

    /// The kind of app that the tokens are for, where that is known. A call of an operation that is
    /// for other kinds of app is refused before anything is sent.
    fn app_kind(&self) -> Option<AppKind> {
        None
    }

    /// Whether the client may share the tokens, through its [`TokenStore`](crate::TokenStore), with
    /// others of the same app and secret; `true` unless a provider says otherwise. Tokens of users
    /// are never shared.
    fn shares(&self) -> bool {
        true
    }
}

/// The kind of token to call `operation` with; `None` if it takes no token.
///
/// An operation that takes several gets the one of the tenant if there is one, or else the first that
/// the provider gets: an app acts as itself unless it was told to act for a user. A call that carries
/// the token of a user never falls back to the app's own rights, which may be larger.
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
