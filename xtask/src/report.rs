//! What the maintainer sees.

use std::collections::BTreeSet;
use std::io::Write;
use std::process::ExitCode;

use feishu_codegen::{Diagnostic, Severity, Sources};
use feishu_text::counted;

use crate::out;

/// The documented exit statuses. clap also uses 2.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    Fine,
    SpecHasErrors,
    /// A change is worse than allowed.
    Breaking,
    /// The two sides cannot be compared.
    BadInput,
    Stale,
    CouldNotRun,
    PageRefused,
    TestFailed,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Fine => 0,
            Status::SpecHasErrors | Status::Breaking => 1,
            Status::BadInput => 2,
            Status::Stale => 3,
            Status::CouldNotRun => 4,
            Status::PageRefused => 5,
            Status::TestFailed => 6,
        })
    }
}

/// The problems in the specs of all jobs. A file that two jobs read is reported once.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    shown: BTreeSet<String>,
    errors: usize,
    warnings: usize,
}

impl Problems {
    /// Prints the problems of a job.
    pub(crate) fn show(&mut self, problems: &[Diagnostic], sources: &Sources) {
        let color = out::is_colored();
        for problem in problems {
            let text = problem.render(sources, color);
            if self.shown.contains(&text) {
                continue;
            }
            out::diagnostic(&text);
            self.shown.insert(text);
            match problem.severity {
                Severity::Error => self.errors += 1,
                Severity::Warning => self.warnings += 1,
            }
        }
    }

    /// Prints the number of problems, if there were any. Returns whether one was an error.
    pub(crate) fn count(&self) -> bool {
        if self.errors + self.warnings > 0 {
            let _ = writeln!(
                out::stderr(),
                "{} and {}",
                counted(self.errors, "error"),
                counted(self.warnings, "warning")
            );
        }
        self.errors > 0
    }
}

/// Prints why nothing could be done.
pub(crate) fn error(error: &dyn std::error::Error) {
    let _ = writeln!(out::stderr(), "error: {error}");
}
