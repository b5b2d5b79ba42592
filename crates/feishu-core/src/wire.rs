//! How values are read from JSON: strictly in a request, leniently in a response.
//!
//! What the SDK sends must be what the spec says, so a request type reads nothing else; that makes
//! its decoder an equal of the JSON Schema. What the platform answers differs from its pages in
//! small ways, such as a number written as a string, and must not keep a caller from the rest.
//!
//! Generated fields name the reader: `#[serde(deserialize_with = "feishu_core::wire::strict::required")]`.

mod collections;
mod flag;
mod numbers;
mod object;
pub mod secret;
mod string;

use serde::{Deserialize, Deserializer};

pub use object::ObjectOnly;

/// A type that can be read both ways.
///
/// Objects read the same both ways, because each of their fields names its own reader; for them the
/// implementation is empty.
pub trait Decode<'de>: Deserialize<'de> {
    /// Reads exactly what the JSON Schema of the type accepts.
    ///
    /// # Errors
    /// Any other JSON, `null` among it.
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Reads also what the platform is known to write instead.
    ///
    /// # Errors
    /// JSON from which no value of the type can be told without guessing.
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }
}

impl Decode<'_> for serde_json::Value {}

impl<'de, T: Decode<'de>> Decode<'de> for Box<T> {
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::strict(deserializer).map(Self::new)
    }

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::lenient(deserializer).map(Self::new)
    }
}

/// Readers of fields in requests.
pub mod strict {
    use serde::Deserializer;

    use super::Decode;

    /// Reads a field that must be there.
    ///
    /// # Errors
    /// JSON that the schema of the field does not accept.
    pub fn required<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Decode<'de>,
    {
        T::strict(deserializer)
    }

    /// Reads a field that may be absent, which `#[serde(default)]` takes care of. `null` is not
    /// absent: the schema refuses it.
    ///
    /// # Errors
    /// JSON that the schema of the field does not accept.
    pub fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Decode<'de>,
    {
        T::strict(deserializer).map(Some)
    }
}

/// Readers of fields in responses.
pub mod lenient {
    use std::fmt;
    use std::marker::PhantomData;

    use serde::Deserializer;
    use serde::de::{Error, Visitor};

    use super::Decode;

    /// Reads a field that must be there.
    ///
    /// # Errors
    /// JSON from which no value can be told, `null` among it.
    pub fn required<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Decode<'de>,
    {
        T::lenient(deserializer)
    }

    /// Reads a field that may be absent or `null`, which mean the same.
    ///
    /// # Errors
    /// JSON from which no value can be told.
    pub fn optional<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
    where
        D: Deserializer<'de>,
        T: Decode<'de>,
    {
        deserializer.deserialize_option(Nullable(PhantomData))
    }

    struct Nullable<T>(PhantomData<T>);

    impl<'de, T: Decode<'de>> Visitor<'de> for Nullable<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a value or null")
        }

        fn visit_none<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
            Ok(None)
        }

        fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Self::Value, D::Error> {
            T::lenient(inner).map(Some)
        }
    }
}

#[cfg(test)]
mod tests;
