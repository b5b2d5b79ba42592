//! The loop of a call: a permit, a token, an exchange, a verdict, and maybe a retry.
//!
//! [`decide`] chooses the next step, only from the operation's facts and from the error.
//!
//! It is compiled once; generated crates pay only for decoding.

mod decide;

use std::time::Duration;

use tokio::time::Instant;
use tracing::{Instrument, Span, field};

use self::decide::retry_reason;
use crate::error::{Error, Outcome};
use crate::policy::{Event, RetryReason, WaitReason};
use crate::prepared::Prepared;
use crate::response::Success;
use crate::shared::Shared;

/// The longest wait that the platform may request; a longer one is left to the caller.
const LONGEST_SERVER_WAIT: Duration = Duration::from_secs(3600);

/// Waits that end at the same moment for everyone are spread over this period.
const SPREAD: Duration = Duration::from_millis(50);

/// The progress of a call.
struct Progress<'a> {
    shared: &'a Shared,
    call: &'a Prepared,
    started: Instant,
    deadline: Option<Instant>,
    /// How many times the call was tried, and how many times it was sent.
    tries: u32,
    attempts: u32,
    refreshed: bool,
    /// The first failure, and whether any attempt may have been carried out.
    first: Option<Error>,
    unknown: bool,
}

impl Shared {
    /// Sends a call until there is a verdict, or no time is left, or a retry is of no use.
    pub(crate) async fn run(&self, call: &Prepared) -> Result<Success, Error> {
        let span = call_span(self, call);
        let mut progress = Progress {
            shared: self,
            call,
            started: Instant::now(),
            deadline: None,
            tries: 0,
            attempts: 0,
            refreshed: false,
            first: None,
            unknown: false,
        };
        progress.deadline = call.deadline.and_then(|limit| progress.started.checked_add(limit));
        let outcome = if span.is_disabled() {
            progress.run().await
        } else {
            let outcome = Box::pin(progress.run()).instrument(span.clone()).await;
            record_verdict(&span, &outcome, progress.attempts);
            outcome
        };
        self.observer.observe(&Event::Finished {
            operation: &call.operation,
            attempts: progress.attempts,
            error: outcome.as_ref().err().map(Error::kind),
            elapsed: progress.started.elapsed(),
        });
        outcome.map(|success| success.after(progress.attempts))
    }
}

impl Progress<'_> {
    async fn run(&mut self) -> Result<Success, Error> {
        loop {
            let failed = match self.attempt().await {
                Ok(success) => {
                    self.shared.budget.succeeded();
                    return Ok(success);
                }
                Err(error) => error,
            };
            let Some((reason, wait)) = self.another(&failed) else {
                return Err(self.verdict(failed));
            };
            self.shared.observer.observe(&Event::Retry {
                operation: &self.call.operation,
                number: self.attempts,
                reason,
                wait,
            });
            tracing::info!(
                attempt = self.attempts,
                feishu.retry_reason = reason.as_str(),
                feishu.wait_ms = millis(wait),
                "will be retried"
            );
            self.keep(failed);
            self.wait(WaitReason::Retry, wait).await;
        }
    }

    /// One attempt: a permit, a token, and then the exchange.
    async fn attempt(&mut self) -> Result<Success, Error> {
        let (shared, call) = (self.shared, self.call);
        // Before the permit is taken: fetching a token takes time, and a permit is for now.
        let about = |error: Error| error.of(&call.operation);
        let mut token = shared.token(call, self.deadline).await.map_err(about)?;
        if self.take_permit().await? {
            token = shared.token(call, self.deadline).await.map_err(about)?;
        }
        if self.left().is_some_and(|left| left.is_zero()) {
            return Err(Error::deadline(self.started.elapsed(), None));
        }
        self.attempts += 1;
        let sent = Instant::now();
        let answer = shared.exchange(call, token.as_deref(), self.left()).await;
        let verdict = shared.judge(call, token.as_deref(), answer).await;
        let error = verdict.as_ref().err();
        let (status, code, log_id) = match &verdict {
            Ok(success) => (Some(success.status()), Some(0), success.log_id()),
            Err(error) => (error.status(), error.code(), error.log_id()),
        };
        tracing::debug!(
            attempt = self.attempts,
            http.response.status_code = status,
            feishu.code = code,
            feishu.log_id = log_id,
            error.kind = error.map(|error| field::debug(error.kind())),
            "attempt"
        );
        shared.observer.observe(&Event::Attempt {
            operation: &call.operation,
            number: self.attempts,
            status,
            code,
            error: error.map(Error::kind),
            log_id,
            elapsed: sent.elapsed(),
        });
        verdict
    }

    /// A permit of the rate limiter. Waits are bounded by the deadline: a call that would have to
    /// wait longer takes no permit. Returns whether it waited.
    async fn take_permit(&mut self) -> Result<bool, Error> {
        let (key, limits) = (&self.call.limit_key, &self.call.operation.rate_limits);
        let patience = self.left().unwrap_or(Duration::MAX);
        let wait = self.shared.limiter.reserve(key, limits, patience).await;
        let wait = wait.map_err(|long| Error::deadline(self.started.elapsed(), Some(long.wait)))?;
        self.wait(WaitReason::RateLimit, wait).await;
        Ok(!wait.is_zero())
    }

    async fn wait(&self, reason: WaitReason, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        if reason == WaitReason::RateLimit {
            tracing::debug!(feishu.wait_ms = millis(wait), "waits for the rate limit");
        }
        let operation = &*self.call.operation;
        self.shared.observer.observe(&Event::Wait { operation, reason, wait });
        tokio::time::sleep(wait).await;
    }

    /// The time left until the deadline.
    fn left(&self) -> Option<Duration> {
        self.deadline.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// Whether, why and when to retry. A wait never ends after the deadline.
    fn another(&mut self, failed: &Error) -> Option<(RetryReason, Duration)> {
        let reason = retry_reason(failed, self.call)?;
        if reason == RetryReason::TokenRefused {
            // Once, and not counted as an attempt: a token that is refused twice is not stale.
            return (!std::mem::replace(&mut self.refreshed, true))
                .then_some((reason, Duration::ZERO));
        }
        self.tries += 1;
        if self.tries >= self.call.retry.attempts {
            return None;
        }
        let asked = failed.retry_after();
        if asked.is_some_and(|asked| asked > LONGEST_SERVER_WAIT) {
            return None;
        }
        // Never sooner than our own back-off: a server that says "at once" would otherwise use up
        // all attempts at once.
        let asked_wait = asked.map(|asked| asked + SPREAD.mul_f64(fastrand::f64()));
        let wait = self.call.retry.wait(self.tries).max(asked_wait.unwrap_or_default());
        if self.left().is_some_and(|left| wait >= left) {
            return None;
        }
        // A wait that the platform requests is free: it knows its own load.
        (asked.is_some() || self.shared.budget.take()).then_some((reason, wait))
    }

    fn keep(&mut self, failed: Error) {
        self.unknown |= failed.outcome() == Outcome::Unknown;
        self.first.get_or_insert(failed);
    }

    /// The last failure, with a summary of the others.
    fn verdict(&mut self, last: Error) -> Error {
        last.after(self.attempts, self.first.take(), self.unknown)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The span of a call, named by OpenTelemetry's conventions for clients.
fn call_span(shared: &Shared, call: &Prepared) -> Span {
    let operation = &call.operation;
    tracing::info_span!(
        "feishu.call",
        otel.kind = "client",
        otel.name = &*operation.id,
        feishu.operation = &*operation.id,
        http.request.method = operation.method.as_str(),
        url.template = &*operation.path,
        server.address = shared.transport.base.origin(),
        http.request.resend_count = field::Empty,
        http.response.status_code = field::Empty,
        feishu.code = field::Empty,
        feishu.log_id = field::Empty,
        error.type = field::Empty,
    )
}

fn record_verdict(span: &Span, outcome: &Result<Success, Error>, attempts: u32) {
    if attempts > 1 {
        span.record("http.request.resend_count", attempts - 1);
    }
    let (status, code, log_id) = match outcome {
        Ok(success) => (Some(success.status()), Some(0), success.log_id()),
        Err(error) => {
            span.record("error.type", field::debug(error.kind()));
            (error.status(), error.code(), error.log_id())
        }
    };
    span.record("http.response.status_code", status);
    span.record("feishu.code", code);
    span.record("feishu.log_id", log_id);
}
