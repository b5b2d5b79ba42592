//! What lies between two numbers.

use std::cmp::Ordering;
use std::fmt;

use feishu_text::Limits;
use serde_json::Value as Json;

use crate::model::Type;
use crate::model::scalar::Wire;

/// The integers that every reader of JSON reads as the same number, to both sides of zero. The runtime uses the same.
pub const EXACT: i64 = (1 << 53) - 1;

/// Two ends, both included.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least that is allowed.
    pub min: Option<Number>,
    /// The most that is allowed.
    pub max: Option<Number>,
}

impl Bounds {
    /// Without ends.
    pub const ANY: Self = Self { min: None, max: None };

    /// The ends that are stated.
    pub fn ends(self) -> impl Iterator<Item = Number> {
        [self.min, self.max].into_iter().flatten()
    }

    /// Whether a number lies there.
    pub fn holds(self, value: Number) -> bool {
        self.min.is_none_or(|min| value >= min) && self.max.is_none_or(|max| value <= max)
    }

    /// Without what says nothing: a size is at least zero anyway.
    pub(crate) fn of_size(self) -> Self {
        Self { min: self.min.filter(|min| *min > Number::Integer(0)), ..self }
    }

    /// As the type writes numbers: a range of floats may be stated in whole ones.
    pub(crate) fn written_as(self, ty: &Type) -> Self {
        let float = ty.wire() == Some(Wire::Float);
        let fit = |end: Number| if float { Number::Float(end.as_f64()) } else { end };
        Self { min: self.min.map(fit), max: self.max.map(fit) }
    }

    /// A range of whole numbers of 64 bits ends where readers begin to differ about them.
    pub fn exact(self, ty: &Type) -> Self {
        if ty.wire() != Some(Wire::Int64) {
            return self;
        }
        let within = |number: Option<Number>, end: i64| match number {
            Some(Number::Integer(value)) => Number::Integer(value.clamp(-EXACT, EXACT)),
            Some(number) => number,
            None => Number::Integer(end),
        };
        Self { min: Some(within(self.min, -EXACT)), max: Some(within(self.max, EXACT)) }
    }
}

impl fmt::Display for Bounds {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Limits { min: self.min, max: self.max }.fmt(f)
    }
}

/// An end of a range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Number {
    /// A whole number.
    Integer(i64),
    /// Any other number.
    Float(f64),
}

impl Number {
    /// Reads a number that has a JSON form.
    pub fn parse(text: &str) -> Option<Self> {
        if let Ok(integer) = text.parse() {
            return Some(Self::Integer(integer));
        }
        let plain = text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E'));
        text.parse().ok().filter(|float: &f64| plain && float.is_finite()).map(Self::Float)
    }

    /// The number as a float, to compare.
    pub fn as_f64(self) -> f64 {
        match self {
            // Exact only up to 2^53: for the sign, and for bounds of floats. Integers are compared as such.
            Self::Integer(value) => value as f64,
            Self::Float(value) => value,
        }
    }

    /// The number as JSON.
    pub fn to_json(self) -> Json {
        match self {
            Self::Integer(value) => value.into(),
            Self::Float(value) => value.into(),
        }
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::Integer(a), Self::Integer(b)) => Some(a.cmp(b)),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
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
