//! Writes down a lowered crate. No decision is taken here.

mod checks;
mod contracts;
mod conversions;
mod crate_files;
mod enums;
mod error_code;
mod resources;
mod strategies;
mod structs;
mod tables;
mod types;

use std::collections::BTreeMap;

use crate::rust::ir::Crate;
use crate::rust::layout::{File, Item};

/// The files below `src/generated/`, by path, of all versions of a product.
pub(crate) fn emit(versions: &[&Crate], origin: &str) -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    for krate in versions {
        let folder = krate.root.folder();
        let is_main = folder.is_empty();
        let others = versions.iter().copied();
        let others = others.filter(|other| is_main && other.root != krate.root);
        let others: Vec<_> = others.collect();
        let own = self::version(krate, &others, origin).into_iter();
        files.extend(own.map(|(path, file)| (format!("{folder}{path}"), file)));
    }
    files
}

/// The files of one version. That at the root knows the others.
fn version(krate: &Crate, others: &[&Crate], origin: &str) -> BTreeMap<String, File> {
    let mut files = BTreeMap::new();
    files.insert("mod.rs".to_owned(), crate_files::root(krate, others, origin));
    files.insert("client.rs".to_owned(), crate_files::client(krate, others, origin));
    files.insert("error_code.rs".to_owned(), error_code::error_code(krate, origin));
    files.insert("operations.rs".to_owned(), tables::operations(krate, origin));
    files.insert("contracts.rs".to_owned(), contracts::contracts(krate, origin));
    files.insert("schemas.rs".to_owned(), tables::schemas(krate, origin));
    if !krate.ids.is_empty() {
        files.insert("ids.rs".to_owned(), crate_files::ids(krate, origin));
    }
    files.insert("types/mod.rs".to_owned(), crate_files::types_root(krate, origin));
    for declared in &krate.enums {
        files.insert(format!("types/{}.rs", declared.module), enums::file(declared));
    }
    for object in &krate.objects {
        files.insert(format!("types/{}.rs", object.module), structs::file(&krate.root, &[object]));
    }
    for resource in &krate.resources {
        let folder = format!("resources/{}", resource.name);
        files.insert(format!("{folder}/mod.rs"), resources::file(&krate.root, resource));
        for operation in &resource.operations {
            let structs: Vec<_> =
                operation.query.iter().chain(&operation.body).chain([&operation.data]).collect();
            let file = structs::file(&krate.root, &structs);
            files.insert(format!("{folder}/{}.rs", operation.name), file);
        }
    }
    files.insert("resources/mod.rs".to_owned(), crate_files::resources_root(krate, origin));
    if let Some(file) = conversions::conversions(krate, origin) {
        files.insert("conversions.rs".to_owned(), file);
    }
    files.extend(strategies::files(krate, origin));
    files
}

/// A file with one line of docs.
fn file(origin: &str, about: &str, items: Vec<Item>) -> File {
    File { origin: origin.to_owned(), docs: vec![about.to_owned()], items }
}
