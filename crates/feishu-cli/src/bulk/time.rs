//! Parses times as people type them into a spreadsheet, in a given time zone.

use std::fmt;

use feishu_text::UNIX_MILLIS;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};

use crate::text::shown;

/// The numbers that Excel shows for the days from 1954 to 2119 if a date column is formatted as
/// numbers. As milliseconds they would all be within the first 90 seconds of 1970.
const SERIAL: std::ops::RangeInclusive<f64> = 20_000.0..=80_000.0;

/// Seconds since 1970 of the years 2001 to 2286. As milliseconds they would all be in spring 1970.
const SECONDS: std::ops::Range<i64> = 1_000_000_000..10_000_000_000;

/// The time zone of times without an offset.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Zone {
    zone: TimeZone,
    name: String,
}

impl Zone {
    /// The time in all of mainland China, where Feishu's tenants are. With the zone of the machine,
    /// the same file would have other times on a laptop than on a server, and other rows for a
    /// resumed run.
    pub(crate) fn of_feishu() -> Self {
        Self { zone: TimeZone::fixed(Offset::constant(8)), name: "UTC+8".to_owned() }
    }

    /// A zone by its name: `Asia/Tokyo`, `+09:00`, `UTC+9`, or `local` for that of the machine.
    pub(crate) fn named(name: &str) -> Result<Self, String> {
        if name == "local" {
            let zone = TimeZone::try_system().map_err(|error| error.to_string())?;
            let name = zone.iana_name().unwrap_or("the time zone of this machine").to_owned();
            return Ok(Self { zone, name });
        }
        let zone = match offset(name) {
            Some(offset) => TimeZone::fixed(offset),
            None => TimeZone::get(name).map_err(|_| {
                format!("{} is not a time zone that this machine knows; try +08:00, Asia/Shanghai or local", shown(name, 40))
            })?,
        };
        Ok(Self { zone, name: name.to_owned() })
    }

    /// The milliseconds since 1970 of a local time.
    fn millis(&self, time: DateTime) -> Result<i64, Problem> {
        let found = self.zone.to_ambiguous_timestamp(time).unambiguous();
        let found = found.map_err(|_| Problem::Clock(self.name.clone()))?;
        Ok(found.as_millisecond())
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// A parsed time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) millis: i64,
    /// Whether the result depends on the time zone.
    pub(super) zoned: bool,
}

/// Why a cell is not a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Problem {
    /// Day and month are ambiguous.
    YearLast,
    Seconds,
    /// All digits but the first few are lost.
    Rounded,
    /// The time does not exist in the zone, or exists twice.
    Clock(String),
    /// There is no zone.
    NoZone,
    Other,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::YearLast => f.write_str(
                "has the year last, so that day and month can be mistaken; write 2024-05-01, which \
                 Excel does for the number format yyyy-mm-dd",
            ),
            Self::Seconds => f.write_str(
                "looks like seconds since 1970; a time is in milliseconds, with 13 digits, or written \
                 like 2024-05-01 10:00",
            ),
            Self::Rounded => f.write_str(
                "was rounded by Excel; write the time like 2024-05-01 10:00, or make the column Text",
            ),
            Self::Clock(zone) => write!(
                f,
                "does not happen, or happens twice, in {zone}, where clocks are changed; add the \
                 offset, as in 2024-05-01T10:00:00+08:00"
            ),
            Self::NoZone => f.write_str(
                "needs a time zone, which tenants of Lark have different ones of; give --time-zone, \
                 such as Asia/Tokyo or +09:00",
            ),
            Self::Other => write!(
                f,
                "is not a time; write it like 2024-05-01 or 2024/5/1 10:00, or as {UNIX_MILLIS}"
            ),
        }
    }
}

/// Parses a cell. A string of digits is in milliseconds, as the platform writes them.
pub(super) fn read(cell: &str, zone: Option<&Zone>) -> Result<Read, Problem> {
    let digits = cell.strip_prefix('-').unwrap_or(cell);
    if digits.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(millis) = cell.parse::<i64>()
        && !SERIAL.contains(&(millis as f64))
    {
        return match millis {
            seconds if SECONDS.contains(&seconds) => Err(Problem::Seconds),
            _ => Ok(Read { millis, zoned: false }),
        };
    }
    if super::rounded::is_scientific(cell) {
        return Err(Problem::Rounded);
    }
    // With its own offset, as programs write it.
    if let Ok(time) = cell.parse::<Timestamp>() {
        return Ok(Read { millis: time.as_millisecond(), zoned: false });
    }
    let time = match cell.parse::<f64>() {
        Ok(days) if SERIAL.contains(&days) => serial(days).ok_or(Problem::Other)?,
        _ => typed(cell)?,
    };
    let millis = zone.ok_or(Problem::NoZone)?.millis(time)?;
    Ok(Read { millis, zoned: true })
}

/// Days since the end of 1899, which is how Excel stores a date.
fn serial(days: f64) -> Option<DateTime> {
    // Rounded to a second: Excel's fraction of a day is no more precise.
    let seconds = (days * 86_400.0).round() as i64;
    let start = Date::constant(1899, 12, 30).at(0, 0, 0, 0);
    start.checked_add(SignedDuration::from_secs(seconds)).ok()
}

/// `2024-05-01`, `2024/5/1 10:00`, `2024年5月1日 下午3:30`.
fn typed(cell: &str) -> Result<DateTime, Problem> {
    let mut plain = String::new();
    for character in cell.chars() {
        match character {
            '年' | '月' | '/' | '.' => plain.push('-'),
            '日' | '号' | 'T' | '\u{3000}' => plain.push(' '),
            '：' | '时' | '点' => plain.push(':'),
            '分' => plain.push(':'),
            '秒' => {}
            '上' | '下' => plain.push_str(if character == '上' { " AM " } else { " PM " }),
            '午' => {}
            other => plain.push(other.to_ascii_uppercase()),
        }
    }
    let (mut date, mut time, mut half) = (None, None, None);
    // "3:30PM" is two words.
    let plain = plain.replace("AM", " AM ").replace("PM", " PM ");
    for word in plain.split_whitespace() {
        let slot = match word {
            "AM" | "PM" => &mut half,
            word if word.contains(':') => &mut time,
            _ => &mut date,
        };
        if slot.replace(word).is_some() {
            return Err(Problem::Other);
        }
    }
    let date = date_of(date.ok_or(Problem::Other)?)?;
    let time = match time {
        Some(time) => time_of(time, half).ok_or(Problem::Other)?,
        None if half.is_some() => return Err(Problem::Other),
        None => Time::midnight(),
    };
    Ok(date.to_datetime(time))
}

fn date_of(text: &str) -> Result<Date, Problem> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts[..] else { return Err(Problem::Other) };
    let number = |text: &str, most: usize| {
        let digits =
            (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i16>().ok().filter(|_| digits)
    };
    let [year_number, month, day_number] = [number(year, 4), number(month, 2), number(day, 4)];
    let (Some(year_number), Some(month), Some(day_number)) = (year_number, month, day_number)
    else {
        return Err(Problem::Other);
    };
    if year.len() < 4 {
        return Err(Problem::YearLast);
    }
    let small = |number: i16| i8::try_from(number).map_err(|_| Problem::Other);
    Date::new(year_number, small(month)?, small(day_number)?).map_err(|_| Problem::Other)
}

fn time_of(text: &str, half: Option<&str>) -> Option<Time> {
    // In "10点", the separator comes last.
    let parts: Vec<&str> = text.trim_end_matches(':').split(':').collect();
    let part = |at: usize| match parts.get(at) {
        Some(text) => {
            let digits =
                (1..=2).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
            text.parse::<i8>().ok().filter(|_| digits)
        }
        None => Some(0),
    };
    let (hour, minute) = (part(0)?, part(1)?);
    let (second, nanos) = match parts.get(2) {
        Some(text) => seconds(text)?,
        None => (0, 0),
    };
    let hour = match half {
        None => hour,
        Some(_) if !(1..=12).contains(&hour) => return None,
        Some("AM") => hour % 12,
        Some(_) => hour % 12 + 12,
    };
    (parts.len() <= 3).then(|| Time::new(hour, minute, second, nanos).ok()).flatten()
}

fn seconds(text: &str) -> Option<(i8, i32)> {
    // Dots are hyphens by now.
    let (whole, fraction) = text.split_once('-').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if !digits(whole) || !digits(fraction) || fraction.len() > 3 {
        return None;
    }
    let millis: i32 = format!("{fraction:0<3}").parse().ok()?;
    Some((whole.parse().ok()?, millis * 1_000_000))
}

fn offset(name: &str) -> Option<Offset> {
    let rest = name.strip_prefix("UTC").or_else(|| name.strip_prefix("GMT")).unwrap_or(name);
    if rest.is_empty() || rest == "Z" {
        return Some(Offset::UTC);
    }
    let (sign, digits) = match rest.split_at_checked(1)? {
        ("+", digits) => (1, digits),
        ("-", digits) => (-1, digits),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let number = |text: &str| text.parse::<i32>().ok().filter(|_| (1..=2).contains(&text.len()));
    let (hours, minutes) = (number(hours)?, number(minutes).filter(|minutes| *minutes < 60)?);
    Offset::from_seconds(sign * (hours * 3600 + minutes * 60)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn millis(cell: &str) -> Result<i64, Problem> {
        read(cell, Some(&Zone::of_feishu())).map(|read| read.millis)
    }

    #[test]
    fn a_date_is_read_however_people_type_it() {
        // 2024-05-01 in UTC+8.
        const DAY: i64 = 1_714_492_800_000;
        const TEN: i64 = DAY + 36_000_000;
        for (cell, expected) in [
            ("2024-05-01", DAY),
            ("2024/5/1", DAY),
            ("2024.5.1", DAY),
            ("2024年5月1日", DAY),
            ("45413", DAY),
            ("2024/5/1 10:00", TEN),
            ("2024-05-01 10:00:00", TEN),
            ("2024-05-01T10:00", TEN),
            ("2024-05-01T10:00:00.250", TEN + 250),
            ("2024/5/1 10:00 AM", TEN),
            ("2024/5/1 10:30:15pm", TEN + 43_200_000 + 1_815_000),
            ("2024年5月1日 上午10:00", TEN),
            ("2024年5月1日下午3点30分", DAY + 55_800_000),
            ("2024年5月1日10时", TEN),
            ("2024/5/1 12:00 AM", DAY),
            ("2024-05-01 10:00:07.5", TEN + 7_500),
            ("45413.4166666667", TEN),
            ("2024-05-01T02:00:00Z", TEN),
            ("2024-05-01T11:00:00+09:00", TEN),
            ("1714492800000", DAY),
            ("0", 0),
            ("-1", -1),
        ] {
            assert_eq!(millis(cell), Ok(expected), "{cell}");
        }
    }

    /// A CSV has as many digits as the column shows: five behind the point in a cell that is as
    /// wide as usual, ten of those that Excel keeps.
    #[test]
    fn a_number_of_days_is_the_second_that_excel_shows_for_it() {
        const DAY: i64 = 1_714_492_800_000;
        for second in (0..86_400).step_by(7) {
            for digits in 5..=10 {
                let days = 45_413.0 + f64::from(second) / 86_400.0;
                let cell = format!("{days:.digits$}");
                assert_eq!(millis(&cell), Ok(DAY + i64::from(second) * 1000), "{cell}");
            }
        }
    }

    #[test]
    fn a_number_is_days_seconds_or_milliseconds_by_its_size() {
        for (cell, expected) in [
            ("19999", Ok(19_999)),
            ("20000", Ok(-481_190_400_000)),
            ("80000", Ok(4_702_809_600_000)),
            ("80001", Ok(80_001)),
            ("19999.5", Err(Problem::Other)),
            ("80000.5", Err(Problem::Other)),
            ("999999999", Ok(999_999_999)),
            ("1000000000", Err(Problem::Seconds)),
            ("9999999999", Err(Problem::Seconds)),
            ("10000000000", Ok(10_000_000_000)),
        ] {
            assert_eq!(millis(cell), expected, "{cell}");
        }
    }

    #[test]
    fn what_can_be_mistaken_is_not_guessed() {
        for (cell, expected) in [
            ("5/1/2024", Problem::YearLast),
            ("1.5.24", Problem::YearLast),
            ("24-05-01", Problem::YearLast),
            ("1714492800", Problem::Seconds),
            ("1.71449E+12", Problem::Rounded),
            ("0.5", Problem::Other),
            ("-0.5", Problem::Other),
            ("2024-02-30", Problem::Other),
            ("2024-13-01", Problem::Other),
            ("2024-05-01 25:00", Problem::Other),
            ("2024-05-01 13:00 PM", Problem::Other),
            ("2024-05", Problem::Other),
            ("2024-005-01", Problem::Other),
            ("2024-+5-01", Problem::Other),
            ("2024-05-01 AM", Problem::Other),
            ("2024年5月1日 下午", Problem::Other),
            ("2024-05-01 010:00", Problem::Other),
            ("2024-05-01 10:+5", Problem::Other),
            ("2024-05-01 10:00:+5", Problem::Other),
            ("2024-05-01 10:00:05.", Problem::Other),
            ("2024-05-01 10:00:05.+5", Problem::Other),
            ("2024-05-01 10:00:05.1234", Problem::Other),
            ("soon", Problem::Other),
            ("10:00", Problem::Other),
            ("2024-05-01 10:00 2024-05-01", Problem::Other),
        ] {
            assert_eq!(millis(cell), Err(expected), "{cell}");
        }
    }

    #[test]
    fn the_zone_decides_and_a_time_that_clocks_skip_is_refused() {
        let zoned = |name: &str, cell: &str| read(cell, Some(&Zone::named(name).unwrap()));
        let noon = |name: &str| zoned(name, "2024-05-01 12:00").unwrap().millis;
        assert_eq!(noon("UTC"), noon("+08:00") + 8 * 3_600_000);
        assert_eq!(noon("UTC+8"), noon("+0800"));
        assert_eq!(noon("-03:30"), noon("UTC") + 12_600_000);
        assert!(Zone::named("Mars/Olympus").is_err());
        assert!(Zone::named("+8:75").is_err() && Zone::named("+8:60").is_err());
        assert_eq!(read("2024-05-01", None), Err(Problem::NoZone));
        assert!(read("1714492800000", None).is_ok(), "digits need no zone");
        // Machines without the tables of time zones know offsets alone.
        if let Ok(new_york) = Zone::named("America/New_York") {
            let skipped = read("2024-03-10 02:30", Some(&new_york));
            assert_eq!(skipped, Err(Problem::Clock("America/New_York".to_owned())));
            let twice = read("2024-11-03 01:30", Some(&new_york));
            assert_eq!(twice, Err(Problem::Clock("America/New_York".to_owned())));
            assert!(read("2024-03-10 03:30", Some(&new_york)).is_ok());
        }
    }
}
