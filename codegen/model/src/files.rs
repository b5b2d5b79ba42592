//! The desired content of the disk, and the only code that writes it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::{names, parallel};

/// Files by path, and the folders and files that belong to the generator alone.
///
/// Paths are relative to the root of the workspace, with `/` between folders. A path outside the owned places cannot
/// enter the set, whatever a spec says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FileSet {
    owned: BTreeSet<String>,
    files: BTreeMap<String, String>,
}

/// A path that the generator may not write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotOwned {
    path: String,
}

impl fmt::Display for NotOwned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is outside the folders that the generator owns", self.path)
    }
}

impl std::error::Error for NotOwned {}

/// What [`FileSet::compare`] found for one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// The file does not exist yet.
    Add {
        /// Where.
        path: String,
        /// What it is to hold.
        new: String,
    },
    /// The file holds something else.
    Update {
        /// Where.
        path: String,
        /// What it holds.
        old: String,
        /// What it is to hold.
        new: String,
    },
    /// The file should not be there.
    Remove {
        /// Where.
        path: String,
    },
}

impl Change {
    /// The file it is about.
    pub fn path(&self) -> &str {
        match self {
            Self::Add { path, .. } | Self::Update { path, .. } | Self::Remove { path } => path,
        }
    }
}

impl FileSet {
    /// An empty set that owns the given folders and files.
    pub fn owning(places: impl IntoIterator<Item = impl Into<String>>) -> Self {
        Self { owned: places.into_iter().map(Into::into).collect(), files: BTreeMap::new() }
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// Fails when the path is not inside an owned folder, or not written plainly.
    pub fn insert(
        &mut self,
        path: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<(), NotOwned> {
        let path = path.into();
        let plain = path.split('/').all(|segment| {
            !segment.is_empty()
                && segment != "."
                && segment != ".."
                && names::no_file(segment).is_none()
                && segment
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
        });
        let inside = |place: &String| {
            path == *place
                || path.strip_prefix(place.as_str()).is_some_and(|rest| rest.starts_with('/'))
        };
        if !plain || !self.owned.iter().any(inside) {
            return Err(NotOwned { path });
        }
        self.files.insert(path, text.into());
        Ok(())
    }

    /// The files, by path.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of one file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// Adds all that another set owns and holds.
    pub fn extend(&mut self, other: Self) {
        self.owned.extend(other.owned);
        self.files.extend(other.files);
    }

    /// What separates the disk below `root` from this set. Changes nothing.
    ///
    /// # Errors
    ///
    /// Fails when a file cannot be read, or an owned place is reached through a symbolic link.
    pub fn compare(&self, root: &Path) -> io::Result<Vec<Change>> {
        let mut changes = Vec::new();
        let files: Vec<_> = self.iter().collect();
        for change in parallel::map(&files, |(path, new)| compare(root, path, new)) {
            changes.extend(change?);
        }
        for place in &self.owned {
            for path in walk(root, place)? {
                if !self.files.contains_key(&path) {
                    changes.push(Change::Remove { path });
                }
            }
        }
        changes.sort_by(|a, b| a.path().cmp(b.path()));
        // An owned place may lie in another one.
        changes.dedup_by(|a, b| a.path() == b.path());
        Ok(changes)
    }

    /// Brings the disk below `root` to this set and says what changed. Each file is written to the side and renamed.
    ///
    /// # Errors
    ///
    /// Fails when the disk cannot be read or written, or an owned place is reached through a symbolic link. What was
    /// written before stays; a second run does the rest.
    pub fn apply(&self, root: &Path) -> io::Result<Vec<Change>> {
        let changes = self.compare(root)?;
        let mut folders = BTreeSet::new();
        for change in &changes {
            let target = resolve(root, change.path())?;
            match change {
                Change::Add { new, .. } | Change::Update { new, .. } => {
                    replace(&target, new)?;
                    folders.extend(target.parent().map(Path::to_owned));
                }
                Change::Remove { .. } => {
                    fs::remove_file(&target)
                        .map_err(|error| at(&target, "cannot be removed", &error))?;
                    remove_empty_parents(root, &target);
                }
            }
        }
        // Once each, so that a rename survives a loss of power. Where folders cannot be synced, nothing is lost by it.
        for folder in folders {
            let _ = fs::File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(changes)
    }
}

/// What separates a file on disk from what it is to hold.
fn compare(root: &Path, path: &str, new: &str) -> io::Result<Option<Change>> {
    let found = read(&resolve(root, path)?)?;
    if found.as_deref() == Some(new) {
        return Ok(None);
    }
    let (path, new) = (path.to_owned(), new.to_owned());
    Ok(Some(match found {
        None => Change::Add { path, new },
        Some(old) => Change::Update { path, old, new },
    }))
}

/// The path on disk. Refuses a link on the way: what is behind it is not the generator's.
fn resolve(root: &Path, path: &str) -> io::Result<PathBuf> {
    let mut target = root.to_owned();
    for segment in path.split('/') {
        target.push(segment);
        if fs::symlink_metadata(&target).is_ok_and(|meta| meta.file_type().is_symlink()) {
            return Err(io::Error::other(format!(
                "{} is a symbolic link, and which the generator does not follow; replace it with a file or folder",
                target.display()
            )));
        }
    }
    Ok(target)
}

fn read(path: &Path) -> io::Result<Option<String>> {
    match fs::read(path) {
        // Text that is not UTF-8 was not written by the generator; it counts as different.
        Ok(bytes) => Ok(Some(match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(other) => String::from_utf8_lossy(other.as_bytes()).into_owned(),
        })),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(at(path, "cannot be read", &error)),
    }
}

/// Writes a new file under a random name, where nobody can place a link beforehand, and renames it.
fn replace(target: &Path, text: &str) -> io::Result<()> {
    let parent = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(parent).map_err(|error| at(parent, "cannot be created", &error))?;
    let mut builder = tempfile::Builder::new();
    builder.prefix(".").suffix(".tmp");
    if let Some(rights) = rights(target) {
        builder.permissions(rights);
    }
    let write = || {
        let mut aside = builder.tempfile_in(parent)?;
        aside.write_all(text.as_bytes())?;
        aside.persist(target).map_err(|error| error.error)
    };
    write().map(drop).map_err(|error| at(target, "cannot be written", &error))
}

/// Those of the file that is replaced, or what any new file has: it is there to be read by others.
fn rights(target: &Path) -> Option<fs::Permissions> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let known = fs::metadata(target).map(|about| about.permissions().mode() & 0o777);
        Some(fs::Permissions::from_mode(known.unwrap_or(0o666)))
    }
    #[cfg(not(unix))]
    {
        let _ = target;
        None
    }
}

/// Every file at or below an owned place.
fn walk(root: &Path, place: &str) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut waiting = vec![place.to_owned()];
    while let Some(path) = waiting.pop() {
        let on_disk = resolve(root, &path)?;
        if on_disk.is_dir() {
            for entry in
                fs::read_dir(&on_disk).map_err(|error| at(&on_disk, "cannot be listed", &error))?
            {
                waiting.push(format!("{path}/{}", entry?.file_name().to_string_lossy()));
            }
        } else if on_disk.exists() {
            found.push(path);
        }
    }
    Ok(found)
}

fn remove_empty_parents(root: &Path, removed: &Path) {
    let mut folder = removed.parent();
    while let Some(path) = folder.filter(|path| *path != root && path.starts_with(root)) {
        // Fails, and ends the walk, at the first folder that still holds something.
        if fs::remove_dir(path).is_err() {
            return;
        }
        folder = path.parent();
    }
}

fn at(path: &Path, what: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{} {what}: {error}", path.display()))
}
