//! The outcome of an item.

use std::fmt;

use super::journal::{JournalError, MAX_TEXT};
use super::verdict::{Failure, ItemEffect};
use crate::Error;

/// The outcome of an item, with its key.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome<K, T, E = Error> {
    /// The key that came with the item.
    pub key: K,
    /// What happened to it.
    pub fate: Fate<T, E>,
}

/// What happened to an item.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fate<T, E = Error> {
    /// It was sent, and this is the response.
    Done(T),
    /// It failed. [`Failure::verdict`] says whether the platform may have carried it out anyway.
    Failed(E),
    /// According to the journal it was done before. It was not sent again.
    AlreadyDone,
    /// According to the journal it was sent before, and its outcome is unknown. It was not sent
    /// again, because [`Bulk::resend`](super::Bulk::resend) does not allow it. Check the platform,
    /// and report the result to [`Journal::resolve`](super::Journal::resolve).
    Unknown,
    /// It was not sent, and nothing new is known about it.
    NotSent(NotSent),
}

/// Why an item was not sent.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum NotSent {
    /// Another item of the same run has the same key.
    Duplicate,
    /// The key is empty, or longer than the 1024 bytes that a journal can hold.
    BadKey,
    /// It could not be written to the journal. The run stops.
    Journal(JournalError),
}

impl<K, T, E: Failure> Outcome<K, T, E> {
    /// Whether the outcome of the item is unknown: it is [`Fate::Unknown`], or a failure after
    /// which the platform may have carried it out.
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
