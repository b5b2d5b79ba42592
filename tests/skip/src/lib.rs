//! Tests that need what this machine lacks: they say so, and under CI they fail.
//!
//! A test that is skipped looks like one that passed, and the harness shows nothing of those. So it
//! is said past the harness, at once, and `cargo xtask test` says it again at its end: each skip is
//! a line in the file that [`LIST`] names.

use std::env;
use std::fs::OpenOptions;
use std::io::Write;

/// The variable with the path of the file that lists what was skipped.
pub const LIST: &str = "FEISHU_SKIPPED_TESTS";

/// Says that the test of this thread is skipped, because of what is `missing` and how to get it.
///
/// # Panics
/// Under CI, where nothing may be missing.
#[allow(clippy::panic, reason = "tests fail by panicking")]
pub fn skip(missing: &str) {
    if env::var_os("CI").is_some() {
        panic!("{missing}");
    }
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    // Not `eprintln!`, which the harness captures. There is nobody to tell where neither can be
    // written.
    let _ = writeln!(std::io::stderr(), "skipped: {test}: {missing}");
    let Some(list) = env::var_os(LIST) else { return };
    // One write a line: processes may append at the same time.
    let line = format!("{test}: {missing}\n");
    let file = OpenOptions::new().append(true).create(true).open(list);
    let _ = file.and_then(|mut file| file.write_all(line.as_bytes()));
}
