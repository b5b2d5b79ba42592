//! Copies of the checkout, and `xtask` at work on them.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

/// The spec that tests edit.
pub(crate) const OFFER: &str = "spec/hire/v1/external_offer/update.yaml";

/// Where specs are, and what is generated from them.
const PLACES: [&str; 7] = [
    "crates/feishu",
    "crates/feishu-core/src/generated",
    "crates/feishu-emulator/src/generated",
    "crates/sdk",
    "spec",
    "tests/kitchen",
    "tests/src/generated",
];

/// Whether a person wrote a file of those places.
fn is_by_hand(path: &str) -> bool {
    let in_a_crate = path.strip_prefix("crates/sdk/").and_then(|path| path.split('/').nth(1));
    matches!(in_a_crate, Some("examples" | "tests"))
        || path.ends_with(".yaml")
        || path.ends_with("/front_page.md")
        || path == "crates/feishu/src/lib.rs"
}

/// A folder with the specs of the checkout and what was generated from them, gone when dropped.
pub(crate) struct Checkout {
    folder: TempDir,
}

impl Checkout {
    /// A copy of the checkout that contains these tests.
    pub(crate) fn copy() -> Self {
        let copy = Self::without_files();
        let here = std::env::var("CARGO_MANIFEST_DIR").expect("set by cargo");
        let here = Path::new(&here).parent().expect("a workspace");
        for place in PLACES {
            for path in files_below(here, place) {
                copy.write(&path, &fs::read_to_string(here.join(&path)).expect("text"));
            }
        }
        copy
    }

    /// An empty folder.
    pub(crate) fn without_files() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder") }
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Every file with what it says.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let paths = files_below(self.root(), "").into_iter();
        paths.map(|path| (path.clone(), self.read(&path))).collect()
    }

    /// The files that are not, or no longer, what they were.
    pub(crate) fn changed_since(&self, before: &BTreeMap<String, String>) -> Vec<String> {
        let now = self.files();
        let mut paths: Vec<_> = before.keys().chain(now.keys()).cloned().collect();
        paths.sort();
        paths.dedup();
        paths.retain(|path| before.get(path) != now.get(path));
        paths
    }

    /// The files that the generator owns.
    pub(crate) fn generated(&self) -> Vec<String> {
        let mut paths: Vec<_> =
            PLACES.iter().flat_map(|place| files_below(self.root(), place)).collect();
        paths.retain(|path| !is_by_hand(path));
        paths
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let target = self.root().join(path);
        fs::create_dir_all(target.parent().expect("a folder")).expect("made");
        fs::write(target, text).expect("written");
    }

    pub(crate) fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).expect("removed");
    }

    /// Lets an offer have ten more attachments, whatever the spec says today.
    pub(crate) fn raise_the_limit(&self) -> Limit {
        let original = self.read(OFFER);
        let field = original.find("attachment_id_list:").expect("the field");
        let rule = field + original[field..].find("items:").expect("its rule");
        let start = rule + original[rule..].find("..").expect("a range") + 2;
        let length = original[start..].find(|c: char| !c.is_ascii_digit()).expect("an end");
        let old: u64 = original[start..start + length].parse().expect("an upper bound");
        let new = old + 10;
        let edited = format!("{}{new}{}", &original[..start], &original[start + length..]);
        self.write(OFFER, &edited);
        Limit { old, new, original }
    }

    /// The program without an argument.
    pub(crate) fn bare(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.current_dir(self.root());
        command
    }

    /// The program, told to work here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare();
        command.args(arguments).arg("--root").arg(self.root());
        command
    }

    /// Runs a command here.
    pub(crate) fn xtask(&self, arguments: &[&str]) -> Output {
        run(&mut self.command(arguments))
    }
}

/// An edit of the spec.
pub(crate) struct Limit {
    pub(crate) old: u64,
    pub(crate) new: u64,
    /// The spec before.
    pub(crate) original: String,
}

/// What a run came to.
pub(crate) struct Output {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "status {}\n{}\n{}", self.status, self.stdout, self.stderr)
    }
}

pub(crate) fn run(command: &mut Command) -> Output {
    let output = command.output().expect("xtask starts");
    Output {
        status: output.status.code().expect("it was not killed"),
        stdout: String::from_utf8(output.stdout).expect("UTF-8"),
        stderr: String::from_utf8(output.stderr).expect("UTF-8"),
    }
}

/// Every file below a folder of `root`, relative to `root`, with `/` between folders.
fn files_below(root: &Path, place: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut waiting = vec![root.join(place)];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let entries = fs::read_dir(&path).expect("a folder");
            waiting.extend(entries.map(|entry| entry.expect("an entry").path()));
        } else {
            let path = path.strip_prefix(root).expect("below it");
            found.push(path.to_str().expect("UTF-8").replace('\\', "/"));
        }
    }
    found.sort();
    found
}
