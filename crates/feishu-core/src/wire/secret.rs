//! Secrets. They are written in clear, so a field must name these functions explicitly: a
//! [`Secret`] does not implement `Serialize`, and so is not written by mistake.

use serde::{Deserialize, Deserializer, Serializer};

use super::Decode;
use crate::secret::Secret;

/// Writes a required field.
///
/// # Errors
/// Those of the serializer.
pub fn required<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// Writes an optional field.
///
/// # Errors
/// Those of the serializer.
pub fn optional<S: Serializer>(secret: &Option<Secret>, serializer: S) -> Result<S::Ok, S::Error> {
    match secret {
        Some(secret) => required(secret, serializer),
        None => serializer.serialize_none(),
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl<'de> Decode<'de> for Secret {
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::lenient(deserializer).map(Self::from)
    }
}
