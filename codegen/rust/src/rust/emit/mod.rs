//! Writes down a lowered crate. No decision is taken here.
//!
//! All functions that are not generic are `#[inline]`: rustc then compiles them in the crates that call them, and only
//! those that are called. Otherwise each dependent would wait for machine code of hundreds of operations of which it
//! calls a few; for all of Recruiting this is almost half of the time that its crate takes.

mod checks;
mod codec;
mod contracts;
mod conversions;
mod crate_files;
mod enums;
mod error_code;
mod resources;
mod strategies;
mod structs;
mod tables;
mod text;
mod types;

use self::error_code::Errors;
use crate::rust::ir::Crate;
use crate::rust::layout::{Emit, File};

/// What emits a file about all of a version, with the origin for its header.
type Whole = fn(&Crate<'_>, &str) -> File;

/// The files below `src/generated/`, each with its path, of all versions of a product.
pub(crate) fn emit<'a>(versions: &[&'a Crate<'a>], origin: &'a str) -> Vec<(String, Emit<'a>)> {
    let mut files = Vec::new();
    for krate in versions {
        let folder = krate.root.folder();
        let is_main = folder.is_empty();
        let others = versions.iter().copied();
        let others = others.filter(|other| is_main && other.root != krate.root);
        let own = self::version(krate, others.collect(), origin).into_iter();
        files.extend(own.map(|(path, file)| (format!("{folder}{path}"), file)));
    }
    files
}

/// The files of one version. That at the root knows the others.
fn version<'a>(
    krate: &'a Crate<'a>,
    others: Vec<&'a Crate<'a>>,
    origin: &'a str,
) -> Vec<(String, Emit<'a>)> {
    let mut files = Vec::new();
    let mut add = |path: String, emit: Emit<'a>| files.push((path, emit));
    let known = others.clone();
    add("mod.rs".to_owned(), Box::new(move || crate_files::root(krate, &known, origin)));
    add("client.rs".to_owned(), Box::new(move || crate_files::client(krate, &others, origin)));
    let whole: [(&str, Whole); 6] = [
        ("error_code.rs", error_code::error_code),
        ("operations.rs", tables::operations),
        ("contracts.rs", contracts::contracts),
        ("schemas.rs", tables::schemas),
        ("types/mod.rs", crate_files::types_root),
        ("resources/mod.rs", crate_files::resources_root),
    ];
    for (path, emit) in whole {
        add(path.to_owned(), Box::new(move || emit(krate, origin)));
    }
    if !krate.errors.is_empty() {
        add("errors.rs".to_owned(), Box::new(move || Errors::of(krate).file(origin)));
    }
    if !krate.ids.is_empty() {
        add("ids.rs".to_owned(), Box::new(move || crate_files::ids(krate, origin)));
    }
    if !krate.conversions.is_empty() {
        let path = "conversions.rs".to_owned();
        add(path, Box::new(move || conversions::conversions(krate, origin)));
    }
    for declared in &krate.enums {
        add(format!("types/{}.rs", declared.module), Box::new(move || enums::file(declared)));
    }
    for object in &krate.objects {
        let path = format!("types/{}.rs", object.module);
        add(path, Box::new(move || structs::file(&krate.root, &[object])));
    }
    for resource in &krate.resources {
        let folder = format!("resources/{}", resource.name);
        let path = format!("{folder}/mod.rs");
        add(path, Box::new(move || resources::file(&krate.root, resource)));
        for operation in &resource.operations {
            let structs: Vec<_> =
                operation.query.iter().chain(&operation.body).chain([&operation.data]).collect();
            let path = format!("{folder}/{}.rs", operation.name);
            add(path, Box::new(move || structs::file(&krate.root, &structs)));
        }
    }
    files.extend(strategies::files(krate, origin));
    files
}
