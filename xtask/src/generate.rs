//! `generate`, `generate --check` and `lint`.

use std::io;

use feishu_codegen::{Change, FileSet, has_errors};
use similar::TextDiff;

use crate::report::{self, Status, plural};
use crate::workspace::Workspace;

/// Writes what the specs ask for, or only compares.
pub(crate) fn generate(workspace: &Workspace, check: bool) -> io::Result<Status> {
    let mut files = FileSet::default();
    let mut failed = false;
    for job in Workspace::jobs() {
        let sources = workspace.sources(&job)?;
        let (generated, problems) = feishu_codegen::generate(&sources, &job.target);
        report::diagnostics(&problems, &sources);
        failed |= has_errors(&problems);
        files.extend(generated);
    }
    if failed {
        eprintln!("nothing was written");
        return Ok(Status::SpecHasErrors);
    }
    if check {
        return Ok(compare(&files.compare(workspace.root())?));
    }
    let changes = files.apply(workspace.root())?;
    for change in &changes {
        println!("{} {}", verb(change), change.path());
    }
    summary(workspace)?;
    println!("{}: {} changed", plural(files.iter().count(), "file"), changes.len());
    Ok(Status::Fine)
}

/// Checks the specs and writes nothing.
pub(crate) fn lint(workspace: &Workspace) -> io::Result<Status> {
    let mut failed = false;
    for job in Workspace::jobs() {
        let sources = workspace.sources(&job)?;
        let (_, problems) = feishu_codegen::lint(&sources);
        report::diagnostics(&problems, &sources);
        failed |= has_errors(&problems);
    }
    if failed {
        return Ok(Status::SpecHasErrors);
    }
    summary(workspace)?;
    Ok(Status::Fine)
}

/// What the specs hold, a line for each job.
fn summary(workspace: &Workspace) -> io::Result<()> {
    for job in Workspace::jobs() {
        let (summary, _) = feishu_codegen::lint(&workspace.sources(&job)?);
        println!(
            "{}: {}, {}, {}, {}",
            job.name,
            plural(summary.operations, "operation"),
            plural(summary.types, "shared type"),
            plural(summary.ids, "id"),
            plural(summary.rules, "rule"),
        );
    }
    Ok(())
}

fn verb(change: &Change) -> &'static str {
    match change {
        Change::Add { .. } => "added  ",
        Change::Update { .. } => "updated",
        Change::Remove { .. } => "removed",
    }
}

/// Shows what `generate` would do.
fn compare(changes: &[Change]) -> Status {
    for change in changes {
        match change {
            Change::Add { path, .. } => println!("{path} is missing"),
            Change::Remove { path } => println!("{path} should not be there: no spec asks for it"),
            Change::Update { path, old, new } => {
                println!("{path} is not what the specs say");
                let diff = TextDiff::from_lines(old, new);
                print!(
                    "{}",
                    diff.unified_diff().context_radius(2).header("on disk", "from the specs")
                );
            }
        }
    }
    if changes.is_empty() {
        println!("every generated file is what the specs say");
        return Status::Fine;
    }
    eprintln!(
        "{} stale: run `cargo xtask generate` and commit what it changes",
        plural(changes.len(), "file")
    );
    Status::Stale
}
