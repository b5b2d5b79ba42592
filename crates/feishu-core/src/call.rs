//! A call in preparation: its parts, and everything that is wrong with it.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde_core::de::DeserializeOwned;
use url::Url;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::OperationRef;
use crate::options::CallOptions;
use crate::path;
use crate::platform::JSON_CONTENT_TYPE;
use crate::policy::RetryPolicy;
use crate::prepared::Prepared;
use crate::preview::Preview;
use crate::query;
use crate::response::Success;
use crate::response_future::ResponseFuture;
use crate::secret::Secret;
use crate::shared::Shared;
use crate::token::choose_kind;
use crate::transport::{Body, Request};
use crate::upload::{Bytes, FORM_CONTENT_TYPE, Moved, Multipart, Upload};
use crate::validate::{Pointer, Validate, Violations};
use crate::wire::{self, Decode, Encode};

/// A call that has not been sent yet.
///
/// Mistakes do not interrupt the chain: they are collected, and [`send`](Self::send) reports all of
/// them at once.
#[must_use = "a call is not sent before `send` is awaited"]
pub struct Call {
    shared: Arc<Shared>,
    operation: OperationRef,
    validate: bool,
    strict: bool,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    retry: Option<RetryPolicy>,
    tenant: Option<String>,
    user_token: Option<Secret>,
    path: Vec<(Cow<'static, str>, String)>,
    query: String,
    body: Option<Bytes>,
    texts: Vec<(String, String)>,
    file: Option<Upload>,
    /// Mistakes other than violated rules of the spec.
    problems: Vec<String>,
    violations: Violations,
    encoding: Option<serde_json::Error>,
}

/// The parts of a call that no type describes.
#[derive(Default)]
pub(crate) struct Parts {
    pub(crate) path: Vec<(Cow<'static, str>, String)>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) body: Option<Bytes>,
    pub(crate) texts: Vec<(String, String)>,
    pub(crate) file: Option<Upload>,
    pub(crate) problems: Vec<String>,
    pub(crate) encoding: Option<serde_json::Error>,
}

impl Call {
    pub(crate) fn new(shared: Arc<Shared>, operation: OperationRef, options: &CallOptions) -> Self {
        Self {
            validate: options.validate.unwrap_or(shared.validate),
            strict: options.strict.unwrap_or(shared.strict),
            timeout: options.timeout,
            deadline: options.deadline,
            retry: options.retry.clone(),
            tenant: options.tenant.clone(),
            user_token: options.user_token.clone(),
            shared,
            operation,
            path: Vec::new(),
            query: String::new(),
            body: None,
            texts: Vec::new(),
            file: None,
            problems: Vec::new(),
            violations: Violations::default(),
            encoding: None,
        }
    }

    /// Sets all options at once, unchecked.
    pub(crate) fn with(self, parts: Parts) -> Self {
        Self {
            path: parts.path,
            query: query::joined(&parts.query),
            body: parts.body,
            texts: parts.texts,
            file: parts.file,
            problems: parts.problems,
            encoding: parts.encoding,
            ..self
        }
    }

    /// Fills the path parameter `name`, as the operation's path names it. The value may be any
    /// string except `""`, `.` and `..`; it is percent-encoded and remains one segment.
    pub fn path(mut self, name: impl Into<Cow<'static, str>>, value: &str) -> Self {
        self.path.push((name.into(), value.to_owned()));
        self
    }

    /// Sets the query parameters, the fields of an object, and checks the rules of the spec unless
    /// validation is turned off. A field that is a list becomes a repeated parameter.
    pub fn query<Q: Encode + Validate>(self, query: &Q) -> Self {
        self.with_query(query, query)
    }

    // Such parts are compiled once, not for each type in each generated crate.
    fn with_query(mut self, rules: &dyn Validate, query: &dyn Encode) -> Self {
        if self.validate {
            rules.check(&Pointer::root(), &mut self.violations);
        }
        match query::encode(query) {
            Ok(query) => self.query = query,
            Err(error) => self.encoding = Some(error),
        }
        self
    }

    /// Sets the body, and checks the rules of the spec unless validation is turned off.
    pub fn json<B: Encode + Validate>(self, body: &B) -> Self {
        self.with_json(body, body)
    }

    fn with_json(mut self, rules: &dyn Validate, body: &dyn Encode) -> Self {
        if self.validate {
            rules.check(&Pointer::root(), &mut self.violations);
        }
        self.body = Some(wire::to_json(body).into());
        self
    }

    /// Sets the text parts of a form, the fields of an object, and checks the rules of the spec
    /// unless validation is turned off.
    pub fn form<B: Encode + Validate>(self, texts: &B) -> Self {
        self.with_form(texts, texts)
    }

    fn with_form(mut self, rules: &dyn Validate, texts: &dyn Encode) -> Self {
        if self.validate {
            rules.check(&Pointer::root(), &mut self.violations);
        }
        match query::pairs(texts) {
            Ok(texts) => self.texts = texts,
            Err(error) => self.encoding = Some(error),
        }
        self
    }

    /// Sets the file of a form, and checks its size unless validation is turned off.
    ///
    /// The client's timeout then limits how long no byte may move, not the whole exchange: a large
    /// file on a slow line is not a failure. A timeout set for the call still limits the whole
    /// exchange.
    pub fn upload(mut self, file: Upload) -> Self {
        if let (true, Some(part)) = (self.validate, &self.operation.upload) {
            file.check(part, &mut self.violations);
        }
        self.file = Some(file);
        self
    }

    /// Returns what [`send`](Self::send) would send, without sending anything. It fetches no token
    /// and takes no permit of the rate limiter.
    ///
    /// # Errors
    /// Every mistake in the request that `send` would find before it sends anything.
    pub fn preview(mut self) -> Result<Preview, Error> {
        let path = self.check().map_err(|error| error.of(&self.operation))?;
        let texts = std::mem::take(&mut self.texts);
        let operation = &self.operation;
        let url = self.url(&path).map_err(|error| error.of(operation))?;
        let file = operation.upload.as_ref().zip(self.file.as_ref());
        let own = if file.is_some() { FORM_CONTENT_TYPE } else { JSON_CONTENT_TYPE };
        let content_type = operation.content_type.unwrap_or(own);
        Ok(Preview {
            method: operation.method,
            url: url.into(),
            content_type: (self.body.is_some() || file.is_some()).then_some(content_type),
            body: self.body,
            texts,
            file: file
                .map(|(part, file)| (part.field.clone().into_owned(), file.name().to_owned())),
        })
    }

    /// Sends the call and reads the response: `data`, or the whole body for an operation whose
    /// response is flat. A response without data is read as `{}`. What cannot be read is in
    /// [`Response::lost`](crate::Response::lost), unless that is to be an error.
    ///
    /// # Errors
    /// Any [`ErrorKind`](crate::ErrorKind). Mistakes in the request are found before anything is
    /// sent, including a request for a token.
    pub fn send<T: Decode>(self) -> ResponseFuture<T> {
        let is_strict = self.strict;
        ResponseFuture::new(self.operation.clone(), self.execute(), Success::read, is_strict)
    }

    /// Like [`send`](Self::send), for a type that only serde reads. That is always strict: serde loses no field.
    pub(crate) fn send_for<T: DeserializeOwned>(self) -> ResponseFuture<T> {
        ResponseFuture::new(self.operation.clone(), self.execute(), Success::decode, false)
    }

    /// The part of [`send`](Self::send) that does not depend on the type of the response. It is a
    /// plain function that boxes its future, because the body of an `async fn` is compiled again in
    /// every crate that awaits it: generated crates pay only for decoding.
    fn execute(self) -> BoxFuture<'static, Result<Success, Error>> {
        Box::pin(async move {
            let (shared, operation) = (Arc::clone(&self.shared), self.operation.clone());
            let sent = match self.prepare() {
                Ok(call) => shared.run(&call).await,
                Err(error) => Err(error),
            };
            sent.map_err(|error| error.of(&operation))
        })
    }

    /// Checks everything that can be checked before anything is sent. Returns the path.
    fn check(&mut self) -> Result<String, Error> {
        let operation = &self.operation;
        let mut problems = std::mem::take(&mut self.problems);
        let path = path::render(&operation.path, &self.path).unwrap_or_else(|found| {
            problems.extend(found);
            String::new()
        });
        let file = match (&self.file, &operation.upload) {
            (Some(file), Some(_)) => file.unsendable(),
            (None, None) => None,
            (Some(_), None) => Some("the operation takes no file".to_owned()),
            (None, Some(_)) => Some("the operation requires a file".to_owned()),
        };
        let (violations, encoding) = (std::mem::take(&mut self.violations), self.encoding.take());
        match Error::unsendable(problems, violations, file, encoding) {
            Some(error) => Err(error),
            None => Ok(path),
        }
    }

    fn url(&self, path: &str) -> Result<Url, Error> {
        let mut url = self.shared.transport.base.join(path)?;
        url.set_query(Some(self.query.as_str()).filter(|query| !query.is_empty()));
        Ok(url)
    }

    fn prepare(mut self) -> Result<Prepared, Error> {
        let path = self.check()?;
        let url = self.url(&path)?;
        let (operation, tokens) = (self.operation, &self.shared.tokens);
        // An operation without a token takes credentials in its body, which may be of any app.
        let known = self.validate && !operation.apps.is_empty() && !operation.tokens.is_empty();
        if let Some(app) = tokens.provider().app_kind().filter(|_| known)
            && !operation.apps.contains(&app)
        {
            return Err(Error::app_kind(app, operation.apps));
        }
        let token = choose_kind(&operation, tokens.provider(), self.user_token.is_some())?
            .filter(|_| self.user_token.is_none())
            .map(|kind| tokens.key(kind, self.tenant.as_deref()));
        let body = match (self.file, &operation.upload) {
            (Some(file), Some(part)) => {
                let (texts, moved) = (self.texts, Moved::now());
                Some(Body::Form(Multipart { texts, part: part.clone(), file, moved }))
            }
            _ => self.body.map(|json| Body::Json {
                content_type: operation.content_type.unwrap_or(JSON_CONTENT_TYPE),
                json,
            }),
        };
        // A large file may take long, as long as bytes move.
        let usual = self.shared.deadline.filter(|_| operation.upload.is_none());
        let limit_key = self.shared.limit_key(&operation, self.tenant.as_deref());
        self.shared.warn_of_deprecation(&operation);
        let request = Request { method: operation.method, url, body, timeout: self.timeout };
        Ok(Prepared {
            operation,
            request,
            token,
            user_token: self.user_token.map(Arc::new),
            retry: self.retry.unwrap_or_else(|| self.shared.retry.clone()),
            deadline: self.deadline.or(usual),
            limit_key,
        })
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("operation", &self.operation.id)
            .field("path", &self.path)
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .finish_non_exhaustive()
    }
}
