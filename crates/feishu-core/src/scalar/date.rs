//! A day as the platform writes it: year, month and day in a string.

use std::fmt;

use serde_core::{Deserialize, Deserializer, Serialize, Serializer};

use crate::wire::{Decode, Encode, Reader, Refused, Writer};

/// A calendar day. On the wire it is a string such as `"2024-05-01"`.
///
/// Like [`UnixMillis`](crate::UnixMillis) it can hold any string, so that every response decodes.
/// The rule `date` accepts the days of the years 0001 to 9999; [`is_valid`](Self::is_valid) checks
/// it.
///
/// ```
/// use feishu_core::Date;
///
/// let first_of_may = Date::from_ymd(2024, 5, 1).expect("a day");
/// assert_eq!(first_of_may, Date::from("2024-05-01"));
/// assert_eq!(first_of_may.ymd(), Some((2024, 5, 1)));
/// assert_eq!(Date::from_ymd(2023, 2, 29), None);
/// assert!(!Date::from("2023-02-29").is_valid());
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Date(Box<str>);

impl Date {
    /// What the rule `date` accepts: calendar days from 0001-01-01 to 9999-12-31.
    pub const PATTERN: &'static str = feishu_text::pattern::DAY;

    /// The day with this year, month and day of the month; `None` if the calendar has no such day,
    /// or the year does not have four digits.
    #[must_use]
    pub fn from_ymd(year: u16, month: u8, day: u8) -> Option<Self> {
        is_day(year, month, day).then(|| Self(format!("{year:04}-{month:02}-{day:02}").into()))
    }

    /// Year, month and day of the month; `None` if the rule `date` does not accept the string.
    #[must_use]
    pub fn ymd(&self) -> Option<(u16, u8, u8)> {
        let is_form = self.0.len() == 10
            && self.0.bytes().enumerate().all(|(at, byte)| match at {
                4 | 7 => byte == b'-',
                _ => byte.is_ascii_digit(),
            });
        let mut parts = self.0.split('-').filter(|_| is_form);
        let year = parts.next()?.parse().ok()?;
        let (month, day) = (parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        is_day(year, month, day).then_some((year, month, day))
    }

    /// The string as on the wire.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the rule `date` accepts the string.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        self.ymd().is_some()
    }
}

fn is_day(year: u16, month: u8, day: u8) -> bool {
    let is_leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    (1..=9999).contains(&year) && (1..=12).contains(&month) && (1..=days).contains(&day)
}

impl From<&str> for Date {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Date {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Debug for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Date").field(&self.as_str()).finish()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// From a string only.
impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::from)
    }
}

impl Encode for Date {
    fn encode(&self, to: &mut Writer) {
        to.string(self.as_str());
    }
}

impl Decode for Date {
    /// Leniently also a number, as it is written.
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        String::decode(from).map(Self::from)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Date {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Date".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "format": "date",
            "pattern": Self::PATTERN,
            "not": { "type": "string", "pattern": "\n$" },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_days_of_the_calendar_and_no_others_are_valid() {
        let pattern = regex_lite::Regex::new(Date::PATTERN).unwrap();
        // A leap year, a common one, one that ends a century, and one that ends four.
        for year in [1, 4, 100, 1900, 2000, 2023, 2024, 9999] {
            let days = (0..=13).flat_map(|month| (0..=32).map(move |day| (month, day)));
            let mut valid = 0;
            for (month, day) in days {
                let date = Date::from(format!("{year:04}-{month:02}-{day:02}"));
                assert_eq!(date.is_valid(), pattern.is_match(date.as_str()), "{date}");
                assert_eq!(Date::from_ymd(year, month, day), date.is_valid().then(|| date.clone()));
                valid += usize::from(date.is_valid());
            }
            assert_eq!(valid, if [4, 2000, 2024].contains(&year) { 366 } else { 365 }, "{year}");
        }
    }

    #[test]
    fn every_year_is_judged_by_the_pattern_as_by_the_calendar() {
        let pattern = regex_lite::Regex::new(Date::PATTERN).unwrap();
        for year in 0..=9999_u16 {
            for end in ["01-01", "02-29", "12-31"] {
                let date = Date::from(format!("{year:04}-{end}"));
                assert_eq!(date.is_valid(), pattern.is_match(date.as_str()), "{date}");
            }
        }
    }

    #[test]
    fn what_is_written_otherwise_is_kept_and_refused() {
        let pattern = regex_lite::Regex::new(Date::PATTERN).unwrap();
        for text in [
            "",
            "2024-5-1",
            "2024/05/01",
            "20240501",
            "2024-05-01 ",
            "+024-05-01",
            "２０２４-05-01",
        ] {
            let date = Date::from(text);
            assert_eq!(date.as_str(), text);
            assert!(!date.is_valid() && !pattern.is_match(text), "{text:?}");
        }
        // `regex-lite` takes `$` for the end of the string, as the rule does.
        assert!(!Date::from("2024-05-01\n").is_valid());
        assert!(!Date::from("2024-05-01T00:00:00Z").is_valid());
    }
}
