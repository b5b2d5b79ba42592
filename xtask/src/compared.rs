//! What can be compared: a spec file, a folder of specs, pages, a git revision, or the checkout as
//! it is.

use std::io;
use std::path::Path;
use std::process::Command;

use feishu_codegen::{Sources, Verdict, is_platform};

use crate::pages::pages;
use crate::workspace::{PLATFORM, Workspace, collect, is_spec, platform, read};

/// One side of a comparison.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Compared<'a> {
    /// The specs on disk.
    Checkout,
    /// One spec replaces the one with the same operation; all others are as on disk.
    File(&'a str),
    /// A folder. If it has no platform file, the checkout's is used.
    Folder(&'a str),
    /// The vendor's pages: a file, or a folder of them.
    Pages(&'a str),
    /// The specs of a commit.
    Revision(&'a str),
}

impl<'a> Compared<'a> {
    /// Both sides. Without a new one, the checkout on disk; `A..B` are two revisions, as for `git
    /// diff`.
    pub(crate) fn pair(
        workspace: &Workspace,
        old: &'a str,
        new: Option<&'a str>,
    ) -> io::Result<(Sources, Sources)> {
        let range = old.split_once("..").filter(|_| new.is_none() && !Path::new(old).exists());
        let (old, new) = match (range, new) {
            (Some((from, to)), _) => {
                let or_head =
                    |revision: &'a str| if revision.is_empty() { "HEAD" } else { revision };
                (Self::Revision(or_head(from)), Self::Revision(or_head(to)))
            }
            (None, Some(new)) => (Self::of(old), Self::of(new)),
            (None, None) => (Self::of(old), Self::Checkout),
        };
        // Pages are read into the other side, so that names are the same on both sides.
        let old = match (old, new) {
            (Self::Pages(old), Self::Pages(_)) => {
                imported(workspace, old, only_platform(workspace)?)?
            }
            (Self::Pages(old), new) => imported(workspace, old, new.sources(workspace)?)?,
            (old, _) => old.sources(workspace)?,
        };
        let new = match new {
            Self::Pages(new) => imported(workspace, new, copy(&old))?,
            new => new.sources(workspace)?,
        };
        Ok((old, new))
    }

    /// A file takes precedence over a git revision of the same name.
    fn of(argument: &'a str) -> Self {
        let path = Path::new(argument);
        if is_page(path) || path.is_dir() && holds_only_pages(path) {
            Self::Pages(argument)
        } else if path.is_dir() {
            Self::Folder(argument)
        } else if path.exists() || is_spec(argument) {
            Self::File(argument)
        } else {
            Self::Revision(argument)
        }
    }

    fn sources(self, workspace: &Workspace) -> io::Result<Sources> {
        match self {
            Self::Checkout => on_disk(workspace.root(), "spec"),
            Self::File(path) => with_file(workspace, path),
            Self::Folder(path) => folder(workspace, path),
            Self::Pages(path) => imported(workspace, path, only_platform(workspace)?),
            Self::Revision(revision) => committed(workspace.root(), revision),
        }
    }
}

fn is_page(path: &Path) -> bool {
    path.is_file() && path.extension().is_some_and(|extension| extension == "md")
}

/// Whether a folder has pages and no spec: it is searched until one of either is found.
fn holds_only_pages(folder: &Path) -> bool {
    let place = folder.to_string_lossy();
    let specs = paths(Path::new(""), place.trim_end_matches('/')).unwrap_or_default();
    specs.is_empty() && pages(&[folder.to_owned()]).is_ok()
}

/// Specs, updated with the facts of pages.
fn imported(workspace: &Workspace, place: &str, into: Sources) -> io::Result<Sources> {
    let pages = pages(&[place.into()])?;
    let imported = feishu_codegen::import(&pages, &into, "spec", &mut |_| {});
    if let Some(refused) =
        imported.outcomes.iter().find(|outcome| outcome.verdict == Verdict::Refused)
    {
        return Err(io::Error::other(refused.notes.join("; ")));
    }
    if !imported.problems.is_empty() {
        let mut problems = crate::report::Problems::default();
        problems.show(&imported.problems, &into);
        return Err(io::Error::other(format!(
            "{place} cannot be read into the specs of {}",
            workspace.root().display()
        )));
    }
    let mut sources = Sources::new();
    let old = into.readable().map(|(_, source)| (source.path(), source.text()));
    for (path, text) in old.filter(|(path, _)| imported.files.get(path).is_none()) {
        sources.add(path, text);
    }
    for (path, text) in imported.files.iter() {
        sources.add(path, text);
    }
    Ok(sources)
}

fn copy(sources: &Sources) -> Sources {
    let mut copy = Sources::new();
    for (_, source) in sources.readable() {
        copy.add(source.path(), source.text());
    }
    copy
}

/// Only the facts of the platform.
fn only_platform(workspace: &Workspace) -> io::Result<Sources> {
    let mut sources = Sources::new();
    sources.add(PLATFORM, platform(workspace.root())?);
    Ok(sources)
}

/// The specs below a folder of `root`.
fn on_disk(root: &Path, place: &str) -> io::Result<Sources> {
    let mut sources = Sources::new();
    for path in paths(root, place)? {
        let bytes = read(root, &path)?;
        sources.add(path, bytes);
    }
    Ok(sources)
}

fn paths(root: &Path, place: &str) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    collect(root, place, &mut paths)?;
    paths.sort();
    Ok(paths)
}

fn folder(workspace: &Workspace, path: &str) -> io::Result<Sources> {
    let mut sources = on_disk(Path::new(""), path.trim_end_matches('/'))?;
    if sources.readable().next().is_none() {
        return Err(io::Error::other(format!("{path}: there is no spec in this folder")));
    }
    if !sources.readable().any(|(_, source)| is_platform(source.path())) {
        sources.add(PLATFORM, platform(workspace.root())?);
    }
    Ok(sources)
}

/// The checkout's specs, with one file replacing the spec of its operation.
fn with_file(workspace: &Workspace, path: &str) -> io::Result<Sources> {
    if !is_spec(path) {
        return Err(io::Error::other(format!(
            "{path} is not a spec: name a .yaml file, a folder of specs, or a git revision"
        )));
    }
    let bytes = read(Path::new(""), path)?;
    let text = String::from_utf8_lossy(&bytes);
    let id = text.lines().find_map(|line| line.strip_prefix("operation:"));
    let Some(id) = id.map(|id| id.split('#').next().unwrap_or(id).trim().trim_matches(['"', '\'']))
    else {
        return Err(io::Error::other(format!(
            "{path} contains no operation; to compare types or the platform, name their folder"
        )));
    };
    let place = format!("spec/{}.yaml", id.replace('.', "/"));
    let root = workspace.root();
    let mut sources = Sources::new();
    for other in paths(root, "spec")?.into_iter().filter(|other| *other != place) {
        let bytes = read(root, &other)?;
        sources.add(other, bytes);
    }
    // Problems are reported under the given name; the path of a spec follows from its operation.
    sources.add(if path.ends_with(&place) { path.to_owned() } else { place }, bytes);
    Ok(sources)
}

/// The specs of a git commit.
fn committed(root: &Path, revision: &str) -> io::Result<Sources> {
    let commit = git(
        root,
        &[
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &format!("{revision}^{{commit}}"),
        ],
    );
    let commit = commit.map_err(|_| {
        io::Error::other(format!(
            "{revision} is neither a file, nor a folder, nor a revision that git knows here"
        ))
    })?;
    let commit = String::from_utf8_lossy(&commit).trim().to_owned();
    let listed = git(root, &["ls-tree", "-r", "-z", "--name-only", &commit, "--", "spec"])?;
    let listed = String::from_utf8_lossy(&listed);
    let visible = |path: &&str| is_spec(path) && !path.split('/').any(|name| name.starts_with('.'));
    let mut sources = Sources::new();
    for path in listed.split('\0').filter(visible) {
        sources.add(path, git(root, &["show", &format!("{commit}:./{path}")])?);
    }
    if sources.readable().next().is_none() {
        return Err(io::Error::other(format!("{revision} has no folder spec/")));
    }
    Ok(sources)
}

/// The tag of the last release before the checkout, if git has one.
pub(crate) fn last_release(root: &Path) -> Option<String> {
    let tag = git(root, &["describe", "--tags", "--abbrev=0"]).ok()?;
    let tag = String::from_utf8_lossy(&tag).trim().to_owned();
    Some(tag).filter(|tag| !tag.is_empty())
}

fn git(root: &Path, arguments: &[&str]) -> io::Result<Vec<u8>> {
    let output =
        Command::new("git").current_dir(root).args(arguments).output().map_err(|error| {
            io::Error::new(error.kind(), format!("git could not be started: {error}"))
        })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let why = String::from_utf8_lossy(&output.stderr);
    Err(io::Error::other(format!("git {}: {}", arguments.join(" "), why.trim())))
}
