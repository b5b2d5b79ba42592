//! What a maintainer sees.

use std::io::{self, IsTerminal};
use std::process::ExitCode;

use feishu_codegen::{Diagnostic, Severity, Sources};

/// The documented exit statuses. 2 is clap's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Fine,
    SpecHasErrors,
    Stale,
    CouldNotRun,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::SpecHasErrors => 1,
            Status::Stale => 3,
            Status::CouldNotRun => 4,
        })
    }
}

/// Prints what is wrong with the specs, and a line that counts it.
pub(crate) fn diagnostics(problems: &[Diagnostic], sources: &Sources) {
    let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    for problem in problems {
        eprintln!("{}\n", problem.render(sources, color));
    }
    let count = |severity| problems.iter().filter(|problem| problem.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    if errors + warnings > 0 {
        eprintln!("{} and {}", plural(errors, "error"), plural(warnings, "warning"));
    }
}

/// `1 file`, `2 files`
pub(crate) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Prints why nothing could be done.
pub(crate) fn error(error: &dyn std::error::Error) {
    eprintln!("error: {error}");
}
