//! What was asked: the last calls, for tests that want to see what a client really sent.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use serde::{Serialize, Serializer};

use crate::answer::{FieldViolation, Refusal};

/// How many calls are remembered.
pub(crate) const MOST_CALLS: usize = 10_000;

/// How many bytes of a body are remembered.
const MOST_BODY_BYTES: usize = 16 * 1024;

/// A call that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The answer's `x-tt-logid`.
    pub log_id: String,
    /// When it came in, by the emulator's clock: milliseconds since 1970.
    pub time: i64,
    /// Id of the operation, such as `hire.v1.external_offer.update`; `None` when the path or
    /// method led to none. The one that gives custom apps their token is [`TOKEN_OPERATION`].
    pub operation: Option<String>,
    /// HTTP method.
    pub method: String,
    /// Path as it was sent, not decoded.
    pub path: String,
    /// What followed the `?`, not decoded. Left out like a body when it holds a secret.
    pub query: Option<String>,
    /// Names in lower case and values, in the order of arrival. `authorization` is left out.
    pub headers: Vec<(String, String)>,
    /// The first 16 KiB of the body; empty for a body that holds an app's secret or a token,
    /// and for files.
    ///
    /// Over HTTP it is shown as text.
    #[serde(serialize_with = "as_text")]
    pub body: Vec<u8>,
    /// HTTP status of the answer, also of one that a fault kept from arriving; 0 when there was
    /// none to keep.
    pub status: u16,
    /// `code` of the answer; 0 is success, -1 an answer of a fault that has no code.
    pub code: i64,
    /// Name of the [`Fault`](crate::Fault) that fired on the call, such as `reset`.
    pub fault: Option<String>,
    /// `msg` of an answer that is an error, its first 16 KiB; empty for a success.
    pub msg: String,
    /// `error.field_violations` of the answer. Over HTTP only: a client sees them in the answer.
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
}

fn as_text<S: Serializer>(body: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&String::from_utf8_lossy(body))
}

/// Headers as they are remembered.
pub(crate) fn recorded_headers(headers: &HeaderMap) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|(name, _)| **name != header::AUTHORIZATION)
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect()
}

/// Names of what nobody but its owner should read.
const SECRETS: [&[u8]; 4] =
    [b"app_secret", b"app_ticket", b"app_access_token", b"tenant_access_token"];

/// Whether a text names a secret. It may have been sent to a wrong place.
pub(crate) fn names_a_secret(text: &[u8]) -> bool {
    let names = |secret: &[u8]| text.windows(secret.len()).any(|window| window == secret);
    SECRETS.into_iter().any(names)
}

/// A body as it is remembered.
pub(crate) fn recorded_body(body: &[u8]) -> Vec<u8> {
    if names_a_secret(body) {
        return Vec::new();
    }
    body.get(..MOST_BODY_BYTES).unwrap_or(body).to_vec()
}

/// Message and violations of a refusal, each up to a limit: both name every wrong place of a body.
pub(crate) fn recorded_refusal(refusal: &Refusal) -> (String, Vec<FieldViolation>) {
    let msg = refusal.msg();
    let end = (0..=MOST_BODY_BYTES).rev().find(|end| msg.is_char_boundary(*end));
    let msg = match end {
        Some(end) if msg.len() > MOST_BODY_BYTES => msg.get(..end).unwrap_or(msg),
        _ => msg,
    };
    let mut room = MOST_BODY_BYTES;
    let fits = |violation: &&FieldViolation| {
        let left = room.checked_sub(violation.len());
        room = left.unwrap_or(0);
        left.is_some()
    };
    let violations = refusal.field_violations().iter().take_while(fits).cloned().collect();
    (msg.to_owned(), violations)
}

/// The last calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog(Mutex<VecDeque<RecordedRequest>>);

impl RequestLog {
    pub(crate) fn push(&self, request: RecordedRequest) {
        let mut calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if calls.len() == MOST_CALLS {
            calls.pop_front();
        }
        calls.push_back(request);
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).iter().cloned().collect()
    }

    /// Forgets all calls.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// The newest `limit` of the calls after the one with this log id, or of all; `None` when no
    /// call that is remembered has it.
    pub(crate) fn after(&self, log_id: Option<&str>, limit: usize) -> Option<Vec<RecordedRequest>> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let first = match log_id {
            None => 0,
            Some(log_id) => calls.iter().rposition(|call| call.log_id == log_id)? + 1,
        };
        let first = first.max(calls.len().saturating_sub(limit));
        Some(calls.range(first..).cloned().collect())
    }

    pub(crate) fn find(&self, log_id: &str) -> Option<RecordedRequest> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().rev().find(|call| call.log_id == log_id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::Code;

    fn call(number: usize) -> RecordedRequest {
        RecordedRequest {
            log_id: number.to_string(),
            time: 0,
            operation: None,
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: None,
            headers: Vec::new(),
            body: Vec::new(),
            status: 404,
            code: 1,
            fault: None,
            msg: String::new(),
            violations: Vec::new(),
        }
    }

    #[test]
    fn the_log_forgets_the_oldest_call_when_it_is_full() {
        let log = RequestLog::default();
        for number in 0..=MOST_CALLS {
            log.push(call(number));
        }
        assert_eq!(log.all().len(), MOST_CALLS);
        assert_eq!(log.find("0"), None);
        assert_eq!(log.find("1"), Some(call(1)));
    }

    #[test]
    fn what_came_after_a_call_is_told_and_that_the_call_is_forgotten_too() {
        let log = RequestLog::default();
        for number in 0..5 {
            log.push(call(number));
        }
        assert_eq!(log.after(Some("2"), 10), Some(vec![call(3), call(4)]));
        assert_eq!(log.after(Some("2"), 1), Some(vec![call(4)]));
        assert_eq!(log.after(Some("4"), 10), Some(Vec::new()));
        assert_eq!(log.after(Some("5"), 10), None);
        assert_eq!(log.after(None, 10).map(|calls| calls.len()), Some(5));
    }

    #[test]
    fn a_refusal_is_remembered_up_to_a_limit() {
        let code = Code { status: 400, code: 1 };
        let wide = FieldViolation::missing("张".repeat(1000), "is wrong");
        let refusal = Refusal::violations(code, "The body", vec![wide; 10]);
        let (msg, violations) = recorded_refusal(&refusal);
        assert!(
            refusal.msg().starts_with(&msg) && msg.len() > MOST_BODY_BYTES - 3,
            "{}",
            msg.len()
        );
        assert_eq!(violations.len(), 5);
        let short = Refusal::new(code, "张");
        assert_eq!(recorded_refusal(&short), ("张".to_owned(), Vec::new()));
    }

    #[test]
    fn a_body_is_remembered_up_to_a_limit_and_not_at_all_with_a_secret_in_it() {
        assert_eq!(recorded_body(b"{}"), b"{}");
        assert_eq!(recorded_body(&vec![b'x'; 1 << 20]).len(), MOST_BODY_BYTES);
        assert_eq!(recorded_body(br#"{"app_id":"cli_a","app_secret":"s"}"#), b"");
        assert_eq!(recorded_body(br#"{"app_access_token":"a-1","tenant_key":"t"}"#), b"");
        assert_eq!(recorded_body(b"app_ticket=1"), b"");
    }
}
