//! The facts of one endpoint, as a table entry that generated code fills in.
//!
//! Only facts that have an effect are here. Each field of [`Operation`] changes what a call does,
//! and `tests/facts.rs` changes each of them alone. It takes the names of the fields from `Debug`,
//! so a new field fails there until it has a case. An operation may be built at run time, which is
//! why its strings are `Cow`; `Client::raw` does nothing else.

mod shared;

use std::borrow::Cow;
use std::fmt;
use std::mem::{forget, replace};
use std::time::Duration;

pub use shared::OperationRef;

/// One endpoint of the platform: its path, who may call it, its rate limits, and its errors.
///
/// Generated crates have one `static` operation per endpoint. It holds everything about a call that
/// does not depend on its types, so the code that sends a call is compiled once.
///
/// Each field has an effect, which its documentation describes. [`new`](Self::new) sets defaults
/// for all but three; the others have a setter of the same name, which works in a `static`. Strings
/// and lists that are only known at run time are assigned to the fields directly.
///
/// ```
/// use feishu_core::{AppKind, DocumentedError, Effect, Method, Operation, RateLimit, TokenKind};
/// use std::time::Duration;
///
/// static OFFER_UPDATE: Operation = Operation::new(
///     "hire.v1.external_offer.update",
///     Method::Put,
///     "/open-apis/hire/v1/external_offers/:external_offer_id",
/// )
/// .summary("Replace an external offer")
/// .content_type("application/json; charset=utf-8")
/// .tokens(&[TokenKind::TenantAccessToken])
/// .apps(&[AppKind::Custom])
/// .scopes(&["hire:external_offer"])
/// .rate_limits(&[RateLimit { calls: 10, per: Duration::from_secs(1) }])
/// .effect(Effect::Replace)
/// .errors(&[DocumentedError::new(1002002, "invalid_parameter")
///     .http_status(400)
///     .advice("Check the type and the size of each parameter.")])
/// .page("https://open.feishu.cn/document/…", "2024-12-03");
///
/// assert_eq!(OFFER_UPDATE.documented_error(1002002).map(|e| e.name), Some("invalid_parameter"));
/// assert!(OFFER_UPDATE.effect.is_idempotent());
///
/// let mut copied = OFFER_UPDATE.clone();
/// copied.id = format!("{}.copy", OFFER_UPDATE.id).into();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Operation {
    /// Name of the operation, `service.version.resource.method`, as errors, spans and the rate
    /// limiter use it.
    pub id: Cow<'static, str>,
    /// What the operation does, in a few words; help texts show it.
    pub summary: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the host. A segment that begins with `:` is a path parameter.
    pub path: Cow<'static, str>,
    /// `Content-Type` of a request with a body; the platform's usual type unless the page requires
    /// another.
    pub content_type: Option<&'static str>,
    /// Kinds of token that the endpoint accepts, any one of them. If empty, no token is sent.
    pub tokens: Cow<'static, [TokenKind]>,
    /// Kinds of app that may call it. A call by another kind is refused before it is sent, unless
    /// validation is turned off. If empty, the kinds are unknown and not checked.
    pub apps: &'static [AppKind],
    /// Scopes of which the app needs at least one. An error for a missing scope lists them if the
    /// platform does not.
    pub scopes: &'static [&'static str],
    /// Rate limits per app and tenant. Calls are paced to all of them.
    pub rate_limits: Cow<'static, [RateLimit]>,
    /// What a call does to the platform's data, which decides whether it may be retried.
    pub effect: Effect,
    /// How the platform recognises a repeated create, if it does: a create that carries such a key
    /// may be sent again.
    pub idempotency: Option<IdempotencyKey>,
    /// The file in the request, if it is a form. A file that is too large is refused.
    pub upload: Option<FilePart>,
    /// Whether the fields of the response are beside `code` instead of inside `data`.
    pub flat: bool,
    /// Whether the page deprecates the operation. The first call of a client logs a warning.
    pub deprecated: bool,
    /// Errors that the page of the endpoint lists.
    pub errors: &'static [DocumentedError],
    /// URL of the vendor's page, which errors refer to.
    pub page: &'static str,
    /// Day on which that page last changed, `YYYY-MM-DD`, when the spec was imported. An error for
    /// a violated rule says how old the rule is.
    pub page_updated: &'static str,
}

impl Operation {
    /// An operation with only these facts. It takes a token of the tenant or of a user, has no rate
    /// limit, and its effect is that of its [`Method`]: see [`Effect::of`].
    #[must_use]
    pub const fn new(id: &'static str, method: Method, path: &'static str) -> Self {
        Self {
            id: Cow::Borrowed(id),
            summary: "",
            method,
            path: Cow::Borrowed(path),
            content_type: None,
            tokens: Cow::Borrowed(&[TokenKind::TenantAccessToken, TokenKind::UserAccessToken]),
            apps: &[],
            scopes: &[],
            rate_limits: Cow::Borrowed(&[]),
            effect: Effect::of(method),
            idempotency: None,
            upload: None,
            flat: false,
            deprecated: false,
            errors: &[],
            page: "",
            page_updated: "",
        }
    }

    /// Sets [`summary`](Self#structfield.summary).
    #[must_use]
    pub const fn summary(mut self, summary: &'static str) -> Self {
        self.summary = summary;
        self
    }

    /// Sets [`content_type`](Self#structfield.content_type).
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Sets [`tokens`](Self#structfield.tokens).
    #[must_use]
    pub const fn tokens(mut self, tokens: &'static [TokenKind]) -> Self {
        // A `const fn` cannot drop anything. The replaced value is borrowed, unless the field was
        // assigned to before.
        forget(replace(&mut self.tokens, Cow::Borrowed(tokens)));
        self
    }

    /// Sets [`apps`](Self#structfield.apps).
    #[must_use]
    pub const fn apps(mut self, apps: &'static [AppKind]) -> Self {
        self.apps = apps;
        self
    }

    /// Sets [`scopes`](Self#structfield.scopes).
    #[must_use]
    pub const fn scopes(mut self, scopes: &'static [&'static str]) -> Self {
        self.scopes = scopes;
        self
    }

    /// Sets [`rate_limits`](Self#structfield.rate_limits).
    #[must_use]
    pub const fn rate_limits(mut self, limits: &'static [RateLimit]) -> Self {
        forget(replace(&mut self.rate_limits, Cow::Borrowed(limits)));
        self
    }

    /// Sets [`effect`](Self#structfield.effect).
    #[must_use]
    pub const fn effect(mut self, effect: Effect) -> Self {
        self.effect = effect;
        self
    }

    /// Sets [`idempotency`](Self#structfield.idempotency).
    #[must_use]
    pub const fn idempotency(mut self, key: IdempotencyKey) -> Self {
        forget(self.idempotency.replace(key));
        self
    }

    /// Sets [`upload`](Self#structfield.upload).
    #[must_use]
    pub const fn upload(mut self, part: FilePart) -> Self {
        forget(self.upload.replace(part));
        self
    }

    /// Sets [`flat`](Self#structfield.flat).
    #[must_use]
    pub const fn flat(mut self) -> Self {
        self.flat = true;
        self
    }

    /// Sets [`deprecated`](Self#structfield.deprecated).
    #[must_use]
    pub const fn deprecated(mut self) -> Self {
        self.deprecated = true;
        self
    }

    /// Sets [`errors`](Self#structfield.errors).
    #[must_use]
    pub const fn errors(mut self, errors: &'static [DocumentedError]) -> Self {
        self.errors = errors;
        self
    }

    /// Sets [`page`](Self#structfield.page) and [`page_updated`](Self#structfield.page_updated).
    #[must_use]
    pub const fn page(mut self, page: &'static str, updated: &'static str) -> Self {
        self.page = page;
        self.page_updated = updated;
        self
    }

    /// The entry of [`errors`](Self#structfield.errors) for a `code` of the envelope.
    #[must_use]
    pub fn documented_error(&self, code: i64) -> Option<&'static DocumentedError> {
        self.errors.iter().find(|error| error.code == code)
    }
}

/// The HTTP methods that the platform uses.
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
    /// The method as in a request line, such as `"PUT"`.
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

/// How the platform recognises a repeated create.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdempotencyKey {
    /// Wire name of the field that holds the key, in the body or else in the query. A request
    /// without it is never recognised.
    pub field: Cow<'static, str>,
    /// How long the platform remembers a key.
    pub window: Duration,
}

impl IdempotencyKey {
    /// A key in `field` that the platform remembers for `window`.
    #[must_use]
    pub const fn new(field: &'static str, window: Duration) -> Self {
        Self { field: Cow::Borrowed(field), window }
    }
}

/// The part of a form that holds a file.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FilePart {
    /// Name of the part.
    pub field: Cow<'static, str>,
    /// Maximum size of the file in bytes.
    pub max_bytes: Option<u64>,
}

impl FilePart {
    /// A part with the name `field`, without a size limit.
    #[must_use]
    pub const fn new(field: &'static str) -> Self {
        Self { field: Cow::Borrowed(field), max_bytes: None }
    }

    /// Sets the maximum size of the file in bytes.
    #[must_use]
    pub const fn max_bytes(mut self, bytes: u64) -> Self {
        self.max_bytes = Some(bytes);
        self
    }
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

/// A number of calls per window of time, counted for each endpoint, app and tenant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RateLimit {
    /// Calls that a window allows.
    pub calls: u32,
    /// Length of the window.
    pub per: Duration,
}

impl RateLimit {
    /// So many calls a second.
    #[must_use]
    pub const fn per_second(calls: u32) -> Self {
        Self { calls, per: Duration::from_secs(1) }
    }

    /// So many calls a minute.
    #[must_use]
    pub const fn per_minute(calls: u32) -> Self {
        Self { calls, per: Duration::from_secs(60) }
    }
}

/// What a call does to the platform's data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Creates an object; called twice, it creates two.
    Create,
    /// Replaces an object as a whole: fields that the request leaves out are cleared.
    Replace,
    /// Updates the fields in the request and keeps the others.
    Update,
    /// Deletes an object.
    Delete,
}

impl Effect {
    /// The effect as far as the method alone determines it: a `GET` reads, a `DELETE` deletes, a
    /// `POST` creates. The platform also updates with `PUT`, so both `PUT` and `PATCH` count as an
    /// [`Update`](Self::Update), which is not sent again.
    #[must_use]
    pub const fn of(method: Method) -> Self {
        match method {
            Method::Get => Self::Read,
            Method::Post => Self::Create,
            Method::Put | Method::Patch => Self::Update,
            Method::Delete => Self::Delete,
        }
    }

    /// Whether a repeated call has the same effect as one call.
    ///
    /// [`Update`](Self::Update) is not idempotent: a page that says "update" may mean "append".
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
#[non_exhaustive]
pub struct DocumentedError {
    /// HTTP status of the error; 0 if the page does not state it. With a status of 500 or more the
    /// call may have been carried out, whatever status the response has.
    pub http_status: u16,
    /// `code` of the envelope.
    pub code: i64,
    /// Our name for it, such as `"invalid_parameter"`.
    pub name: &'static str,
    /// What to do about it, in one sentence; may be empty.
    pub advice: &'static str,
    /// Whether the same call may succeed later. The client then retries it, unless that could do
    /// harm: see [`RetryReason`](crate::RetryReason).
    pub retry: bool,
}

impl DocumentedError {
    /// A permanent error: the same call fails again.
    #[must_use]
    pub const fn new(code: i64, name: &'static str) -> Self {
        Self { http_status: 0, code, name, advice: "", retry: false }
    }

    /// Sets the HTTP status of the error.
    #[must_use]
    pub const fn http_status(mut self, status: u16) -> Self {
        self.http_status = status;
        self
    }

    /// Sets the advice: what to do about the error.
    #[must_use]
    pub const fn advice(mut self, advice: &'static str) -> Self {
        self.advice = advice;
        self
    }

    /// Marks the error as temporary: the same call may succeed later.
    #[must_use]
    pub const fn retry(mut self) -> Self {
        self.retry = true;
        self
    }
}
