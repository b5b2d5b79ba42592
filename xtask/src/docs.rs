//! `docs`: builds the reference site.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_codegen::{Release, Severity, reference};
use feishu_text::counted;

use crate::cli;
use crate::compared::{Compared, last_release};
use crate::out;
use crate::report::{Problems, Status};
use crate::workspace::{Workspace, sources_of};

/// Writes the reference as Markdown, and builds a site from it.
pub(crate) fn docs(workspace: &Workspace, arguments: &cli::Docs) -> io::Result<Status> {
    let since = arguments.since.clone().or_else(|| last_release(workspace.root()));
    let mut problems = Problems::default();
    let mut release = None;
    let sources = match &since {
        Some(since) => {
            let (old, new) = Compared::pair(workspace, since, None)?;
            match Release::read(since, &old) {
                Ok(read) => release = Some(read),
                Err(found) => problems.show(&found, &old),
            }
            new
        }
        None => sources_of(&workspace.root().join("spec"), "spec")?,
    };
    let (pages, found) = reference(&sources, release.as_ref());
    let errors: Vec<_> =
        found.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    problems.show(&errors, &sources);
    if problems.count() {
        return Ok(Status::SpecHasErrors);
    }
    let out = match &arguments.out {
        Some(out) => std::path::absolute(out)?,
        None => target_folder(workspace).join("docs-site"),
    };
    std::fs::create_dir_all(&out)?;
    pages.apply(&out)?;
    let about = since.map_or("no release to compare with".to_owned(), |since| {
        format!("what changed since {since}")
    });
    writeln!(out::stdout(), "{} of Markdown, with {about}", counted(pages.iter().count(), "page"))?;
    if arguments.markdown {
        writeln!(out::stdout(), "{}", out.join("src").display())?;
        return Ok(Status::Fine);
    }
    site(workspace, &out)
}

/// Cargo's target folder.
fn target_folder(workspace: &Workspace) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => workspace.root().join(folder),
        None => workspace.root().join("target"),
    }
}

/// A separate program builds the HTML, so that no other command waits until a site generator is
/// compiled.
fn site(workspace: &Workspace, out: &Path) -> io::Result<Status> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(workspace.root())
        .args(["run", "--quiet", "--locked", "--package", "feishu-site", "--"])
        .arg(out)
        .status()
        .map_err(|error| {
            io::Error::new(error.kind(), format!("cargo could not be started: {error}"))
        })?;
    Ok(if status.success() { Status::Fine } else { Status::CouldNotRun })
}
