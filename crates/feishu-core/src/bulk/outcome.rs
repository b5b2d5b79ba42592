//! What came of an item.

use std::fmt;

use super::journal::{JournalError, MAX_TEXT};
use super::verdict::{Failure, ItemEffect};
use crate::Error;

/// What came of an item, with its key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<K, T, E = Error> {
    /// The key that the item came in with.
    pub key: K,
    /// What came of it.
    pub fate: Fate<T, E>,
}

/// What came of an item.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fate<T, E = Error> {
    /// It was sent, and this is the response.
    Done(T),
    /// It failed. [`Failure::verdict`] says whether the platform may have done it all the same.
    Failed(E),
    /// The journal says that it was done before. It was not sent again.
    AlreadyDone,
    /// The journal says that it was sent before, and nobody knows what came of it. It was not sent
    /// again, because [`Bulk::resend`](super::Bulk::resend) does not allow it. Look at the platform,
    /// and tell [`Journal::resolve`](super::Journal::resolve) what you found.
    Unknown,
    /// It was not sent, and nothing is known about it that was not known before.
    NotSent(NotSent),
}

/// Why an item was not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NotSent {
    /// Another item of the same run has the same key.
    Duplicate,
    /// The key is empty, or longer than 1024 bytes, which is more than a journal can hold.
    BadKey,
    /// It could not be written into the journal. The run stops.
    Journal(JournalError),
}

impl<K, T, E: Failure> Outcome<K, T, E> {
    /// Whether it is not known what came of the item: it is [`Fate::Unknown`], or failed so that the
    /// platform may have done it all the same.
    pub fn is_unknown(&self) -> bool {
        match &self.fate {
            Fate::Unknown => true,
            Fate::Failed(error) => error.verdict().effect == ItemEffect::Unknown,
            _ => false,
        }
    }
}

impl fmt::Display for NotSent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Duplicate => f.write_str(
                "not sent, because an earlier item has the same key; give each item a key of its own",
            ),
            Self::BadKey => write!(f, "not sent, because the key must have 1 to {MAX_TEXT} bytes"),
            Self::Journal(error) => write!(f, "not sent, because of the {error}"),
        }
    }
}

impl std::error::Error for NotSent {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Journal(error) => Some(error),
            Self::Duplicate | Self::BadKey => None,
        }
    }
}
