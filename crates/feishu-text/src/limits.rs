//! Limits in words.

use std::fmt::{self, Display};

/// The minimum and maximum that are allowed. Prints `exactly 3`, `1 to 10`, `at least 1`, `at most
/// 10` or `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits<N> {
    /// The minimum.
    pub min: Option<N>,
    /// The maximum.
    pub max: Option<N>,
}

impl<N> Limits<N> {
    /// A minimum only.
    #[must_use]
    pub const fn at_least(min: N) -> Self {
        Self { min: Some(min), max: None }
    }

    /// A maximum only.
    #[must_use]
    pub const fn at_most(max: N) -> Self {
        Self { min: None, max: Some(max) }
    }
}

impl<N: Display + PartialEq> Limits<N> {
    /// The end of a sentence about a value outside the limits, such as `at most 10 are allowed`.
    /// `verb` is `are` for counts and `is` for other numbers.
    #[must_use]
    pub fn clause(&self, verb: &str) -> String {
        match (&self.min, &self.max) {
            (None, None) => "which is not allowed".to_owned(),
            (Some(_), None) => format!("{self} {verb} needed"),
            _ => format!("{self} {verb} allowed"),
        }
    }
}

impl<N: Display + PartialEq> Display for Limits<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.min, &self.max) {
            (Some(min), Some(max)) if min == max => write!(f, "exactly {min}"),
            (Some(min), Some(max)) => write!(f, "{min} to {max}"),
            (Some(min), None) => write!(f, "at least {min}"),
            (None, Some(max)) => write!(f, "at most {max}"),
            (None, None) => f.write_str("any"),
        }
    }
}

/// A count with its noun: `1 row`, `2 rows`.
#[must_use]
pub fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_of_a_thing_has_no_ending() {
        for (count, words) in [(0, "0 rows"), (1, "1 row"), (2, "2 rows")] {
            assert_eq!(counted(count, "row"), words);
        }
    }

    #[test]
    fn limits_read_as_a_person_would_say_them() {
        let limits = |min, max| Limits::<i64> { min, max };
        for (limits, words, clause) in [
            (limits(Some(1), Some(10)), "1 to 10", "1 to 10 are allowed"),
            (limits(Some(3), Some(3)), "exactly 3", "exactly 3 are allowed"),
            (Limits::at_least(2), "at least 2", "at least 2 are needed"),
            (Limits::at_most(10), "at most 10", "at most 10 are allowed"),
            (limits(None, None), "any", "which is not allowed"),
        ] {
            assert_eq!(limits.to_string(), words);
            assert_eq!(limits.clause("are"), clause);
        }
    }
}
