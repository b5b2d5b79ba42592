//! `diff`: what changed between two sets of specs, and whom it breaks.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use feishu_codegen::diff::{Bump, Diff, Format, RustApi, Wire, accept, next_version};

use crate::compared::Compared;
use crate::out;
use crate::report::{Problems, Status};
use crate::workspace::{Workspace, at};

/// What to compare, and how to report it.
#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) old: String,
    pub(crate) new: Option<String>,
    pub(crate) format: Format,
    pub(crate) accept: Option<PathBuf>,
    pub(crate) fail_on: Vec<Bad>,
    pub(crate) current: Option<String>,
}

/// What makes the command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bad {
    Wire(Wire),
    Rust(RustApi),
    Never,
}

impl Bad {
    /// Whether a change is as bad as that, or worse.
    fn matches(self, wire: Wire, rust: RustApi) -> bool {
        match self {
            Self::Wire(limit) => wire >= limit,
            Self::Rust(limit) => rust >= limit,
            Self::Never => false,
        }
    }
}

/// Compares, prints, and returns whether a change is worse than allowed.
pub(crate) fn diff(workspace: &Workspace, request: &Request) -> io::Result<Status> {
    let (old, new) = Compared::pair(workspace, &request.old, request.new.as_deref())?;
    let mut diff = match feishu_codegen::diff::diff(&old, &new) {
        Ok(diff) => diff,
        Err(invalid) => {
            let mut problems = Problems::default();
            problems.show(&invalid.old, &old);
            problems.show(&invalid.new, &new);
            problems.count();
            let _ = writeln!(out::stderr(), "nothing was compared");
            return Ok(Status::BadInput);
        }
    };
    if let Some(path) = &request.accept {
        let text =
            fs::read_to_string(path).map_err(|error| at(&path.display().to_string(), &error))?;
        if let Err(bad) = accept(&mut diff, &path.display().to_string(), &text) {
            let mut problems = Problems::default();
            problems.show(&bad.problems, &bad.list);
            problems.count();
            return Ok(Status::BadInput);
        }
    }
    let bump = bump(workspace.root(), request.current.as_deref(), &diff)?;
    out::data(&diff.render(request.format, bump.as_ref()))?;
    let open = diff.changes.iter().filter(|change| change.accepted.is_none());
    let bad = open
        .filter(|change| request.fail_on.iter().any(|bad| bad.matches(change.wire, change.rust)))
        .count();
    Ok(if bad == 0 { Status::Fine } else { Status::Breaking })
}

/// The current version of the crates, and the next one.
fn bump(root: &Path, current: Option<&str>, diff: &Diff) -> io::Result<Option<Bump>> {
    let current = match current {
        Some(current) => current.to_owned(),
        None => match version(&root.join("Cargo.toml")) {
            Some(version) => version,
            None => return Ok(None),
        },
    };
    let Some(rust) = diff.rust() else { return Ok(None) };
    let next = next_version(&current, rust).map_err(io::Error::other)?;
    Ok(Some(Bump { current, next }))
}

/// The version that the crates of the workspace share, if there is one.
fn version(manifest: &Path) -> Option<String> {
    let text = fs::read_to_string(manifest).ok()?;
    let (_, section) = text.split_once("[workspace.package]")?;
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let mut values = lines.filter_map(|line| line.strip_prefix("version"));
    let value = values.next()?.trim().strip_prefix('=')?.trim();
    Some(value.trim_matches('"').to_owned())
}
