//! How values are read from JSON: strictly in requests, leniently in responses.
//!
//! What the SDK sends must match the spec, so a request type accepts nothing else; this makes its
//! decoder equivalent to the JSON Schema. Responses of the platform differ from its pages in small
//! ways, such as a number written as a string, and such a difference must not make the rest
//! unreadable.
//!
//! Generated fields name the reader:
//! `#[serde(deserialize_with = "feishu_core::wire::strict::required")]`.

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
/// The implementation is empty for objects, which read the same both ways, because each of their
/// fields names its own reader.
pub trait Decode<'de>: Deserialize<'de> {
    /// Reads exactly what the JSON Schema of the type accepts.
    ///
    /// # Errors
    /// Any other JSON, including `null`.
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Also reads what the platform is known to write instead.
    ///
    /// # Errors
    /// JSON from which a value of the type could only be guessed.
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

    /// Reads a required field.
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

    /// Reads an optional field; `#[serde(default)]` handles its absence. `null` is not absence: the
    /// schema refuses it.
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

    /// Reads a required field.
    ///
    /// # Errors
    /// JSON from which a value could only be guessed, including `null`.
    pub fn required<'de, D, T>(deserializer: D) -> Result<T, D::Error>
    where
        D: Deserializer<'de>,
        T: Decode<'de>,
    {
        T::lenient(deserializer)
    }

    /// Reads an optional field, which may be absent or `null`; both mean the same.
    ///
    /// # Errors
    /// JSON from which a value could only be guessed.
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
