//! Calls of endpoints that have no spec.

use std::borrow::Cow;
use std::fmt;
use std::future::IntoFuture;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;
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

/// How long the platform remembers an idempotency key, by most of its pages.
const REMEMBERED: Duration = Duration::from_secs(24 * 60 * 60);

/// A call of an endpoint that has no spec, which has not been sent yet: see
/// [`Client::raw`](crate::Client::raw).
///
/// It is a call like any other: it gets a token, is paced and retried, ends with the same errors and
/// shows the same spans. What a spec would say, the caller says. Without a word, the call takes a token
/// of the tenant (or that of a user, if [`options`](Self::options) bring one), has no rate limit until
/// the platform refuses a call, and is sent again as its [`Effect`] allows, which is that of its method.
///
/// What is wrong with it does not interrupt the chain: it comes out of [`send`](Self::send), all at
/// once. Without a type for the response, the call can be awaited as it is:
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

    /// Names the operation: errors, spans and the rate limiter know it by this. Without it, its name
    /// is its method and path, such as `GET /open-apis/contact/v3/users/:user_id`.
    pub fn id(mut self, id: impl Into<Cow<'static, str>>) -> Self {
        self.operation.id = id.into();
        self
    }

    /// Fills the path parameter `name`, the segment `:name`. The value may be any string but the empty
    /// one, `.` and `..`; it is percent-encoded and stays one segment.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: impl AsRef<str>) -> Self {
        self.parts.path.push((name.into(), value.as_ref().to_owned()));
        self
    }

    /// Adds a query parameter. Given twice, a name is sent twice.
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

    /// Sets the file of a form, in the part called `field`.
    pub fn upload(mut self, field: impl Into<Cow<'static, str>>, file: Upload) -> Self {
        let mut part = FilePart::new("");
        part.field = field.into();
        self.operation = self.operation.upload(part).content_type(FORM_CONTENT_TYPE);
        self.parts.file = Some(file);
        self
    }

    /// Says which kinds of token the endpoint takes, any one of them.
    pub fn tokens(mut self, kinds: impl Into<Vec<TokenKind>>) -> Self {
        self.operation.tokens = Cow::Owned(kinds.into());
        self
    }

    /// Sends no token.
    pub fn without_token(self) -> Self {
        self.tokens([])
    }

    /// Says what the call does, and so whether it may be sent again when it is not known what came of
    /// it.
    pub fn effect(mut self, effect: Effect) -> Self {
        self.operation.effect = effect;
        self
    }

    /// Paces calls of this [`id`](Self::id) to so many in so much time. Said twice, both limits hold.
    pub fn rate_limit(mut self, calls: u32, per: Duration) -> Self {
        self.operation.rate_limits.to_mut().push(RateLimit { calls, per });
        self
    }

    /// Says by which field of the body, of the form or of the query the platform recognises a create
    /// that is repeated. A create that carries it is sent again when it is not known what came of it.
    pub fn idempotency_key(mut self, field: impl Into<Cow<'static, str>>) -> Self {
        let mut key = IdempotencyKey::new("", REMEMBERED);
        key.field = field.into();
        self.operation.idempotency = Some(key);
        self
    }

    /// Says which errors the endpoint documents: their names and advice are in the error, and each says
    /// whether it passes.
    pub fn errors(mut self, errors: &'static [DocumentedError]) -> Self {
        self.operation.errors = errors;
        self
    }

    /// Says that the fields of the response are beside `code`, not in `data`: what is decoded is the
    /// whole body.
    pub fn flat(mut self) -> Self {
        self.operation.flat = true;
        self
    }

    /// Sets what this call does differently from its client.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// What [`send`](Self::send) would send, without sending anything.
    ///
    /// # Errors
    /// What is wrong with the request, as `send` finds it before anything is sent.
    pub fn preview(self) -> Result<Preview, Error> {
        self.into_call().preview()
    }

    /// Sends the call and decodes `data` of the response, or the whole body after
    /// [`flat`](Self::flat). A response without data is read as `{}`.
    ///
    /// # Errors
    /// Whatever [`ErrorKind`](crate::ErrorKind) lists. What is wrong with the request is found
    /// before anything is sent, a request for a token included.
    pub async fn send<T: DeserializeOwned>(self) -> Result<Response<T>, Error> {
        self.into_call().send().await
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

/// Sends the call and decodes the response as any JSON.
impl IntoFuture for RawCall {
    type Output = Result<Response<Value>, Error>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.send())
    }
}

/// What is wrong with a path that a person wrote, with the remedy.
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
