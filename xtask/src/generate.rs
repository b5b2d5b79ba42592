//! `generate`, `generate --check` and `lint`.

use std::io::{self, Write};

use feishu_codegen::{Change, FileSet, Package, Summary};
use feishu_text::counted;
use similar::TextDiff;

use crate::out;
use crate::report::{Problems, Status};
use crate::workspace::Workspace;

/// Writes the generated files, or only compares them.
pub(crate) fn generate(workspace: &Workspace, check: bool) -> io::Result<Status> {
    let mut files = FileSet::default();
    let mut problems = Problems::default();
    let jobs = workspace.jobs(&mut problems)?;
    let mut summaries = Vec::new();
    for job in &jobs {
        let (generated, held, found) = feishu_codegen::generate_all(&job.specs, &job.targets);
        problems.show(&found, job.specs.sources());
        files.extend(generated);
        summaries.extend(job.names().zip(held));
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
    summary(&summaries, out)?;
    writeln!(out, "{}: {} changed", counted(files.iter().count(), "file"), changes.len())?;
    Ok(Status::Fine)
}

/// Checks the specs and writes nothing.
pub(crate) fn lint(workspace: &Workspace) -> io::Result<Status> {
    let mut problems = Problems::default();
    let jobs = workspace.jobs(&mut problems)?;
    let mut summaries = Vec::new();
    for job in &jobs {
        let products: Vec<_> = job.targets.iter().map(|it| it.product.as_deref()).collect();
        let (held, found) = feishu_codegen::lint_all(&job.specs, &products);
        problems.show(&found, job.specs.sources());
        summaries.extend(job.names().zip(held));
    }
    if problems.count() {
        return Ok(Status::SpecHasErrors);
    }
    summary(&summaries, &mut out::stdout())?;
    Ok(Status::Fine)
}

/// The content of the specs, one line per target.
fn summary(summaries: &[(&str, Summary)], out: &mut impl Write) -> io::Result<()> {
    for (name, summary) in summaries {
        writeln!(
            out,
            "{name}: {}, {}, {}, {}",
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
