//! Calls of endpoints that have no spec.

use std::borrow::Cow;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde_core::Serialize;
use serde_core::de::DeserializeOwned;
use serde_json::Value;

use crate::call::{Call, Parts};
use crate::error::Error;
use crate::operation::{
    DocumentedError, Effect, FilePart, IdempotencyKey, Method, Operation, RateLimit, TokenKind,
};
use crate::options::CallOptions;
use crate::preview::Preview;
use crate::response::Response;
use crate::shared::Shared;
use crate::upload::{Bytes, FORM_CONTENT_TYPE, Upload};

/// How long the platform remembers an idempotency key, according to most of its pages.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// A call of an endpoint that has no spec, which has not been sent yet: see
/// [`Client::raw`](crate::Client::raw).
///
/// It is a call like any other: it gets a token, is paced and retried, returns the same errors and
/// records the same spans. The caller supplies the facts that a spec would. By default the call
/// takes a token of the tenant (or of a user, if [`options`](Self::options) contain one), has no
/// rate limit until the platform refuses a call, and is retried according to the [`Effect`] of its
/// method.
///
/// Mistakes do not interrupt the chain: [`send`](Self::send) reports all of them at once. If the
/// response needs no type, await the call directly:
///
/// ```
/// use std::time::Duration;
/// use feishu_core::{Client, Effect, Error, Method, Upload};
/// use serde_json::json;
///
/// async fn announce(client: &Client, chat: &str, picture: Upload) -> Result<(), Error> {
///     let uploaded = client
///         .raw(Method::Post, "/open-apis/im/v1/images")
///         .text("image_type", "message")
///         .upload("image", picture)
///         .rate_limit(1000, Duration::from_secs(60))
///         .await?;
///     let content = json!({ "image_key": uploaded["image_key"] }).to_string();
///     client
///         .raw(Method::Post, "/open-apis/im/v1/messages")
///         .query("receive_id_type", "chat_id")
///         .json(&json!({ "receive_id": chat, "msg_type": "image", "content": content, "uuid": "1" }))
///         .idempotency_key("uuid")
///         .await?;
///     Ok(())
/// }
/// ```
#[must_use = "a call is not sent before it is awaited"]
pub struct RawCall {
    shared: Arc<Shared>,
    operation: Operation,
    options: CallOptions,
    parts: Parts,
}

impl RawCall {
    pub(crate) fn new(shared: Arc<Shared>, method: Method, path: Cow<'static, str>) -> Self {
        let mut operation = Operation::new("", method, "");
        operation.id = format!("{method} {path}").into();
        operation.path = path;
        Self { shared, operation, options: CallOptions::new(), parts: Parts::default() }
    }

    /// Sets the operation id that errors, spans and the rate limiter use. The default is method and
    /// path, such as `GET /open-apis/contact/v3/users/:user_id`.
    pub fn id(mut self, id: impl Into<Cow<'static, str>>) -> Self {
        self.operation.id = id.into();
        self
    }

    /// Sets the path parameter `name`, the segment `:name`. The value may be any string except
    /// `""`, `.` and `..`; it is percent-encoded and remains one segment.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl AsRef<str>) -> Self {
        self.parts.path.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Adds a query parameter. A name that is added twice is sent twice.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.parts.query.push((name.into(), value.to_string()));
        self
    }

    /// Sets the body.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        match serde_json::to_vec(body) {
            Ok(json) => self.parts.body = Some(Bytes::from(json)),
            Err(error) => self.parts.encoding = Some(error),
        }
        self
    }

    /// Adds a text part to a form.
    pub fn text(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.parts.texts.push((name.into(), value.to_string()));
        self
    }

    /// Sets the file of a form, in the part with the name `field`.
    pub fn upload(mut self, field: impl Into<Cow<'static, str>>, file: Upload) -> Self {
        let mut part = FilePart::new("");
        part.field = field.into();
        self.operation = self.operation.upload(part).content_type(FORM_CONTENT_TYPE);
        self.parts.file = Some(file);
        self
    }

    /// Sets which kinds of token the endpoint accepts, any one of them.
    pub fn tokens(mut self, kinds: impl Into<Vec<TokenKind>>) -> Self {
        self.operation.tokens = Cow::Owned(kinds.into());
        self
    }

    /// Sends no token.
    pub fn without_token(self) -> Self {
        self.tokens([])
    }

    /// Sets the effect of the call, which decides whether it may be retried if its outcome is
    /// unknown.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.operation.effect = effect;
        self
    }

    /// Paces calls of this [`id`](Self::id) to a rate limit. Several limits apply together.
    pub fn rate_limit(mut self, calls: u32, per: Duration) -> Self {
        self.operation.rate_limits.to_mut().push(RateLimit { calls, per });
        self
    }

    /// Sets the field of the body, the form or the query by which the platform recognises a
    /// repeated create. A create that carries it is retried if its outcome is unknown.
    pub fn idempotency_key(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        let mut key = IdempotencyKey::new("", REMEMBERED);
        key.field = field.into();
        self.operation.idempotency = Some(key);
        self
    }

    /// Sets the errors that the endpoint documents: an error then has their name and advice, and is
    /// retried if it is documented as temporary.
    pub fn errors(mut self, errors: &'static [DocumentedError]) -> Self {
        self.operation.errors = errors;
        self
    }

    /// Declares that the fields of the response are beside `code`, not in `data`: the whole body is
    /// decoded.
    pub fn flat(mut self) -> Self {
        self.operation.flat = true;
        self
    }

    /// Sets the options of this call.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Returns what [`send`](Self::send) would send, without sending anything.
    ///
    /// # Errors
    /// Every mistake in the request that `send` would find before it sends anything.
    pub fn preview(self) -> Result<Preview, Error> {
        self.into_call().preview()
    }

    /// Sends the call and decodes `data` of the response, or the whole body after
    /// [`flat`](Self::flat). A response without data is read as `{}`.
    ///
    /// # Errors
    /// Any [`ErrorKind`](crate::ErrorKind). Mistakes in the request are found before anything is
    /// sent, including a request for a token.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        self.into_call().send_for().await
    }

    fn into_call(mut self) -> Call {
        self.parts.problems.extend(problem(&self.operation.path));
        let has_body = self.parts.body.is_some();
        if has_body && (self.operation.upload.is_some() || !self.parts.texts.is_empty()) {
            self.parts.problems.push("it has a JSON body and parts of a form".to_owned());
        } else if !self.parts.texts.is_empty() && self.parts.file.is_none() {
            let problem = "it has text parts of a form and no file; add one with RawCall::upload";
            self.parts.problems.push(problem.to_owned());
        }
        Call::new(self.shared, self.operation.into(), &self.options).with(self.parts)
    }
}

/// Sends the call and decodes the response as any JSON value.
impl IntoFuture for RawCall {
    type Output = Result<Response<Value>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// What is wrong with a hand-written path, and the remedy.
fn problem(path: &str) -> Option<String> {
    let why = if path.contains("://") {
        "is a whole address; write the path alone, because a token goes to this client's host only"
    } else if !path.starts_with('/') {
        "does not begin with a slash; write /open-apis/…"
    } else if path.contains(['?', '#']) {
        "holds a query or a fragment; add parameters with RawCall::query"
    } else {
        return None;
    };
    Some(format!("the path {path:?} {why}"))
}

impl fmt::Debug for RawCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawCall").field("operation", &self.operation.id).finish_non_exhaustive()
    }
}
