//! Whether an item with an unknown outcome may be sent again.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Operation;

/// Whether an item whose outcome the journal does not know may be sent again. That happens if the
/// process ended, or the response was lost, after the item was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Resend {
    /// Never: it is yielded as [`Fate::Unknown`](super::Fate::Unknown), for the caller to decide.
    #[default]
    Never,
    /// Always: sending it twice has the effect of sending it once, as for an operation that
    /// replaces or deletes.
    Always,
    /// While the platform still recognises it, which is this long after it was first sent, by the
    /// system clock. For a create in which *every* item carries the operation's
    /// [`IdempotencyKey`](crate::IdempotencyKey), usually `external_id`, with its window.
    Within(Duration),
}

impl Resend {
    /// What the operation itself allows: always if it is idempotent, otherwise never. It does not
    /// consider idempotency keys, because only the caller knows whether items carry one.
    #[must_use]
    pub fn of(operation: &Operation) -> Self {
        if operation.effect.is_idempotent() { Self::Always } else { Self::Never }
    }

    /// What the operation allows if *every* item carries its
    /// [`IdempotencyKey`](crate::IdempotencyKey): a create is sent again while the platform
    /// remembers the key.
    #[must_use]
    pub fn keyed(operation: &Operation) -> Self {
        match &operation.idempotency {
            Some(key) if !operation.effect.is_idempotent() => Self::Within(key.window),
            _ => Self::of(operation),
        }
    }

    /// Whether an item that was first sent `since` milliseconds after 1970 may be sent again.
    pub(super) fn allows(self, since: u64, now: SystemTime) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            // If the clock was set back, the age is unknown.
            Self::Within(window) => UNIX_EPOCH
                .checked_add(Duration::from_millis(since))
                .and_then(|since| now.duration_since(since).ok())
                .is_some_and(|age| age < window),
        }
    }
}
