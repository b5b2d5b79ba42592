//! What a job has done so far, in a file.
//!
//! Each item is recorded before it is sent, and again before its outcome is yielded. So after a
//! crash every key is known to be done, not done, or unknown. Each record says where the batch
//! began that it was synced with: damage in the last batch is a torn end and is cut off, and damage
//! before it is refused. An unknown item is sent again only if a repeated write does no harm, or
//! while its idempotency key is remembered.

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
use writer::Writer;

/// What a job has done so far, in a file that outlives the process.
///
/// Each item is written down before it is sent, and again when its answer is there and before its
/// outcome is yielded. After a crash, at whatever byte, the same call opens the journal again: the
/// end that the crash tore off is cut, and every key is known to be done, not done, or
/// [`unknown`](Self::unknown).
///
/// The file is readable by its owner alone, and one journal has it open at a time. A file that other
/// users can write is refused, and so is a symbolic link: whoever can write a journal can have items
/// left out or sent twice. It grows by some
/// 40 bytes and two keys for each item; the keys are in it as they are, inputs and answers are not.
/// In memory a key that is done takes some 35 bytes.
///
/// A clone is another handle of the same journal.
#[derive(Debug, Clone)]
pub struct Journal {
    writer: Arc<Writer>,
    cut: Option<TornEnd>,
}

/// What a journal outlives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Durability {
    /// The end of the machine: every record is on the disk before anything depends on it. What waits
    /// at the same time is synced together.
    #[default]
    PowerLoss,
    /// The end of the process only: the operating system writes when it likes.
    ProcessCrash,
}

/// The end of a journal that a crash tore off. Nothing depended on it: it was never acknowledged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct TornEnd {
    /// Where the journal was cut, which is where it went on.
    pub offset: u64,
    /// How many bytes were cut off.
    pub bytes: u64,
}

/// An item that was sent, and of which it is not known what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UnknownItem {
    /// Its key.
    pub key: String,
    /// When it was sent first, by the clock on the wall.
    pub since: SystemTime,
}

/// What the caller has found out about an item whose outcome was unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Finding {
    /// The platform has done it: it is not sent again.
    Done,
    /// The platform has not: it is sent again.
    NotDone,
}

impl Journal {
    /// Opens the journal of `job` at `path`, or begins it. It outlives the end of the machine; see
    /// [`open_with`](Self::open_with) for less.
    ///
    /// `job` is whatever tells one job from another, such as `"offers of 2026-07-05, tenant 1a2b"`;
    /// the journal of another is refused, and so a file that was left over from yesterday does not
    /// hide today's items.
    ///
    /// # Errors
    /// The file cannot be opened or is in use, is no journal or that of another job, or is damaged
    /// other than by a crash; and when the name of the job is empty or longer than 1024 bytes.
    pub async fn open(
        path: impl AsRef<Path>,
        job: impl Into<String>,
    ) -> Result<Self, JournalError> {
        Self::open_with(path, job, Durability::default()).await
    }

    /// Opens the journal of `job`, or begins it, with as much durability as it is to have.
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

    /// The end that was cut off when the journal was opened; worth a line in a log.
    #[must_use]
    pub fn torn_end(&self) -> Option<TornEnd> {
        self.cut
    }

    /// How many keys are done.
    #[must_use]
    pub fn done(&self) -> usize {
        self.writer.state(|state| state.done.len())
    }

    /// The items that were sent and have no outcome, by key.
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

    /// Writes down what the caller has found out about a key that is [`unknown`](Self::unknown). Any
    /// other key is left as it is, and the answer is `false`.
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

    /// Waits until all is in the file and closes it, for this handle and every clone. A journal that
    /// is dropped instead writes to its end as well, but has its file open until then.
    pub async fn close(self) {
        self.writer.close().await;
    }

    pub(super) fn known(&self, key: &str) -> Known {
        self.writer.state(|state| state.known(key))
    }

    /// Writes down that `key` is about to be sent.
    pub(super) async fn started(&self, key: &str) -> Result<(), JournalError> {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let millis = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        self.writer.append(Record::Started { key: key.to_owned(), millis }).await
    }

    /// Writes down what came of `key`.
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
