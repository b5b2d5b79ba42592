//! Tokens of an app that many companies install.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde_json::json;
use tokio::time::Instant;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::{AppKind, TokenKind};
use crate::platform::{Action, STORE_APP_ACCESS_TOKEN, STORE_TENANT_ACCESS_TOKEN};
use crate::secret::Secret;
use crate::token::{AppTickets, IssuedToken, TokenExchange, TokenKey, TokenProvider};

/// The platform gets no app access token out of what it was given. The vendor's SDKs take it for a
/// ticket that is no longer good.
const TICKET_REFUSED: i64 = 10_012;

/// The platform is not asked for a ticket more often than this: the ticket that it was asked for may
/// be on its way.
const RESEND_INTERVAL: Duration = Duration::from_secs(60);

/// A store app: it needs the ticket that the platform pushes to it, and acts in the tenants that have
/// installed it. [`CallOptions::tenant`](crate::CallOptions::tenant) says in which.
///
/// The ticket gets the app's own token, and that gets a token for each tenant. Without a ticket, or
/// with one that the platform refuses, the platform is asked to push another (once a minute at most)
/// and the call fails, for the ticket comes to the event handler:
///
/// ```
/// use feishu_core::{AppTicketCell, CallOptions, Client, StoreApp};
/// # use feishu_core::Json;
///
/// let tickets = AppTicketCell::new();
/// let client = Client::builder("cli_a1b2c3", "app secret")
///     .base_url("http://127.0.0.1:8787")
///     .token_provider(StoreApp::new(tickets.clone()))
///     .build()?;
///
/// // Where events come in, after their origin was checked:
/// let on_event = move |event: &Json| {
///     if event["event"]["type"] == "app_ticket"
///         && let Some(ticket) = event["event"]["app_ticket"].as_str()
///     {
///         tickets.set(ticket);
///     }
/// };
///
/// // Where calls are made, for each tenant:
/// let options = CallOptions::new().tenant("2ed263bf32cf1651");
/// # on_event(&Json::Null);
/// # Ok::<(), feishu_core::Error>(())
/// ```
#[derive(Debug)]
pub struct StoreApp<T> {
    tickets: T,
    resent: Mutex<Option<Instant>>,
}

impl<T: AppTickets> StoreApp<T> {
    /// A store app that finds its ticket there.
    #[must_use]
    pub fn new(tickets: T) -> Self {
        Self { tickets, resent: Mutex::default() }
    }

    /// The app's own token, for its ticket.
    async fn app_token(&self, exchange: &TokenExchange<'_>) -> Result<IssuedToken, Error> {
        let app_id = exchange.app_id();
        let Some(ticket) = self.tickets.ticket(app_id).await? else {
            self.resend(exchange).await?;
            return Err(Error::no_ticket());
        };
        let mut answer = self.trade(&ticket, exchange).await;
        if refuses_the_ticket(&answer)
            && let Some(newer) = self.tickets.ticket(app_id).await?
            && newer != ticket
        {
            // Another has come meanwhile.
            answer = self.trade(&newer, exchange).await;
        }
        if !refuses_the_ticket(&answer) {
            return answer;
        }
        // That the ticket was refused says more than that no other can be had.
        let resent = self.resend(exchange).await.is_ok();
        answer.map_err(|error| if resent { error.ticket_refused() } else { error })
    }

    async fn trade(
        &self,
        ticket: &Secret,
        exchange: &TokenExchange<'_>,
    ) -> Result<IssuedToken, Error> {
        let body = json!({
            "app_id": exchange.app_id(),
            "app_secret": exchange.app_secret().expose(),
            "app_ticket": ticket.expose(),
        });
        exchange.post(&STORE_APP_ACCESS_TOKEN, &body).await
    }

    /// Asks for another ticket, unless that was done just now.
    async fn resend(&self, exchange: &TokenExchange<'_>) -> Result<(), Error> {
        let now = Instant::now();
        {
            let mut resent = self.resent.lock().unwrap_or_else(PoisonError::into_inner);
            if resent.is_some_and(|at| now < at + RESEND_INTERVAL) {
                return Ok(());
            }
            *resent = Some(now);
        }
        let sent = exchange.resend_ticket().await;
        if sent.is_err() {
            *self.resent.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
        sent
    }

    /// A token for one tenant, for the app's own. One that the platform has forgotten is replaced
    /// once.
    async fn tenant_token(
        &self,
        tenant: &str,
        exchange: &TokenExchange<'_>,
    ) -> Result<IssuedToken, Error> {
        let mut replaced = false;
        loop {
            let app_token = exchange.app_access_token().await?;
            let body = json!({ "app_access_token": app_token.expose(), "tenant_key": tenant });
            match exchange.post(&STORE_TENANT_ACCESS_TOKEN, &body).await {
                Err(error) if !replaced && refuses_the_token(&error) => {
                    replaced = true;
                    exchange.evict_app_access_token(&app_token).await;
                }
                answer => return answer,
            }
        }
    }
}

fn refuses_the_ticket(answer: &Result<IssuedToken, Error>) -> bool {
    matches!(answer, Err(error) if error.code() == Some(TICKET_REFUSED))
}

fn refuses_the_token(error: &Error) -> bool {
    error.gateway().is_some_and(|gateway| gateway.action == Action::RefreshToken)
}

impl<T: AppTickets> TokenProvider for StoreApp<T> {
    fn fetch<'a>(
        &'a self,
        key: &'a TokenKey,
        exchange: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        Box::pin(async move {
            match (key.kind, &key.tenant) {
                (TokenKind::AppAccessToken, _) => self.app_token(exchange).await,
                (TokenKind::TenantAccessToken, Some(tenant)) => {
                    self.tenant_token(tenant, exchange).await
                }
                (TokenKind::TenantAccessToken, None) => Err(Error::no_token(
                    "a store app acts in the tenants that have installed it; say in which, with \
                     CallOptions::tenant",
                )),
                (TokenKind::UserAccessToken, _) => {
                    Err(Error::no_token("a store app cannot act for a user by itself"))
                }
            }
        })
    }

    fn app_kind(&self) -> Option<AppKind> {
        Some(AppKind::Store)
    }

    fn provides(&self, kind: TokenKind) -> bool {
        kind != TokenKind::UserAccessToken
    }
}
