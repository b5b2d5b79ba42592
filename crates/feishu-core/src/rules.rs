//! The checks that generated code calls, one for each rule of the spec format.
//!
//! Each takes the value, the limit, the pointer to the value, and the list of violations. None
//! allocates unless its rule is violated, except that [`pattern`] compiles an expression the first
//! time it is used. Checks are inlined into generated crates, so that the pointer to a value is only
//! made after its rule was found broken; what reports a violation is not.

mod pattern;

use std::fmt::Display;
use std::ops::{Bound, RangeBounds, RangeInclusive};

pub use self::pattern::Pattern;
use crate::text::shortened;
use crate::validate::{Number, Pointer, Rule, Validate, Violations};
use crate::{Date, UnixMillis};

/// Maximum number of characters of a value that a violation repeats.
const SHOWN: usize = 80;

/// The integers that every JSON reader reads as the same number: those that a 64-bit float
/// represents exactly and uniquely (RFC 7493).
pub const EXACT: RangeInclusive<i64> = -9_007_199_254_740_991..=9_007_199_254_740_991;

/// Checks how many items a list holds. `limit` is written `1..=10`, `..=10` or `1..`.
#[inline]
pub fn items(
    len: usize,
    limit: impl RangeBounds<usize>,
    at: &Pointer<'_>,
    violations: &mut Violations,
) {
    if !limit.contains(&len) {
        let (min, max) = inclusive(&limit);
        violations.push(at, Rule::Items { min, max, actual: len });
    }
}

/// Checks that no two items of a list are equal.
pub fn unique_items<T: PartialEq>(items: &[T], at: &Pointer<'_>, violations: &mut Violations) {
    // Compares each item with all before it: lists in requests are short, and this does not
    // allocate.
    let mut pairs = items.iter().enumerate().filter_map(|(again, item)| {
        let first = items[..again].iter().position(|earlier| earlier == item)?;
        Some((first, again))
    });
    if let Some((first, again)) = pairs.next() {
        violations.push(at, Rule::UniqueItems { first, again });
    }
}

/// Checks how many Unicode scalar values a string has, which is how JSON Schema counts.
#[inline]
pub fn chars(
    value: &str,
    limit: impl RangeBounds<usize>,
    at: &Pointer<'_>,
    violations: &mut Violations,
) {
    let actual = value.chars().count();
    if !limit.contains(&actual) {
        let (min, max) = inclusive(&limit);
        violations.push(at, Rule::Chars { min, max, actual });
    }
}

/// Checks that a number is within bounds. `limit` is written with `..=` or `..`: a violation
/// reports its bounds as allowed values, so an excluded upper bound (`a..b`) would be misreported.
///
/// A float that JSON cannot express is left to [`finite`].
#[inline]
pub fn range<N: Copy + PartialOrd + Into<Number>>(
    value: N,
    limit: impl RangeBounds<N>,
    at: &Pointer<'_>,
    violations: &mut Violations,
) {
    let actual = value.into();
    if matches!(actual, Number::Float(float) if !float.is_finite()) || limit.contains(&value) {
        return;
    }
    let number = |bound: Bound<&N>| match bound {
        Bound::Included(&bound) | Bound::Excluded(&bound) => Some(bound.into()),
        Bound::Unbounded => None,
    };
    let (min, max) = (number(limit.start_bound()), number(limit.end_bound()));
    violations.push(at, Rule::Range { min, max, actual });
}

/// Checks that an integer is [`EXACT`]. It reports a violated range.
#[inline]
pub fn exact(value: impl Into<i64>, at: &Pointer<'_>, violations: &mut Violations) {
    range(value.into(), EXACT, at, violations);
}

/// Checks that a string matches an expression.
pub fn pattern(
    value: &str,
    pattern: &'static Pattern,
    at: &Pointer<'_>,
    violations: &mut Violations,
) {
    if !pattern.is_match(value) {
        report(value, at, violations, |actual| Rule::Pattern { pattern: pattern.as_str(), actual });
    }
}

/// Reports a value of an open enumeration that the spec does not list.
#[cold]
#[inline(never)]
pub fn values(
    unknown: &dyn Display,
    allowed: &'static [&'static str],
    at: &Pointer<'_>,
    violations: &mut Violations,
) {
    report(&unknown.to_string(), at, violations, |actual| Rule::Values { allowed, actual });
}

/// Adds a violation that repeats the value.
#[cold]
#[inline(never)]
fn report(
    value: &str,
    at: &Pointer<'_>,
    violations: &mut Violations,
    rule: impl FnOnce(String) -> Rule,
) {
    violations.push(at, rule(shortened(value, SHOWN)));
}

/// Checks that a time matches [`UnixMillis::PATTERN`].
#[inline]
pub fn unix_millis(value: &UnixMillis, at: &Pointer<'_>, violations: &mut Violations) {
    if !value.is_valid() {
        report(value.as_str(), at, violations, |actual| Rule::UnixMillis { actual });
    }
}

/// Checks that a string is a calendar day, as [`Date::PATTERN`] requires.
#[inline]
pub fn date(value: &Date, at: &Pointer<'_>, violations: &mut Violations) {
    if !value.is_valid() {
        report(value.as_str(), at, violations, |actual| Rule::Date { actual });
    }
}

/// Checks that JSON can express a number: `serde_json` would write NaN and infinity as `null`.
#[inline]
pub fn finite(value: f64, at: &Pointer<'_>, violations: &mut Violations) {
    if !value.is_finite() {
        violations.push(at, Rule::Finite { actual: value });
    }
}

// Here and not beside the types, which know nothing of what becomes of a broken rule.

impl Validate for UnixMillis {
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
        unix_millis(self, at, violations);
    }
}

impl Validate for Date {
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
        date(self, at, violations);
    }
}

/// The bounds of a count as allowed values.
fn inclusive(limit: &impl RangeBounds<usize>) -> (Option<usize>, Option<usize>) {
    let min = match limit.start_bound() {
        Bound::Included(&min) => Some(min),
        Bound::Excluded(&below) => Some(below.saturating_add(1)),
        Bound::Unbounded => None,
    };
    let max = match limit.end_bound() {
        Bound::Included(&max) => Some(max),
        Bound::Excluded(&above) => Some(above.saturating_sub(1)),
        Bound::Unbounded => None,
    };
    (min, max)
}

#[cfg(test)]
mod tests;
