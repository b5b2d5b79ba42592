//! The facts of one endpoint, as a table entry that generated code fills in.

use std::fmt;
use std::time::Duration;

/// One endpoint of the platform: where it is, who may call it, how often, and how it fails.
///
/// Generated crates hold one `static` of it for each endpoint. All that can be said about a call
/// without its types is here, so the path that sends a call is compiled once.
///
/// ```
/// use feishu_core::{AppKind, DocumentedError, Effect, Method, Operation, RateLimit, TokenKind};
/// use std::time::Duration;
///
/// static OFFER_UPDATE: Operation = Operation {
///     id: "hire.v1.external_offer.update",
///     summary: "Replace an external offer",
///     method: Method::Put,
///     path: "/open-apis/hire/v1/external_offers/:external_offer_id",
///     content_type: Some("application/json; charset=utf-8"),
///     tokens: &[TokenKind::TenantAccessToken],
///     apps: &[AppKind::Custom],
///     scopes: &["hire:external_offer"],
///     rate_limits: &[RateLimit { calls: 10, per: Duration::from_secs(1) }],
///     effect: Effect::Replace,
///     idempotency: None,
///     upload: None,
///     flat: false,
///     errors: &[DocumentedError {
///         http_status: 400,
///         code: 1002002,
///         name: "invalid_parameter",
///         advice: "Check the type and the size of each parameter.",
///         retry: false,
///     }],
///     page: "https://open.feishu.cn/document/…",
///     page_updated: "2024-12-03",
/// };
///
/// assert_eq!(OFFER_UPDATE.documented_error(1002002).map(|e| e.name), Some("invalid_parameter"));
/// assert!(OFFER_UPDATE.effect.is_idempotent());
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Operation {
    /// Name of the operation, `service.version.resource.method`.
    pub id: &'static str,
    /// What the operation does, in a few words.
    pub summary: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the host. A segment that begins with `:` is a path parameter.
    pub path: &'static str,
    /// `Content-Type` of the request, where the page fixes one.
    pub content_type: Option<&'static str>,
    /// Kinds of token that the endpoint takes, any one of them. None at all: it takes no token.
    pub tokens: &'static [TokenKind],
    /// Kinds of app that may call it.
    pub apps: &'static [AppKind],
    /// Scopes of which the app needs at least one.
    pub scopes: &'static [&'static str],
    /// How often one app may call it in one tenant. Every entry holds at once.
    pub rate_limits: &'static [RateLimit],
    /// What a call does to the platform's data.
    pub effect: Effect,
    /// By what the platform recognises that a create is a repeated one, if it does.
    pub idempotency: Option<IdempotencyKey>,
    /// The file that the request carries, if it is a form.
    pub upload: Option<FilePart>,
    /// Whether the fields of the answer stand beside `code` instead of inside `data`.
    pub flat: bool,
    /// Errors that the page of the endpoint lists.
    pub errors: &'static [DocumentedError],
    /// Address of the vendor's page.
    pub page: &'static str,
    /// Day on which that page last changed, `YYYY-MM-DD`, as of the import of the spec.
    pub page_updated: &'static str,
}

impl Operation {
    /// The entry of [`errors`](Self::errors) for a `code` of the envelope.
    #[must_use]
    pub fn documented_error(&self, code: i64) -> Option<&DocumentedError> {
        self.errors.iter().find(|error| error.code == code)
    }
}

/// HTTP methods that the platform uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// The method as it stands in a request line, such as `"PUT"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<Method> for reqwest::Method {
    fn from(method: Method) -> Self {
        match method {
            Method::Get => Self::GET,
            Method::Post => Self::POST,
            Method::Put => Self::PUT,
            Method::Patch => Self::PATCH,
            Method::Delete => Self::DELETE,
        }
    }
}

/// By what the platform recognises that a create is a repeated one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IdempotencyKey {
    /// Wire name of the field of the body that holds the key. Without it, nothing is recognised.
    pub field: &'static str,
    /// How long the platform remembers a key.
    pub window: Duration,
}

/// The part of a form that holds a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FilePart {
    /// Name of the part.
    pub field: &'static str,
    /// How large the file may be, in bytes.
    pub max_bytes: Option<u64>,
}

/// Kinds of access token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// `tenant_access_token`: the app acts as itself in one tenant.
    TenantAccessToken,
    /// `user_access_token`: the app acts for a user.
    UserAccessToken,
    /// `app_access_token`: the app acts as itself, in no tenant.
    AppAccessToken,
}

impl TokenKind {
    /// The platform's name of the kind, such as `"tenant_access_token"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TenantAccessToken => "tenant_access_token",
            Self::UserAccessToken => "user_access_token",
            Self::AppAccessToken => "app_access_token",
        }
    }
}

impl fmt::Display for TokenKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Kinds of app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum AppKind {
    /// An app that one tenant built for itself.
    Custom,
    /// An app from the store, which many tenants install.
    Store,
}

impl AppKind {
    /// The name of the kind in a spec: `"custom"` or `"store"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Custom => "custom",
            Self::Store => "store",
        }
    }
}

/// So many calls in so much time, counted for each endpoint, app and tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateLimit {
    /// Calls that a window allows.
    pub calls: u32,
    /// Length of the window.
    pub per: Duration,
}

/// What a call does to the platform's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Adds an object; called twice, it adds two.
    Create,
    /// Writes an object as a whole: what the request leaves out is cleared.
    Replace,
    /// Writes the fields that the request names and keeps the others.
    Update,
    /// Removes an object.
    Delete,
}

impl Effect {
    /// Whether two calls leave the platform as one does.
    ///
    /// [`Update`](Self::Update) does not count: a page that says "update" may well mean "append".
    #[must_use]
    pub const fn is_idempotent(self) -> bool {
        match self {
            Self::Read | Self::Replace | Self::Delete => true,
            Self::Create | Self::Update => false,
        }
    }

    /// The name of the effect in a spec, such as `"replace"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Create => "create",
            Self::Replace => "replace",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// An error that the page of an endpoint lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct DocumentedError {
    /// HTTP status that comes with it; 0 where the page does not state it.
    pub http_status: u16,
    /// `code` of the envelope.
    pub code: i64,
    /// Our name for it, such as `"invalid_parameter"`.
    pub name: &'static str,
    /// What to do about it, in one sentence; may be empty.
    pub advice: &'static str,
    /// Whether the same call may succeed when it is sent again.
    pub retry: bool,
}
