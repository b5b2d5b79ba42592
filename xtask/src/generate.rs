//! `generate`, `generate --check` and `lint`.

use std::io::{self, Write};

use feishu_codegen::{Change, FileSet, Package};
use feishu_text::counted;
use similar::TextDiff;

use crate::out;
use crate::report::{Problems, Status};
use crate::workspace::{Job, Workspace};

/// Writes what the specs ask for, or only compares.
pub(crate) fn generate(workspace: &Workspace, check: bool) -> io::Result<Status> {
    let mut files = FileSet::default();
    let mut problems = Problems::default();
    let jobs = workspace.jobs(&mut problems)?;
    for job in &jobs {
        let (generated, found) = feishu_codegen::generate(&job.sources, &job.target);
        problems.show(&found, &job.sources);
        files.extend(generated);
    }
    for folder in workspace.abandoned(&jobs)? {
        files.extend(FileSet::owning(Package::places(&folder)));
    }
    if problems.count() {
        let _ = writeln!(out::stderr(), "nothing was written");
        return Ok(Status::SpecHasErrors);
    }
    let out = &mut out::stdout();
    if check {
        return compare(&files.compare(workspace.root())?, out);
    }
    let changes = files.apply(workspace.root())?;
    for change in &changes {
        writeln!(out, "{} {}", verb(change), change.path())?;
    }
    summary(&jobs, out)?;
    writeln!(out, "{}: {} changed", counted(files.iter().count(), "file"), changes.len())?;
    Ok(Status::Fine)
}

/// Checks the specs and writes nothing.
pub(crate) fn lint(workspace: &Workspace) -> io::Result<Status> {
    let mut problems = Problems::default();
    let jobs = workspace.jobs(&mut problems)?;
    for job in &jobs {
        let (_, found) = feishu_codegen::lint(&job.sources);
        problems.show(&found, &job.sources);
    }
    if problems.count() {
        return Ok(Status::SpecHasErrors);
    }
    summary(&jobs, &mut out::stdout())?;
    Ok(Status::Fine)
}

/// What the specs hold, a line for each job.
fn summary(jobs: &[Job], out: &mut impl Write) -> io::Result<()> {
    for job in jobs {
        let (summary, _) = feishu_codegen::lint(&job.sources);
        writeln!(
            out,
            "{}: {}, {}, {}, {}",
            job.name,
            counted(summary.operations, "operation"),
            counted(summary.types, "shared type"),
            counted(summary.ids, "id"),
            counted(summary.rules, "rule"),
        )?;
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
fn compare(changes: &[Change], out: &mut impl Write) -> io::Result<Status> {
    for change in changes {
        match change {
            Change::Add { path, .. } => writeln!(out, "{path} is missing")?,
            Change::Remove { path } => {
                writeln!(out, "{path} is obsolete: no spec requires it")?;
            }
            Change::Update { path, old, new } => {
                writeln!(out, "{path} does not match the specs")?;
                let diff = TextDiff::from_lines(old, new);
                let mut diff = diff.unified_diff();
                write!(out, "{}", diff.context_radius(2).header("on disk", "from the specs"))?;
            }
        }
    }
    if changes.is_empty() {
        writeln!(out, "every generated file matches the specs")?;
        return Ok(Status::Fine);
    }
    let _ = writeln!(
        out::stderr(),
        "{} stale: run `cargo xtask generate` and commit what it changes",
        counted(changes.len(), "file")
    );
    Ok(Status::Stale)
}
