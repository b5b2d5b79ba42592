//! The types that calls are made of, as macros over lists, for tests that check every type of every product.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::rust::ir::{Crate, OperationItem};
use crate::rust::layout::{File, Item};

/// A file with macros over lists: of requests, of calls, and of versions that are in modules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeList {
    /// The file.
    pub path: String,
    /// What the names of the macros begin with, such as `product`.
    pub prefix: String,
}

impl TypeList {
    pub(crate) fn file(&self, crates: &[&Crate<'_>], origin: &str) -> File {
        let requests = macro_rules(
            &format!("{}_requests", self.prefix),
            "Hands a macro each body and each set of query parameters, by product: the module of its strategies, its type, and \
             the\n/// constant of its schema.",
            &rows(crates, requests),
        );
        let calls = macro_rules(
            &format!("{}_calls", self.prefix),
            "Hands a macro each operation, by product: its entry in the operation table, the type of its body, if it has one, \
             that of\n/// its `data`, and the constant of the schema of the whole response.",
            &rows(crates, |operation| vec![call(operation)]),
        );
        let versions = crates.iter().filter_map(|krate| {
            let (product, module) = (&krate.space.product, krate.root.0.as_ref()?);
            Some(format!("            {} = {product}::{module};\n", name(krate)))
        });
        let versions = macro_text(
            &format!("{}_versions", self.prefix),
            "Hands a macro each version that is in a module of its crate: the name by which the other lists call it, and the \
             module.",
            &versions.collect::<String>(),
        );
        File {
            origin: origin.to_owned(),
            docs: vec!["The types that calls are made of.".to_owned()],
            items: vec![Item::Text(requests), Item::Text(calls), Item::Text(versions)],
        }
    }
}

/// What the lists call a version: the product, and behind it the module, where it has one.
fn name(krate: &Crate<'_>) -> String {
    match &krate.root.0 {
        None => krate.space.product.clone(),
        Some(module) => format!("{}_{module}", krate.space.product),
    }
}

/// The rows of each version that has any. Two may have types of one name.
fn rows(
    crates: &[&Crate<'_>],
    rows: fn(&OperationItem<'_>) -> Vec<String>,
) -> BTreeMap<String, Vec<String>> {
    let mut versions = BTreeMap::new();
    for krate in crates {
        let operations = krate.resources.iter().flat_map(|resource| &resource.operations);
        let rows: Vec<_> = operations.flat_map(rows).collect();
        if !rows.is_empty() {
            versions.insert(name(krate), rows);
        }
    }
    versions
}

fn requests(operation: &OperationItem<'_>) -> Vec<String> {
    let sides = [("query", &operation.query), ("request", &operation.body)];
    let sent = sides.into_iter().filter_map(|(side, sent)| Some((side, sent.as_ref()?)));
    sent.map(|(side, sent)| {
        format!("{}: {} = {}", sent.module, sent.name, operation.constant_of(side))
    })
    .collect()
}

fn call(operation: &OperationItem<'_>) -> String {
    let body = operation.body.as_ref().map_or("", |body| &body.name);
    let (data, schema) = (&operation.data.name, operation.constant_of("response"));
    format!("{}({body}) -> {data} = {schema}", operation.constant)
}

fn macro_rules(name: &str, about: &str, versions: &BTreeMap<String, Vec<String>>) -> String {
    let mut rows = String::new();
    for (version, types) in versions {
        let _ = writeln!(rows, "            {version} {{");
        for row in types {
            let _ = writeln!(rows, "                {row};");
        }
        rows.push_str("            }\n");
    }
    macro_text(name, about, &rows)
}

fn macro_text(name: &str, about: &str, rows: &str) -> String {
    format!(
        "/// {about}\n#[macro_export]\nmacro_rules! {name} {{\n    ($then:ident) => {{\n        $then! {{\n{rows}        \
         }}\n    }};\n}}\n"
    )
}
