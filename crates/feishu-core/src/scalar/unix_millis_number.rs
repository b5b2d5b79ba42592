//! A time as some endpoints write it: milliseconds since 1970, in a number.
//!
//! The spec says which of the two types a field has. They convert into each other.

use std::fmt;
use std::time::SystemTime;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use super::{NotAnInstant, UnixMillis};
use crate::wire::{self, Decode, Encode, Reader, Refused, Writer};

/// A point in time: milliseconds since 1970-01-01 UTC. On the wire it is a *number*, such as
/// `1618500278645`; where an endpoint writes a string, the type is [`UnixMillis`].
///
/// ```
/// use feishu_core::{UnixMillis, UnixMillisNumber};
///
/// let modified = UnixMillisNumber::from_millis(1_618_500_278_645);
/// assert_eq!(modified.millis(), 1_618_500_278_645);
/// assert_eq!(UnixMillis::from(modified), UnixMillis::from("1618500278645"));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnixMillisNumber(i64);

impl UnixMillisNumber {
    /// The time this many milliseconds after the start of 1970, or before it if negative.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the start of 1970.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }
}

impl fmt::Display for UnixMillisNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl From<i64> for UnixMillisNumber {
    fn from(millis: i64) -> Self {
        Self(millis)
    }
}

impl From<UnixMillisNumber> for i64 {
    fn from(time: UnixMillisNumber) -> Self {
        time.0
    }
}

impl From<UnixMillisNumber> for UnixMillis {
    fn from(time: UnixMillisNumber) -> Self {
        Self::from_millis(time.0)
    }
}

impl From<SystemTime> for UnixMillisNumber {
    /// Rounds down to a millisecond, as [`UnixMillis`] does.
    fn from(time: SystemTime) -> Self {
        // A time outside the range of `i64` is further away than any on the wire.
        Self(UnixMillis::from(time).millis().unwrap_or(i64::MAX))
    }
}

impl TryFrom<UnixMillisNumber> for SystemTime {
    type Error = NotAnInstant;

    fn try_from(time: UnixMillisNumber) -> Result<Self, NotAnInstant> {
        UnixMillis::from(time).try_into()
    }
}

impl Serialize for UnixMillisNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0)
    }
}

impl<'de> Deserialize<'de> for UnixMillisNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        wire::deserialize_request::<i64, D>(deserializer).map(Self)
    }
}

impl Encode for UnixMillisNumber {
    fn encode(&self, to: &mut Writer) {
        to.integer(self.0);
    }
}

impl Decode for UnixMillisNumber {
    /// Leniently also a string of digits.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        i64::decode(from).map(Self)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for UnixMillisNumber {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "UnixMillisNumber".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "integer", "format": "int64" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_number_on_the_wire_and_read_from_a_string_only_leniently() {
        let time = UnixMillisNumber::from_millis(1_618_500_278_645);
        assert_eq!(serde_json::to_string(&time).unwrap(), "1618500278645");
        assert_eq!(serde_json::from_str::<UnixMillisNumber>("1618500278645").unwrap(), time);
        assert!(serde_json::from_str::<UnixMillisNumber>("\"1618500278645\"").is_err());
        assert_eq!(wire::read_response("\"1618500278645\"", 0, ""), Ok((time, Vec::new())));
    }

    #[test]
    fn its_milliseconds_are_those_that_it_was_made_from() {
        for millis in [i64::MIN, -1, 0, 1_618_500_278_645, i64::MAX] {
            let time = UnixMillisNumber::from_millis(millis);
            assert_eq!((time.millis(), i64::from(time)), (millis, millis));
        }
    }

    #[test]
    fn it_converts_to_a_clock_time_and_back() {
        for millis in [0, 1, -1, 1_618_500_278_645] {
            let time = UnixMillisNumber::from_millis(millis);
            assert_eq!(UnixMillisNumber::from(SystemTime::try_from(time).unwrap()), time);
        }
    }
}
