//! Strings, which the platform sometimes writes as numbers if they consist of digits.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::Decode;

impl<'de> Decode<'de> for String {
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StringOrInteger)
    }
}

/// Floats are refused: beyond 2^53 their digits may differ from those that were sent, and an
/// identifier that is almost right is worse than none.
struct StringOrInteger;

impl Visitor<'_> for StringOrInteger {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string or an integer")
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<String, E> {
        Ok(value.to_owned())
    }

    fn visit_string<E: Error>(self, value: String) -> Result<String, E> {
        Ok(value)
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }
}
