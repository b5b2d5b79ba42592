//! All of the specs, and one version of one product.

use std::sync::Arc;

use super::declared::{Enum, Id, Object};
use super::emulate::Kind;
use super::operation::Operation;
use super::platform::Platform;
use super::product::Product;
use crate::space::Space;

/// Everything that the outputs need to know.
#[derive(Debug, Clone)]
pub struct Model {
    /// Facts that all products share.
    pub platform: Arc<Platform>,
    /// By name.
    pub products: Vec<Product>,
    /// By namespace.
    pub apis: Vec<Api>,
    /// What the emulator keeps, by product, and in the order in which a product says it.
    pub kinds: Vec<Kind>,
}

/// One version of one product. Its names have nothing to do with those of another.
#[derive(Debug, Clone)]
pub struct Api {
    /// The product and version.
    pub space: Space,
    /// The same for all.
    pub platform: Arc<Platform>,
    /// The crate of the product, as Rust calls it.
    pub library: String,
    /// The module of the crate that has it: none for the main version, which is at the root.
    pub module: Option<String>,
    /// By id.
    pub operations: Vec<Operation>,
    /// By name.
    pub ids: Vec<Id>,
    /// By name.
    pub objects: Vec<Object>,
    /// By name.
    pub enums: Vec<Enum>,
}
