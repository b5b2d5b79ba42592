//! What a program can observe: events for metrics, spans for traces.
//!
//! Spans and events are named by OpenTelemetry's conventions for HTTP clients; metrics go to an
//! [`Observer`]. Neither receives a body, a secret or a token, so neither can leak one.

use std::fmt;
use std::time::Duration;

use super::RetryReason;
use crate::error::ErrorKind;
use crate::operation::Operation;

/// Is notified of what happens to calls, for metrics. It runs within the call, so it should be
/// fast.
///
/// ```
/// use std::sync::atomic::{AtomicU64, Ordering};
/// use feishu_core::{Event, Observer};
///
/// #[derive(Debug, Default)]
/// struct Retries(AtomicU64);
///
/// impl Observer for Retries {
///     fn observe(&self, event: &Event<'_>) {
///         if let Event::Retry { .. } = event {
///             self.0.fetch_add(1, Ordering::Relaxed);
///         }
///     }
/// }
/// ```
pub trait Observer: Send + Sync + fmt::Debug {
    /// Called for each event of a call.
    fn observe(&self, event: &Event<'_>);
}

/// An event of a call. It contains no secret, no token and no body.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The call waits before an attempt.
    Wait {
        /// The operation.
        operation: &'a Operation,
        /// The reason.
        reason: WaitReason,
        /// The length of the wait.
        wait: Duration,
    },
    /// An attempt has ended.
    Attempt {
        /// The operation.
        operation: &'a Operation,
        /// Number of the attempt; the first is 1.
        number: u32,
        /// HTTP status, if there was a response.
        status: Option<u16>,
        /// `code` of the envelope, if there was one; 0 for success.
        code: Option<i64>,
        /// The failure, if there was one.
        error: Option<ErrorKind>,
        /// Log id of the response.
        log_id: Option<&'a str>,
        /// Time from sending the request to the last byte of the response.
        elapsed: Duration,
    },
    /// The call will be retried.
    Retry {
        /// The operation.
        operation: &'a Operation,
        /// The attempt that failed.
        number: u32,
        /// Why it is retried.
        reason: RetryReason,
        /// The wait before the next attempt.
        wait: Duration,
    },
    /// The call has ended.
    Finished {
        /// The operation.
        operation: &'a Operation,
        /// Number of attempts; 0 if there were none.
        attempts: u32,
        /// The failure, if the call failed.
        error: Option<ErrorKind>,
        /// Time from the start of the call to its result, including all waits.
        elapsed: Duration,
    },
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// A permit of the rate limiter.
    RateLimit,
    /// The back-off between two attempts.
    Retry,
}

/// Ignores all events.
#[derive(Debug)]
pub(crate) struct Nobody;

impl Observer for Nobody {
    fn observe(&self, _: &Event<'_>) {}
}
