//! Parts of the model by their names. All lists are in order, so each is found in few steps.

use super::{Api, Enum, Object, Operation, OperationId};
use crate::names;
use crate::product::Product;

impl Api {
    /// The crate that has the operations of a project, as Rust calls it. Specs that are compared may lack manifests.
    pub(crate) fn library(&self, project: &str) -> String {
        let at = self.products.binary_search_by(|product| product.name.as_str().cmp(project));
        let product = at.ok().and_then(|at| self.products.get(at));
        product.map_or_else(|| format!("feishu_{}", names::snake(project)), Product::library)
    }

    /// The operation of this id.
    pub(crate) fn operation(&self, id: &OperationId) -> Option<&Operation> {
        let at = self.operations.binary_search_by(|operation| operation.id.cmp(id)).ok()?;
        self.operations.get(at)
    }

    /// The object of this name.
    pub(crate) fn object(&self, name: &str) -> Option<&Object> {
        let at = self.objects.binary_search_by(|object| object.name.as_str().cmp(name)).ok()?;
        self.objects.get(at)
    }

    /// The enumeration of this name.
    pub(crate) fn enumeration(&self, name: &str) -> Option<&Enum> {
        let at = self.enums.binary_search_by(|declared| declared.name.as_str().cmp(name)).ok()?;
        self.enums.get(at)
    }
}
