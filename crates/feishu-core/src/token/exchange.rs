//! What a provider can use to get a token.

use std::fmt;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::error::Error;
use crate::operation::{Method, TokenKind};
use crate::platform::{APP_TICKET_RESEND, JSON_CONTENT_TYPE, TokenEndpoint};
use crate::response::Success;
use crate::secret::Secret;
use crate::token::tokens::Shared;
use crate::token::{IssuedToken, TokenKey};
use crate::transport::{Body, Request};

/// Gives a [`TokenProvider`](crate::TokenProvider) access to the platform's token endpoints, with
/// the client's own connections, limits and timeouts.
pub struct TokenExchange<'a> {
    shared: &'a Arc<Shared>,
    key: &'a TokenKey,
}

impl<'a> TokenExchange<'a> {
    pub(crate) fn new(shared: &'a Arc<Shared>, key: &'a TokenKey) -> Self {
        Self { shared, key }
    }

    /// Posts `body` to a token endpoint and returns the token in the response.
    ///
    /// # Errors
    /// As for a call. A refusal by the platform, and a response without a token, is an
    /// [`ErrorKind::Token`](crate::ErrorKind::Token).
    pub async fn post(
        &self,
        endpoint: &'static TokenEndpoint,
        body: &Value,
    ) -> Result<IssuedToken, Error> {
        let success = self.send(endpoint.method, endpoint.path, body).await;
        success
            .and_then(|success| IssuedToken::parse(&success, endpoint))
            .map_err(|error| error.at_token_endpoint(endpoint.page))
    }

    /// The id of the client's app.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.shared.credentials.app_id
    }

    /// Its secret.
    #[must_use]
    pub fn app_secret(&self) -> &Secret {
        &self.shared.credentials.app_secret
    }

    /// The app's own token: the cached one, or one that it fetches through the provider. Use it
    /// only to fetch a token of another kind.
    ///
    /// # Errors
    /// It cannot be fetched, or is itself the token that is being fetched.
    pub async fn app_access_token(&self) -> Result<Arc<Secret>, Error> {
        if self.key.kind == TokenKind::AppAccessToken {
            return Err(Error::no_token(
                "the provider asks for the app access token in order to fetch it; \
                 TokenExchange::app_access_token is for tokens of other kinds",
            ));
        }
        self.shared.token(&self.app_key()).await
    }

    /// Removes the app's own token, which the platform refused, unless it was replaced already.
    pub async fn evict_app_access_token(&self, refused: &Secret) {
        self.shared.evict(&self.app_key(), refused).await;
    }

    /// Asks the platform to push the ticket of a store app. The ticket arrives as an event, not in
    /// the response: see [`AppTickets`](crate::AppTickets).
    ///
    /// # Errors
    /// As for a call.
    pub async fn resend_ticket(&self) -> Result<(), Error> {
        let body = json!({ "app_id": self.app_id(), "app_secret": self.app_secret().expose() });
        self.send(Method::Post, APP_TICKET_RESEND, &body).await.map(drop)
    }

    async fn send(
        &self,
        method: Method,
        path: &'static str,
        body: &Value,
    ) -> Result<Success, Error> {
        let transport = &self.shared.transport;
        let json = body.to_string().into_bytes();
        let request = Request {
            method,
            url: transport.base.join(path)?,
            body: Some(Body::Json { content_type: JSON_CONTENT_TYPE, json: json.into() }),
            timeout: None,
        };
        transport.exchange(&request, None, None).await?.judge()
    }

    fn app_key(&self) -> TokenKey {
        self.key.with(TokenKind::AppAccessToken, None)
    }
}

impl fmt::Debug for TokenExchange<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenExchange").field("key", self.key).finish_non_exhaustive()
    }
}
