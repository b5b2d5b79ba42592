//! What a version of a product declares: identifiers, objects and enumerations.

use serde_json::Value as Json;

use super::field::Field;
use super::groups::Groups;

/// An identifier type.
#[derive(Debug, Clone)]
pub struct Id {
    /// The name in Pascal case.
    pub name: String,
    /// What it identifies.
    pub description: String,
    /// Those whose operations use it.
    pub groups: Groups,
}

/// A shared object.
#[derive(Debug, Clone)]
pub struct Object {
    /// The name in Pascal case.
    pub name: String,
    /// What the pages call the type.
    pub wire: Option<String>,
    /// What it is.
    pub description: String,
    /// The fields, in the page's order.
    pub fields: Vec<Field>,
    /// Whether it is sent or received.
    pub usage: Usage,
    /// Those whose operations use it.
    pub groups: Groups,
    /// The spec file.
    pub file: String,
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The name in Pascal case.
    pub name: String,
    /// What it says.
    pub description: String,
    /// The known values.
    pub variants: Vec<Variant>,
    /// Those whose operations use it.
    pub groups: Groups,
    /// The spec file.
    pub file: String,
}

impl Enum {
    /// Whether the values are numbers on the wire.
    pub fn is_integer(&self) -> bool {
        matches!(self.variants.first(), Some(Variant { value: VariantValue::Integer(_), .. }))
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The name in Pascal case.
    pub name: String,
    /// What is on the wire.
    pub value: VariantValue,
    /// What it means.
    pub description: Option<String>,
}

impl Variant {
    /// The value as shown in a message.
    pub fn text(&self) -> String {
        match &self.value {
            VariantValue::Text(text) => text.clone(),
            VariantValue::Integer(integer) => integer.to_string(),
        }
    }
}

/// The value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum VariantValue {
    /// A string.
    Text(String),
    /// A number.
    Integer(i32),
}

impl VariantValue {
    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(integer) => (*integer).into(),
        }
    }
}

/// In which directions an object travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Requests have it.
    pub request: bool,
    /// Responses have it.
    pub response: bool,
}
