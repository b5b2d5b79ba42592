//! The disk operations of a journal, and what happens when they fail.

#[cfg(unix)]
use std::fs::File;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex};

use futures_util::FutureExt as _;
use tokio::sync::oneshot;

use super::super::state::State;
use super::super::writer::{Medium, Tail, Writer};
use super::super::{Durability, JournalProblem, Record};
#[cfg(unix)]
use super::super::{file, format::MAGIC};
#[cfg(unix)]
use super::JOB;

/// What happens to a disk, in order.
#[derive(Debug, Default, Clone)]
struct Recorded {
    done: Arc<Mutex<Vec<&'static str>>>,
    /// What it refuses to do, although it may have done some of it.
    refused: Arc<Mutex<&'static str>>,
}

impl Recorded {
    fn told(&self, what: &'static str) -> io::Result<()> {
        self.done.lock().unwrap().push(what);
        if *self.refused.lock().unwrap() == what {
            return Err(io::Error::other(format!("no {what}")));
        }
        Ok(())
    }

    fn refuse(&self, what: &'static str) {
        *self.refused.lock().unwrap() = what;
    }

    fn done(&self) -> Vec<&'static str> {
        self.done.lock().unwrap().clone()
    }
}

impl Medium for Recorded {
    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        self.told("append")
    }

    fn sync(&mut self) -> io::Result<()> {
        self.told("sync")
    }
}

fn writer(medium: impl Medium + 'static, durability: Durability) -> Arc<Writer> {
    let tail = Tail { file: Box::new(medium), at: 0 };
    Arc::new(Writer::new(Path::new("journal"), tail, State::default(), durability))
}

fn done(key: &str) -> Record {
    Record::Done { key: key.into() }
}

/// What was acknowledged as recorded survives a loss of power, unless the caller chose
/// otherwise.
#[tokio::test]
async fn a_record_is_synced_before_it_is_acknowledged() {
    for (durability, each) in [
        (Durability::PowerLoss, ["append", "sync"].as_slice()),
        (Durability::ProcessCrash, &["append"]),
    ] {
        let disk = Recorded::default();
        let writer = writer(disk.clone(), durability);
        for records in 1..=2 {
            writer.append(done("a")).await.unwrap();
            assert_eq!(disk.done(), each.repeat(records), "{durability:?}");
        }
    }
}

/// A pipe takes what is written to it, and cannot be synced.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_cannot_be_synced_keeps_no_promise() {
    for (durability, kept) in [(Durability::PowerLoss, false), (Durability::ProcessCrash, true)] {
        let (_reader, pipe) = io::pipe().unwrap();
        let writer = writer(File::from(std::os::fd::OwnedFd::from(pipe)), durability);
        let appended = writer.append(done("a")).await;
        assert_eq!(appended.is_ok(), kept, "{durability:?}: {appended:?}");
    }
}

/// A new file is lost with its name, which its folder keeps.
#[cfg(unix)]
#[test]
fn a_journal_is_not_begun_unless_its_folder_is_synced() {
    let begin = |path: &Path| {
        let mut file = tempfile::tempfile().unwrap();
        file::begin(&mut file, path, JOB).map_err(|error| error.kind())
    };
    let folder = tempfile::tempdir().unwrap();
    let whole = begin(&folder.path().join("journal"));
    assert!(whole.is_ok_and(|length| length > MAGIC.len() as u64));
    // The folder of a bare name is the one in which the program runs.
    assert_eq!(begin(Path::new("journal")), whole);
    let gone = folder.path().join("gone").join("journal");
    assert_eq!(begin(&gone), Err(io::ErrorKind::NotFound));
    // A folder that can be opened, and not synced.
    #[cfg(target_os = "linux")]
    assert_eq!(begin(Path::new("/proc/journal")), Err(io::ErrorKind::InvalidInput));
}

/// Not that there is none, which is no news.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn what_keeps_a_journal_from_being_made_is_said() {
    let error = super::super::Journal::open("/sys/journal", JOB).await.unwrap_err();
    let denied =
        matches!(error.problem(), JournalProblem::Io(io) if io.kind() != io::ErrorKind::NotFound);
    assert!(denied, "{error}");
}

/// The file may end in half a record by then: whatever came after it would be lost with it, or read
/// as damage.
#[tokio::test]
async fn nothing_is_written_behind_a_write_that_failed() {
    for refused in ["append", "sync"] {
        let disk = Recorded::default();
        let writer = writer(disk.clone(), Durability::PowerLoss);
        writer.append(done("a")).await.unwrap();
        disk.refuse(refused);
        let failed = writer.append(done("b")).await.unwrap_err();
        assert!(failed.to_string().contains(&format!("no {refused}")), "{failed}");
        let by_then = disk.done();
        // The disk has room again.
        disk.refuse("nothing");
        let later = writer.append(done("c")).await.unwrap_err();
        assert_eq!(later.to_string(), failed.to_string());
        assert_eq!(disk.done(), by_then, "{refused}");
        assert_eq!(
            writer.state(|state| state.done.len()),
            1,
            "{refused}: only what is in the file counts"
        );
        writer.close().await;
    }
}

/// A disk on which a write fails after a while.
#[derive(Debug)]
struct Slow {
    begun: Option<oneshot::Sender<()>>,
    end: Option<oneshot::Receiver<()>>,
}

impl Medium for Slow {
    fn append(&mut self, _: &[u8]) -> io::Result<()> {
        self.begun.take().unwrap().send(()).unwrap();
        self.end.take().unwrap().blocking_recv().unwrap();
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }

    fn sync(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[tokio::test]
async fn a_waiter_behind_a_failed_write_gets_its_error() {
    let ((begun, has_begun), (end, ends)) = (oneshot::channel(), oneshot::channel());
    let slow = Slow { begun: Some(begun), end: Some(ends) };
    let writer = writer(slow, Durability::ProcessCrash);
    let mut first = Box::pin(writer.append(done("a")));
    assert!(first.as_mut().now_or_never().is_none());
    has_begun.await.unwrap();
    let mut second = Box::pin(writer.append(done("b")));
    assert!(second.as_mut().now_or_never().is_none());
    let mut closed = Box::pin(writer.close());
    assert!(closed.as_mut().now_or_never().is_none(), "the file is still written");
    end.send(()).unwrap();
    for told in [first.await, second.await] {
        let error = told.unwrap_err();
        let full = matches!(error.problem(), JournalProblem::Io(io) if io.kind() == io::ErrorKind::StorageFull);
        assert!(full, "{error}");
    }
    closed.await;
}
