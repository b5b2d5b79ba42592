//! Valid and invalid times and days.

use proptest::prelude::*;

use super::json::{exact, not_exact};
use super::text::text;
use crate::{Date, UnixMillis, UnixMillisNumber};

/// Times that the rule accepts: recent ones, times before 1970, and the limits.
pub fn unix_millis() -> impl Strategy<Value = UnixMillis> + Clone {
    const LIMIT: i64 = 9_999_999_999_999_999;
    prop_oneof![
        4 => 1_000_000_000_000..3_000_000_000_000_i64,
        2 => -LIMIT..=LIMIT,
        1 => prop::sample::select(vec![0, 1, -1, 9, 10, LIMIT, -LIMIT]),
    ]
    .prop_map(UnixMillis::from_millis)
}

/// Times as numbers that every reader reads as the same number.
pub fn unix_millis_number() -> impl Strategy<Value = UnixMillisNumber> + Clone {
    prop_oneof![4 => 1_000_000_000_000..3_000_000_000_000_i64, 1 => exact()]
        .prop_map(UnixMillisNumber::from_millis)
}

/// Times as numbers that some readers round.
pub fn not_exact_unix_millis_number() -> impl Strategy<Value = UnixMillisNumber> + Clone {
    not_exact().prop_map(UnixMillisNumber::from_millis)
}

/// What the rule refuses: words, fractions, digits of other scripts, leading zeros, too many
/// digits, and white space in inconspicuous positions.
pub fn not_unix_millis() -> impl Strategy<Value = UnixMillis> + Clone {
    let tricky = prop::sample::select(vec![
        "",
        "-",
        "yesterday",
        "2024-07-25T09:22:32Z",
        "1.5",
        "1721899352428.0",
        "1e12",
        "01",
        "00",
        "-0",
        "+1",
        "--1",
        "0x10",
        "1_000",
        "1,000",
        "１７２１８９９３５２４２８",
        "१७२१",
        "1721899352428\n",
        " 1721899352428",
        "1721899352428 ",
        "17218993 52428",
        "NaN",
        "null",
        "10000000000000000",
        "-10000000000000000",
        "99999999999999999999",
    ])
    .prop_map(UnixMillis::from);
    let long = any::<i64>()
        .prop_filter("at least 17 digits", |millis| millis.unsigned_abs() >= 10_u64.pow(16))
        .prop_map(UnixMillis::from_millis);
    let other =
        text().prop_map(UnixMillis::from).prop_filter("not a time", |time| !time.is_valid());
    prop_oneof![4 => tricky, 1 => long, 1 => other]
}

/// Calendar days: recent ones, any year, and edge cases.
pub fn date() -> impl Strategy<Value = Date> + Clone {
    let day = |years: std::ops::RangeInclusive<u16>| {
        (years, 1..=12_u8, 1..=31_u8)
            .prop_filter_map("a day", |(year, month, day)| Date::from_ymd(year, month, day))
    };
    let edges = ["0001-01-01", "9999-12-31", "2000-02-29", "2024-02-29", "1900-02-28"];
    prop_oneof![
        4 => day(1970..=2100),
        2 => day(1..=9999),
        1 => prop::sample::select(edges.to_vec()).prop_map(Date::from),
    ]
}

/// What the rule refuses: days that the calendar does not have, and other notations.
pub fn not_date() -> impl Strategy<Value = Date> + Clone {
    let tricky = prop::sample::select(vec![
        "",
        "today",
        "2023-02-29",
        "1900-02-29",
        "2024-02-30",
        "2024-04-31",
        "2024-13-01",
        "2024-00-10",
        "2024-01-00",
        "2024-01-32",
        "0000-01-01",
        "0000-02-29",
        "10000-01-01",
        "-2024-01-01",
        "2024-1-1",
        "24-01-01",
        "2024/01/01",
        "01.01.2024",
        "20240101",
        "2024-01-01T00:00:00Z",
        " 2024-01-01",
        "2024-01-01 ",
        "2024-01-01\n",
        "２０２４-01-01",
        "1721899352428",
    ])
    .prop_map(Date::from);
    let other = text().prop_map(Date::from).prop_filter("not a day", |date| !date.is_valid());
    prop_oneof![4 => tricky, 1 => other]
}
