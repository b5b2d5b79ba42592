//! Parts of the model by their names. All lists are in order, so each is found in few steps.

use super::{Api, Enum, Model, Object, Operation, OperationId};
use crate::model::Product;
use crate::space::Space;

impl Model {
    /// The product of this name. Specs that are compared may lack manifests.
    pub fn product(&self, name: &str) -> Option<&Product> {
        let at = self.products.binary_search_by(|product| product.name.as_str().cmp(name)).ok()?;
        self.products.get(at)
    }

    /// The version of a product.
    pub fn api(&self, space: &Space) -> Option<&Api> {
        let at = self.apis.binary_search_by(|api| api.space.cmp(space)).ok()?;
        self.apis.get(at)
    }

    /// The versions of a product, the main one first.
    pub fn versions(&self, product: &str) -> Vec<&Api> {
        let versions = self.apis.iter().filter(|api| api.space.product == product);
        let (mut main, others): (Vec<_>, Vec<_>) = versions.partition(|api| api.module.is_none());
        main.extend(others);
        main
    }

    /// The operations of all products, by id.
    pub fn operations(&self) -> impl Iterator<Item = &Operation> {
        self.apis.iter().flat_map(|api| &api.operations)
    }

    /// The operation that a text calls by its id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        let id = OperationId::parse(id)?;
        let space = Space { product: id.project.clone(), version: id.version.clone() };
        self.api(&space)?.operation(&id)
    }
}

impl Api {
    /// The operation of this id.
    pub fn operation(&self, id: &OperationId) -> Option<&Operation> {
        let at = self.operations.binary_search_by(|operation| operation.id.cmp(id)).ok()?;
        self.operations.get(at)
    }

    /// The object of this name.
    pub fn object(&self, name: &str) -> Option<&Object> {
        let at = self.objects.binary_search_by(|object| object.name.as_str().cmp(name)).ok()?;
        self.objects.get(at)
    }

    /// The enumeration of this name.
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        let at = self.enums.binary_search_by(|declared| declared.name.as_str().cmp(name)).ok()?;
        self.enums.get(at)
    }

    /// Whether an identifier type has this name.
    pub fn has_id(&self, name: &str) -> bool {
        self.ids.binary_search_by(|id| id.name.as_str().cmp(name)).is_ok()
    }
}
