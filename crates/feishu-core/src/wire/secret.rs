//! Secrets. They are written in clear, which is why a field has to name these writers: a [`Secret`]
//! by itself cannot be serialized, and so not by mistake.

use serde::{Deserialize, Deserializer, Serializer};

use super::Decode;
use crate::secret::Secret;

/// Writes a field that is always there.
///
/// # Errors
/// Those of the serializer.
pub fn required<S: Serializer>(secret: &Secret, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(secret.expose())
}

/// Writes a field that may be absent.
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
