//! Numbers. JSON has one kind of number, JSON Schema has two, and the platform writes some as
//! strings.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

use super::Decode;

impl<'de> Decode<'de> for i32 {
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Integer::strict())
    }

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Integer::lenient())
    }
}

impl<'de> Decode<'de> for i64 {
    fn strict<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Integer::strict())
    }

    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Integer::lenient())
    }
}

impl<'de> Decode<'de> for f64 {
    fn lenient<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Float)
    }
}

/// Reads an integer as JSON Schema defines it: a number without a fraction, in any notation, so
/// `1.0` and `1e2` are integers. The lenient reader also accepts a string.
struct Integer<N> {
    from_string: bool,
    number: PhantomData<N>,
}

impl<N> Integer<N> {
    fn strict() -> Self {
        Self { from_string: false, number: PhantomData }
    }

    fn lenient() -> Self {
        Self { from_string: true, number: PhantomData }
    }
}

impl<N: TryFrom<i64>> Integer<N> {
    fn fit<E: Error>(&self, value: i64) -> Result<N, E> {
        N::try_from(value)
            .map_err(|_| E::invalid_value(Unexpected::Signed(value), &self.expected()))
    }

    fn expected(&self) -> &'static str {
        match (size_of::<N>(), self.from_string) {
            (4, false) => "a 32-bit integer",
            (4, true) => "a 32-bit integer, possibly as a string",
            (_, false) => "a 64-bit integer",
            (_, true) => "a 64-bit integer, possibly as a string",
        }
    }
}

impl<N: TryFrom<i64>> Visitor<'_> for Integer<N> {
    type Value = N;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.expected())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<N, E> {
        self.fit(value)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<N, E> {
        match i64::try_from(value) {
            Ok(value) => self.fit(value),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(value), &self)),
        }
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<N, E> {
        match integral(value) {
            Some(value) => self.fit(value),
            None => Err(E::invalid_value(Unexpected::Float(value), &self)),
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<N, E> {
        if !self.from_string {
            return Err(E::invalid_type(Unexpected::Str(value), &self));
        }
        let number = value.parse().ok().or_else(|| value.parse().ok().and_then(integral));
        match number {
            Some(number) => self.fit(number),
            None => Err(E::invalid_value(Unexpected::Str(value), &self)),
        }
    }
}

/// The integer that a float equals, if there is one and it fits.
fn integral(value: f64) -> Option<i64> {
    // 2^63 is the first float that an `i64` does not hold; -2^63 is one that it does.
    const END: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "in range and without a fraction")]
    (value.fract() == 0.0 && (-END..END).contains(&value)).then_some(value as i64)
}

struct Float;

impl Visitor<'_> for Float {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, possibly as a string")
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what JSON numbers mean")]
    fn visit_i64<E: Error>(self, value: i64) -> Result<f64, E> {
        Ok(value as f64)
    }

    #[expect(clippy::cast_precision_loss, reason = "the nearest float is what JSON numbers mean")]
    fn visit_u64<E: Error>(self, value: u64) -> Result<f64, E> {
        Ok(value as f64)
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<f64, E> {
        Ok(value)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<f64, E> {
        // Rust also parses "nan" and "inf", which are not JSON numbers.
        match value.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(number),
            _ => Err(E::invalid_value(Unexpected::Str(value), &self)),
        }
    }
}
