//! The one error type.

mod build;
mod display;
mod gateway;
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
/// [`kind`](Self::kind) says at which stage it failed, and so which of the other accessors return a
/// value. `Display` prints one line: what was found, for which operation, what to do, and the page
/// that says so. It contains no secret and no token. Errors can be cloned, because calls that wait
/// for the same token receive the same failure.
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
    /// Fetching the token for the call.
    Token {
        kind: Option<TokenKind>,
        /// The token endpoint that was called, if any.
        page: Option<&'static str>,
    },
}

/// The part of a response that is reported.
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
    /// The stage at which it failed.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What was found, on one line: the first part of what `Display` prints, without the operation,
    /// the platform's verdict and other facts that have accessors.
    #[must_use]
    pub fn reason(&self) -> impl fmt::Display + '_ {
        OneLine::new(&self.0.what, usize::MAX)
    }

    /// The operation that was called; `None` if a client could not be built.
    #[must_use]
    pub fn operation(&self) -> Option<&Operation> {
        self.0.operation.as_deref()
    }

    /// URL of the vendor's page: of the operation, or of the token endpoint if that failed.
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

    /// `msg` of the envelope. It changes without notice: show it, but branch on
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

    /// Link to the platform's own analysis of the failure.
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

    /// Help links of the platform.
    #[must_use]
    pub fn helps(&self) -> &[Help] {
        self.details().map_or(&[], |details| &details.helps)
    }

    /// How long the platform asks to wait before the next call: header `x-ogw-ratelimit-reset`,
    /// otherwise `Retry-After`, both in seconds. Implausible values, such as negative ones or more
    /// than a day, are ignored.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.answer.as_ref().and_then(|answer| answer.retry_after)
    }

    /// The number of calls in the window of the exceeded limit: header `x-ogw-ratelimit-limit`.
    /// Pages do not always state it.
    #[must_use]
    pub fn rate_limit(&self) -> Option<u32> {
        self.0.answer.as_ref().and_then(|answer| answer.rate_limit)
    }

    /// The server's time: header `Date`, in whole seconds.
    #[must_use]
    pub fn date(&self) -> Option<SystemTime> {
        self.0.answer.as_ref().and_then(|answer| answer.date)
    }

    /// The rules of the spec that the request violates; nothing was sent.
    #[must_use]
    pub fn violations(&self) -> Option<&Violations> {
        self.0.violations.as_ref()
    }

    /// What is known about the effect of the call.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.0.outcome
    }

    /// How many times the call was sent; 0 if it never was, as when no token could be obtained.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// The first failure, if the call was retried. The error itself is the last one.
    #[must_use]
    pub fn first(&self) -> Option<&Error> {
        self.0.first.as_ref()
    }

    /// How far a list was read before this error: pages, items, and the `page_token` to continue
    /// with. `None` if no list was being read.
    #[must_use]
    pub fn list_position(&self) -> Option<&ListPosition> {
        self.0.list.as_ref()
    }

    /// The body of the response, in any form. The body of a token endpoint is left out unless it is
    /// a refusal, because it may contain a token.
    #[must_use]
    pub fn body(&self) -> Option<&[u8]> {
        self.0.answer.as_ref().map(|answer| answer.body.as_ref())
    }

    /// The entry for this [`code`](Self::code) on the operation's page.
    #[must_use]
    pub fn documented(&self) -> Option<&'static DocumentedError> {
        match self.0.step {
            // Each endpoint numbers its own codes: the same code of another endpoint means
            // something else.
            Step::Token { .. } => None,
            Step::Call => self.operation()?.documented_error(self.code()?),
        }
    }

    /// The platform's entry for this [`code`](Self::code), if the gateway returned it.
    #[must_use]
    pub fn gateway(&self) -> Option<&'static GatewayError> {
        gateway_error(self.code()?)
    }

    /// Whether the platform refused the call because of a rate limit, and so did nothing: code
    /// 99991400 at any status, or HTTP 429 with no code that means something else. A documented
    /// error is a rate limit if its page calls it temporary and its actual or documented status is
    /// 429.
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

    /// Whether it failed while fetching a token.
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
