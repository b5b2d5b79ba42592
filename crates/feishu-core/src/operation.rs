//! The facts of one endpoint, as a table entry that generated code fills in.
//!
//! A fact is obeyed, or it is not here. Each field of [`Operation`] changes what a call does, and
//! `tests/facts.rs` changes each of them alone. It takes the names of the fields from `Debug`, so a
//! new field fails there until it has a case. An operation may be built at run time, which is why
//! its strings are `Cow`; `Client::raw` does nothing else.

mod shared;

use std::borrow::Cow;
use std::fmt;
use std::mem::{forget, replace};
use std::time::Duration;

pub use shared::OperationRef;

/// One endpoint of the platform: where it is, who may call it, how often, and how it fails.
///
/// Generated crates hold one `static` of it for each endpoint. Everything that can be said about a
/// call without its types is here, so the path that sends a call is compiled once.
///
/// Each field is obeyed: its documentation says by what. [`new`](Self::new) has a default for all
/// but three; the others have a setter of the same name, which works in a `static`. Strings and
/// lists that are only known at run time go into the fields themselves.
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
    /// Name of the operation, `service.version.resource.method`: what errors, spans and the rate
    /// limiter call it.
    pub id: Cow<'static, str>,
    /// What the operation does, in a few words, for people: help texts show it.
    pub summary: &'static str,
    /// HTTP method.
    pub method: Method,
    /// Path below the host. A segment that begins with `:` is a path parameter.
    pub path: Cow<'static, str>,
    /// `Content-Type` of a request with a body; the platform's usual one if the page fixes none.
    pub content_type: Option<&'static str>,
    /// Kinds of token that the endpoint takes, any one of them. None at all: none is sent.
    pub tokens: Cow<'static, [TokenKind]>,
    /// Kinds of app that may call it. A call by another kind is refused before it is sent, unless
    /// checks are turned off. None at all: not known, and not checked.
    pub apps: &'static [AppKind],
    /// Scopes of which the app needs at least one. An error for a missing scope names them where the
    /// platform does not.
    pub scopes: &'static [&'static str],
    /// How often one app may call it in one tenant. Calls are paced to every entry at once.
    pub rate_limits: Cow<'static, [RateLimit]>,
    /// What a call does to the platform's data, which decides whether it may be sent again.
    pub effect: Effect,
    /// By what the platform recognises that a create is a repeated one, if it does: a create that
    /// carries it may be sent again.
    pub idempotency: Option<IdempotencyKey>,
    /// The file that the request carries, if it is a form. A file that is too large is refused.
    pub upload: Option<FilePart>,
    /// Whether the fields of the response are beside `code` instead of inside `data`.
    pub flat: bool,
    /// Whether the page advises against calling it. The first call of a client logs a warning.
    pub deprecated: bool,
    /// Errors that the page of the endpoint lists.
    pub errors: &'static [DocumentedError],
    /// Address of the vendor's page, which errors refer to.
    pub page: &'static str,
    /// Day on which that page last changed, `YYYY-MM-DD`, as of the import of the spec. The error of
    /// a request that breaks a rule says how old the rule is.
    pub page_updated: &'static str,
}

impl Operation {
    /// An operation of which nothing else is known. It takes a token of the tenant or of a user, has
    /// no rate limit, and its effect is that of its [`Method`]: see [`Effect::of`].
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
        // A constant function can drop nothing. What is replaced here is borrowed, unless somebody
        // assigned to the field before.
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
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct IdempotencyKey {
    /// Wire name of the field that holds the key: of the body, or else of the query. Without it,
    /// nothing is recognised.
    pub field: Cow<'static, str>,
    /// How long the platform remembers a key.
    pub window: Duration,
}

impl IdempotencyKey {
    /// A key in `field` that the platform remembers for as long as `window`.
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
    /// How large the file may be, in bytes.
    pub max_bytes: Option<u64>,
}

impl FilePart {
    /// The part called `field`, of any size.
    #[must_use]
    pub const fn new(field: &'static str) -> Self {
        Self { field: Cow::Borrowed(field), max_bytes: None }
    }

    /// Sets how large the file may be, in bytes.
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
    /// What a call with this method does as far as the method alone can say: a `GET` reads, a
    /// `DELETE` deletes, a `POST` creates. The platform also updates with `PUT`, so both `PUT` and
    /// `PATCH` count as an [`Update`](Self::Update), which is not sent again.
    #[must_use]
    pub const fn of(method: Method) -> Self {
        match method {
            Method::Get => Self::Read,
            Method::Post => Self::Create,
            Method::Put | Method::Patch => Self::Update,
            Method::Delete => Self::Delete,
        }
    }

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
#[non_exhaustive]
pub struct DocumentedError {
    /// HTTP status that comes with it; 0 where the page does not state it. With one of 500 or more
    /// the call may have been carried out, whatever status the response has.
    pub http_status: u16,
    /// `code` of the envelope.
    pub code: i64,
    /// Our name for it, such as `"invalid_parameter"`.
    pub name: &'static str,
    /// What to do about it, in one sentence; may be empty.
    pub advice: &'static str,
    /// Whether the same call may succeed when it is sent again. The client then sends it again,
    /// unless that could do harm: see [`RetryReason`](crate::RetryReason).
    pub retry: bool,
}

impl DocumentedError {
    /// An error that stays: the same call fails again.
    #[must_use]
    pub const fn new(code: i64, name: &'static str) -> Self {
        Self { http_status: 0, code, name, advice: "", retry: false }
    }

    /// Sets the HTTP status that comes with it.
    #[must_use]
    pub const fn http_status(mut self, status: u16) -> Self {
        self.http_status = status;
        self
    }

    /// Says what to do about it.
    #[must_use]
    pub const fn advice(mut self, advice: &'static str) -> Self {
        self.advice = advice;
        self
    }

    /// Says that the same call may succeed when it is sent again.
    #[must_use]
    pub const fn retry(mut self) -> Self {
        self.retry = true;
        self
    }
}
