//! The products: each folder of specs is one, and says so in its `product.yaml`.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{FEATURES, Product};
use crate::names;
use crate::read::{Written, sorted};
use crate::sources::{SourceId, Sources};
use crate::spec::first_line;
use crate::spec::product::{FILE, ProductFile, is_product};

/// The products below a folder, by name, and what is wrong with their manifests. `taken` are names of crates that are
/// not a product's.
///
/// What else is wrong with the specs is for [`Written::model`] to say.
pub fn products(
    written: &Written,
    folder: &str,
    taken: &BTreeSet<String>,
) -> (Vec<Product>, Vec<Diagnostic>) {
    let sources = written.sources();
    let mut problems = Vec::new();
    let folders = folders(sources, folder);
    let mut crates = BTreeMap::new();
    let mut found = Vec::new();
    for (name, specs) in &folders {
        let Some(manifest) = specs.manifest else {
            problems.push(no_manifest(sources, folder, name, specs));
            continue;
        };
        let (file, wrong) = written.manifest(manifest);
        let Some(file) = file.filter(|_| wrong.is_empty()) else {
            problems.extend(wrong.into_iter().cloned());
            continue;
        };
        let problem = wrong_name(file, name)
            .or_else(|| wrong_version(file, specs))
            .or_else(|| wrong_crate(file, taken, &crates));
        crates.insert(file.product.krate.clone(), file.krate);
        match problem {
            Some(problem) => problems.push(problem),
            None => found.push(file.product.clone()),
        }
    }
    (found, sorted(problems))
}

/// What a folder of a product holds.
#[derive(Default)]
struct Folder {
    manifest: Option<SourceId>,
    versions: BTreeSet<String>,
    first: Option<SourceId>,
}

/// The folders directly below `folder`, by name.
fn folders(sources: &Sources, folder: &str) -> BTreeMap<String, Folder> {
    let mut folders = BTreeMap::<String, Folder>::new();
    for (id, source) in sources.readable() {
        let below = source.path().strip_prefix(folder).and_then(|path| path.strip_prefix('/'));
        let Some((name, rest)) = below.and_then(|path| path.split_once('/')) else { continue };
        let folder = folders.entry(name.to_owned()).or_default();
        folder.first.get_or_insert(id);
        if rest == FILE && is_product(source.path()) {
            folder.manifest = Some(id);
        } else if let Some((version, _)) = rest.split_once('/') {
            folder.versions.insert(version.to_owned());
        }
    }
    folders
}

fn no_manifest(sources: &Sources, folder: &str, name: &str, specs: &Folder) -> Diagnostic {
    let name = name.escape_debug();
    let main = specs.versions.first().map_or_else(|| "v1".to_owned(), ToString::to_string);
    let problem = Diagnostic::error(
        Code::MissingFile,
        format!("the folder {folder}/{name} has no {FILE}, so it is not a product"),
    );
    let problem = match specs.first {
        Some(id) => problem.at(first_line(id, sources.get(id).text()), "a spec of this folder"),
        None => problem,
    };
    problem.help(format!(
        "write {folder}/{name}/{FILE}:\nproduct: {name}\ntitle: Feishu / Lark …\ndescription: What its operations are \
         for.\ncrate: feishu-{}\nmain: {}",
        name.to_string().replace('_', "-"),
        main.escape_debug(),
    ))
}

fn wrong_name(file: &ProductFile, folder: &str) -> Option<Diagnostic> {
    let name = &file.product.name;
    if name != folder {
        let message = format!("the product `{name}` is in the folder `{}`", folder.escape_debug());
        let problem = Diagnostic::error(Code::MisplacedFile, message)
            .at(file.name, "not the name of the folder");
        return Some(problem.help("name the product as its folder, or rename the folder"));
    }
    let why = if FEATURES.contains(&name.as_str()) {
        "is a feature of every crate"
    } else if names::is_keyword(name) {
        "is a word of Rust"
    } else {
        names::no_module(name)?
    };
    let problem =
        Diagnostic::error(Code::BadName, format!("no product can be called `{name}`: it {why}"));
    Some(problem.at(file.name, "this name").help("give the folder and the product another name"))
}

fn wrong_version(file: &ProductFile, specs: &Folder) -> Option<Diagnostic> {
    let main = &file.product.main;
    if specs.versions.contains(main) {
        return None;
    }
    let name = &file.product.name;
    let versions: Vec<_> = specs.versions.iter().map(|it| it.escape_debug().to_string()).collect();
    let help = if versions.is_empty() {
        format!("put its specs below the folder {name}/{main}")
    } else {
        format!("its folder has {}", versions.join(", "))
    };
    let message = format!("the product `{name}` has no specs of {main}");
    Some(Diagnostic::error(Code::BadValue, message).at(file.main, "no such version").help(help))
}

fn wrong_crate(
    file: &ProductFile,
    taken: &BTreeSet<String>,
    crates: &BTreeMap<String, Span>,
) -> Option<Diagnostic> {
    let krate = &file.product.krate;
    let first = crates.get(krate);
    if first.is_none() && !taken.contains(krate) {
        return None;
    }
    let message = format!("the name of the crate `{krate}` is taken");
    let mut problem = Diagnostic::error(Code::NameCollision, message).at(file.krate, "this crate");
    if let Some(first) = first {
        problem = problem.at(*first, "the crate of another product");
    }
    let name = file.product.name.replace('_', "-");
    Some(problem.help(format!("each product has a crate of its own, such as `feishu-{name}`")))
}
