//! The loop: a place within the rate limit, a token, an exchange, a verdict, and maybe again.
//!
//! What it does next is decided in [`decide`], from what the spec knows of the operation and what the error knows of itself,
//! and from nothing else.
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

/// What the platform may ask for at most; a longer wait is left to the caller.
const LONGEST_SERVER_WAIT: Duration = Duration::from_secs(3600);

/// Waits that the platform ends at one moment for everyone are spread over this.
const SPREAD: Duration = Duration::from_millis(50);

/// How far a call has come.
struct Progress<'a> {
    shared: &'a Shared,
    call: &'a Prepared,
    started: Instant,
    deadline: Option<Instant>,
    /// How often the call was tried, and how often it came to be sent.
    tries: u32,
    attempts: u32,
    refreshed: bool,
    /// The first failure, and whether any attempt may have done what the call says.
    first: Option<Error>,
    unknown: bool,
}

impl Shared {
    /// Sends a call until there is a verdict, or no time or no use is left.
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
                "will be tried again"
            );
            self.keep(failed);
            self.wait(WaitReason::Retry, wait).await;
        }
    }

    /// One attempt: everything before it that takes time, and then the exchange.
    async fn attempt(&mut self) -> Result<Success, Error> {
        let (shared, call) = (self.shared, self.call);
        // Before the place is taken: fetching a token takes a while, and a place is for now.
        let about = |error: Error| error.of(&call.operation);
        let mut token = shared.token(call, self.deadline).await.map_err(about)?;
        if self.take_place().await? {
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

    /// A place within the rate limit. Waits are bounded by the deadline: a call that would have to wait
    /// longer takes no place. Says whether there was a wait.
    async fn take_place(&mut self) -> Result<bool, Error> {
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
            tracing::debug!(feishu.wait_ms = millis(wait), "waits for a place");
        }
        let operation = &*self.call.operation;
        self.shared.observer.observe(&Event::Wait { operation, reason, wait });
        tokio::time::sleep(wait).await;
    }

    /// What is left until the deadline.
    fn left(&self) -> Option<Duration> {
        self.deadline.map(|end| end.saturating_duration_since(Instant::now()))
    }

    /// Why and when to try again, if at all. Never a wait that ends after the deadline.
    fn another(&mut self, failed: &Error) -> Option<(RetryReason, Duration)> {
        let reason = retry_reason(failed, self.call)?;
        if reason == RetryReason::TokenRefused {
            // Once, and beside the count: a token that is refused twice is not stale.
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
        // Never sooner than our own back-off: a server that says "at once" would be asked at once
        // until no attempt is left.
        let asked_wait = asked.map(|asked| asked + SPREAD.mul_f64(fastrand::f64()));
        let wait = self.call.retry.wait(self.tries).max(asked_wait.unwrap_or_default());
        if self.left().is_some_and(|left| wait >= left) {
            return None;
        }
        // What the platform asks for costs nothing: it knows what it can bear.
        (asked.is_some() || self.shared.budget.take()).then_some((reason, wait))
    }

    fn keep(&mut self, failed: Error) {
        self.unknown |= failed.outcome() == Outcome::Unknown;
        self.first.get_or_insert(failed);
    }

    /// The last failure, with what the others were.
    fn verdict(&mut self, last: Error) -> Error {
        last.after(self.attempts, self.first.take(), self.unknown)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The span of a call, named as OpenTelemetry names client spans.
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
