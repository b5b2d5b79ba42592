//! How OpenAPI spells paths and names.

use heck::ToLowerCamelCase;

use crate::model::{Api, Operation, Side};
use crate::names;

/// Where components refer to each other.
pub(super) const SCHEMAS: &str = "#/components/schemas/";

/// The schema of every error.
pub(super) const ERROR: &str = "ErrorResponse";

/// Where OpenAPI says that a parameter is, and where the model has it.
pub(super) const PARAMETERS: [(&str, Side); 2] = [("path", Side::Path), ("query", Side::Query)];

/// `/offers/:id` -> `/offers/{id}`
pub(super) fn template(path: &str) -> String {
    let segment = |segment: &str| match segment.strip_prefix(':') {
        Some(name) => format!("{{{name}}}"),
        None => segment.to_owned(),
    };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// The name that other languages give their function: `updateExternalOffer`, or `getTalent_v2`.
pub(super) fn operation_id(api: &Api, operation: &Operation) -> String {
    request_type(operation).to_lower_camel_case() + &suffix(api)
}

/// What tells the names of a version from those of the main one. No other name has an underscore.
pub(super) fn suffix(api: &Api) -> String {
    api.module.as_ref().map(|module| format!("_{module}")).unwrap_or_default()
}

pub(super) fn request_type(operation: &Operation) -> String {
    names::request_type(&operation.id.resource, &operation.id.method)
}
