//! The ways an error comes about. Each says what was found; where and what to do about it is added
//! when the error is printed.

use std::path::Path;
use std::time::Duration;

use super::{Error, ErrorKind, FailedAnswer, Inner, Step};
use crate::envelope::{Details, Envelope};
use crate::operation::{Operation, TokenKind};
use crate::response::Answer;
use crate::upload::FileError;
use crate::validate::Violations;

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
            source: None,
        }))
    }

    fn with_source(mut self, source: impl Into<Source>) -> Self {
        self.0.source = Some(source.into());
        self
    }

    fn with_answer(mut self, answer: Answer) -> Self {
        self.0.answer = Some(FailedAnswer {
            status: answer.status,
            verdict: None,
            log_id: answer.log_id,
            retry_after: answer.retry_after,
            details: Details::default(),
            body: answer.body,
        });
        self
    }

    /// Adds which operation was called.
    pub(crate) fn of(mut self, operation: &'static Operation) -> Self {
        self.0.operation = Some(operation);
        self
    }

    /// Moves the error to the fetching of a token, where a refusal means that there is none.
    pub(crate) fn while_fetching_token(mut self) -> Self {
        self.0.step = Step::Token;
        if self.0.kind == ErrorKind::Api {
            self.0.kind = ErrorKind::Token;
        } else if let Some(answer) = &mut self.0.answer {
            // Not a refusal: there may be a token somewhere in it.
            answer.body = Vec::new();
        }
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

    /// Everything that is wrong with a request, under the first kind that something is wrong with.
    /// `None` if nothing is.
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
        error.0.source = encoding.map(Into::into);
        Some(error)
    }

    /// The file cannot be sent.
    pub(crate) fn file(source: FileError) -> Self {
        Self::new(ErrorKind::File, format!("not sent, because of the file: {source}"))
            .with_source(source)
    }

    /// What was to be changed was looked for, and is not there.
    pub(crate) fn not_found(id: &str) -> Self {
        Self::new(ErrorKind::NotFound, format!("nothing was written, because there is no {id}"))
    }

    /// What was to be changed cannot be written back.
    pub(crate) fn incomplete(field: &str) -> Self {
        let what = format!(
            "nothing was written, because the answer has no {field}, without which the request \
             cannot be made"
        );
        Self::new(ErrorKind::Incomplete, what)
    }

    /// The operation wants kinds of token that this client does not fetch.
    pub(crate) fn token_kind(accepted: &[TokenKind]) -> Self {
        let accepted: Vec<_> = accepted.iter().map(|kind| kind.as_str()).collect();
        let what = format!(
            "not sent, because the endpoint takes {} and this client fetches only {}",
            accepted.join(" or "),
            TokenKind::TenantAccessToken
        );
        Self::new(ErrorKind::Token, what)
    }

    /// The token endpoint answered code 0, but with no token that can be used.
    pub(crate) fn no_token(what: impl Into<String>) -> Self {
        let mut error = Self::new(ErrorKind::Token, what);
        error.0.step = Step::Token;
        error
    }

    /// The exchange failed before an answer had arrived whole.
    pub(crate) fn exchange(source: reqwest::Error, origin: &str) -> Self {
        if let Some(file) = file_error(&source) {
            return Self::new(ErrorKind::File, format!("broken off, because of the file: {file}"))
                .with_source(source.without_url());
        }
        // Asked first: a connection that takes too long is a timeout too, but one of which it is
        // certain that nothing was sent.
        let (kind, what) = if source.is_connect() {
            (ErrorKind::Connect, "no connection to")
        } else if source.is_timeout() {
            (ErrorKind::Timeout, "no complete answer in time from")
        } else {
            (ErrorKind::Transport, "the exchange broke off with")
        };
        let source = source.without_url();
        Self::new(kind, format!("{what} {origin}: {}", root_cause(&source))).with_source(source)
    }

    /// Nothing moved for so long that nothing will.
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
            "the answer is larger than the {limit} bytes that ClientBuilder::max_response_bytes \
             allows"
        );
        Self::new(ErrorKind::Decode, what).with_answer(answer)
    }

    /// The platform refused the call.
    pub(crate) fn api(answer: Answer, envelope: Envelope) -> Self {
        let mut error = Self::new(ErrorKind::Api, "the platform refused").with_answer(answer);
        if let Some(answer) = &mut error.0.answer {
            answer.verdict = Some((envelope.code, envelope.msg));
            if answer.log_id.is_none() {
                answer.log_id.clone_from(&envelope.details.log_id);
            }
            answer.details = envelope.details;
        }
        error
    }

    /// The status says failure and nothing says more.
    pub(crate) fn status_alone(answer: Answer) -> Self {
        let what = if (300..400).contains(&answer.status) {
            "the answer is a redirect, which is not followed, so that no token goes to another host"
        } else {
            "the answer has no code of the platform; it may come from a proxy on the way"
        };
        Self::new(ErrorKind::Status, what).with_answer(answer)
    }

    /// The status says success, but the body is no envelope.
    pub(crate) fn no_envelope(answer: Answer) -> Self {
        Self::new(ErrorKind::Decode, "the answer is not a JSON object with a code")
            .with_answer(answer)
    }

    /// `data` is not of the shape that the page says.
    pub(crate) fn data(answer: Answer, flat: bool, source: serde_json::Error) -> Self {
        let part = if flat { "the answer" } else { "the field data of the answer" };
        let what = format!("{part} is not as documented: {source}");
        Self::new(ErrorKind::Decode, what).with_answer(answer).with_source(source)
    }
}

/// What is wrong with the file, if that is what broke the exchange off.
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

/// The deepest cause. The layers of an HTTP client above it say little more than that they failed.
fn root_cause(error: &dyn std::error::Error) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
