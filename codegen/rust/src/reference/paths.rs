//! Where pages are, from the root, without what their names end in.

use crate::model::Operation;
use crate::space::Space;

/// Where the page of an operation is, from the root, without what its name ends in.
pub(super) fn operation_path(operation: &Operation) -> String {
    format!("operations/{}", operation.id)
}

/// Where the page of a resource is.
pub(super) fn resource_path(project: &str, version: &str, resource: &str) -> String {
    format!("resources/{project}.{version}.{resource}")
}

/// Where the page of a type is.
pub(super) fn type_path(space: &Space, name: &str) -> String {
    format!("types/{space}.{name}")
}
