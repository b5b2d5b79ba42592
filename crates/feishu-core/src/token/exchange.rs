//! What a provider may do to get a token.

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

/// What the app proves itself with.
#[derive(Debug)]
pub(crate) struct Credentials {
    pub(crate) app_id: String,
    pub(crate) app_secret: Secret,
}

/// What a [`TokenProvider`](crate::TokenProvider) may do to get a token: ask the platform's token
/// endpoints, with the client's own connections, limits and time-outs.
pub struct TokenExchange<'a> {
    shared: &'a Arc<Shared>,
    key: &'a TokenKey,
}

impl<'a> TokenExchange<'a> {
    pub(crate) fn new(shared: &'a Arc<Shared>, key: &'a TokenKey) -> Self {
        Self { shared, key }
    }

    /// Posts `body` to a token endpoint and reads the token of the response.
    ///
    /// # Errors
    /// As a call. A refusal by the platform, and a response without a token, is of
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

    /// The app that the client was built for.
    #[must_use]
    pub fn app_id(&self) -> &str {
        &self.shared.credentials.app_id
    }

    /// Its secret.
    #[must_use]
    pub fn app_secret(&self) -> &Secret {
        &self.shared.credentials.app_secret
    }

    /// The app's own token: the one that the client holds, or else one that it fetches, which asks
    /// the provider again. Only for the fetch of a token of another kind.
    ///
    /// # Errors
    /// When it cannot be fetched, or is itself what is being fetched.
    pub async fn app_access_token(&self) -> Result<Arc<Secret>, Error> {
        if self.key.kind == TokenKind::AppAccessToken {
            return Err(Error::no_token(
                "the provider asks for the app access token in order to fetch it; \
                 TokenExchange::app_access_token is for tokens of other kinds",
            ));
        }
        self.shared.token(&self.app_key()).await
    }

    /// Forgets the app's own token, which the platform refused, unless another has taken its place.
    pub async fn evict_app_access_token(&self, refused: &Secret) {
        self.shared.evict(&self.app_key(), refused).await;
    }

    /// Asks the platform to push the ticket of a store app. It comes as an event, not a response:
    /// see [`AppTickets`](crate::AppTickets).
    ///
    /// # Errors
    /// As a call.
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
