//! Why a run ended before its input did.

use std::fmt;

use super::journal::JournalError;

/// Why a run ended before its input did.
///
/// Every item in flight has completed and was yielded; the rest of the input was not pulled. A run
/// with a journal can be started again with the same input.
#[derive(Debug, Clone)]
pub struct Stopped {
    pub(super) reason: StopReason,
    /// The item whose failure stopped the run, and its failure.
    pub(super) last: String,
}

/// Why a run ended before its input did.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum StopReason {
    /// A failure that every item would meet, such as a wrong secret.
    HitsEvery,
    /// This many consecutive failures that may not be about their items, such as timeouts.
    InARow(u32),
    /// The journal can no longer be written. The last outcomes may be missing from it, and will be
    /// unknown when it is opened again.
    Journal(JournalError),
}

impl Stopped {
    /// Why the run ended.
    #[must_use]
    pub fn reason(&self) -> &StopReason {
        &self.reason
    }
}

impl fmt::Display for Stopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = &self.last;
        match &self.reason {
            StopReason::HitsEvery => write!(
                f,
                "stopped, because every item would fail like {last}; fix the cause and run it again"
            ),
            StopReason::InARow(times) => write!(
                f,
                "stopped after {times} failures in a row, which may not be about their items; the \
                 last was {last}"
            ),
            StopReason::Journal(error) => write!(f, "stopped at {last}, because of the {error}"),
        }
    }
}

impl std::error::Error for Stopped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.reason {
            StopReason::Journal(error) => Some(error),
            StopReason::HitsEvery | StopReason::InARow(_) => None,
        }
    }
}
