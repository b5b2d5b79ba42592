//! A field.

use serde_json::Value as Json;

use super::rule::Rule;
use super::types::Type;

/// A field of a body or object, or a path parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// What it is.
    pub description: Option<String>,
    /// The page's sample.
    pub example: Option<Json>,
    /// What the server takes if it is missing.
    pub default: Option<Json>,
    /// The rules that a request must keep.
    pub rules: Vec<Rule>,
    /// Scopes of which one is needed for this field.
    pub scopes: Vec<String>,
    /// Whether the page says that it is deprecated.
    pub deprecated: bool,
}
