//! The files: where the workspace is, what its specs say, what is made from them.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use feishu_codegen::{About, MAX_FILE_BYTES, Sources, Target};

/// A checkout of this project.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

/// What is generated: specs of some folders, for some crate.
#[derive(Debug)]
pub(crate) struct Job {
    /// What the summary calls it.
    pub(crate) name: &'static str,
    /// Folders and files of specs.
    specs: &'static [&'static str],
    pub(crate) target: Target,
}

impl Workspace {
    /// The workspace at `root`, or else the one that this program belongs to.
    pub(crate) fn find(root: Option<PathBuf>) -> io::Result<Self> {
        let root = root.unwrap_or_else(|| {
            // What cargo says at run time comes first: a checkout that was copied or moved together with its target
            // folder is not built anew, and the path compiled in is still the old one.
            let here = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
            let here = here.unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
            here.parent().unwrap_or(&here).to_owned()
        });
        if root.join("spec").is_dir() {
            return Ok(Self { root });
        }
        Err(io::Error::other(format!(
            "there is no folder spec/ in {}; run `cargo xtask` in a checkout of feishu-spec, or name one with --root",
            root.display()
        )))
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// A crate for each product, what all of them share, and the crate of tests that holds one of everything the
    /// format can say.
    pub(crate) fn jobs() -> [Job; 4] {
        let product = |name, specs, sdk: &str, folder: &str, title: &str, description: &str| Job {
            name,
            specs,
            target: Target {
                openapi: Some(About {
                    path: format!("{sdk}/openapi.json"),
                    title: title.to_owned(),
                    description: description.to_owned(),
                    // One version for the workspace.
                    version: env!("CARGO_PKG_VERSION").to_owned(),
                    license: env!("CARGO_PKG_LICENSE").to_owned(),
                }),
                ..Target::sdk(sdk, folder)
            },
        };
        let shared = Target {
            sdk: None,
            runtime: Some("crates/feishu-core".to_owned()),
            emulator: Some("crates/feishu-emulator".to_owned()),
            format_schema: Some("spec/spec.schema.json".to_owned()),
            ..Target::sdk("", "spec")
        };
        [
            product(
                "feishu-auth",
                &["spec/platform.yaml", "spec/auth"],
                "crates/feishu-auth",
                "spec/auth",
                "Feishu / Lark access tokens",
                "The operations of the Feishu / Lark open platform that issue access tokens.",
            ),
            product(
                "feishu-hire",
                &["spec/platform.yaml", "spec/hire"],
                "crates/feishu-hire",
                "spec/hire",
                "Feishu / Lark Recruiting",
                "Operations of Feishu / Lark Recruiting (hire): what another recruiting system knew, brought in, read back and corrected.",
            ),
            Job { name: "all", specs: &["spec"], target: shared },
            product(
                "kitchen",
                &["spec/platform.yaml", "tests/kitchen/spec"],
                "tests/kitchen",
                "tests/kitchen/spec",
                "Kitchen",
                "One of everything that the format of the specs can say.",
            ),
        ]
    }

    /// The specs of a job, in an order that no file system decides.
    pub(crate) fn sources(&self, job: &Job) -> io::Result<Sources> {
        let mut paths = Vec::new();
        for place in job.specs {
            // A checkout comes from others, and its folders may be links, too.
            for (end, _) in place.match_indices('/').chain([(place.len(), "")]) {
                refuse_link(&self.root, place.get(..end).unwrap_or(place))?;
            }
            collect(&self.root, place, &mut paths)?;
        }
        paths.sort();
        let mut sources = Sources::new();
        for path in paths {
            let bytes = read(&self.root, &path)?;
            sources.add(path, bytes);
        }
        Ok(sources)
    }
}

/// The specs at a place below `root`, which is a file or a folder.
pub(crate) fn collect(root: &Path, place: &str, paths: &mut Vec<String>) -> io::Result<()> {
    let on_disk = root.join(place);
    if is_spec(place) {
        // One that is not there is the generator's to report, with what to do about it.
        let Ok(about) = fs::symlink_metadata(&on_disk) else { return Ok(()) };
        refuse_link(root, place)?;
        if !about.is_file() {
            return Err(io::Error::other(format!("{place} is no file; remove it, or rename it")));
        }
        paths.push(place.to_owned());
        return Ok(());
    }
    // A job without its folder is refused: it would remove all that was generated from it.
    for entry in fs::read_dir(&on_disk).map_err(|error| at(place, &error))? {
        let entry = entry.map_err(|error| at(place, &error))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(io::Error::other(format!(
                "{place}: a file name is not UTF-8; rename {}",
                name.display()
            )));
        };
        // Hidden files are those of editors: locks, and copies of what is not saved yet.
        if name.starts_with('.') {
            continue;
        }
        let below = format!("{place}/{name}");
        refuse_link(root, &below)?;
        if is_spec(name) || entry.file_type().map_err(|error| at(&below, &error))?.is_dir() {
            collect(root, &below, paths)?;
        }
    }
    Ok(())
}

/// The specs below a folder that need not be the workspace's, as if it were called `name`.
pub(crate) fn sources_of(folder: &Path, name: &str) -> io::Result<Sources> {
    let root = folder.parent().unwrap_or(Path::new(""));
    let mut paths = Vec::new();
    if folder.exists() {
        collect(root, name, &mut paths)?;
    }
    paths.sort();
    let mut sources = Sources::new();
    for path in paths {
        let bytes = read(root, &path)?;
        sources.add(path, bytes);
    }
    Ok(sources)
}

/// A link among specs leads anywhere: up, so that there is no end, or to a file of somebody's that is no spec and whose
/// lines a diagnostic would show. None is followed.
fn refuse_link(root: &Path, place: &str) -> io::Result<()> {
    let is_link = fs::symlink_metadata(root.join(place)).is_ok_and(|about| about.is_symlink());
    if is_link {
        return Err(io::Error::other(format!(
            "{place} is a symbolic link, and none is followed among specs; replace it by the file or folder, or remove it"
        )));
    }
    Ok(())
}

/// What a spec says. Of one that is too large, enough to say so.
pub(crate) fn read(root: &Path, path: &str) -> io::Result<Vec<u8>> {
    let file = File::open(root.join(path)).map_err(|error| at(path, &error))?;
    let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(|error| at(path, &error))?;
    Ok(bytes)
}

/// Whether a file is a spec, by its name.
pub(crate) fn is_spec(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// An error with the file that it is about.
pub(crate) fn at(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{path}: {error}"))
}
