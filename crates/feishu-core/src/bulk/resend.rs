//! Whether an item may be sent again of which it is not known what came of it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::Operation;

/// Whether an item may be sent again of which the journal does not know what came of it: the process
/// ended, or the response was lost, between sending and response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Resend {
    /// It is yielded as [`Fate::Unknown`](super::Fate::Unknown), for the caller to decide.
    #[default]
    Never,
    /// It is sent again: twice is as good as once, as with an operation that replaces or deletes.
    Always,
    /// It is sent again while the platform still recognises it, which is this long from when it was
    /// sent first, by the clock on the wall. For a create in which *every* item carries the
    /// operation's [`IdempotencyKey`](crate::IdempotencyKey), most often `external_id`, with its
    /// window.
    Within(Duration),
}

impl Resend {
    /// What the operation itself allows: always if it is idempotent, else never. Whether items carry
    /// an idempotency key is for the caller to know.
    #[must_use]
    pub fn of(operation: &Operation) -> Self {
        if operation.effect.is_idempotent() { Self::Always } else { Self::Never }
    }

    /// What the operation allows if *every* item carries its [`IdempotencyKey`](crate::IdempotencyKey):
    /// a create is sent again while the platform remembers the key.
    #[must_use]
    pub fn keyed(operation: &Operation) -> Self {
        match &operation.idempotency {
            Some(key) if !operation.effect.is_idempotent() => Self::Within(key.window),
            _ => Self::of(operation),
        }
    }

    /// Whether an item may be sent again that was sent first `since` milliseconds after 1970.
    pub(super) fn allows(self, since: u64, now: SystemTime) -> bool {
        match self {
            Self::Never => false,
            Self::Always => true,
            // A clock that was set back makes an age that nobody knows.
            Self::Within(window) => UNIX_EPOCH
                .checked_add(Duration::from_millis(since))
                .and_then(|since| now.duration_since(since).ok())
                .is_some_and(|age| age < window),
        }
    }
}
