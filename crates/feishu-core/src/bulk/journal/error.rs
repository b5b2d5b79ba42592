//! Why a journal cannot be used.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::MAX_TEXT;

/// Why a journal cannot be used, or can no longer be written.
///
/// `Display` names the file and says what to do.
#[derive(Debug, Clone)]
pub struct JournalError {
    path: PathBuf,
    problem: JournalProblem,
}

/// What is wrong with a journal.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub enum JournalProblem {
    /// The file cannot be opened, read, locked or written.
    Io(Arc<io::Error>),
    /// Another process, or another [`Journal`](super::Journal) of this process, has it open.
    InUse,
    /// The path is a symbolic link, which another user may have placed there.
    Link,
    /// Users other than its owner can write the file, so it cannot be trusted.
    OthersWrite,
    /// The file is not a journal.
    NotAJournal,
    /// Another version of this library wrote it.
    OtherVersion,
    /// The journal belongs to another job.
    OtherJob {
        /// The job that the journal names.
        found: String,
        /// The job that it was opened for.
        expected: String,
    },
    /// The record at this byte is damaged, and intact records that were written later follow. So
    /// this is not a crash, from which a journal recovers.
    Damaged {
        /// Offset of the record.
        offset: u64,
    },
    /// The name of the job is empty or too long.
    BadJobName,
    /// The journal was closed.
    Closed,
}

impl JournalError {
    pub(super) fn new(path: &Path, problem: JournalProblem) -> Self {
        Self { path: path.to_owned(), problem }
    }

    pub(super) fn io(path: &Path, error: io::Error) -> Self {
        Self::new(path, JournalProblem::Io(Arc::new(error)))
    }

    /// The file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What is wrong with it.
    #[must_use]
    pub fn problem(&self) -> &JournalProblem {
        &self.problem
    }
}

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "journal {}: {}", self.path.display(), self.problem)
    }
}

/// The problem and its remedy.
impl fmt::Display for JournalProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(
                f,
                "{error}; everything acknowledged so far is in it: fix the cause and open it again"
            ),
            Self::InUse => f.write_str(
                "it is in use; wait until the other run has ended, or use another \
                 journal",
            ),
            Self::Link => f.write_str(
                "it is a symbolic link, which is not followed; give the path of the file itself",
            ),
            Self::OthersWrite => f.write_str(
                "other users can write it, and could cause items to be skipped or sent twice; if it \
                 is unchanged, remove their permission (chmod 600) and run it again",
            ),
            Self::NotAJournal => f.write_str(
                "byte 0: this file is not a journal and was not changed; give the path of a \
                 journal, or of a file that does not exist",
            ),
            Self::OtherVersion => f.write_str(
                "byte 0: it has another version of the format; finish the job with the version \
                 of feishu-core that began it",
            ),
            Self::OtherJob { found, expected } => write!(
                f,
                "it belongs to the job {found:?}, not to {expected:?}; use another file for each \
                 job, or delete this one to start again"
            ),
            Self::Damaged { offset } => write!(
                f,
                "byte {offset}: the record there is damaged, but later ones are intact, so it is \
                 uncertain what was done; restore the file from a copy, or check the platform and \
                 begin a new journal"
            ),
            Self::BadJobName => {
                write!(f, "the name of the job must have 1 to {MAX_TEXT} bytes")
            }
            Self::Closed => f.write_str("it was closed; open it again"),
        }
    }
}

impl std::error::Error for JournalError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.problem {
            JournalProblem::Io(error) => Some(error.as_ref()),
            _ => None,
        }
    }
}
