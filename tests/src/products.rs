//! The products and the kitchen by their names, and the tables of each. A new product is here
//! without an edit, by the lists that the generator writes.

use std::fs;

pub use ::kitchen;
pub use feishu::*;

use crate::tools;

/// The operations of a product's crate.
#[derive(Debug, Clone, Copy)]
pub struct Tables {
    /// Each operation.
    pub operations: &'static [&'static Operation],
    /// What programs without types need of each.
    pub contracts: &'static [Contract],
    /// Each schema, with the name of its file.
    pub schemas: &'static [(&'static str, &'static str)],
}

macro_rules! tables {
    ($($product:ident { $($call:tt)+ })+) => {
        &[$(Tables {
            operations: $product::operations::ALL,
            contracts: $product::contracts::ALL,
            schemas: $product::schemas::ALL,
        }),+]
    };
}

// Other versions than the main one, as the lists call them: `kitchen_v2`.
macro_rules! versions {
    ($($name:ident = $($path:ident)::+;)*) => {
        $(pub use $($path)::+ as $name;)*
    };
}

product_versions!(versions);
kitchen_versions!(versions);

macro_rules! names {
    ($($name:ident = $($path:ident)::+;)*) => { &[$(stringify!($name)),*] };
}

/// The versions of products that are in modules of their crates.
const VERSIONS: &[&str] = product_versions!(names);

/// The tables of the products, a row for each version.
pub const PRODUCTS: &[Tables] = product_calls!(tables);

/// Those of the kitchen, which is no product and has one of everything.
pub const KITCHEN: &[Tables] = kitchen_calls!(tables);

/// The tables of all.
pub fn all() -> impl Iterator<Item = &'static Tables> {
    PRODUCTS.iter().chain(KITCHEN)
}

/// The names of the crates of the products, which are those of their folders.
pub fn crates() -> Vec<String> {
    let place = tools::workspace().join("crates/sdk");
    let folders = fs::read_dir(&place).unwrap_or_else(|error| panic!("crates/sdk: {error}"));
    let names = folders.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    // What a person wrote beside them is no product's.
    let is_generated = |name: &String| {
        let manifest = fs::read_to_string(place.join(name).join("Cargo.toml"));
        manifest.is_ok_and(|text| text.starts_with("# @generated"))
    };
    let mut crates: Vec<_> = names.filter(is_generated).collect();
    crates.sort();
    assert_eq!(crates.len() + VERSIONS.len(), PRODUCTS.len(), "{crates:?}");
    crates
}
