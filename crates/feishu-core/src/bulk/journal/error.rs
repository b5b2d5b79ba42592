//! Why a journal cannot be used.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::format::MAX_TEXT;

/// Why a journal cannot be used, or could not be written any further.
///
/// Printed, it names the file and says what to do.
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
    /// Another process, or another [`Journal`](super::Journal) of this one, has it open.
    InUse,
    /// The path is a symbolic link, which somebody may have laid.
    Link,
    /// Users other than its owner can write the file, so that it cannot be believed.
    OthersWrite,
    /// The file is something else.
    NotAJournal,
    /// A version of this library wrote it that is not this one.
    OtherVersion,
    /// The journal belongs to another job.
    OtherJob {
        /// What the journal says that it is for.
        found: String,
        /// What it was opened for.
        expected: String,
    },
    /// The record at this byte is not as it was written, and sound ones that were written later
    /// follow: this is no crash, from which a journal recovers by itself.
    Damaged {
        /// Where the record begins.
        offset: u64,
    },
    /// The name of the job is empty or longer than a journal can hold.
    BadJobName,
    /// It was closed.
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

/// What is wrong, and what to do about it.
impl fmt::Display for JournalProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(error) => write!(
                f,
                "{error}; what was acknowledged so far is in it, so fix the cause and open it again"
            ),
            Self::InUse => f.write_str(
                "it is in use; wait until the run that writes it has ended, or give this one a \
                 journal of its own",
            ),
            Self::Link => f.write_str(
                "it is a symbolic link, which is not followed; give the path of the file itself",
            ),
            Self::OthersWrite => f.write_str(
                "other users can write it, and could have items left out or sent twice; if it is as \
                 you left it, take that right away (chmod 600) and run it again",
            ),
            Self::NotAJournal => f.write_str(
                "byte 0: this file is no journal, and is left as it is; give the path of one, or of \
                 a file that does not exist",
            ),
            Self::OtherVersion => f.write_str(
                "byte 0: it is of another version of the format; finish the job with the version \
                 of feishu-core that began it",
            ),
            Self::OtherJob { found, expected } => write!(
                f,
                "it belongs to the job {found:?}, not to {expected:?}; give each job a file of its \
                 own, or delete this one to begin anew"
            ),
            Self::Damaged { offset } => write!(
                f,
                "byte {offset}: the record there is damaged, with sound ones after it, so that it \
                 is not certain any more what was done; restore the file from a copy, or compare \
                 with the platform what is there and begin a new journal"
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
