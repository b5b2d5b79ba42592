//! Constructors of errors. Each says what was found; `Display` adds the operation and the remedy.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;

use super::{Error, ErrorKind, FailedAnswer, Inner, Outcome, Step};
use crate::envelope::{Details, Envelope};
use crate::operation::{AppKind, OperationRef, TokenKind};
use crate::paging::ListPosition;
use crate::platform::gateway_error;
use crate::response::Answer;
use crate::text::OneLine;
use crate::upload::FileError;
use crate::validate::Violations;
use crate::wire::Mismatch;

/// What to do if a ticket is missing.
const TICKET_COMES: &str = "the platform was asked to push one as the event app_ticket; hand it to \
                            AppTicketCell::set, or to the AppTickets of your own, and call again";

type Source = Box<dyn std::error::Error + Send + Sync>;

impl Error {
    fn new(kind: ErrorKind, what: impl Into<String>) -> Self {
        Self(Box::new(Inner {
            kind,
            operation: None,
            step: Step::Call,
            what: what.into(),
            violations: None,
            answer: None,
            too_large: false,
            attempts: 0,
            first: None,
            list: None,
            outcome: match kind {
                ErrorKind::Timeout | ErrorKind::Transport => Outcome::Unknown,
                _ => Outcome::NotDone,
            },
            source: None,
        }))
    }

    fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    fn with_answer(mut self, answer: Answer) -> Self {
        self.0.answer = Some(FailedAnswer {
            status: answer.head.status,
            verdict: None,
            log_id: answer.head.log_id().map(str::to_owned),
            retry_after: answer.head.retry_after(),
            rate_limit: answer.head.rate_limit(),
            date: answer.head.date(),
            details: Details::default(),
            body: answer.body.into(),
        });
        self
    }

    /// Adds the operation, and with it the page's entry for the code.
    pub(crate) fn of(mut self, operation: &OperationRef) -> Self {
        self.0.operation = Some(operation.clone());
        self.0.first = self.0.first.map(|first| first.of(operation));
        // What the page calls a server failure is one at any status.
        let failed = self.documented().is_some_and(|documented| documented.http_status >= 500);
        if failed && self.0.outcome == Outcome::Refused {
            self.0.outcome = Outcome::Unknown;
        }
        self
    }

    /// Adds how many times the call was sent.
    pub(crate) fn sent(mut self, attempts: u32) -> Self {
        self.0.attempts = attempts;
        self
    }

    /// Marks the error as a failure to fetch a token, where a refusal means that there is none.
    pub(crate) fn while_fetching_token(mut self, wanted: TokenKind) -> Self {
        let page = match self.0.step {
            Step::Token { page, .. } => page,
            Step::Call => None,
        };
        self.0.step = Step::Token { kind: Some(wanted), page };
        self.0.outcome = Outcome::NotDone;
        if self.0.kind == ErrorKind::Api {
            self.0.kind = ErrorKind::Token;
        } else if let Some(answer) = &mut self.0.answer {
            // Not a refusal, so it may contain a token.
            answer.body = Bytes::new();
        }
        self
    }

    /// Adds the failures before the last attempt.
    pub(crate) fn after(self, attempts: u32, first: Option<Error>, unknown: bool) -> Self {
        let mut this = self.sent(attempts);
        this.0.first = first;
        if unknown {
            this.0.outcome = Outcome::Unknown;
        }
        this
    }

    fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.0.outcome = outcome;
        self
    }

    /// The deadline leaves no time; for a wait of this length, if there is one.
    pub(crate) fn deadline(elapsed: Duration, wait: Option<Duration>) -> Self {
        let elapsed = elapsed.as_secs_f64();
        let what = match wait {
            Some(wait) => format!(
                "not sent, because the rate limit permits no call for another {:.1} s, and the \
                 deadline of the call is sooner",
                wait.as_secs_f64()
            ),
            None => format!(
                "not sent, because the deadline of the call has passed, after {elapsed:.1} s"
            ),
        };
        Self::new(ErrorKind::Deadline, what)
    }

    /// Adds the token endpoint that was called.
    pub(crate) fn at_token_endpoint(mut self, page: &'static str) -> Self {
        self.0.step = Step::Token { kind: None, page: Some(page) };
        self
    }

    pub(crate) fn configuration(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, what)
    }

    pub(crate) fn http_client(source: reqwest::Error) -> Self {
        let what = format!("the HTTP client cannot be built: {}", root_cause(&source));
        Self::configuration(what).with_source(source)
    }

    pub(crate) fn path(what: impl Into<String>) -> Self {
        Self::new(ErrorKind::PathParameter, what)
    }

    /// All mistakes in a request, with the kind of the first of them. `None` if there are none.
    pub(crate) fn unsendable(
        path: Vec<String>,
        violations: Violations,
        file: Option<String>,
        encoding: Option<serde_json::Error>,
    ) -> Option<Self> {
        let kind = if !path.is_empty() {
            ErrorKind::PathParameter
        } else if !violations.is_empty() {
            ErrorKind::Rules
        } else if file.is_some() {
            ErrorKind::File
        } else if encoding.is_some() {
            ErrorKind::Encode
        } else {
            return None;
        };
        let mut what = path;
        what.extend(violations.iter().map(ToString::to_string));
        what.extend(file);
        what.extend(encoding.as_ref().map(|e| format!("the request cannot be encoded: {e}")));
        let mut error = Self::new(kind, format!("not sent, because {}", what.join("; ")));
        error.0.violations = (!violations.is_empty()).then_some(violations);
        error.0.source = encoding.map(|source| Arc::new(source) as _);
        Some(error)
    }

    /// The file cannot be sent.
    pub(crate) fn file(source: FileError) -> Self {
        Self::new(ErrorKind::File, format!("not sent, because of the file: {source}"))
            .with_source(source)
    }

    /// The object to change was searched for and does not exist.
    pub(crate) fn not_found(id: &str) -> Self {
        Self::new(ErrorKind::NotFound, format!("nothing was written, because there is no {id}"))
    }

    /// The object to change cannot be written back.
    pub(crate) fn incomplete(field: &str) -> Self {
        let what = format!(
            "nothing was written, because the response has no {field}, without which the request \
             cannot be made"
        );
        Self::new(ErrorKind::Incomplete, what)
    }

    /// Part of what was read to be written back cannot be read.
    pub(crate) fn unread(lost: &Mismatch) -> Self {
        let what = format!(
            "nothing was written, because part of the response cannot be read, and would be cleared: \
             {lost}"
        );
        Self::new(ErrorKind::Incomplete, what)
    }

    /// The operation does not accept apps of the client's kind.
    pub(crate) fn app_kind(kind: AppKind, accepted: &[AppKind]) -> Self {
        let accepted: Vec<_> = accepted.iter().map(|kind| kind.as_str()).collect();
        let what = format!(
            "not sent, because the endpoint is for {} apps only and the client calls as a {} app; if \
             the platform allows this by now, turn the check off with CallOptions::validate(false)",
            accepted.join(" and "),
            kind.as_str(),
        );
        Self::new(ErrorKind::Configuration, what)
    }

    /// A list continues but cannot be read further; `why` says why.
    pub(crate) fn incomplete_list(
        operation: &OperationRef,
        why: &str,
        position: ListPosition,
    ) -> Self {
        let what = format!("the list is incomplete: after {}, {why}", position.amount());
        Self::new(ErrorKind::IncompleteList, what).of(operation).in_list(position)
    }

    /// Adds how far the list was read.
    pub(crate) fn in_list(mut self, position: ListPosition) -> Self {
        self.0.list = Some(position);
        self
    }

    /// The operation requires kinds of token that are not available here.
    pub(crate) fn token_kind(accepted: &[TokenKind]) -> Self {
        let accepted: Vec<_> = accepted.iter().map(|kind| kind.as_str()).collect();
        let what = format!(
            "not sent, because the endpoint takes {}, which this client's token provider does not \
             get; set one that does with ClientBuilder::token_provider",
            accepted.join(" or "),
        );
        Self::new(ErrorKind::Token, what)
    }

    /// There is no token; `what` says why, on one line. Your own
    /// [`TokenProvider`](crate::TokenProvider) fails with this. Do not include a secret.
    #[must_use]
    pub fn no_token(what: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Token, what);
        error.0.step = Step::Token { kind: None, page: None };
        error
    }

    /// Adds the cause, which [`source`](std::error::Error::source) returns.
    #[must_use]
    pub fn caused_by(self, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.with_source(source)
    }

    /// A store app has no ticket to obtain tokens with.
    pub(crate) fn no_ticket() -> Self {
        Self::no_token(format!("the app has no ticket; {TICKET_COMES}"))
    }

    /// The ticket of a store app was refused, and a new one was requested.
    pub(crate) fn ticket_refused(mut self) -> Self {
        self.0.what = format!("the platform refused the app's ticket; {TICKET_COMES}");
        self
    }

    /// The call carries a user token, and the operation does not accept one.
    pub(crate) fn user_token_unwanted(accepted: &[TokenKind]) -> Self {
        let accepted: Vec<_> = accepted.iter().map(|kind| kind.as_str()).collect();
        let what = format!(
            "not sent, because the call carries the token of a user and the endpoint takes only {}",
            accepted.join(" or "),
        );
        Self::new(ErrorKind::Token, what)
    }

    /// The token did not arrive before the caller's deadline. Other callers may still get it.
    pub(crate) fn token_late() -> Self {
        let mut error = Self::no_token("it did not arrive within the deadline of the call");
        error.0.kind = ErrorKind::Timeout;
        error
    }

    /// Fetching a token has a limit, even for callers without a deadline.
    pub(crate) fn token_overdue(limit: Duration) -> Self {
        let what = format!("it did not arrive within {} s", limit.as_secs_f64());
        let mut error = Self::no_token(what);
        error.0.kind = ErrorKind::Timeout;
        error
    }

    /// The exchange failed before the response was complete.
    pub(crate) fn exchange(source: reqwest::Error, origin: &str) -> Self {
        if let Some(file) = file_error(&source) {
            return Self::new(ErrorKind::File, format!("aborted, because of the file: {file}"))
                .with_source(source.without_url());
        }
        // Checked first: a connection timeout is a timeout, too, but one after which certainly
        // nothing was sent.
        let (kind, what) = if source.is_connect() {
            (ErrorKind::Connect, "no connection to")
        } else if source.is_timeout() {
            (ErrorKind::Timeout, "no complete response in time from")
        } else {
            (ErrorKind::Transport, "the connection broke off with")
        };
        let source = source.without_url();
        Self::new(kind, format!("{what} {origin}: {}", root_cause(&source))).with_source(source)
    }

    /// The response did not arrive within the deadline of the call.
    pub(crate) fn late(origin: &str) -> Self {
        Self::new(ErrorKind::Timeout, format!("no complete response in time from {origin}"))
    }

    /// No byte has moved for too long.
    pub(crate) fn stalled(patience: Duration, origin: &str) -> Self {
        let what =
            format!("nothing has moved for {} s to or from {origin}", patience.as_secs_f64());
        Self::new(ErrorKind::Timeout, what)
    }

    /// The file of a download cannot be written.
    pub(crate) fn save(path: &Path, source: std::io::Error) -> Self {
        let what = format!("{} cannot be written: {source}", path.display());
        Self::new(ErrorKind::File, what).with_source(source)
    }

    pub(crate) fn too_large(answer: Answer, limit: usize) -> Self {
        let what = format!(
            "the response is larger than the {limit} bytes that ClientBuilder::max_response_bytes \
             allows"
        );
        let mut error =
            Self::new(ErrorKind::Decode, what).with_outcome(Outcome::Unknown).with_answer(answer);
        error.0.too_large = true;
        error
    }

    /// The platform refused the call.
    pub(crate) fn api(answer: Answer, envelope: Envelope) -> Self {
        let outcome = match gateway_error(envelope.code) {
            // The endpoint never received the call.
            Some(_) => Outcome::Refused,
            None if answer.head.status >= 500 => Outcome::Unknown,
            None => Outcome::Refused,
        };
        let mut error = Self::new(ErrorKind::Api, "the platform refused")
            .with_outcome(outcome)
            .with_answer(answer);
        if let Some(answer) = &mut error.0.answer {
            answer.verdict = Some((envelope.code, envelope.msg));
            if answer.log_id.is_none() {
                answer.log_id.clone_from(&envelope.details.log_id);
            }
            answer.details = envelope.details;
        }
        error
    }

    /// The status is a failure, and nothing says more.
    pub(crate) fn status_alone(answer: Answer) -> Self {
        let what = if (300..400).contains(&answer.head.status) {
            "the response is a redirect, which is not followed, so that no token goes to another host"
        } else {
            "the response has no code of the platform; it may come from a proxy"
        };
        let outcome = if answer.head.status >= 500 { Outcome::Unknown } else { Outcome::Refused };
        Self::new(ErrorKind::Status, what).with_outcome(outcome).with_answer(answer)
    }

    /// The status is a success, but the body is not an envelope.
    pub(crate) fn no_envelope(answer: Answer) -> Self {
        Self::new(ErrorKind::Decode, "the response is not a JSON object with a code")
            .with_outcome(Outcome::Unknown)
            .with_answer(answer)
    }

    /// The response does not have the documented shape.
    pub(crate) fn mismatch(answer: Answer, mismatches: Vec<Mismatch>) -> Self {
        let more = mismatches.len().saturating_sub(1);
        let first = mismatches.into_iter().next();
        let mut what = "the response is not as documented".to_owned();
        if let Some(first) = &first {
            what = format!("{what}: {first}");
        }
        if more > 0 {
            what = format!("{what} (and {more} more)");
        }
        let error =
            Self::new(ErrorKind::Decode, what).with_outcome(Outcome::Done).with_answer(answer);
        match first {
            Some(first) => error.with_source(first),
            None => error,
        }
    }

    /// The response is not of the type that the caller asked for. `place` is where in the body.
    pub(crate) fn data(answer: Answer, place: &str, source: serde_json::Error) -> Self {
        let place = if place.is_empty() { "the response" } else { place };
        let what = format!("{} is not as documented: {source}", OneLine::new(place, 200));
        Self::new(ErrorKind::Decode, what)
            .with_outcome(Outcome::Done)
            .with_answer(answer)
            .with_source(source)
    }
}

/// The error of the file, if that aborted the exchange.
fn file_error<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a FileError> {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(found) = error.downcast_ref() {
            return Some(found);
        }
        cause = error.source();
    }
    None
}

/// The deepest cause. The layers of an HTTP client above it add little.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    /// An error with a cause.
    #[derive(Debug)]
    struct Layer(Option<Box<dyn std::error::Error + 'static>>);

    impl std::fmt::Display for Layer {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("it failed")
        }
    }

    impl std::error::Error for Layer {
        fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
            self.0.as_deref()
        }
    }

    fn inside(cause: impl std::error::Error + 'static) -> Layer {
        Layer(Some(Box::new(Layer(Some(Box::new(cause))))))
    }

    #[test]
    fn the_deepest_cause_is_said() {
        let error = inside(io::Error::other("connection refused"));
        assert_eq!(root_cause(&error), "connection refused");
        assert_eq!(root_cause(&Layer(None)), "it failed");
    }

    #[test]
    fn what_is_wrong_with_a_file_is_found_below_what_the_client_says() {
        let error = inside(FileError::new("it is shorter than declared"));
        let found = file_error(&error).map(ToString::to_string);
        assert_eq!(found.as_deref(), Some("it is shorter than declared"));
        assert!(file_error(&inside(io::Error::other("x"))).is_none());
    }
}
