//! Appends to a journal outside the async threads. Records that arrive while the disk is busy go
//! into the next batch: one write and one sync for all of them.

use std::fmt;
use std::fs::File;
use std::io::{self, Write};
use std::mem;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::error::{JournalError, JournalProblem};
use super::format::{self, Record};
use super::state::State;

/// Maximum number of records in a batch, which bounds its memory to about 1 MB.
const MAX_BATCH: usize = 1024;

/// What a journal outlives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum Durability {
    /// A crash of the machine: every record is on the disk before anything depends on it. Records
    /// that wait at the same time are synced together.
    #[default]
    PowerLoss,
    /// A crash of the process only: the operating system decides when to write.
    ProcessCrash,
}

/// What a journal is written to: a file that is locked while it is open.
pub(super) trait Medium: fmt::Debug + Send {
    /// Writes `bytes` at the end.
    fn append(&mut self, bytes: &[u8]) -> io::Result<()>;

    /// Returns once everything written survives a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

impl Medium for File {
    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// The file, and where it ends.
#[derive(Debug)]
pub(super) struct Tail {
    pub(super) file: Box<dyn Medium>,
    pub(super) at: u64,
}

#[derive(Debug)]
pub(super) struct Writer {
    path: PathBuf,
    durability: Durability,
    shared: Mutex<Shared>,
}

#[derive(Debug)]
struct Shared {
    state: State,
    waiting: Vec<Waiting>,
    /// Taken while a flush is in progress, and permanently when the journal is closed.
    tail: Option<Tail>,
    flushing: bool,
    closed: bool,
    /// Callers that wait for the current flush to close the file.
    closing: Vec<oneshot::Sender<()>>,
    /// Why nothing is written any more. After a failure the file may end in half a record, so
    /// nothing may be appended.
    broken: Option<JournalError>,
}

/// A record to write.
#[derive(Debug)]
struct Waiting {
    record: Record,
    tell: oneshot::Sender<Result<(), JournalError>>,
}

impl Writer {
    pub(super) fn new(path: &Path, tail: Tail, state: State, durability: Durability) -> Self {
        let shared = Shared {
            state,
            waiting: Vec::new(),
            tail: Some(tail),
            flushing: false,
            closed: false,
            closing: Vec::new(),
            broken: None,
        };
        Self { path: path.to_owned(), durability, shared: Mutex::new(shared) }
    }

    /// Returns once `record` is in the file. It is written even if nobody waits for it.
    pub(super) async fn append(self: &Arc<Self>, record: Record) -> Result<(), JournalError> {
        let (tell, told) = oneshot::channel();
        let tail = {
            let mut shared = self.lock();
            if let Some(broken) = &shared.broken {
                return Err(broken.clone());
            }
            shared.waiting.push(Waiting { record, tell });
            let tail = shared.tail.take();
            shared.flushing |= tail.is_some();
            tail
        };
        // Unlocked by now: a runtime that has ended drops the flush here.
        if let Some(tail) = tail {
            let flush = Flush { writer: self.clone(), tail: Some(tail) };
            tokio::task::spawn_blocking(move || flush.run());
        }
        told.await.unwrap_or_else(|_| Err(self.cut_off()))
    }

    /// Returns once everything appended is in the file, and the file is closed.
    pub(super) async fn close(&self) {
        let closed = {
            let mut shared = self.lock();
            shared.broken.get_or_insert(JournalError::new(&self.path, JournalProblem::Closed));
            shared.closed = true;
            if !shared.flushing {
                shared.tail = None;
                return;
            }
            let (tell, told) = oneshot::channel();
            shared.closing.push(tell);
            told
        };
        // The sender is dropped when the flush ends.
        let _ = closed.await;
    }

    /// The state that the records add up to.
    pub(super) fn state<T>(&self, read: impl FnOnce(&State) -> T) -> T {
        read(&self.lock().state)
    }

    fn cut_off(&self) -> JournalError {
        let error = std::io::Error::other("the runtime ended while it was written");
        JournalError::io(&self.path, error)
    }

    fn lock(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Writes until the queue is empty.
struct Flush {
    writer: Arc<Writer>,
    tail: Option<Tail>,
}

impl Flush {
    fn run(mut self) {
        let mut bytes = Vec::new();
        while let Some(mut tail) = self.tail.take() {
            let batch = {
                let mut shared = self.writer.lock();
                if shared.waiting.is_empty() {
                    shared.end(tail);
                    return;
                }
                let batch = shared.waiting.len().min(MAX_BATCH);
                let later = shared.waiting.split_off(batch);
                mem::replace(&mut shared.waiting, later)
            };
            bytes.clear();
            for waiting in &batch {
                let at = tail.at + bytes.len() as u64;
                format::encode(&waiting.record, at, tail.at, &mut bytes);
            }
            let written = tail.file.append(&bytes).and_then(|()| match self.writer.durability {
                Durability::PowerLoss => tail.file.sync(),
                Durability::ProcessCrash => Ok(()),
            });
            tail.at += bytes.len() as u64;
            let written = written.map_err(|error| JournalError::io(&self.writer.path, error));
            let mut told = batch;
            {
                let mut shared = self.writer.lock();
                if let Err(error) = &written {
                    shared.broken.get_or_insert(error.clone());
                    told.append(&mut shared.waiting);
                    shared.end(tail);
                } else {
                    told.iter().for_each(|waiting| shared.state.apply(&waiting.record));
                    self.tail = Some(tail);
                }
            }
            for waiting in told {
                // Nobody may be waiting any more.
                let _ = waiting.tell.send(written.clone());
            }
        }
    }
}

impl Shared {
    /// The flush has ended: keeps the file and its lock, unless the journal is to be closed.
    fn end(&mut self, tail: Tail) {
        self.flushing = false;
        self.tail = Some(tail).filter(|_| !self.closed);
        // Dropping the file notifies those who wait for that.
        self.closing.clear();
    }
}

/// A runtime that ends may drop a flush before it has run.
impl Drop for Flush {
    fn drop(&mut self) {
        if let Some(tail) = self.tail.take() {
            let cut_off = self.writer.cut_off();
            let mut shared = self.writer.lock();
            shared.broken.get_or_insert(cut_off);
            shared.waiting.clear();
            shared.end(tail);
        }
    }
}
