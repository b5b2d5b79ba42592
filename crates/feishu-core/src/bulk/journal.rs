//! The progress of a job, in a file.
//!
//! Each item is recorded before it is sent, and again before its outcome is yielded. So after a
//! crash every key is known to be done, not done, or unknown. Each record holds the start of the
//! batch that it was synced with: damage in the last batch is a torn end and is cut off; earlier
//! damage is refused. An unknown item is sent again only if a repeated write does no harm, or while
//! the platform remembers its idempotency key.

mod error;
mod file;
mod format;
mod replay;
mod state;
mod writer;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub use error::{JournalError, JournalProblem};
pub(super) use format::MAX_TEXT;
use format::Record;
pub(super) use state::{KeySet, Known};
pub use writer::Durability;
use writer::Writer;

/// The progress of a job, in a file that survives the process.
///
/// Each item is recorded before it is sent, and again after its response and before its outcome is
/// yielded. After a crash, at whatever byte, opening the journal recovers it: the torn end is cut
/// off, and every key is known to be done, not done, or [`unknown`](Self::unknown).
///
/// Only its owner can read the file, and one journal at a time has it open. A symbolic link is
/// refused, and so is a file that other users can write, because someone who can write a journal
/// can cause items to be skipped or sent twice. The file grows by about 40 bytes and two keys for
/// each item. It holds the keys in clear, but neither inputs nor responses. In memory a completed
/// key takes about 35 bytes.
///
/// A clone is another handle of the same journal.
#[derive(Debug, Clone)]
pub struct Journal {
    writer: Arc<Writer>,
    cut: Option<TornEnd>,
}

/// The end of a journal that a crash tore off. It was never acknowledged, so nothing depended on
/// it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TornEnd {
    /// The offset at which the journal was cut, and at which it continues.
    pub offset: u64,
    /// How many bytes were cut off.
    pub bytes: u64,
}

/// An item that was sent and whose outcome is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownItem {
    /// Its key.
    pub key: String,
    /// When it was first sent, by the system clock.
    pub since: SystemTime,
}

/// What the caller has found out about an item with an unknown outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finding {
    /// The platform has carried it out: it is not sent again.
    Done,
    /// The platform has not carried it out: it is sent again.
    NotDone,
}

impl Journal {
    /// Opens the journal of `job` at `path`, or creates it. It survives a crash of the machine; see
    /// [`open_with`](Self::open_with) for weaker durability.
    ///
    /// `job` identifies the job, such as `"offers of 2026-07-05, tenant 1a2b"`. The journal of
    /// another job is refused, so that a file left over from yesterday does not hide today's items.
    ///
    /// # Errors
    /// The file cannot be opened or is in use; it is not a journal, or that of another job; it is
    /// damaged other than by a crash; or the name of the job is empty or longer than 1024 bytes.
    pub async fn open(
        path: impl AsRef<Path>,
        job: impl Into<String>,
    ) -> Result<Self, JournalError> {
        Self::open_with(path, job, Durability::default()).await
    }

    /// Opens the journal of `job`, or creates it, with the given durability.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub async fn open_with(
        path: impl AsRef<Path>,
        job: impl Into<String>,
        durability: Durability,
    ) -> Result<Self, JournalError> {
        let path: PathBuf = path.as_ref().to_owned();
        let job = job.into();
        let failed = path.clone();
        let open = move || {
            let opened = file::open(&path, &job)?;
            let cut = opened.cut.map(|(offset, bytes)| TornEnd { offset, bytes });
            let writer = Writer::new(&path, opened.tail, opened.state, durability);
            Ok(Self { writer: Arc::new(writer), cut })
        };
        let opened = tokio::task::spawn_blocking(open).await;
        opened.unwrap_or_else(|error| Err(JournalError::io(&failed, error.into())))
    }

    /// The end that was cut off when the journal was opened; worth logging.
    #[must_use]
    pub fn torn_end(&self) -> Option<TornEnd> {
        self.cut
    }

    /// How many keys are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.writer.state(|state| state.done.len())
    }

    /// The items that were sent and have no outcome, sorted by key.
    #[must_use]
    pub fn unknown(&self) -> Vec<UnknownItem> {
        self.writer.state(|state| {
            let item = |(key, millis): (&String, &u64)| UnknownItem {
                key: key.clone(),
                since: UNIX_EPOCH.checked_add(Duration::from_millis(*millis)).unwrap_or(UNIX_EPOCH),
            };
            state.unknown.iter().map(item).collect()
        })
    }

    /// Records what the caller has found out about a key that is [`unknown`](Self::unknown). Leaves
    /// any other key unchanged and returns `false`.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub async fn resolve(&self, key: &str, finding: Finding) -> Result<bool, JournalError> {
        if !matches!(self.known(key), Known::Unknown { .. }) {
            return Ok(false);
        }
        let key = key.to_owned();
        let record = match finding {
            Finding::Done => Record::Done { key },
            Finding::NotDone => Record::NotDone { key },
        };
        self.writer.append(record).await.map(|()| true)
    }

    /// Writes everything to the file and closes it, for this handle and every clone. A journal that
    /// is dropped instead also finishes writing, but keeps its file open until then.
    pub async fn close(self) {
        self.writer.close().await;
    }

    pub(super) fn known(&self, key: &str) -> Known {
        self.writer.state(|state| state.known(key))
    }

    /// Records that `key` is about to be sent.
    pub(super) async fn started(&self, key: &str) -> Result<(), JournalError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.writer.append(Record::Started { key: key.to_owned(), millis }).await
    }

    /// Records the outcome of `key`.
    pub(super) async fn ended(&self, key: &str, finding: Finding) -> Result<(), JournalError> {
        let key = key.to_owned();
        let record = match finding {
            Finding::Done => Record::Done { key },
            Finding::NotDone => Record::NotDone { key },
        };
        self.writer.append(record).await
    }
}

#[cfg(test)]
mod tests;
