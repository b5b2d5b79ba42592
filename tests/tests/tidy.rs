//! What no linter knows.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "other tests need the rest")]
mod support;

use support::{files_below, text};

/// Machines' clocks are set while programs run. No policy may depend on one: tokens, windows, waits and deadlines run on
/// Tokio's clock, which only goes forward, and which a test can pause. The journal of a bulk run outlives its process, and
/// with it every clock but this.
#[test]
fn the_runtime_never_asks_for_the_wall_clock() {
    let mut checked = 0;
    for path in files_below("crates/feishu-core/src") {
        let is_test = path.ends_with("/fuzz.rs") || path.ends_with("/tests.rs");
        let outlives = path.contains("/bulk/");
        if !path.ends_with(".rs") || is_test || outlives {
            continue;
        }
        let text = text(&path);
        let code: Vec<_> =
            text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        for clock in ["SystemTime::now", "std::time::Instant"] {
            assert!(!code.iter().any(|line| line.contains(clock)), "{path} uses {clock}");
        }
        checked += 1;
    }
    assert!(checked > 30);
}
