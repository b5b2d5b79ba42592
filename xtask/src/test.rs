//! `test`: every test, and what of them this machine could not run.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::Command;
use std::{env, fs};

use crate::out;
use crate::report::Status;
use crate::workspace::Workspace;

/// Where tests list what they skip; the crate `tests/skip` writes there.
const LIST: &str = "FEISHU_SKIPPED_TESTS";

/// Runs `cargo test --workspace`, and says at its end what was skipped: the harness shows nothing of a test that passes.
pub(crate) fn test(workspace: &Workspace, arguments: &[String]) -> io::Result<Status> {
    let list = tempfile::NamedTempFile::new()?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(workspace.root())
        .args(["test", "--workspace"])
        .args(arguments)
        .env(LIST, list.path())
        .status()
        .map_err(|error| {
            io::Error::new(error.kind(), format!("cargo could not be started: {error}"))
        })?;
    let skipped = fs::read_to_string(list.path())?;
    let _ = write!(out::stderr(), "{}", summary(&skipped));
    Ok(if status.success() { Status::Fine } else { Status::TestFailed })
}

/// What was skipped, by the reason. Each line of `list` is a test and its reason.
fn summary(list: &str) -> String {
    let mut reasons: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (test, reason) in list.lines().filter_map(|line| line.split_once(": ")) {
        let tests = reasons.entry(reason).or_default();
        if !tests.contains(&test) {
            tests.push(test);
        }
    }
    let count: usize = reasons.values().map(Vec::len).sum();
    if count == 0 {
        return "No test was skipped.\n".to_owned();
    }
    let mut summary =
        format!("{count} {} skipped:\n", if count == 1 { "test was" } else { "tests were" });
    for (reason, mut tests) in reasons {
        tests.sort_unstable();
        // A string takes whatever is written to it.
        let _ = writeln!(summary, "  {reason}\n    {}", tests.join("\n    "));
    }
    summary
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_skipped_is_told_once_and_by_its_reason() {
        let list = "b: no Redis\na: no Redis\nc: no pages: none at all\na: no Redis\n";
        assert_eq!(
            summary(list),
            "3 tests were skipped:\n  no Redis\n    a\n    b\n  no pages: none at all\n    c\n"
        );
        assert_eq!(summary("a: no Redis\n"), "1 test was skipped:\n  no Redis\n    a\n");
        assert_eq!(summary(""), "No test was skipped.\n");
    }
}
