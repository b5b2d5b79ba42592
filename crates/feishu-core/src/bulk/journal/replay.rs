//! Reads a journal from its beginning, and tells a torn end from damage.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::error::{JournalError, JournalProblem};
use super::format::{self, MAGIC, MAGIC_NAME, MAX_FRAME, Record};
use super::state::State;

/// Bytes that are read at a time.
const PIECE: u64 = 64 * 1024;

/// What a file holds.
#[derive(Debug)]
pub(super) enum Replayed {
    /// Nothing, or less than the first two lines of a journal: its creation was cut off.
    Nothing,
    Journal {
        job: String,
        state: State,
        /// Offset of the end of the last intact record.
        end: u64,
        /// Bytes after it, which a crash left there.
        torn: u64,
    },
}

/// Reads all of `file`, from its beginning.
pub(super) fn replay(mut file: &File, path: &Path) -> Result<Replayed, JournalError> {
    let io = |error| JournalError::io(path, error);
    let is = |problem| JournalError::new(path, problem);
    let mut unread = Unread { bytes: Vec::new(), from: 0, at: 0 };
    unread.fill(&mut file).map_err(io)?;
    let start = unread.rest();
    if start.len() < MAGIC.len() && MAGIC.starts_with(start) {
        return Ok(Replayed::Nothing);
    }
    if !start.starts_with(MAGIC) {
        let other = start.starts_with(MAGIC_NAME);
        return Err(is(if other {
            JournalProblem::OtherVersion
        } else {
            JournalProblem::NotAJournal
        }));
    }
    unread.skip(MAGIC.len());

    let mut job = None;
    let mut state = State::default();
    loop {
        unread.fill(&mut file).map_err(io)?;
        let Some(frame) = format::decode(unread.rest(), unread.at) else { break };
        match frame.record {
            Record::Job(name) if job.is_none() => job = Some(name),
            // The job comes first, and only once.
            _ if job.is_none() => break,
            Record::Job(_) => break,
            record => state.apply(&record),
        }
        unread.skip(frame.length);
    }
    let end = unread.at;
    unread.bytes.drain(..unread.from);
    file.read_to_end(&mut unread.bytes).map_err(io)?;
    if written_later(&unread.bytes, end) {
        return Err(is(JournalProblem::Damaged { offset: end }));
    }
    match job {
        Some(job) => Ok(Replayed::Journal { job, state, end, torn: unread.bytes.len() as u64 }),
        None => Ok(Replayed::Nothing),
    }
}

/// Whether `rest`, which begins at `end`, holds an intact record that was written when `end` was
/// already on the disk. A crash can leave holes in the last batch, but not before it.
fn written_later(rest: &[u8], end: u64) -> bool {
    (0..rest.len()).any(|from| {
        format::decode(&rest[from..], end + from as u64).is_some_and(|frame| frame.batch > end)
    })
}

/// The part of a file that was read but not yet understood.
struct Unread {
    bytes: Vec<u8>,
    /// Offset of it in `bytes`.
    from: usize,
    /// Offset of it in the file.
    at: u64,
}

impl Unread {
    fn rest(&self) -> &[u8] {
        &self.bytes[self.from..]
    }

    fn skip(&mut self, bytes: usize) {
        self.from += bytes;
        self.at += bytes as u64;
    }

    /// Reads more until there is a complete frame, or the end.
    fn fill(&mut self, file: &mut &File) -> io::Result<()> {
        if self.rest().len() < MAX_FRAME {
            self.bytes.drain(..self.from);
            self.from = 0;
            file.take(PIECE).read_to_end(&mut self.bytes)?;
        }
        Ok(())
    }
}
