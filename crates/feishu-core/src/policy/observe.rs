//! What a program can see of the calls: events for its own figures, spans for its traces.
//!
//! Spans and events have the names that OpenTelemetry gives HTTP clients; figures go to an
//! [`Observer`]. Neither is ever given a body, a secret or a token, so neither can leak one.

use std::fmt;
use std::time::Duration;

use super::RetryReason;
use crate::error::ErrorKind;
use crate::operation::Operation;

/// Is told what happens to calls, for metrics. It runs in the middle of a call, so it should be quick.
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
    /// Something happened to a call.
    fn observe(&self, event: &Event<'_>);
}

/// What happens to a call. None of it holds a secret, a token or a body.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub enum Event<'a> {
    /// The call waits before an attempt.
    Wait {
        /// What is called.
        operation: &'a Operation,
        /// What for.
        reason: WaitReason,
        /// How long.
        wait: Duration,
    },
    /// An attempt has ended.
    Attempt {
        /// What is called.
        operation: &'a Operation,
        /// Which attempt; the first is 1.
        number: u32,
        /// HTTP status, if there was an answer.
        status: Option<u16>,
        /// `code` of the envelope, if there was one; 0 for success.
        code: Option<i64>,
        /// What went wrong, if something did.
        error: Option<ErrorKind>,
        /// Log id of the answer.
        log_id: Option<&'a str>,
        /// From sending to the last byte of the answer.
        elapsed: Duration,
    },
    /// The call will be tried again.
    Retry {
        /// What is called.
        operation: &'a Operation,
        /// The attempt that failed.
        number: u32,
        /// Why it is tried again.
        reason: RetryReason,
        /// How long it waits before.
        wait: Duration,
    },
    /// The call has ended.
    Finished {
        /// What was called.
        operation: &'a Operation,
        /// How often it was tried; 0 if it never was.
        attempts: u32,
        /// What went wrong, if something did.
        error: Option<ErrorKind>,
        /// From the call to the verdict, all waits included.
        elapsed: Duration,
    },
}

/// What a call waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WaitReason {
    /// For a place within the rate limit.
    RateLimit,
    /// Between two attempts.
    Retry,
}

/// Watches nothing.
#[derive(Debug)]
pub(crate) struct Nobody;

impl Observer for Nobody {
    fn observe(&self, _: &Event<'_>) {}
}
