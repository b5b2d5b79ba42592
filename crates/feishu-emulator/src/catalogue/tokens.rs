//! Tokens in the catalogue: how long they live, and who gets which by what operation.

use std::ops::Deref;

use serde::Deserialize;

use crate::app::AppKind;

/// How long tokens live.
#[derive(Clone, Copy, Deserialize)]
pub(crate) struct TokenRules {
    pub(crate) lifetime_seconds: i64,
    /// With less than this left, a call gets a new token; the old one stays valid.
    pub(crate) renewal_window_seconds: i64,
}

/// An operation that an app calls to get a token, or its ticket.
pub(crate) struct TokenOperation {
    pub(crate) grant: Grant,
    pub(crate) facts: Facts,
}

/// The operation itself.
#[derive(Deserialize)]
pub(crate) struct Facts {
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: String,
    pub(crate) page: String,
    /// The page's word for success.
    pub(crate) success: String,
}

impl Deref for TokenOperation {
    type Target = Facts;

    fn deref(&self) -> &Facts {
        &self.facts
    }
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
    rules: TokenRules,
    /// The operation that has a ticket pushed.
    ticket: Facts,
    sources: Vec<TokenSource>,
}

/// The operation by which a kind of app gets a kind of token.
#[derive(Deserialize)]
struct TokenSource {
    kind: String,
    app: String,
    operation: Facts,
}

impl Tokens {
    pub(super) fn split(self) -> (TokenRules, Vec<TokenOperation>) {
        let mut operations = vec![TokenOperation { grant: Grant::Ticket, facts: self.ticket }];
        for TokenSource { kind, app, operation: facts } in self.sources {
            let kinds = [TokenKind::Tenant, TokenKind::App];
            let kind = kinds.into_iter().find(|known| known.field() == kind);
            // A kind of token or app that is not known here is one that nothing here asks for.
            let Some((kind, app)) = kind.zip(AppKind::from_name(&app)) else { continue };
            operations.push(TokenOperation { grant: Grant::Token { kind, app }, facts });
        }
        (self.rules, operations)
    }
}
