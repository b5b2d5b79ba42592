//! The type of a field.

use super::scalar::{self, Scalar, Wire};

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A single value.
    Scalar(Scalar),
    /// A string on the wire.
    Id(String),
    /// A declared object, by name.
    Object(String),
    /// A declared enumeration, by name.
    Enum(String),
    /// A list.
    List(Box<Type>),
    /// An object with keys of the caller's choice.
    Map(Box<Type>),
}

impl Type {
    /// A string.
    pub const STRING: Self = Self::Scalar(scalar::STRING);
    /// A boolean.
    pub const BOOL: Self = Self::Scalar(scalar::BOOL);
    /// A whole number of 32 bits.
    pub const I32: Self = Self::Scalar(scalar::I32);
    pub(crate) const I64: Self = Self::Scalar(scalar::I64);
    /// A number.
    pub const F64: Self = Self::Scalar(scalar::F64);
    /// Any JSON.
    pub const JSON: Self = Self::Scalar(scalar::JSON);
    /// A string that is never printed.
    pub const SECRET: Self = Self::Scalar(scalar::SECRET);

    /// The type inside all lists and maps.
    pub fn innermost(&self) -> &Self {
        let mut ty = self;
        while let Self::List(inner) | Self::Map(inner) = ty {
            ty = inner;
        }
        ty
    }

    /// The declared type that it is, or is made of.
    pub fn declared(&self) -> Option<&str> {
        match self.innermost() {
            Self::Id(name) | Self::Object(name) | Self::Enum(name) => Some(name),
            _ => None,
        }
    }

    /// How a scalar or an id is written on the wire.
    pub fn wire(&self) -> Option<Wire> {
        match self {
            Self::Scalar(scalar) => Some(scalar.wire),
            Self::Id(_) => Some(Wire::Text),
            _ => None,
        }
    }
}
