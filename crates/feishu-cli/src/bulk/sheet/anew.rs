//! Files that are made anew. Nothing that stands there is overwritten and no link is followed: what
//! is written gets a random name first, and its own name only if that is free.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use crate::bulk::shown;
use crate::failure::Failure;

/// How many names are tried before the folder is called full.
const MOST: usize = 1000;

/// The names that a file may have: `x.csv`, `x-2.csv`, `x-3.csv` …
pub(crate) fn names(wanted: &Path) -> impl Iterator<Item = PathBuf> {
    let wanted = wanted.to_owned();
    (1..=MOST)
        .map(move |number| if number == 1 { wanted.clone() } else { numbered(&wanted, number) })
}

/// Writes a file with the rights of `like`, and says where. A file that holds the same already is as good.
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

/// Makes a file that is written bit by bit, with its first bytes in it; `None` where the name is taken.
pub(crate) fn begin(path: &Path, bytes: &[u8], like: &Path) -> Result<Option<File>, Failure> {
    match prepared(path, bytes, like)?.persist_noclobber(path) {
        Ok(file) => Ok(Some(file)),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(None),
        Err(error) => Err(Failure::io(shown(path), error.error)),
    }
}

/// Opens a file of an earlier run, to go on at its end. `None` where something else has the name: a
/// link, a folder, or a file that has a second name somewhere.
pub(crate) fn go_on(path: &Path) -> Result<Option<(File, Vec<u8>)>, Failure> {
    let failed = |error| Failure::io(shown(path), error);
    let there = path.symlink_metadata().map_err(failed)?;
    if !is_plain(&there) {
        return Ok(None);
    }
    let mut file = OpenOptions::new().read(true).append(true).open(path).map_err(failed)?;
    // What was opened is what was looked at: nobody laid a link in between.
    if !is_same(&there, &file.metadata().map_err(failed)?) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(Some((file, bytes)))
}

/// Whether anything has the name, be it a link that leads nowhere.
pub(crate) fn is_taken(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// The failure to find a name.
pub(crate) fn full(wanted: &Path) -> Failure {
    Failure::Local(format!(
        "{}: {MOST} files of this name are there; move some away",
        shown(wanted)
    ))
}

/// The content under a random name in the same folder, with the rights of `like`. Without those it is
/// its owner's alone, as it is made.
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

/// Gives a file the rights of another, as far as they are about reading and writing.
#[cfg(unix)]
fn share(file: &File, like: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mode = (like.permissions().mode() & 0o666) | 0o600;
    file.set_permissions(PermissionsExt::from_mode(mode))
}

/// Elsewhere a folder says who may do what with its files.
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
