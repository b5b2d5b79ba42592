//! Which change is switched on in this process.
//!
//! The number stands in `MUTANT`. With `MUTANT_COVER` none is, and the number of each switch that is
//! reached is appended to the file of that name.

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
static FILE: OnceLock<File> = OnceLock::new();

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
            let file = OpenOptions::new().append(true).create(true).open(path);
            let _ = FILE.set(file.expect("the file of MUTANT_COVER can be written"));
            COVER
        }
        None => variable("MUTANT").map_or(0, |number| number.parse().expect("MUTANT is a number")),
    };
    ACTIVE.store(active, Relaxed);
    active
}

/// A variable of this process or, for a command that a test starts with no environment, of the test.
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
    if first && let Some(mut file) = FILE.get() {
        // One write, so that processes and threads that share the file do not mix.
        let _ = file.write_all(format!("{number}\n").as_bytes());
    }
}
