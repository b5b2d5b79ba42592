//! What was asked: the last calls, for tests that want to see what a client really sent.
//!
//! Callers decide what is recorded, so all of it has limits: each part of a call, and the
//! bytes of all calls together. Readers get one call after the other, never a copy of all.

mod calls;

use std::fmt;

use axum::http::{HeaderMap, header};
use serde::{Serialize, Serializer};

use crate::answer::{FieldViolation, Refusal};
use crate::text::one_line;

pub(crate) use calls::{Listener, MOST_CALLS, RequestLog, Span, body};

/// How many bytes of a part of a call are remembered: of its path, query, headers, body, message and
/// violations.
const MOST_PART_BYTES: usize = 16 * 1024;

/// What a call takes beside its text, roughly.
const CALL_BYTES: usize = 512;

/// How many characters of a path, a query or a message one line shows.
const LINE_PART: usize = 300;

/// The `code` of a response that has none.
pub(crate) const NO_CODE: i64 = -1;

/// A completed call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The response's `x-tt-logid`.
    pub log_id: String,
    /// When it came in, by the emulator's clock: milliseconds since 1970.
    pub time: i64,
    /// Id of the operation, such as `hire.v1.external_offer.update`; `None` when the path or
    /// method led to none. The one that gives custom apps their token is [`TOKEN_OPERATION`].
    pub operation: Option<String>,
    /// HTTP method.
    pub method: String,
    /// Path as it was sent, not decoded: its first 16 KiB.
    pub path: String,
    /// What followed the `?`, not decoded: its first 16 KiB. Left out like a body when it holds a secret.
    pub query: Option<String>,
    /// Names in lower case and values, in the order of arrival: the first 16 KiB of them.
    /// `authorization` is left out.
    pub headers: Vec<(String, String)>,
    /// The first 16 KiB of the body; empty for a body that holds an app's secret or a token,
    /// and for files.
    ///
    /// Over HTTP it is shown as a string.
    #[serde(serialize_with = "as_text")]
    pub body: Vec<u8>,
    /// HTTP status of the response, also of one that a fault kept from arriving; 0 when there was
    /// none to keep.
    pub status: u16,
    /// `code` of the response; 0 is success. -1 for a response that has none: that of a fault, and the
    /// 403 for a request with a foreign `Host` or `Origin`.
    pub code: i64,
    /// Whether the response is only the sample of the operation's page, because the emulator does not keep what the
    /// operation is about.
    pub sample: bool,
    /// Name of the [`Fault`](crate::Fault) that fired on the call, such as `reset`.
    pub fault: Option<String>,
    /// `msg` of a response that is an error, its first 16 KiB; empty for a success.
    pub msg: String,
    /// `error.field_violations` of the response. Over HTTP only: a client sees them there.
    pub(crate) violations: Vec<FieldViolation>,
}

/// Operation id under which calls are recorded by which custom apps get their tenant access token.
pub const TOKEN_OPERATION: &str = "auth.v3.tenant_access_token.internal";

impl RecordedRequest {
    /// A header's value; the name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }

    /// About how much memory it takes.
    fn bytes(&self) -> usize {
        let headers: usize =
            self.headers.iter().map(|(name, value)| name.len() + value.len() + 48).sum();
        let violations: usize = self.violations.iter().map(|one| one.len() + 72).sum();
        let query = self.query.as_ref().map_or(0, String::len);
        CALL_BYTES
            + self.path.len()
            + query
            + self.body.len()
            + self.msg.len()
            + self.method.len()
            + headers
            + violations
    }
}

/// One line for a log: log id, method, path with its query, status, code, operation, and what was wrong.
impl fmt::Display for RecordedRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { log_id, method, path, query, status, code, .. } = self;
        write!(f, "{log_id} {} {}", one_line(method, 20), one_line(path, LINE_PART))?;
        if let Some(query) = query {
            write!(f, "?{}", one_line(query, LINE_PART))?;
        }
        let operation = self.operation.as_deref().unwrap_or("-");
        write!(f, " {status} {code} {operation}")?;
        if self.sample {
            f.write_str(" sample")?;
        }
        if let Some(fault) = &self.fault {
            write!(f, " fault={fault}")?;
        }
        if !self.msg.is_empty() {
            write!(f, " {}", one_line(&self.msg, LINE_PART))?;
        }
        Ok(())
    }
}

fn as_text<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

/// Headers as they are remembered: up to a limit, where the value that crosses it is cut.
pub(crate) fn recorded_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut room = MOST_PART_BYTES;
    let mut recorded = Vec::new();
    for (name, value) in headers.iter().filter(|(name, _)| **name != header::AUTHORIZATION) {
        let name = name.as_str();
        let Some(left) = room.checked_sub(name.len()) else { break };
        let kept = value.as_bytes().get(..left).unwrap_or(value.as_bytes());
        room = left.saturating_sub(kept.len());
        recorded.push((name.to_owned(), String::from_utf8_lossy(kept).into_owned()));
    }
    recorded
}

/// A text as it is remembered: its first characters.
pub(crate) fn recorded_text(text: &str) -> String {
    let end = (0..=MOST_PART_BYTES).rev().find(|end| text.is_char_boundary(*end));
    end.and_then(|end| text.get(..end)).unwrap_or(text).to_owned()
}

/// Names of secret values.
const SECRETS: [&str; 4] = ["app_secret", "app_ticket", "app_access_token", "tenant_access_token"];

/// Whether a text names a secret. It may have been sent to a wrong place.
pub(crate) fn names_a_secret(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text);
    SECRETS.into_iter().any(|secret| text.contains(secret))
}

/// A body as it is remembered.
pub(crate) fn recorded_body(body: &[u8]) -> Vec<u8> {
    if names_a_secret(body) {
        return Vec::new();
    }
    body.get(..MOST_PART_BYTES).unwrap_or(body).to_vec()
}

/// Message and violations of a refusal, each up to a limit: both name every wrong place of a body.
pub(crate) fn recorded_refusal(refusal: &Refusal) -> (String, Vec<FieldViolation>) {
    let mut room = MOST_PART_BYTES;
    let fits = |violation: &&FieldViolation| {
        let left = room.checked_sub(violation.len());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let violations = refusal.field_violations().iter().take_while(fits).cloned().collect();
    (recorded_text(refusal.msg()), violations)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    #[test]
    fn headers_are_remembered_up_to_a_limit() {
        let mut headers = HeaderMap::new();
        for (name, bytes) in [("a", 10_000), ("b", 10_000), ("c", 10_000)] {
            headers.insert(name, "x".repeat(bytes).parse().unwrap());
        }
        let recorded = recorded_headers(&headers);
        let total: usize = recorded.iter().map(|(name, value)| name.len() + value.len()).sum();
        assert_eq!(total, MOST_PART_BYTES);
        assert_eq!((recorded[0].1.len(), recorded[1].1.len()), (10_000, 6382));
    }

    #[test]
    fn a_refusal_is_remembered_up_to_a_limit() {
        let code = Code { status: 400, code: 1 };
        let wide = FieldViolation::missing("张".repeat(1000), "is wrong");
        let refusal = Refusal::violations(code, "The body", vec![wide; 10]);
        let (msg, violations) = recorded_refusal(&refusal);
        assert!(
            refusal.msg().starts_with(&msg) && msg.len() > MOST_PART_BYTES - 3,
            "{}",
            msg.len()
        );
        assert_eq!(violations.len(), 5);
        let short = Refusal::new(code, "张");
        assert_eq!(recorded_refusal(&short), ("张".to_owned(), Vec::new()));
    }

    #[test]
    fn a_text_is_cut_between_characters() {
        let text = "a".to_owned() + &"张".repeat(MOST_PART_BYTES);
        let kept = recorded_text(&text);
        assert!(text.starts_with(&kept) && MOST_PART_BYTES - kept.len() < 3, "{}", kept.len());
        assert_eq!(recorded_text("张"), "张");
    }

    #[test]
    fn a_body_is_remembered_up_to_a_limit_and_not_at_all_with_a_secret_in_it() {
        assert_eq!(recorded_body(b"{}"), b"{}");
        assert_eq!(recorded_body(&vec![b'x'; 1 << 20]).len(), MOST_PART_BYTES);
        assert_eq!(recorded_body(br#"{"app_id":"cli_a","app_secret":"s"}"#), b"");
        assert_eq!(recorded_body(br#"{"app_access_token":"a-1","tenant_key":"t"}"#), b"");
        assert_eq!(recorded_body(b"app_ticket=1"), b"");
    }
}
