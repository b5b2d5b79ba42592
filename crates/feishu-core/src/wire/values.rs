//! How strings, numbers, flags, lists and maps are written and read.

use std::collections::BTreeMap;

use serde_core::{Deserialize, Deserializer};
use serde_json::Value;

#[cfg(doc)]
use feishu_text::pattern;

use super::reader::{Decode, Reader, Refused};
use super::scan;
use super::writer::{Encode, Writer};
use crate::secret::Secret;

impl Encode for String {
    fn encode(&self, to: &mut Writer) {
        to.string(self);
    }
}

impl Decode for String {
    /// Leniently also a number, as it is written: platforms write ids so, and a title that consists of digits.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        match from.string() {
            Some(text) => Ok(text.into_owned()),
            None if from.is_strict() => Err(from.expected("a string")),
            None => from.value("a string or a number", |from| from.number().map(str::to_owned)),
        }
    }
}

/// Writes the secret in clear: only fields of requests do so, where it is sent.
impl Encode for Secret {
    fn encode(&self, to: &mut Writer) {
        to.string(self.expose());
    }
}

impl Decode for Secret {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        String::decode(from).map(Self::from).map_err(|refused| from.hidden(refused))
    }
}

/// From a string only.
impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Encode for bool {
    fn encode(&self, to: &mut Writer) {
        to.raw(if *self { b"true" } else { b"false" });
    }
}

impl Decode for bool {
    /// It may decide whether a list continues, so nothing else is taken for it.
    const MAY_BE_EMPTY: bool = false;

    /// Leniently also `1` and `0`, `"true"` and `"false"`. Anything else would be a guess.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        match from.flag() {
            Some(flag) => Ok(flag),
            None if from.is_strict() => Err(from.expected("a boolean")),
            None => from.value("a boolean, possibly as a number or a string", |from| {
                match from.number() {
                    Some(number) => [(0, false), (1, true)]
                        .into_iter()
                        .find_map(|(one, flag)| (integer(number)? == one).then_some(flag)),
                    None => from.string()?.parse().ok(),
                }
            }),
        }
    }
}

impl Encode for i32 {
    fn encode(&self, to: &mut Writer) {
        to.integer(i64::from(*self));
    }
}

impl Decode for i32 {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let expected = match from.is_strict() {
            true => "a 32-bit integer",
            false => "a 32-bit integer, possibly as a string",
        };
        from.value(expected, |from| whole(from)?.try_into().ok())
    }
}

impl Encode for i64 {
    fn encode(&self, to: &mut Writer) {
        to.integer(*self);
    }
}

impl Decode for i64 {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let expected = match from.is_strict() {
            true => "a 64-bit integer",
            false => "a 64-bit integer, possibly as a string",
        };
        from.value(expected, whole)
    }
}

/// Reads an integer as JSON Schema defines it: a number without a fraction, in any notation, so `1.0` and `1e2` are
/// integers. Leniently also a string of digits, as [`pattern::INTEGER`] says in schemas of responses, with or without zeros
/// after a point.
fn whole(from: &mut Reader<'_>) -> Option<i64> {
    if let Some(integer) = from.short_integer() {
        return Some(integer);
    }
    match from.number() {
        Some(number) => integer(number),
        None if from.is_strict() => None,
        None => {
            let text = from.string()?;
            let (digits, fraction) = text.split_once('.').unwrap_or((&text, "0"));
            // The standard library also takes a `+`.
            let is_whole = !digits.starts_with('+')
                && !fraction.is_empty()
                && fraction.bytes().all(|digit| digit == b'0');
            if is_whole { digits.parse().ok() } else { None }
        }
    }
}

/// The integer that a number is, if it is one and fits.
fn integer(number: &str) -> Option<i64> {
    number.parse().ok().or_else(|| {
        let is_plain = number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        // A plain number that does not fit is not tried as a float, which would round it.
        if is_plain { None } else { number.parse().ok().and_then(integral) }
    })
}

/// The integer that a float equals, if there is one and it fits.
fn integral(value: f64) -> Option<i64> {
    // 2^63 is the first float that an `i64` does not hold; -2^63 is one that it does.
    const END: f64 = 9_223_372_036_854_775_808.0;
    #[expect(clippy::cast_possible_truncation, reason = "in range and without a fraction")]
    (value.fract() == 0.0 && (-END..END).contains(&value)).then_some(value as i64)
}

impl Encode for f64 {
    fn encode(&self, to: &mut Writer) {
        // What is no number in JSON becomes `null`.
        to.raw(&serde_json::to_vec(self).unwrap_or_else(|_| b"null".to_vec()));
    }
}

impl Decode for f64 {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let expected = match from.is_strict() {
            true => "a number",
            false => "a number, possibly as a string",
        };
        from.value(expected, |from| {
            let number: f64 = match from.number() {
                Some(number) => number.parse().ok()?,
                None if from.is_strict() => return None,
                None => {
                    // In the notation of JSON, as `pattern::NUMBER` says in schemas of responses. The standard library
                    // takes others, too, and "nan".
                    let text = from.string()?;
                    let is_number = scan::number_end(text.as_bytes(), 0) == Some(text.len());
                    if is_number { text.parse().ok()? } else { return None }
                }
            };
            number.is_finite().then_some(number)
        })
    }
}

/// What any JSON is expected to be.
const JSON: &str = "JSON that is not nested too deep, with numbers of 64 bits";

impl Encode for Value {
    fn encode(&self, to: &mut Writer) {
        to.raw(&serde_json::to_vec(self).unwrap_or_else(|_| b"null".to_vec()));
    }
}

impl Decode for Value {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        from.value(JSON, |from| serde_json::from_str(from.raw()).ok())
    }
}

impl<T: Encode> Encode for Box<T> {
    fn encode(&self, to: &mut Writer) {
        T::encode(self, to);
    }
}

impl<T: Decode> Decode for Box<T> {
    const MAY_BE_EMPTY: bool = T::MAY_BE_EMPTY;

    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        T::decode(from).map(Self::new)
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, to: &mut Writer) {
        to.open(b'[');
        for item in self {
            to.item();
            item.encode(to);
        }
        to.close(b']');
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let mut items = Self::new();
        let read = from.items(&mut |from| match T::decode(from) {
            Ok(item) => {
                items.push(item);
                Ok(())
            }
            Err(refused) => Err(refused),
        });
        // No `?`, which is one more function to compile for each type.
        match read {
            Ok(()) => Ok(items),
            Err(refused) => Err(refused),
        }
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, to: &mut Writer) {
        to.open(b'{');
        for (name, value) in self {
            to.required(name, value);
        }
        to.close(b'}');
    }
}

impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        let mut map = Self::new();
        from.entries(|name, value| {
            map.insert(name, value);
        })?;
        Ok(map)
    }
}
