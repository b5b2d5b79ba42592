//! A time as the platform writes it: milliseconds since 1970, in a string.
//!
//! The type holds any string, and `validate()` reports one that is not a time. So a response with
//! an odd timestamp still decodes, a caller who turned validation off can still send one, and
//! nothing is lost in between.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::time::{Duration, SystemTime};

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::{Decode, Encode, Reader, Refused, Writer};

/// A point in time: milliseconds since 1970-01-01 UTC. On the wire it is a *string* of digits,
/// such as `"1721899352428"`.
///
/// It can hold any string, so that every response decodes and a caller who turned validation off
/// can send any value. The rule `unix_millis` accepts what matches [`PATTERN`](Self::PATTERN);
/// [`is_valid`](Self::is_valid) checks it.
///
/// Two times are equal if their strings are equal.
///
/// ```
/// use std::time::{Duration, SystemTime};
/// use feishu_core::UnixMillis;
///
/// let created = UnixMillis::from_millis(1_721_899_352_428);
/// assert_eq!(created, UnixMillis::from("1721899352428"));
/// assert_eq!(created.millis(), Some(1_721_899_352_428));
/// assert!(!UnixMillis::from("yesterday").is_valid());
///
/// let instant = SystemTime::try_from(created)?;
/// assert_eq!(instant, SystemTime::UNIX_EPOCH + Duration::from_millis(1_721_899_352_428));
/// # Ok::<(), feishu_core::NotAnInstant>(())
/// ```
#[derive(Clone)]
pub struct UnixMillis(Text);

/// The digits of an `i64` fit inline, so that [`UnixMillis::from_millis`] can be `const`.
#[derive(Clone)]
enum Text {
    Digits { bytes: [u8; LONGEST], start: usize },
    Other(Box<str>),
}

/// `i64::MIN` takes 20 bytes.
const LONGEST: usize = 20;

impl UnixMillis {
    /// What the rule `unix_millis` accepts: an integer in its shortest form, of at most 16 digits,
    /// which reach the year 318857.
    pub const PATTERN: &'static str = feishu_text::pattern::UNIX_MILLIS;

    /// The time this many milliseconds after the start of 1970, or before it if negative.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        let mut bytes = [0; LONGEST];
        let mut start = LONGEST;
        let mut rest = millis.unsigned_abs();
        loop {
            start -= 1;
            bytes[start] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if millis < 0 {
            start -= 1;
            bytes[start] = b'-';
        }
        Self(Text::Digits { bytes, start })
    }

    /// The number of milliseconds; `None` if the string is not an integer in its shortest form, or
    /// does not fit an `i64`.
    #[must_use]
    pub fn millis(&self) -> Option<i64> {
        let millis = self.as_str().parse().ok()?;
        // "007", "+7" and "-0" parse too, but are not what the platform means by 7 and 0.
        (Self::from_millis(millis).as_str() == self.as_str()).then_some(millis)
    }

    /// The string as on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Digits and a sign are always UTF-8.
            Text::Digits { bytes, start } => {
                std::str::from_utf8(&bytes[*start..]).unwrap_or_default()
            }
            Text::Other(text) => text,
        }
    }

    /// Whether the rule `unix_millis` accepts the string.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let text = match &self.0 {
            Text::Digits { bytes, start } => bytes.get(*start..).unwrap_or_default(),
            Text::Other(text) => text.as_bytes(),
        };
        match text.strip_prefix(b"-").unwrap_or(text) {
            b"0" => text.len() == 1,
            [b'1'..=b'9', rest @ ..] => rest.len() < 16 && is_digits(rest),
            _ => false,
        }
    }
}

/// Whether all bytes are digits, eight at a time: a time is checked in each request that has one. Of 9 to 15 the middle ones
/// are looked at twice, which takes less than one by one.
fn is_digits(text: &[u8]) -> bool {
    match (text.first_chunk::<8>(), text.last_chunk::<8>()) {
        (Some(first), Some(last)) if text.len() <= 16 => eight_digits(first) && eight_digits(last),
        _ => text.iter().all(u8::is_ascii_digit),
    }
}

fn eight_digits(bytes: &[u8; 8]) -> bool {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let bytes = u64::from_ne_bytes(*bytes);
    // A digit has 3 in its upper half, and so has what is 6 more than a digit.
    let (upper, three) = (ONES * 0xf0, ONES * 0x30);
    bytes & upper == three && bytes.wrapping_add(ONES * 6) & upper == three
}

impl From<i64> for UnixMillis {
    fn from(millis: i64) -> Self {
        Self::from_millis(millis)
    }
}

impl From<&str> for UnixMillis {
    fn from(text: &str) -> Self {
        Self(Text::Other(text.into()))
    }
}

impl From<String> for UnixMillis {
    fn from(text: String) -> Self {
        Self(Text::Other(text.into()))
    }
}

/// Rounds down to a millisecond; a time outside the range of `i64` becomes the nearest limit.
impl From<SystemTime> for UnixMillis {
    fn from(time: SystemTime) -> Self {
        let millis = match time.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => i64::try_from(since.as_millis()).unwrap_or(i64::MAX),
            Err(before) => {
                let before = before.duration().as_nanos().div_ceil(1_000_000);
                i64::try_from(before).map_or(i64::MIN, |millis| -millis)
            }
        };
        Self::from_millis(millis)
    }
}

impl TryFrom<UnixMillis> for SystemTime {
    type Error = NotAnInstant;

    fn try_from(value: UnixMillis) -> Result<Self, NotAnInstant> {
        let instant = value.millis().and_then(|millis| {
            let distance = Duration::from_millis(millis.unsigned_abs());
            if millis < 0 {
                Self::UNIX_EPOCH.checked_sub(distance)
            } else {
                Self::UNIX_EPOCH.checked_add(distance)
            }
        });
        instant.ok_or(NotAnInstant { value })
    }
}

/// A [`UnixMillis`] that is not a time that this machine can represent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotAnInstant {
    value: UnixMillis,
}

impl NotAnInstant {
    /// The value that could not be converted.
    #[must_use]
    pub fn into_value(self) -> UnixMillis {
        self.value
    }
}

impl fmt::Display for NotAnInstant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = crate::text::OneLine::new(self.value.as_str(), 80);
        write!(
            f,
            "\"{text}\" is not a number of milliseconds since 1970 that this machine can hold"
        )
    }
}

impl std::error::Error for NotAnInstant {}

impl PartialEq for UnixMillis {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for UnixMillis {}

impl Hash for UnixMillis {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl fmt::Debug for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("UnixMillis").field(&self.as_str()).finish()
    }
}

impl fmt::Display for UnixMillis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for UnixMillis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Reads a string only.
impl<'de> Deserialize<'de> for UnixMillis {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Encode for UnixMillis {
    fn encode(&self, to: &mut Writer) {
        to.string(self.as_str());
    }
}

impl Decode for UnixMillis {
    /// Leniently also a number, as it is written.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        String::decode(from).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for UnixMillis {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UnixMillis".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        // `$` alone matches before a line break, too, in some engines.
        schemars::json_schema!({ "type": "string", "pattern": Self::PATTERN, "not": { "type": "string", "pattern": "\n$" } })
    }
}

#[cfg(test)]
mod tests;
