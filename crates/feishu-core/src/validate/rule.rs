//! The rules that a spec can state, as a violation reports them.

use std::fmt;

use feishu_text::{DAY, Limits, UNIX_MILLIS, counted, pattern};

use crate::text::OneLine;

/// Declares the rules, each in one place: what a violation says of it is written beside its fields.
macro_rules! rules {
    ($($(#[$about:meta])* $rule:ident {
        $($(#[$of:meta])* $field:ident: $type:ty,)*
    } = $name:literal, $limit:expr, $actual:expr, $said:expr;)*) => {
        /// A violated rule: its limit, and what was found.
        ///
        /// The names are those in the spec; [`name`](Self::name) returns them as strings.
        #[derive(Debug, Clone, PartialEq)]
        #[non_exhaustive]
        pub enum Rule {
            $($(#[$about])* $rule { $($(#[$of])* $field: $type,)* },)*
        }

        #[allow(unused_variables, reason = "not every field is in every text")]
        impl Rule {
            /// The name of the rule in a spec: `items`, `unique_items`, `chars`, `range`, `bytes`,
            /// `pattern`, `values`, `unix_millis`, `date` or `finite`.
            #[must_use]
            pub const fn name(&self) -> &'static str {
                match self {
                    $(Self::$rule { .. } => $name,)*
                }
            }

            /// The limit, such as `1..=10`, `..=10`, an expression, or the known values.
            #[must_use]
            pub fn limit(&self) -> String {
                match self {
                    $(Self::$rule { $($field),* } => $limit.to_string(),)*
                }
            }

            /// What was found: a count, a number, a string, or the indexes of two items.
            #[must_use]
            pub fn actual(&self) -> String {
                match self {
                    $(Self::$rule { $($field),* } => $actual.to_string(),)*
                }
            }

            fn said(&self) -> String {
                match self {
                    $(Self::$rule { $($field),* } => $said,)*
                }
            }
        }
    };
}

rules! {
    /// The number of items of a list.
    Items {
        /// Minimum allowed.
        min: Option<usize>,
        /// Maximum allowed.
        max: Option<usize>,
        /// Found.
        actual: usize,
    } = "items", span(*min, *max), actual,
        format!("holds {}, {}", counted(*actual, "item"), Limits { min: *min, max: *max }.clause("are"));

    /// No two items of a list are equal.
    UniqueItems {
        /// The index of an item.
        first: usize,
        /// The index of the first item that equals an earlier one.
        again: usize,
    } = "unique_items", "unique items", format!("{first} and {again}"),
        format!("holds the same item at {first} and {again}, each is allowed once");

    /// The length of a string in Unicode scalar values, as JSON Schema counts.
    Chars {
        /// Minimum allowed.
        min: Option<usize>,
        /// Maximum allowed.
        max: Option<usize>,
        /// Found.
        actual: usize,
    } = "chars", span(*min, *max), actual,
        format!("has {}, {}", counted(*actual, "character"), Limits { min: *min, max: *max }.clause("are"));

    /// The range of a number; both bounds are allowed values.
    Range {
        /// Minimum allowed.
        min: Option<Number>,
        /// Maximum allowed.
        max: Option<Number>,
        /// Found.
        actual: Number,
    } = "range", span(*min, *max), actual,
        format!("is {actual}, {}", Limits { min: *min, max: *max }.clause("is"));

    /// The size of a file.
    Bytes {
        /// Maximum allowed.
        max: u64,
        /// Found.
        actual: u64,
    } = "bytes", span(None::<u64>, Some(*max)), actual,
        format!("has {actual} bytes, {}", Limits::at_most(*max).clause("are"));

    /// A regular expression, which may match anywhere in a string unless it is anchored.
    Pattern {
        /// The expression.
        pattern: &'static str,
        /// Found; a long string is shortened.
        actual: String,
    } = "pattern", pattern, actual, match pattern::meaning(pattern) {
        Some(meaning) => format!("{} is not {meaning}", Quoted(actual)),
        None => format!("{} does not match {pattern}", Quoted(actual)),
    };

    /// The known values. An enumeration is open, so it can hold others, but they are not sent by
    /// mistake.
    Values {
        /// The known values.
        allowed: &'static [&'static str],
        /// Found; a long string is shortened.
        actual: String,
    } = "values", allowed.join(", "), actual,
        format!("{} is not one of {}", Quoted(actual), allowed.join(", "));

    /// Milliseconds since 1970 as a decimal string, see [`UnixMillis`](crate::UnixMillis).
    UnixMillis {
        /// Found; a long string is shortened.
        actual: String,
    } = "unix_millis", pattern::UNIX_MILLIS, actual,
        format!("{} is not a time in {UNIX_MILLIS}", Quoted(actual));

    /// A calendar day, see [`Date`](crate::Date).
    Date {
        /// Found; a long string is shortened.
        actual: String,
    } = "date", "YYYY-MM-DD", actual, format!("{} is not {DAY}", Quoted(actual));

    /// A number that JSON can express: neither infinite nor NaN.
    Finite {
        /// Found.
        actual: f64,
    } = "finite", "finite", actual, format!("{actual} cannot be written in JSON");
}

/// Prints what was found, what is allowed, and the name of the rule.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.said(), self.name())
    }
}

/// A number with its type, so that an `i64` is reported exactly.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// From `i32` and `i64`.
    Integer(i64),
    /// From `f64`.
    Float(f64),
}

impl From<i32> for Number {
    fn from(value: i32) -> Self {
        Self::Integer(value.into())
    }
}

impl From<i64> for Number {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<f64> for Number {
    fn from(value: f64) -> Self {
        Self::Float(value)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(value) => value.fmt(f),
            Self::Float(value) => value.fmt(f),
        }
    }
}

struct Quoted<'a>(&'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", OneLine::new(self.0, usize::MAX))
    }
}

fn span(min: Option<impl fmt::Display>, max: Option<impl fmt::Display>) -> String {
    let mut text = min.map(|min| min.to_string()).unwrap_or_default();
    text.push_str("..");
    if let Some(max) = max {
        text.push_str(&format!("={max}"));
    }
    text
}
