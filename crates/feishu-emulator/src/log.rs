//! What was asked: the last calls, for tests that want to see what a client really sent.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use axum::http::{HeaderMap, header};
use serde::{Serialize, Serializer};

/// How many calls are remembered.
const MOST_CALLS: usize = 10_000;

/// How many bytes of a body are remembered.
const MOST_BODY_BYTES: usize = 16 * 1024;

/// A call that was answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RecordedRequest {
    /// The answer's `x-tt-logid`.
    pub log_id: String,
    /// Id of the operation, such as `hire.v1.external_offer.update`; `None` when the path or
    /// method led to none. The token endpoint is [`TOKEN_OPERATION`].
    pub operation: Option<String>,
    /// HTTP method.
    pub method: String,
    /// Path as it was sent, not decoded.
    pub path: String,
    /// What followed the `?`, not decoded.
    pub query: Option<String>,
    /// Names in lower case and values, in the order of arrival. `authorization` is left out.
    pub headers: Vec<(String, String)>,
    /// The first 16 KiB of the body; empty for a body that holds an app's secret.
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
}

/// Operation id under which calls to the token endpoint are recorded.
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

/// A body as it is remembered. A token call is one that has a secret in it, wherever it was sent.
pub(crate) fn recorded_body(body: &[u8]) -> Vec<u8> {
    let secret = b"app_secret";
    if body.windows(secret.len()).any(|window| window == secret) {
        return Vec::new();
    }
    body.get(..MOST_BODY_BYTES).unwrap_or(body).to_vec()
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

    /// The calls that came after the one of this log id, if that one is remembered.
    pub(crate) fn after(&self, log_id: &str) -> Option<Vec<RecordedRequest>> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let place = calls.iter().rposition(|call| call.log_id == log_id)?;
        Some(calls.iter().skip(place.saturating_add(1)).cloned().collect())
    }

    /// Forgets all calls.
    pub(crate) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    pub(crate) fn find(&self, log_id: &str) -> Option<RecordedRequest> {
        let calls = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        calls.iter().rev().find(|call| call.log_id == log_id).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(number: usize) -> RecordedRequest {
        RecordedRequest {
            log_id: number.to_string(),
            operation: None,
            method: "GET".to_owned(),
            path: "/".to_owned(),
            query: None,
            headers: Vec::new(),
            body: Vec::new(),
            status: 404,
            code: 1,
            fault: None,
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
    fn a_body_is_remembered_up_to_a_limit_and_not_at_all_with_a_secret_in_it() {
        assert_eq!(recorded_body(b"{}"), b"{}");
        assert_eq!(recorded_body(&vec![b'x'; 1 << 20]).len(), MOST_BODY_BYTES);
        assert_eq!(recorded_body(br#"{"app_id":"cli_a","app_secret":"s"}"#), b"");
    }
}
