//! The files of the workspace: its specs, and what is generated from them.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use feishu_codegen::{
    About, Facade, MAX_FILE_BYTES, Package, Product, Sources, Target, TypeList, Written,
};

use crate::report::Problems;

/// A checkout of this project.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
}

/// Specs that are read together, and their outputs.
#[derive(Debug)]
pub(crate) struct Job {
    pub(crate) specs: Written,
    pub(crate) targets: Vec<Target>,
}

/// The version that the workspace shares.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The facts of the platform, which every set of specs needs.
pub(crate) const PLATFORM: &str = "spec/platform.yaml";

/// The folder of the products.
const SPECS: &str = "spec";

/// A hand-written page in the folder of a product.
const FRONT_PAGE: &str = "front_page.md";

/// The folder of the products' crates.
const SDK: &str = "crates/sdk";

/// The folder of the lists of types, for tests that check every type.
const TYPE_LISTS: &str = "tests/src/generated";

/// The folder of the test product.
const KITCHEN: &str = "tests/kitchen";

impl Workspace {
    /// The workspace at `root`, or the one that this program belongs to.
    pub(crate) fn find(root: Option<PathBuf>) -> io::Result<Self> {
        let root = root.unwrap_or_else(|| {
            // The path that cargo gives at run time takes precedence: a checkout that was copied
            // together with its target folder is not rebuilt, and the compiled path is still the
            // old one.
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

    /// A crate for each product, the files that all of them share, and the test crate with one of
    /// everything that the format can express. A product with an invalid manifest is reported and
    /// has no job.
    pub(crate) fn jobs(&self, problems: &mut Problems) -> io::Result<Vec<Job>> {
        let all = Written::of(self.sources(&[SPECS])?);
        let taken = self.folders("crates")?.into_iter().collect();
        let (products, found) = feishu_codegen::products(&all, SPECS, &taken);
        problems.show(&found, all.sources());
        if products.is_empty() && found.is_empty() {
            // Everything generated from products would be removed.
            return Err(io::Error::other("there is no product in spec/; restore its folders"));
        }
        let mut specs = Job { specs: all, targets: Vec::new() };
        for product in products {
            let (sdk, folder) =
                (format!("{SDK}/{}", product.krate), format!("{SPECS}/{}", product.name));
            let front_page = self.front_page(&folder)?;
            let package = Package { product, front_page, publish: true };
            specs.targets.push(target(package, sdk, &folder));
        }
        let shared = Target {
            sdk: None,
            runtime: Some("crates/feishu-core".to_owned()),
            emulator: Some("crates/feishu-emulator".to_owned()),
            facade: Some(Facade {
                krate: "crates/feishu".to_owned(),
                products: "../sdk".to_owned(),
                version: VERSION.to_owned(),
            }),
            types: Some(type_list("product")),
            format_schema: Some("spec/spec.schema.json".to_owned()),
            ..Target::sdk("", SPECS)
        };
        specs.targets.push(shared);
        let folder = format!("{KITCHEN}/spec");
        let all = Written::of(self.sources(&[PLATFORM, &folder])?);
        let (products, found) = feishu_codegen::products(&all, &folder, &BTreeSet::new());
        problems.show(&found, all.sources());
        let mut kitchen = Job { specs: all, targets: Vec::new() };
        for product in products {
            let package = Package { product, front_page: None, publish: false };
            let target = Target {
                types: Some(type_list("kitchen")),
                catalogue: Some(format!("{KITCHEN}/catalogue.json")),
                ..target(package, KITCHEN.to_owned(), &folder)
            };
            kitchen.targets.push(target);
        }
        Ok(vec![specs, kitchen])
    }

    /// The hand-written page of a product, for the docs of its crate.
    fn front_page(&self, folder: &str) -> io::Result<Option<String>> {
        let path = format!("{folder}/{FRONT_PAGE}");
        refuse_link(&self.root, &path)?;
        match read(&self.root, &path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
            Ok(bytes) => String::from_utf8(bytes)
                .map(Some)
                .map_err(|_| io::Error::other(format!("{path} is not UTF-8; save it as UTF-8"))),
        }
    }

    /// The generated crates of products that no longer exist. Hand-written crates are not among
    /// them.
    pub(crate) fn abandoned(&self, jobs: &[Job]) -> io::Result<Vec<String>> {
        let mut abandoned = Vec::new();
        for name in self.folders(SDK)? {
            let folder = format!("{SDK}/{name}");
            let mut targets = jobs.iter().flat_map(|job| &job.targets);
            let is_wanted = targets.any(|target| target.sdk.as_ref() == Some(&folder));
            let manifest = fs::read_to_string(self.root.join(&folder).join("Cargo.toml"));
            if !is_wanted
                && manifest.is_ok_and(|text| text.starts_with("# @generated by cargo xtask"))
            {
                abandoned.push(folder);
            }
        }
        Ok(abandoned)
    }

    /// The names of the folders in a folder, which may not exist.
    fn folders(&self, place: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.root.join(place)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            entries => entries.map_err(|error| at(place, &error))?,
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry.map_err(|error| at(place, &error))?;
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                names.extend(entry.file_name().into_string());
            }
        }
        names.sort();
        Ok(names)
    }

    /// The specs at some paths, in an order that does not depend on the file system.
    fn sources(&self, places: &[&str]) -> io::Result<Sources> {
        let mut paths = Vec::new();
        for place in places {
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

impl Job {
    /// The name of each target in the summary: its crate, or `all`.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        let packages = self.targets.iter().map(|target| target.package.as_ref());
        packages.map(|package| package.map_or("all", |package| &*package.product.krate))
    }
}

/// The outputs of a product.
fn target(package: Package, sdk: String, folder: &str) -> Target {
    let Product { name, title, description, .. } = package.product.clone();
    Target {
        product: Some(name),
        openapi: Some(About {
            path: format!("{sdk}/openapi.json"),
            title,
            description,
            version: VERSION.to_owned(),
            license: env!("CARGO_PKG_LICENSE").to_owned(),
        }),
        package: Some(package),
        ..Target::sdk(sdk, folder)
    }
}

/// A file of lists, named after the prefix of its macros.
fn type_list(prefix: &str) -> TypeList {
    TypeList { path: format!("{TYPE_LISTS}/{prefix}.rs"), prefix: prefix.to_owned() }
}

/// The specs at a path below `root`, which is a file or a folder.
pub(crate) fn collect(root: &Path, place: &str, paths: &mut Vec<String>) -> io::Result<()> {
    let on_disk = root.join(place);
    if is_spec(place) {
        // The generator reports a missing file, with the remedy.
        let Ok(about) = fs::symlink_metadata(&on_disk) else { return Ok(()) };
        refuse_link(root, place)?;
        if !about.is_file() {
            return Err(io::Error::other(format!(
                "{place} is not a file; remove it, or rename it"
            )));
        }
        paths.push(place.to_owned());
        return Ok(());
    }
    // A job without its folder is refused: it would remove everything that was generated from it.
    for entry in fs::read_dir(&on_disk).map_err(|error| at(place, &error))? {
        let entry = entry.map_err(|error| at(place, &error))?;
        let name = entry.file_name();
        let Some(name) = name.to_str() else {
            return Err(io::Error::other(format!(
                "{place}: a file name is not UTF-8; rename {}",
                name.display()
            )));
        };
        // Hidden files belong to editors: locks, and unsaved copies.
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

/// The specs in any folder, as if it were called `name`.
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

/// A link among specs may lead anywhere: upwards, without end, or to a private file that is not a
/// spec and whose lines a diagnostic would show. No link is followed.
fn refuse_link(root: &Path, place: &str) -> io::Result<()> {
    let is_link = fs::symlink_metadata(root.join(place)).is_ok_and(|about| about.is_symlink());
    if is_link {
        return Err(io::Error::other(format!(
            "{place} is a symbolic link, which is not followed among specs; replace it with the file or folder, or remove it"
        )));
    }
    Ok(())
}

/// The content of a spec. Of one that is too large, enough to report it.
pub(crate) fn read(root: &Path, path: &str) -> io::Result<Vec<u8>> {
    let file = File::open(root.join(path)).map_err(|error| at(path, &error))?;
    let most = u64::try_from(MAX_FILE_BYTES).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes).map_err(|error| at(path, &error))?;
    Ok(bytes)
}

/// The facts of the platform, for a folder of specs that has none of its own.
pub(crate) fn platform(root: &Path) -> io::Result<Vec<u8>> {
    refuse_link(root, PLATFORM)?;
    read(root, PLATFORM)
}

/// Whether a file is a spec, by its extension.
pub(crate) fn is_spec(path: &str) -> bool {
    Path::new(path).extension().is_some_and(|extension| extension == "yaml" || extension == "yml")
}

/// An error with the path of its file.
pub(crate) fn at(path: &str, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{path}: {error}"))
}
