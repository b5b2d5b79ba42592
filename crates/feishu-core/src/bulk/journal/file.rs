//! Opening the file of a journal: creates it for its owner alone, locks it, and cuts a torn end.

use std::fs::{File, Metadata, OpenOptions, TryLockError};
use std::io::{self, Seek, SeekFrom, Write};
use std::path::Path;

use super::error::{JournalError, JournalProblem};
use super::format::{self, MAGIC, MAX_TEXT, Record};
use super::replay::{Replayed, replay};
use super::state::State;
use super::writer::Tail;

/// An opened journal file.
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
    let mut file = make_or_open(path)?;
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

/// Creates the file, or opens the existing one. It is for its owner alone, since keys say whom an
/// offer is for. Someone who can write a journal can cause items to be skipped or sent twice. So a
/// file that others can write is not trusted, and neither is a link that another user may have
/// placed there.
fn make_or_open(path: &Path) -> Result<File, JournalError> {
    let io = |error| JournalError::io(path, error);
    let mut options = OpenOptions::new();
    options.read(true).write(true);
    let mut anew = options.clone();
    anew.create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut anew, 0o600);
    match anew.open(path) {
        Ok(file) => return Ok(file),
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(io(error)),
        Err(_) => {}
    }
    let there = path.symlink_metadata().map_err(io)?;
    if there.is_symlink() {
        return Err(JournalError::new(path, JournalProblem::Link));
    }
    if !there.is_file() {
        return Err(JournalError::new(path, JournalProblem::NotAJournal));
    }
    let file = options.open(path).map_err(io)?;
    check_owned(&file, &there, path)?;
    Ok(file)
}

/// Checks that the open file is the one that was examined, and is its owner's alone.
#[cfg(unix)]
fn check_owned(file: &File, there: &Metadata, path: &Path) -> Result<(), JournalError> {
    use std::os::unix::fs::{MetadataExt, PermissionsExt};

    const OTHERS: u32 = 0o077;
    const OTHERS_WRITE: u32 = 0o022;
    let io = |error| JournalError::io(path, error);
    let open = file.metadata().map_err(io)?;
    if (open.dev(), open.ino()) != (there.dev(), there.ino()) {
        return Err(JournalError::new(path, JournalProblem::Link));
    }
    let mode = open.permissions().mode();
    if mode & OTHERS_WRITE != 0 {
        return Err(JournalError::new(path, JournalProblem::OthersWrite));
    }
    // A file that others can only read is accepted.
    if mode & OTHERS != 0 {
        file.set_permissions(PermissionsExt::from_mode(mode & 0o777 & !OTHERS)).map_err(io)?;
    }
    Ok(())
}

/// On other systems, the permissions of the folder decide.
#[cfg(not(unix))]
fn check_owned(_: &File, _: &Metadata, _: &Path) -> Result<(), JournalError> {
    Ok(())
}

/// Makes `file` the journal of `job`, and returns the offset of its end.
pub(super) fn begin(file: &mut File, path: &Path, job: &str) -> io::Result<u64> {
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

/// Makes the name of a new file as durable as its content.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
