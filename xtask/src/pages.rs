//! The vendor's pages, as files.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use feishu_codegen::{MAX_PAGE_BYTES, PageText};

/// The named pages, each once, sorted by name.
pub(crate) fn pages(places: &[PathBuf]) -> io::Result<Vec<PageText>> {
    let mut pages = Vec::new();
    let mut seen = BTreeSet::new();
    for place in places {
        if place.as_os_str() == "-" {
            let text = read(io::stdin().lock())?;
            pages.push(PageText { name: "standard input".to_owned(), text });
            continue;
        }
        let mut files = Vec::new();
        collect(place, &mut files)?;
        files.sort();
        for file in files {
            let whole = fs::canonicalize(&file).map_err(|error| at(&file, &error))?;
            if seen.insert(whole) {
                let name =
                    file.strip_prefix(place).ok().filter(|name| !name.as_os_str().is_empty());
                let name = name.unwrap_or(&file).display().to_string();
                let text = File::open(&file).and_then(read).map_err(|error| at(&file, &error))?;
                pages.push(PageText { name, text });
            }
        }
    }
    if pages.is_empty() {
        return Err(io::Error::other(
            "there is no page: name files, or folders that hold files ending in .md",
        ));
    }
    Ok(pages)
}

fn collect(place: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    let about = fs::metadata(place).map_err(|error| at(place, &error))?;
    if !about.is_dir() {
        files.push(place.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(place).map_err(|error| at(place, &error))? {
        let entry = entry.map_err(|error| at(place, &error))?;
        let (path, kind) = (entry.path(), entry.file_type()?);
        // A link in a folder may lead anywhere, also in circles.
        if kind.is_dir() {
            collect(&path, files)?;
        } else if kind.is_file() && path.extension().is_some_and(|extension| extension == "md") {
            files.push(path);
        }
    }
    Ok(())
}

fn read(from: impl Read) -> io::Result<String> {
    let mut bytes = Vec::new();
    // One more than the importer takes, so that it refuses a longer page and does not take a part of it.
    from.take(MAX_PAGE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn at(path: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
