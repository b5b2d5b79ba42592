//! Which change is switched on in this process.
//!
//! The number is in `MUTANT`. With `MUTANT_COVER` none is, and the number of each switch that
//! is reached is appended to the file of that name. Where a test lets no file grow, an empty one
//! beside it, with the number behind its name, says the same.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering::Relaxed};

/// One more than the largest number.
const NUMBERS: usize = 1 << 15;
const UNKNOWN: u32 = u32::MAX;
const COVER: u32 = u32::MAX - 1;

static ACTIVE: AtomicU32 = AtomicU32::new(UNKNOWN);
static REACHED: [AtomicBool; NUMBERS] = [const { AtomicBool::new(false) }; NUMBERS];
static FILE: OnceLock<(String, File)> = OnceLock::new();

/// Whether the change of this number is switched on.
#[inline]
pub fn on(number: u32) -> bool {
    let mut active = ACTIVE.load(Relaxed);
    if active == UNKNOWN {
        active = first();
    }
    if active == COVER {
        reached(number);
        return false;
    }
    active == number
}

#[cold]
fn first() -> u32 {
    let active = match variable("MUTANT_COVER") {
        Some(path) => {
            let file = OpenOptions::new().append(true).create(true).open(&path);
            let _ = FILE.set((path, file.expect("the file of MUTANT_COVER can be written")));
            COVER
        }
        None => variable("MUTANT").map_or(0, |number| number.parse().expect("MUTANT is a number")),
    };
    ACTIVE.store(active, Relaxed);
    active
}

/// A variable of this process or, for a command that a test starts with no environment, of the
/// test.
fn variable(name: &str) -> Option<String> {
    if let Ok(value) = std::env::var(name) {
        return Some(value);
    }
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim();
    let environment = fs::read(format!("/proc/{parent}/environ")).ok()?;
    environment.split(|byte| *byte == 0).find_map(|pair| {
        let value = std::str::from_utf8(pair).ok()?.strip_prefix(name)?.strip_prefix('=')?;
        Some(value.to_owned())
    })
}

#[cold]
fn reached(number: u32) {
    let first = REACHED.get(number as usize).is_some_and(|reached| !reached.swap(true, Relaxed));
    if first && let Some((path, file)) = FILE.get() {
        let mut file = file;
        // One write, so that processes and threads that share the file do not mix; of eight bytes,
        // so that no limit of a file's size, which counts blocks, cuts one in two.
        if file.write_all(format!("{number:07}\n").as_bytes()).is_err() {
            let _ = File::create(format!("{path}.{number}"));
        }
    }
}

/// Either of two iterators: what a function with the return type `impl Iterator` returns, and what
/// it is changed to.
pub enum Either<A, B> {
    Changed(A),
    Unchanged(B),
}

pub fn either<A, B>(on: bool, changed: impl FnOnce() -> A, unchanged: impl FnOnce() -> B) -> Either<A, B> {
    if on { Either::Changed(changed()) } else { Either::Unchanged(unchanged()) }
}

impl<A: Iterator, B: Iterator<Item = A::Item>> Iterator for Either<A, B> {
    type Item = A::Item;

    fn next(&mut self) -> Option<A::Item> {
        match self {
            Self::Changed(items) => items.next(),
            Self::Unchanged(items) => items.next(),
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        match self {
            Self::Changed(items) => items.size_hint(),
            Self::Unchanged(items) => items.size_hint(),
        }
    }
}
