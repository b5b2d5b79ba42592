//! What tests of pages share: the vendor's pages, where `FEISHU_PAGES` names their folder, and the specs of the repository.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use feishu_codegen::{Import, PageText, Sources};

/// The folder of pages; without it the test is skipped, and under CI it fails.
pub(crate) fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("FEISHU_PAGES").map(PathBuf::from);
    if folder.is_none() {
        skip::skip("FEISHU_PAGES names no folder of pages");
    }
    folder
}

/// The files with an extension below a folder, by their path within it.
pub(crate) fn files(folder: &Path, extension: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(at) = open.pop() {
        for entry in fs::read_dir(&at).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|found| found == extension) {
                let name = path.strip_prefix(folder).expect("below it").display().to_string();
                found.insert(name, fs::read_to_string(&path).expect("text"));
            }
        }
    }
    found
}

pub(crate) fn pages(folder: &Path) -> Vec<PageText> {
    let pages = files(folder, "md").into_iter();
    pages.map(|(name, text)| PageText { name, text }).collect()
}

/// Where the specs of the repository are.
pub(crate) fn specs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec")
}

/// The specs of the repository.
pub(crate) fn repository() -> Sources {
    read(&specs())
}

/// All specs of a folder, as those of `spec`.
pub(crate) fn read(folder: &Path) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in files(folder, "yaml") {
        sources.add(format!("spec/{path}"), text);
    }
    sources
}

/// Nothing but what every spec needs.
pub(crate) fn empty() -> Sources {
    let mut sources = Sources::new();
    sources
        .add("spec/platform.yaml", fs::read(specs().join("platform.yaml")).expect("the platform"));
    sources
}

/// The specs as they stand after an import.
pub(crate) fn after(sources: &Sources, import: &Import) -> Sources {
    let mut all: BTreeMap<&str, &str> =
        sources.readable().map(|(_, source)| (source.path(), source.text())).collect();
    all.extend(import.files.iter());
    let mut after = Sources::new();
    for (path, text) in all {
        after.add(path, text);
    }
    after
}
