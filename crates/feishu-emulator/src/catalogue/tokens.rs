//! Tokens in the catalogue: how long they live, and who gets which by what operation.

use serde::Deserialize;

use super::entry::OperationEntry;
use crate::app::AppKind;
use crate::error::Error;

/// How long tokens live.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct TokenRules {
    pub(crate) lifetime_seconds: i64,
    /// With less than this left, a call gets a new token; the old one stays valid.
    pub(crate) renewal_window_seconds: i64,
}

/// An operation that an app calls to get a token, or its ticket.
pub(crate) struct TokenOperation {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) page: String,
    pub(crate) grant: Grant,
    /// The page's word for success.
    pub(crate) success: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    /// A token, for an app of this kind.
    Token { kind: TokenKind, app: AppKind },
    /// A new ticket for a store app.
    Ticket,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TokenKind {
    /// Of an app in a tenant.
    Tenant,
    /// The app's own token.
    App,
}

impl TokenKind {
    /// Name of the response's field that holds the token, and of the kind.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Tenant => "tenant_access_token",
            Self::App => "app_access_token",
        }
    }

    /// What tokens of the kind begin with.
    pub(crate) fn prefix(self) -> &'static str {
        match self {
            Self::Tenant => "t-",
            Self::App => "a-",
        }
    }
}

#[derive(Deserialize)]
pub(super) struct Tokens {
    #[serde(flatten)]
    pub(super) rules: TokenRules,
    /// The operation that has a ticket pushed.
    ticket: String,
    sources: Vec<TokenSource>,
}

/// The operation by which a kind of app gets a kind of token.
#[derive(Deserialize)]
struct TokenSource {
    kind: String,
    app: String,
    operation: String,
}

impl Tokens {
    pub(super) fn operations(
        &self,
        entries: &[OperationEntry],
    ) -> Result<Vec<TokenOperation>, Error> {
        let find = |id: &str, grant| {
            let entry = entries.iter().find(|entry| entry.id == id).ok_or_else(|| {
                Error::Catalogue { problem: format!("there is no operation {id} for tokens") }
            })?;
            Ok(TokenOperation {
                id: entry.id.clone(),
                method: entry.method.clone(),
                path: entry.path.clone(),
                summary: entry.summary.clone(),
                page: entry.page.clone(),
                grant,
                success: entry.success(),
            })
        };
        let mut operations = vec![find(&self.ticket, Grant::Ticket)?];
        for source in &self.sources {
            let kinds = [TokenKind::Tenant, TokenKind::App];
            let kind = kinds.into_iter().find(|kind| kind.field() == source.kind);
            // A kind of token or app that is not known here is one that nothing here asks for.
            let Some((kind, app)) = kind.zip(AppKind::from_name(&source.app)) else { continue };
            operations.push(find(&source.operation, Grant::Token { kind, app })?);
        }
        Ok(operations)
    }
}
