//! Opening the file of a journal: made for its owner alone, locked, and cut where a crash tore it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::error::{JournalError, JournalProblem};
use super::format::{self, MAGIC, MAX_TEXT, Record};
use super::replay::{Replayed, replay};
use super::state::State;
use super::writer::Tail;

/// What opening a file gives.
#[derive(Debug)]
pub(super) struct Opened {
    pub(super) tail: Tail,
    pub(super) state: State,
    /// Where the file was cut, and how many bytes were cut off.
    pub(super) cut: Option<(u64, u64)>,
}

pub(super) fn open(path: &Path, job: &str) -> Result<Opened, JournalError> {
    if job.is_empty() || job.len() > MAX_TEXT {
        return Err(JournalError::new(path, JournalProblem::BadJobName));
    }
    let io = |error| JournalError::io(path, error);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    // Keys say whom an offer is for.
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path).map_err(io)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => JournalError::new(path, JournalProblem::InUse),
        TryLockError::Error(error) => JournalError::io(path, error),
    })?;
    match replay(&file, path)? {
        Replayed::Nothing => {
            let at = begin(&mut file, path, job).map_err(io)?;
            Ok(Opened {
                tail: Tail { file: Box::new(file), at },
                state: State::default(),
                cut: None,
            })
        }
        Replayed::Journal { job: found, state, end, torn } => {
            if found != job {
                let problem = JournalProblem::OtherJob { found, expected: job.to_owned() };
                return Err(JournalError::new(path, problem));
            }
            if torn > 0 {
                file.set_len(end).and_then(|()| file.sync_data()).map_err(io)?;
            }
            file.seek(SeekFrom::Start(end)).map_err(io)?;
            let cut = (torn > 0).then_some((end, torn));
            Ok(Opened { tail: Tail { file: Box::new(file), at: end }, state, cut })
        }
    }
}

/// Makes `file` the journal of `job`, and returns where it ends.
fn begin(file: &mut File, path: &Path, job: &str) -> io::Result<u64> {
    let start = MAGIC.len() as u64;
    let mut bytes = MAGIC.to_vec();
    format::encode(&Record::Job(job.to_owned()), start, start, &mut bytes);
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(&bytes)?;
    file.sync_all()?;
    sync_folder(path)?;
    Ok(bytes.len() as u64)
}

/// Makes sure that the name of a new file survives what the file survives.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
