//! Tokens of an app that many tenants install.

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

/// The platform cannot issue an app access token from the given credentials. The vendor's SDKs
/// treat this as an expired ticket.
const TICKET_REFUSED: i64 = 10_012;

/// Minimum interval between requests for a ticket: one that was requested may be on its way.
const RESEND_INTERVAL: Duration = Duration::from_secs(60);

/// A store app: it needs the ticket that the platform pushes to it, and acts in the tenants that
/// installed it. [`CallOptions::tenant`](crate::CallOptions::tenant) selects the tenant.
///
/// The ticket is exchanged for the app's own token, and that for a token of each tenant. If there
/// is no ticket, or the platform refuses it, the client requests a new one (at most once a minute)
/// and the call fails, because the ticket is pushed to the event handler:
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
/// // In the event handler, after it verified the origin:
/// let on_event = move |event: &Json| {
///     if event["event"]["type"] == "app_ticket"
///         && let Some(ticket) = event["event"]["app_ticket"].as_str()
///     {
///         tickets.set(ticket);
///     }
/// };
///
/// // For each call, name the tenant:
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
    /// A store app that reads its ticket from `tickets`.
    #[must_use]
    pub fn new(tickets: T) -> Self {
        Self { tickets, resent: Mutex::default() }
    }

    /// Exchanges the ticket for the app's own token.
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
            // Another ticket has arrived meanwhile.
            answer = self.trade(&newer, exchange).await;
        }
        if !refuses_the_ticket(&answer) {
            return answer;
        }
        // That the ticket was refused is more important than that no other could be requested.
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

    /// Requests another ticket, unless that was done recently.
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

    /// Exchanges the app's own token for a token of one tenant. If the platform no longer accepts
    /// the app's token, it is replaced once.
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
