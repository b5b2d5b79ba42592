//! The calls that are remembered, and how they are read.

use std::collections::VecDeque;
use std::fmt;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use axum::body::{Body, Bytes};
use futures_util::{StreamExt, stream};

use super::RecordedRequest;

/// How many calls are remembered.
pub(crate) const MOST_CALLS: usize = 10_000;

/// How many bytes all remembered calls may take.
const MOST_BYTES: usize = 32 * 1024 * 1024;

/// How much of a list is built at a time for a reader.
const STEP_BYTES: usize = 64 * 1024;

/// Notified of every completed call.
#[derive(Clone)]
pub(crate) struct Listener(Arc<dyn Fn(&RecordedRequest) + Send + Sync>);

impl Listener {
    pub(crate) fn new(listen: impl Fn(&RecordedRequest) + Send + Sync + 'static) -> Self {
        Self(Arc::new(listen))
    }
}

impl fmt::Debug for Listener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Listener")
    }
}

/// The last calls, oldest first.
#[derive(Debug, Default)]
pub(crate) struct RequestLog {
    listener: Option<Listener>,
    calls: Mutex<Calls>,
}

#[derive(Debug, Default)]
struct Calls {
    list: VecDeque<Arc<RecordedRequest>>,
    /// How many came before the first of the list: they are forgotten.
    forgotten: u64,
    bytes: usize,
}

/// Calls to be read one after the other, by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    next: u64,
    end: u64,
    /// Whether the reader must know when one of them is forgotten before it was read.
    whole: bool,
}

/// A call of a span was forgotten before it was read.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Forgotten;

impl RequestLog {
    pub(crate) fn new(listener: Option<Listener>) -> Self {
        Self { listener, calls: Mutex::default() }
    }

    pub(crate) fn push(&self, request: RecordedRequest) {
        if let Some(Listener(listen)) = &self.listener {
            listen(&request);
        }
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.bytes = calls.bytes.saturating_add(request.bytes());
        calls.list.push_back(Arc::new(request));
        while calls.list.len() > MOST_CALLS || calls.bytes > MOST_BYTES {
            let Some(oldest) = calls.list.pop_front() else { break };
            calls.bytes = calls.bytes.saturating_sub(oldest.bytes());
            calls.forgotten = calls.forgotten.saturating_add(1);
        }
    }

    pub(crate) fn all(&self) -> Vec<RecordedRequest> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.list.iter().map(|call| RecordedRequest::clone(call)).collect()
    }

    /// Forgets all calls.
    pub(crate) fn clear(&self) {
        let mut calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.forgotten = calls.end();
        calls.bytes = 0;
        calls.list.clear();
    }

    /// The newest `limit` of the calls after the one with this log id, or of all; `None` when no
    /// call that is remembered has it.
    pub(crate) fn after(&self, log_id: Option<&str>, limit: usize) -> Option<Span> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        let first = match log_id {
            None => 0,
            Some(log_id) => calls.list.iter().rposition(|call| call.log_id == log_id)? + 1,
        };
        let first = first.max(calls.list.len().saturating_sub(limit));
        let next = calls.forgotten.saturating_add(first as u64);
        Some(Span { next, end: calls.end(), whole: log_id.is_some() })
    }

    /// The next call of a span, if there is one.
    pub(crate) fn next(&self, span: &mut Span) -> Result<Option<Arc<RecordedRequest>>, Forgotten> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        if span.next < calls.forgotten {
            if span.whole && span.next < span.end {
                return Err(Forgotten);
            }
            span.next = calls.forgotten;
        }
        if span.next >= span.end {
            return Ok(None);
        }
        let place = usize::try_from(span.next - calls.forgotten).unwrap_or(usize::MAX);
        span.next = span.next.saturating_add(1);
        Ok(calls.list.get(place).cloned())
    }

    pub(crate) fn find(&self, log_id: &str) -> Option<Arc<RecordedRequest>> {
        let calls = self.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.list.iter().rev().find(|call| call.log_id == log_id).cloned()
    }
}

impl Calls {
    /// The number that the next call gets.
    fn end(&self) -> u64 {
        self.forgotten.saturating_add(self.list.len() as u64)
    }
}

/// A list of calls as JSON, made as it is read. A short one is one piece, with a length in the head.
pub(crate) fn body(log: Arc<RequestLog>, span: Span) -> Body {
    let mut text = br#"{"requests":["#.to_vec();
    let mut list = List { log, span, first: true };
    match list.write(&mut text) {
        Ok(true) => Body::from(text),
        Ok(false) => {
            let begun = stream::iter([Ok(Bytes::from(text))]);
            let rest = stream::try_unfold(Some(list), async |list| {
                let Some(mut list) = list else { return Ok(None) };
                let mut text = Vec::new();
                let ended = list.write(&mut text)?;
                Ok::<_, io::Error>(Some((Bytes::from(text), (!ended).then_some(list))))
            });
            Body::from_stream(begun.chain(rest))
        }
        Err(error) => Body::from_stream(stream::iter([Err::<Bytes, _>(error)])),
    }
}

/// A list on its way.
struct List {
    log: Arc<RequestLog>,
    span: Span,
    first: bool,
}

impl List {
    /// Writes the next calls. True when these were the last.
    fn write(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        while text.len() < STEP_BYTES {
            let next = self.log.next(&mut self.span);
            let next = next.map_err(|Forgotten| io::Error::other("calls were forgotten"))?;
            let Some(call) = next else {
                text.extend_from_slice(b"]}");
                return Ok(true);
            };
            if !std::mem::take(&mut self.first) {
                text.push(b',');
            }
            serde_json::to_writer(&mut *text, &*call)?;
        }
        Ok(false)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::FieldViolation;
    use crate::log::MOST_PART_BYTES;

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
            sample: false,
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
        assert_eq!(log.find("1").as_deref(), Some(&call(1)));
    }

    #[test]
    fn every_part_of_a_call_counts_with_all_its_bytes() {
        let long = || "x".repeat(1000);
        let none = call(1).bytes();
        let headers = |count| (0..count).map(|_| (long(), long())).collect();
        let violations =
            |count| (0..count).map(|_| FieldViolation::new("a", &"b".into(), "c")).collect();
        for (part, call, least) in [
            ("method", RecordedRequest { method: long(), ..call(1) }, 990),
            ("path", RecordedRequest { path: long(), ..call(1) }, 990),
            ("query", RecordedRequest { query: Some(long()), ..call(1) }, 1000),
            ("body", RecordedRequest { body: long().into(), ..call(1) }, 1000),
            ("message", RecordedRequest { msg: long(), ..call(1) }, 1000),
            ("headers", RecordedRequest { headers: headers(3), ..call(1) }, 6000 + 3 * 48),
            ("violations", RecordedRequest { violations: violations(3), ..call(1) }, 3 * 72),
        ] {
            let more = call.bytes() - none;
            assert!(more >= least && more < least + 200, "{part}: {more}");
        }
        let all = RecordedRequest {
            query: Some(long()),
            body: long().into(),
            msg: long(),
            headers: headers(1),
            violations: violations(1),
            ..call(1)
        };
        assert!(all.bytes() >= none + 5000 + 48 + 72, "{}", all.bytes());
    }

    #[test]
    fn the_log_forgets_the_oldest_calls_when_all_take_too_many_bytes() {
        let log = RequestLog::default();
        let large = |number| RecordedRequest { body: vec![b'x'; MOST_PART_BYTES], ..call(number) };
        for number in 0..3000 {
            log.push(large(number));
        }
        let most = MOST_BYTES / MOST_PART_BYTES;
        let kept = log.all().len();
        assert!(kept < most && kept > most * 9 / 10, "{kept} of {most}");
        assert_eq!(log.find("2999").as_deref(), Some(&large(2999)));
        // What is forgotten gives its room back.
        for number in 0..MOST_CALLS {
            log.push(call(number));
        }
        assert_eq!(log.all().len(), MOST_CALLS);
    }

    #[test]
    fn a_log_that_was_cleared_has_room_for_as_much_as_a_new_one() {
        let log = RequestLog::default();
        let fill = || {
            for number in 0..2500 {
                log.push(RecordedRequest { body: vec![b'x'; MOST_PART_BYTES], ..call(number) });
            }
            log.all().len()
        };
        let kept = fill();
        assert!(kept < 2500, "{kept}: not full");
        for round in 1..3 {
            log.clear();
            assert_eq!(log.all(), []);
            log.push(call(0));
            assert_eq!(log.all(), [call(0)], "{round}");
            assert_eq!(fill(), kept, "{round}");
        }
    }

    #[test]
    fn what_came_after_a_call_is_told_and_that_the_call_is_forgotten_too() {
        let log = RequestLog::default();
        for number in 0..5 {
            log.push(call(number));
        }
        let read = |log_id, limit| {
            let mut span = log.after(log_id, limit)?;
            let next = || log.next(&mut span).unwrap();
            Some(std::iter::from_fn(next).map(|call| RecordedRequest::clone(&call)).collect())
        };
        assert_eq!(read(Some("2"), 10), Some(vec![call(3), call(4)]));
        assert_eq!(read(Some("2"), 1), Some(vec![call(4)]));
        assert_eq!(read(Some("4"), 10), Some(Vec::new()));
        assert_eq!(read(Some("5"), 10), None);
        assert_eq!(read(None, 10).map(|calls| calls.len()), Some(5));
    }

    #[test]
    fn a_reader_that_is_slow_is_told_what_is_left_or_that_it_missed_some() {
        let log = RequestLog::default();
        log.push(call(0));
        log.push(call(1));
        let (mut all, mut later) =
            (log.after(None, 10).unwrap(), log.after(Some("0"), 10).unwrap());
        for number in 2..MOST_CALLS + 2 {
            log.push(call(number));
        }
        // Both calls are forgotten, and those that came since are in neither list.
        assert_eq!(log.next(&mut all), Ok(None));
        assert_eq!(log.next(&mut later), Err(Forgotten));
        let mut now = log.after(None, 10).unwrap();
        log.clear();
        assert_eq!(log.next(&mut now), Ok(None));
    }
}
