//! What to do after a failed attempt.
//!
//! The decision follows from the effect, the idempotency key and the documented errors of the
//! operation, never from the HTTP verb:
//!
//! | what happened | which calls are retried |
//! |---|---|
//! | no connection, or no token yet | any: nothing was sent |
//! | 99991400 at any status; 429 whose code means nothing else; a documented, temporary error of status 429 | any: the platform says that it did nothing |
//! | a token was refused | any, once, with another token; does not count as an attempt |
//! | connection lost, timeout, 5xx, half a response, or a documented temporary error at any status | reads, replaces, deletes, and creates that carry an idempotency key |
//! | 99991403, a documented permanent error, and every other refusal | none |
//!
//! A file that comes from a reader cannot be sent twice, so such a call is never retried. An
//! unknown outcome stays unknown: a delete whose repetition returns "not found" may have been
//! carried out.

use crate::error::{Error, ErrorKind, Outcome};
use crate::operation::Effect;
use crate::platform::Action;
use crate::policy::RetryReason;
use crate::prepared::Prepared;

/// Whether a retry could help and can do no harm. The number of attempts is not decided here.
pub(super) fn retry_reason(error: &Error, call: &Prepared) -> Option<RetryReason> {
    // There is nothing left to send.
    if !call.request.is_replayable() {
        return None;
    }
    match error.gateway().map(|gateway| gateway.action) {
        Some(Action::Wait) | None => {}
        Some(Action::RefreshToken) if call.token.is_some() && !error.is_about_token() => {
            return Some(RetryReason::TokenRefused);
        }
        // This includes the monthly quota, which no wait restores.
        Some(_) => return None,
    }
    if error.is_rate_limited() {
        return Some(RetryReason::RateLimited);
    }
    if !is_passing(error) {
        return None;
    }
    match error.outcome() {
        Outcome::NotDone => Some(RetryReason::NotSent),
        Outcome::Unknown | Outcome::Refused if is_repeatable(call) => {
            Some(RetryReason::Unavailable)
        }
        _ => None,
    }
}

/// Whether the same call may succeed later.
fn is_passing(error: &Error) -> bool {
    match error.kind() {
        ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport => true,
        ErrorKind::Status => matches!(error.status(), Some(408 | 500 | 502..=504)),
        // An incomplete response. A complete one would say the same again.
        ErrorKind::Decode => {
            matches!(error.outcome(), Outcome::Unknown | Outcome::NotDone) && !error.is_too_large()
        }
        // The page of the endpoint decides, at any status.
        ErrorKind::Api | ErrorKind::Token => match error.documented() {
            Some(documented) => documented.retry,
            None => error.status().is_some_and(|status| status >= 500),
        },
        _ => false,
    }
}

/// Whether doing the call twice has the effect of doing it once.
fn is_repeatable(call: &Prepared) -> bool {
    match call.operation.effect {
        Effect::Create => call.has_idempotency_key(),
        effect => effect.is_idempotent(),
    }
}
