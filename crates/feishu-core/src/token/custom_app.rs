//! Tokens of an app that one tenant built for itself.

use serde_json::json;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::{AppKind, TokenKind};
use crate::platform::{APP_ACCESS_TOKEN, TENANT_ACCESS_TOKEN};
use crate::token::{IssuedToken, TokenExchange, TokenKey, TokenProvider};

/// A custom app: it needs only its id and secret. It has one tenant, and fetches tokens for that
/// and for the app itself. This is the default provider of a client.
#[derive(Debug, Clone, Copy, Default)]
pub struct CustomApp;

impl TokenProvider for CustomApp {
    fn fetch<'a>(
        &'a self,
        key: &'a TokenKey,
        exchange: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        Box::pin(async move {
            let endpoint = match key.kind {
                TokenKind::TenantAccessToken => &TENANT_ACCESS_TOKEN,
                TokenKind::AppAccessToken => &APP_ACCESS_TOKEN,
                TokenKind::UserAccessToken => {
                    return Err(Error::no_token("a custom app cannot act for a user by itself"));
                }
            };
            let secret = exchange.app_secret().expose();
            let body = json!({ "app_id": exchange.app_id(), "app_secret": secret });
            exchange.post(endpoint, &body).await
        })
    }

    fn app_kind(&self) -> Option<AppKind> {
        Some(AppKind::Custom)
    }

    fn provides(&self, kind: TokenKind) -> bool {
        kind != TokenKind::UserAccessToken
    }
}
