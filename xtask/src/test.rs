//! `test`: runs every test, ends those that hang, and lists those that this machine could not run.

mod watched;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::process::Command;
use std::time::Duration;
use std::{env, fs};

use crate::out;
use crate::report::Status;
use crate::workspace::Workspace;
use watched::Ended;

/// The longest test takes two minutes on a slow machine. A run that prints nothing for this long
/// hangs.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Runs `cargo test --workspace`. The harness itself neither ends a hanging test nor lists skipped
/// ones.
pub(crate) fn test(workspace: &Workspace, arguments: &[String]) -> io::Result<Status> {
    let list = tempfile::NamedTempFile::new()?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .current_dir(workspace.root())
        .args(["test", "--workspace"])
        .args(arguments)
        .env(skip::LIST, list.path());
    let ended = watched::run(command, PATIENCE)?;
    let skipped = fs::read_to_string(list.path())?;
    let _ = write!(out::stderr(), "{}", summary(&skipped));
    Ok(match ended {
        Ended::With(status) if status.success() => Status::Fine,
        Ended::With(_) => Status::TestFailed,
        Ended::Silent { running } => {
            let minutes = PATIENCE.as_secs() / 60;
            let running = match running.as_slice() {
                [] => "the output above says what was done last".to_owned(),
                tests => format!("still running: {}", tests.join(", ")),
            };
            let _ = writeln!(
                out::stderr(),
                "error: nothing was printed for {minutes} minutes, so the run was ended; {running}"
            );
            Status::TestFailed
        }
    })
}

/// The skipped tests, grouped by reason. Each line of `list` is a test and its reason.
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
    let were = if count == 1 { "test was" } else { "tests were" };
    let mut summary = format!("{count} {were} skipped:\n");
    for (reason, mut tests) in reasons {
        tests.sort_unstable();
        // Writing to a `String` does not fail.
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
