//! The one error type.

mod build;
mod display;
mod kind;
mod outcome;

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use bytes::Bytes;

use crate::envelope::{Details, FieldViolation, Help, PermissionViolation};
use crate::operation::{DocumentedError, Operation, OperationRef, TokenKind};
use crate::paging::ListPosition;
use crate::platform::{Action, GatewayError, gateway_error};
use crate::text::OneLine;
use crate::validate::Violations;

pub use kind::ErrorKind;
pub use outcome::Outcome;

/// What went wrong, with a client or with a call.
///
/// [`kind`](Self::kind) says where it went wrong, and so which of the other accessors have
/// something to tell. Printed, it is one line: what was found, which operation, what to do, and
/// which page says so. Neither secrets nor tokens are in it. A clone tells the same: calls that wait
/// for one token are told of one failure.
///
/// ```
/// # use feishu_core::{Error, ErrorKind};
/// fn is_gone(error: &Error) -> bool {
///     error.kind() == ErrorKind::Api && error.documented().is_some_and(|e| e.name == "not_found")
/// }
/// ```
#[derive(Clone)]
pub struct Error(Box<Inner>);

/// Boxed, so that a `Result` in the caller's code stays small.
#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    operation: Option<OperationRef>,
    step: Step,
    /// What was found, on one line.
    what: String,
    violations: Option<Violations>,
    answer: Option<FailedAnswer>,
    too_large: bool,
    attempts: u32,
    first: Option<Error>,
    list: Option<ListPosition>,
    outcome: Outcome,
    source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

/// What the client was doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Call,
    /// Fetching the token that the call needs.
    Token {
        kind: Option<TokenKind>,
        /// Of the endpoint that was asked, if any was.
        page: Option<&'static str>,
    },
}

/// What there is of a response to report.
#[derive(Clone)]
struct FailedAnswer {
    status: u16,
    /// Code and message of the envelope, if there is one.
    verdict: Option<(i64, String)>,
    log_id: Option<String>,
    retry_after: Option<Duration>,
    rate_limit: Option<u32>,
    date: Option<SystemTime>,
    details: Details,
    body: Bytes,
}

impl Error {
    /// Where it went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What was found, on one line: the beginning of what is printed, without the operation, the
    /// platform's verdict and what else has an accessor of its own.
    #[must_use]
    pub fn reason(&self) -> impl fmt::Display + '_ {
        OneLine::new(&self.0.what, usize::MAX)
    }

    /// The operation that was called; `None` when a client could not be built.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        self.0.operation.as_deref()
    }

    /// Address of the vendor's page: of the operation, or of the token endpoint if that failed.
    #[must_use]
    pub fn page(&self) -> Option<&'static str> {
        match self.0.step {
            Step::Token { page, .. } => page,
            Step::Call => self.operation().map(|operation| operation.page),
        }
    }

    /// HTTP status of the response, if there is one.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.answer.as_ref().map(|answer| answer.status)
    }

    /// `code` of the envelope; never 0.
    #[must_use]
    pub fn code(&self) -> Option<i64> {
        self.verdict().map(|(code, _)| *code)
    }

    /// `msg` of the envelope. It changes without notice: show it, but decide by
    /// [`code`](Self::code).
    #[must_use]
    pub fn msg(&self) -> Option<&str> {
        self.verdict().map(|(_, msg)| msg.as_str())
    }

    /// Log id of the call, which the platform's support asks for: header `x-tt-logid`, or `log_id`
    /// of the envelope's `error`.
    #[must_use]
    pub fn log_id(&self) -> Option<&str> {
        self.0.answer.as_ref().and_then(|answer| answer.log_id.as_deref())
    }

    /// Link to the platform's own analysis of this failure.
    #[must_use]
    pub fn troubleshooter(&self) -> Option<&str> {
        self.details().and_then(|details| details.troubleshooter.as_deref())
    }

    /// Fields of the request that the platform refused.
    #[must_use]
    pub fn field_violations(&self) -> &[FieldViolation] {
        self.details().map_or(&[], |details| &details.field_violations)
    }

    /// Scopes that the app lacks.
    #[must_use]
    pub fn permission_violations(&self) -> &[PermissionViolation] {
        self.details().map_or(&[], |details| &details.permission_violations)
    }

    /// Links that the platform offers for help.
    #[must_use]
    pub fn helps(&self) -> &[Help] {
        self.details().map_or(&[], |details| &details.helps)
    }

    /// How long the platform asks to wait before the next call: header `x-ogw-ratelimit-reset`, or
    /// else `Retry-After`, both in seconds. Values that make no sense are ignored, such as negative
    /// ones and those of more than a day.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.answer.as_ref().and_then(|answer| answer.retry_after)
    }

    /// How many calls a window of the limit allows that the call exceeded: header
    /// `x-ogw-ratelimit-limit`. Pages do not always say it.
    #[must_use]
    pub fn rate_limit(&self) -> Option<u32> {
        self.0.answer.as_ref().and_then(|answer| answer.rate_limit)
    }

    /// What the server took for the time: header `Date`, in whole seconds.
    #[must_use]
    pub fn date(&self) -> Option<SystemTime> {
        self.0.answer.as_ref().and_then(|answer| answer.date)
    }

    /// The rules of the spec that the request breaks; nothing was sent.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        self.0.violations.as_ref()
    }

    /// What is known of what the platform has done.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// How often the call was sent; 0 if it never was, as when no token could be had.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What went wrong first, when the call was tried again. The error itself is what went wrong last.
    #[must_use]
    pub fn first(&self) -> Option<&Error> {
        self.0.first.as_ref()
    }

    /// How far a list was read before this ended it: pages, items, and the `page_token` to go on with.
    /// `None` if no list was being read.
    #[must_use]
    pub fn list_position(&self) -> Option<&ListPosition> {
        self.0.list.as_ref()
    }

    /// The body of the response, whatever it was. That of the token endpoint is left out unless
    /// it is a refusal, because it may hold a token.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.answer.as_ref().map(|answer| answer.body.as_ref())
    }

    /// What the page of the operation says about this [`code`](Self::code).
    #[must_use]
    pub fn documented(&self) -> Option<&'static DocumentedError> {
        match self.0.step {
            // Codes are numbered for each endpoint: another one's mean something else.
            Step::Token { .. } => None,
            Step::Call => self.operation()?.documented_error(self.code()?),
        }
    }

    /// What the platform says about this [`code`](Self::code), if its gateway gave it.
    #[must_use]
    pub fn gateway(&self) -> Option<&'static GatewayError> {
        gateway_error(self.code()?)
    }

    /// Whether the platform refused the call as one too many, and so did nothing: code 99991400 at any
    /// status, or HTTP 429 with no code that means something else. A documented error is a rate limit
    /// if its page calls it one that passes and it comes with HTTP 429, or should.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        if let Some(gateway) = self.gateway() {
            return gateway.action == Action::Wait;
        }
        let too_many = self.status() == Some(429);
        match self.documented() {
            Some(documented) => documented.retry && (too_many || documented.http_status == 429),
            None => too_many,
        }
    }

    /// Whether it went wrong while fetching a token.
    pub(crate) fn is_about_token(&self) -> bool {
        matches!(self.0.step, Step::Token { .. })
    }

    pub(crate) fn is_too_large(&self) -> bool {
        self.0.too_large
    }

    fn verdict(&self) -> Option<&(i64, String)> {
        self.0.answer.as_ref()?.verdict.as_ref()
    }

    fn details(&self) -> Option<&Details> {
        self.0.answer.as_ref().map(|answer| &answer.details)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_ref().map(|source| source.as_ref() as _)
    }
}

#[cfg(test)]
mod tests;
