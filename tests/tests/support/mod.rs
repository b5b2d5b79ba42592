//! The files of the checkout, as they are on disk.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value as Json;

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let here = std::env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
    Path::new(&here).parent().expect("a workspace").to_owned()
}

/// Every spec file, relative to the root, in order.
pub(crate) fn spec_files() -> Vec<String> {
    let mut files = files_below("spec");
    files.extend(files_below("tests/kitchen/spec"));
    files.retain(|path| path.ends_with(".yaml"));
    assert!(files.len() >= 6, "{files:?}");
    files
}

/// Every file below a folder, relative to the root, in order.
pub(crate) fn files_below(folder: &str) -> Vec<String> {
    let mut files = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if root().join(&path).is_dir() {
            for entry in fs::read_dir(root().join(&path)).expect("a folder") {
                let name = entry.expect("an entry").file_name();
                waiting.push(format!("{path}/{}", name.to_str().expect("UTF-8")));
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// What a file says.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// What a YAML file says, in the eyes of another reader than the generator's.
pub(crate) fn yaml(path: &str) -> Json {
    serde_yaml_ng::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}
