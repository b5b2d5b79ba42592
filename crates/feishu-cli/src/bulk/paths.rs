//! Where the files of a run are.

use std::path::{Path, PathBuf};

use clap::ArgMatches;

use crate::failure::Failure;
use crate::matches::text;
use crate::text::plain;

/// The paths of the rows and of the files beside them.
pub(super) struct Paths {
    pub(super) source: PathBuf,
    pub(super) journal: PathBuf,
    pub(super) failed: PathBuf,
    pub(super) findings: PathBuf,
    pub(super) results: PathBuf,
}

impl Paths {
    pub(super) fn of(matches: &ArgMatches, changes: bool) -> Result<Self, Failure> {
        let source = PathBuf::from(text(matches, "rows").unwrap_or_default());
        let place = |name: &str, usual: PathBuf| text(matches, name).map_or(usual, PathBuf::from);
        // Another job, which must not continue the journal of the first.
        let ending = if changes { "modify.journal" } else { "journal" };
        let paths = Self {
            journal: place("journal", with_ending(&source, ending)),
            failed: place("failed", beside(&source, "failed")),
            findings: place("findings", beside(&source, "findings")),
            results: place("results", beside(&source, "results")),
            source,
        };
        if paths.journal == paths.source {
            return Err(Failure::Usage(format!(
                "{} is the file of rows; choose another --journal",
                shown(&paths.source)
            )));
        }
        // Checked before anything is sent, not when there is something to write.
        for path in [&paths.journal, &paths.failed, &paths.findings, &paths.results] {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) {
                return Err(Failure::Usage(format!("{}: its folder does not exist", shown(path))));
            }
        }
        Ok(paths)
    }
}

/// A path for display.
pub(super) fn shown(path: &Path) -> String {
    plain(&path.display().to_string())
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The path of a file beside another: with `failed`, `offers.csv` becomes `offers.failed.csv`.
fn beside(path: &Path, what: &str) -> PathBuf {
    match path.extension() {
        Some(ending) => {
            let mut new = std::ffi::OsString::from(format!("{what}."));
            new.push(ending);
            path.with_extension(new)
        }
        None => path.with_extension(what),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_a_file_beside_keeps_the_ending() {
        assert_eq!(beside(Path::new("a/x.csv"), "failed"), Path::new("a/x.failed.csv"));
        assert_eq!(beside(Path::new("x"), "failed"), Path::new("x.failed"));
    }
}
