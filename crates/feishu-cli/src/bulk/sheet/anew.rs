//! Creates files without overwriting any or following links: a file first gets a random name, and
//! its own name only if that is free.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::bulk::paths::shown;
use crate::failure::Failure;

/// Maximum number of names that are tried.
const MOST: usize = 1000;

/// The candidate names of a file: `x.csv`, `x-2.csv`, `x-3.csv` …
pub(crate) fn names(wanted: &Path) -> impl Iterator<Item = PathBuf> {
    let wanted = wanted.to_owned();
    (1..=MOST)
        .map(move |number| if number == 1 { wanted.clone() } else { numbered(&wanted, number) })
}

/// Writes a file with the permissions of `like`, and returns its path. An existing file with the
/// same content is reused.
pub(crate) fn write(wanted: &Path, bytes: &[u8], like: &Path) -> Result<PathBuf, Failure> {
    let mut written = Some(prepared(wanted, bytes, like)?);
    for path in names(wanted) {
        if holds(&path, bytes) {
            return Ok(path);
        }
        let Some(file) = written.take() else { break };
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                written = Some(error.file);
            }
            Err(error) => return Err(Failure::io(shown(&path), error.error)),
        }
    }
    Err(full(wanted))
}

/// Creates a file with its first bytes, to be appended to; `None` if the name is taken.
pub(crate) fn begin(path: &Path, bytes: &[u8], like: &Path) -> Result<Option<File>, Failure> {
    match prepared(path, bytes, like)?.persist_noclobber(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(Failure::io(shown(path), error.error)),
    }
}

/// Opens a file of an earlier run to append to it. `None` if the name belongs to something else: a
/// link, a folder, or a file with a second name.
pub(crate) fn go_on(path: &Path) -> Result<Option<(File, Vec<u8>)>, Failure> {
    let failed = |error| Failure::io(shown(path), error);
    let there = path.symlink_metadata().map_err(failed)?;
    if !is_plain(&there) {
        return Ok(None);
    }
    let Some(mut file) = open_same(path, &there).map_err(failed)? else { return Ok(None) };
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some((file, bytes)))
}

/// Opens the file that was examined, to append to it; `None` if it was replaced meanwhile.
fn open_same(path: &Path, there: &Metadata) -> io::Result<Option<File>> {
    let file = OpenOptions::new().read(true).append(true).open(path)?;
    Ok(is_same(there, &file.metadata()?).then_some(file))
}

/// Whether the name exists, even as a dangling link.
pub(crate) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The failure to find a free name.
pub(crate) fn full(wanted: &Path) -> Failure {
    Failure::Local(format!("{}: {MOST} files with this name exist; move some away", shown(wanted)))
}

/// Writes the content under a random name in the same folder, with the permissions of `like`.
/// Otherwise the file is its owner's alone, as it was created.
fn prepared(path: &Path, bytes: &[u8], like: &Path) -> Result<tempfile::NamedTempFile, Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    let write = || {
        let mut file = tempfile::Builder::new().prefix(".feishu-").tempfile_in(folder)?;
        file.write_all(bytes)?;
        if let Ok(like) = like.metadata() {
            share(file.as_file(), &like)?;
        }
        file.as_file().sync_all()?;
        Ok(file)
    };
    write().map_err(|error: io::Error| Failure::io(shown(path), error))
}

/// Gives a file the read and write permissions of another.
#[cfg(unix)]
fn share(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = (like.permissions().mode() & 0o666) | 0o600;
    file.set_permissions(PermissionsExt::from_mode(mode))
}

/// On other systems, the permissions of the folder decide.
#[cfg(not(unix))]
fn share(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(unix)]
fn is_plain(there: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    there.is_file() && there.nlink() == 1
}

#[cfg(not(unix))]
fn is_plain(there: &Metadata) -> bool {
    there.is_file()
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    one.len() == other.len()
}

fn holds(path: &Path, bytes: &[u8]) -> bool {
    let same_length = path
        .symlink_metadata()
        .is_ok_and(|there| is_plain(&there) && there.len() == bytes.len() as u64);
    same_length && std::fs::read(path).is_ok_and(|found| found == bytes)
}

fn numbered(path: &Path, number: usize) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    name.push(format!("-{number}"));
    if let Some(ending) = path.extension() {
        name.push(".");
        name.push(ending);
    }
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn what_is_there_is_left_as_it_is_and_the_same_is_not_written_twice() {
        let folder = tempfile::tempdir().unwrap();
        let (source, wanted) = (folder.path().join("x.csv"), folder.path().join("x.failed.csv"));
        fs::write(&source, "").unwrap();
        assert_eq!(write(&wanted, b"one", &source).unwrap(), wanted);
        assert_eq!(write(&wanted, b"one", &source).unwrap(), wanted);
        fs::write(&wanted, "edited by hand").unwrap();
        let second = folder.path().join("x.failed-2.csv");
        assert_eq!(write(&wanted, b"one", &source).unwrap(), second);
        assert_eq!(fs::read_to_string(&wanted).unwrap(), "edited by hand");
        // As long as what is to be written, and not the same.
        fs::write(&second, "two").unwrap();
        let third = folder.path().join("x.failed-3.csv");
        assert_eq!(write(&wanted, b"one", &source).unwrap(), third);
        assert_eq!(
            fs::read_dir(folder.path()).unwrap().count(),
            4,
            "no random name is left behind"
        );
    }

    #[test]
    fn a_file_that_grows_takes_a_free_name_or_none() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("x.csv");
        let found: Vec<_> = names(&wanted).take(3).collect();
        let named = |name: &str| folder.path().join(name);
        assert_eq!(found, [wanted.clone(), named("x-2.csv"), named("x-3.csv")]);
        assert!(begin(&wanted, b"first\n", &wanted).unwrap().is_some());
        assert!(begin(&wanted, b"other\n", &wanted).unwrap().is_none(), "the name is taken");
        let (_, bytes) = go_on(&wanted).unwrap().unwrap();
        assert_eq!(bytes, b"first\n");
        assert!(go_on(folder.path()).unwrap().is_none(), "a folder is not gone on with");
        let nowhere = folder.path().join("no folder").join("x.csv");
        assert!(begin(&nowhere, b"", &wanted).is_err() && write(&nowhere, b"", &wanted).is_err());
    }

    #[test]
    fn a_name_that_cannot_be_had_is_told_as_it_is_and_no_other_is_tried() {
        let folder = tempfile::tempdir().unwrap();
        let long = folder.path().join("x".repeat(300));
        let failures = [
            write(&long, b"rows", &long).unwrap_err().to_string(),
            begin(&long, b"rows", &long).unwrap_err().to_string(),
        ];
        for failure in failures {
            assert!(!failure.contains("files with this name exist"), "{failure}");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    /// Elsewhere it might be on another disk, from which no file gets its name in one step.
    #[test]
    fn what_is_written_is_in_the_folder_of_its_name_from_the_beginning() {
        let folder = tempfile::tempdir().unwrap();
        let wanted = folder.path().join("x.csv");
        let written = prepared(&wanted, b"rows", &wanted).unwrap();
        assert_eq!(written.path().parent(), Some(folder.path()));
        assert!(written.path().file_name().unwrap().to_string_lossy().starts_with(".feishu-"));
    }

    #[cfg(unix)]
    #[test]
    fn what_was_laid_in_the_place_of_a_file_after_it_was_looked_at_is_not_written_to() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["x.csv", "victim"] {
            fs::write(path(name), "mine").unwrap();
        }
        let there = path("x.csv").symlink_metadata().unwrap();
        assert!(open_same(&path("x.csv"), &there).unwrap().is_some());
        fs::rename(path("x.csv"), path("gone.csv")).unwrap();
        std::os::unix::fs::symlink(path("victim"), path("x.csv")).unwrap();
        assert!(open_same(&path("x.csv"), &there).unwrap().is_none(), "a link");
        fs::remove_file(path("x.csv")).unwrap();
        fs::write(path("x.csv"), "mine").unwrap();
        assert!(
            open_same(&path("x.csv"), &there).unwrap().is_none(),
            "another file of that length"
        );
    }

    #[cfg(unix)]
    #[test]
    fn no_link_is_followed_and_the_rights_are_those_of_the_source() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::write(path("victim"), "mine").unwrap();
        for mode in [0o600, 0o640, 0o644] {
            let source = path("x.csv");
            fs::write(&source, "").unwrap();
            fs::set_permissions(&source, PermissionsExt::from_mode(mode)).unwrap();
            let wanted = path(&format!("{mode:o}.csv"));
            symlink(path("victim"), &wanted).unwrap();
            let written = write(&wanted, b"rows", &source).unwrap();
            assert_ne!(written, wanted);
            assert_eq!(written.metadata().unwrap().permissions().mode() & 0o777, mode);
            assert!(go_on(&wanted).unwrap().is_none(), "a link is not gone on with either");
        }
        let gone = write(&path("y.csv"), b"rows", &path("no source")).unwrap();
        assert_eq!(gone.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        fs::hard_link(path("victim"), path("hard.csv")).unwrap();
        assert!(go_on(&path("hard.csv")).unwrap().is_none());
        let beside = write(&path("hard.csv"), b"mine", &path("x.csv")).unwrap();
        assert_eq!(beside, path("hard-2.csv"), "nor does a file with two names count as written");
        assert_eq!(fs::read_to_string(path("victim")).unwrap(), "mine");
    }
}
