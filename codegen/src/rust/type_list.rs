//! The types that calls are made of, as macros over lists, for tests that check every type of every product.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::names;
use crate::rust::ir::{Crate, OperationItem};
use crate::rust::layout::{File, Item};

/// A file with two macros over lists: one of requests and one of calls.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeList {
    /// The file.
    pub path: String,
    /// What the names of the macros begin with, such as `product`.
    pub prefix: String,
}

impl TypeList {
    pub(crate) fn file(&self, krate: &Crate, origin: &str) -> File {
        let requests = macro_rules(
            &format!("{}_requests", self.prefix),
            "Hands a macro each body and each set of query parameters, by product: the module of its strategies, its type, and \
             the\n/// constant of its schema.",
            &by_product(krate, requests),
        );
        let calls = macro_rules(
            &format!("{}_calls", self.prefix),
            "Hands a macro each operation, by product: its entry in the operation table, the type of its body, if it has one, \
             that of\n/// its `data`, and the constant of the schema of the whole response.",
            &by_product(krate, |operation| vec![call(operation)]),
        );
        File {
            origin: origin.to_owned(),
            docs: vec!["The types that calls are made of.".to_owned()],
            items: vec![Item::Text(requests), Item::Text(calls)],
        }
    }
}

/// The rows of each product that has any. Two products may have types of one name.
fn by_product(
    krate: &Crate,
    rows: fn(&OperationItem) -> Vec<String>,
) -> BTreeMap<&str, Vec<String>> {
    let mut products = BTreeMap::<_, Vec<_>>::new();
    for operation in krate.resources.iter().flat_map(|resource| &resource.operations) {
        let rows = rows(operation);
        if !rows.is_empty() {
            products.entry(operation.facts.id.project.as_str()).or_default().extend(rows);
        }
    }
    products
}

fn requests(operation: &OperationItem) -> Vec<String> {
    let sides = [("query", &operation.query), ("request", &operation.body)];
    let sent = sides.into_iter().filter_map(|(side, sent)| Some((side, sent.as_ref()?)));
    sent.map(|(side, sent)| format!("{}: {} = {}", sent.module, sent.name, schema(operation, side)))
        .collect()
}

fn call(operation: &OperationItem) -> String {
    let body = operation.body.as_ref().map_or("", |body| &body.name);
    let (data, schema) = (&operation.data.name, schema(operation, "response"));
    format!("{}({body}) -> {data} = {schema}", operation.constant)
}

/// The constant of a schema.
fn schema(operation: &OperationItem, side: &str) -> String {
    names::shouty(&format!("{}_{side}", operation.constant))
}

fn macro_rules(name: &str, about: &str, products: &BTreeMap<&str, Vec<String>>) -> String {
    let mut rows = String::new();
    for (product, types) in products {
        let _ = writeln!(rows, "            {product} {{");
        for row in types {
            let _ = writeln!(rows, "                {row};");
        }
        rows.push_str("            }\n");
    }
    format!(
        "/// {about}\n#[macro_export]\nmacro_rules! {name} {{\n    ($then:ident) => {{\n        $then! {{\n{rows}        \
         }}\n    }};\n}}\n"
    )
}
