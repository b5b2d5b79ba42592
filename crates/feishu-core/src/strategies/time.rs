//! Times in milliseconds, written right and wrong.

use proptest::prelude::*;

use super::json::{exact, not_exact};
use super::text::text;
use crate::{UnixMillis, UnixMillisNumber};

/// Times that the rule accepts: today's, times before 1970, and the limits.
pub fn unix_millis() -> impl Strategy<Value = UnixMillis> + Clone {
    const LIMIT: i64 = 9_999_999_999_999_999;
    prop_oneof![
        4 => 1_000_000_000_000..3_000_000_000_000_i64,
        2 => -LIMIT..=LIMIT,
        1 => prop::sample::select(vec![0, 1, -1, 9, 10, LIMIT, -LIMIT]),
    ]
    .prop_map(UnixMillis::from_millis)
}

/// Times as numbers that every reader reads alike.
pub fn unix_millis_number() -> impl Strategy<Value = UnixMillisNumber> + Clone {
    prop_oneof![4 => 1_000_000_000_000..3_000_000_000_000_i64, 1 => exact()]
        .prop_map(UnixMillisNumber::from_millis)
}

/// Times as numbers that some readers take for a neighbour.
pub fn not_exact_unix_millis_number() -> impl Strategy<Value = UnixMillisNumber> + Clone {
    not_exact().prop_map(UnixMillisNumber::from_millis)
}

/// What the rule refuses: words, fractions, digits of other scripts, leading zeros, too many
/// digits, and white space where it is easily overlooked.
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
