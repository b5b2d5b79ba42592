//! The rules that a spec can state, as a violation reports them.

use std::fmt;

use feishu_text::{DAY, Limits, UNIX_MILLIS, counted, pattern};

use crate::text::OneLine;

/// A violated rule: its limit, and what was found.
///
/// The names are those in the spec; [`name`](Self::name) returns them as strings.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Rule {
    /// The number of items of a list.
    Items {
        /// Minimum allowed.
        min: Option<usize>,
        /// Maximum allowed.
        max: Option<usize>,
        /// Found.
        actual: usize,
    },
    /// No two items of a list are equal.
    UniqueItems {
        /// The index of an item.
        first: usize,
        /// The index of the first item that equals an earlier one.
        again: usize,
    },
    /// The length of a string in Unicode scalar values, as JSON Schema counts.
    Chars {
        /// Minimum allowed.
        min: Option<usize>,
        /// Maximum allowed.
        max: Option<usize>,
        /// Found.
        actual: usize,
    },
    /// The range of a number; both bounds are allowed values.
    Range {
        /// Minimum allowed.
        min: Option<Number>,
        /// Maximum allowed.
        max: Option<Number>,
        /// Found.
        actual: Number,
    },
    /// The size of a file.
    Bytes {
        /// Maximum allowed.
        max: u64,
        /// Found.
        actual: u64,
    },
    /// A regular expression, which may match anywhere in a string unless it is anchored.
    Pattern {
        /// The expression.
        pattern: &'static str,
        /// Found; a long string is shortened.
        actual: String,
    },
    /// The known values. An enumeration is open, so it can hold others, but they are not sent by
    /// mistake.
    Values {
        /// The known values.
        allowed: &'static [&'static str],
        /// Found; a long string is shortened.
        actual: String,
    },
    /// Milliseconds since 1970 as a decimal string, see [`UnixMillis`](crate::UnixMillis).
    UnixMillis {
        /// Found; a long string is shortened.
        actual: String,
    },
    /// A calendar day, see [`Date`](crate::Date).
    Date {
        /// Found; a long string is shortened.
        actual: String,
    },
    /// A number that JSON can express: neither infinite nor NaN.
    Finite {
        /// Found.
        actual: f64,
    },
}

impl Rule {
    /// The name of the rule in a spec: `items`, `unique_items`, `chars`, `range`, `bytes`,
    /// `pattern`, `values`, `unix_millis`, `date` or `finite`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Items { .. } => "items",
            Self::UniqueItems { .. } => "unique_items",
            Self::Chars { .. } => "chars",
            Self::Range { .. } => "range",
            Self::Bytes { .. } => "bytes",
            Self::Pattern { .. } => "pattern",
            Self::Values { .. } => "values",
            Self::UnixMillis { .. } => "unix_millis",
            Self::Date { .. } => "date",
            Self::Finite { .. } => "finite",
        }
    }

    /// The limit, such as `1..=10`, `..=10`, an expression, or the known values.
    #[must_use]
    pub fn limit(&self) -> String {
        match self {
            Self::Items { min, max, .. } | Self::Chars { min, max, .. } => span(*min, *max),
            Self::Range { min, max, .. } => span(*min, *max),
            Self::Bytes { max, .. } => span(None::<u64>, Some(*max)),
            Self::Pattern { pattern, .. } => (*pattern).to_owned(),
            Self::Values { allowed, .. } => allowed.join(", "),
            Self::UnixMillis { .. } => pattern::UNIX_MILLIS.to_owned(),
            Self::Date { .. } => "YYYY-MM-DD".to_owned(),
            Self::Finite { .. } => "finite".to_owned(),
            Self::UniqueItems { .. } => "unique items".to_owned(),
        }
    }

    /// What was found: a count, a number, a string, or the indexes of two items.
    #[must_use]
    pub fn actual(&self) -> String {
        match self {
            Self::Items { actual, .. } | Self::Chars { actual, .. } => actual.to_string(),
            Self::Range { actual, .. } => actual.to_string(),
            Self::Bytes { actual, .. } => actual.to_string(),
            Self::Pattern { actual, .. }
            | Self::Values { actual, .. }
            | Self::UnixMillis { actual }
            | Self::Date { actual } => actual.clone(),
            Self::Finite { actual } => actual.to_string(),
            Self::UniqueItems { first, again } => format!("{first} and {again}"),
        }
    }
}

/// Prints what was found, what is allowed, and the name of the rule.
impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Items { min, max, actual } => {
                let limits = Limits { min: *min, max: *max };
                write!(f, "holds {}, {}", counted(*actual, "item"), limits.clause("are"))?;
            }
            Self::Chars { min, max, actual } => {
                let limits = Limits { min: *min, max: *max };
                write!(f, "has {}, {}", counted(*actual, "character"), limits.clause("are"))?;
            }
            Self::Range { min, max, actual } => {
                let limits = Limits { min: *min, max: *max };
                write!(f, "is {actual}, {}", limits.clause("is"))?;
            }
            Self::UniqueItems { first, again } => {
                write!(f, "holds the same item at {first} and {again}, each is allowed once")?;
            }
            Self::Bytes { max, actual } => {
                write!(f, "has {actual} bytes, {}", Limits::at_most(*max).clause("are"))?;
            }
            Self::Pattern { pattern, actual } => match pattern::meaning(pattern) {
                Some(meaning) => write!(f, "{} is not {meaning}", Quoted(actual))?,
                None => write!(f, "{} does not match {pattern}", Quoted(actual))?,
            },
            Self::Values { allowed, actual } => {
                write!(f, "{} is not one of {}", Quoted(actual), allowed.join(", "))?;
            }
            Self::UnixMillis { actual } => {
                write!(f, "{} is not a time in {UNIX_MILLIS}", Quoted(actual))?;
            }
            Self::Date { actual } => {
                write!(f, "{} is not {DAY}", Quoted(actual))?;
            }
            Self::Finite { actual } => write!(f, "{actual} cannot be written in JSON")?,
        }
        write!(f, " ({})", self.name())
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
