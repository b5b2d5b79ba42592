//! A scalar: what outputs ask of it.

use std::ops::Deref;

use serde_json::Value as Json;

/// A scalar of the format.
#[derive(Debug, Clone, Copy)]
pub struct Scalar(pub(super) &'static Row);

/// What the rest asks of a scalar.
#[derive(Debug)]
pub struct Row {
    /// The word of the format.
    pub word: &'static str,
    /// What it is on the wire.
    pub wire: Wire,
    /// What its strings look like, where not every string will do.
    pub form: Option<Form>,
    /// What a time counts.
    pub unit: Option<Unit>,
    /// Whether it may be a parameter of a path.
    pub in_path: bool,
    /// Whether it may be a query parameter or a part of a form.
    pub in_query: bool,
    /// What a diagnostic adds to the word; empty where the word says it.
    pub note: &'static str,
    /// What it is, in rustdoc.
    pub rustdoc: &'static str,
    /// What it is, in the reference.
    pub reference: &'static str,
    /// A value, as JSON, for an example of a field that no page gives a sample of.
    pub sample: &'static str,
    /// What it is in Rust.
    pub rust: Rust,
}

/// The form of a value on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wire {
    /// A string.
    Text,
    /// A boolean.
    Flag,
    /// A whole number of 32 bits.
    Int32,
    /// A whole number of 64 bits.
    Int64,
    /// A number.
    Float,
    /// Any JSON.
    Any,
}

/// What a time counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Milliseconds since 1970.
    UnixMillis,
    /// Seconds since 1970.
    UnixSeconds,
}

/// What the strings of a scalar look like.
#[derive(Debug)]
pub struct Form {
    /// What a string of this form matches.
    pub pattern: &'static str,
    /// The `format` of JSON Schema, for people and for generators of clients.
    pub format: Option<&'static str>,
    /// The most digits, where the strings are those of integers.
    pub digits: Option<u32>,
    /// Who refuses a value that has another form.
    pub enforced: Enforced,
    /// What such a string is, in a diagnostic.
    pub what: &'static str,
    /// How to write one, in a diagnostic.
    pub help: &'static str,
}

/// What holds a value to its form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enforced {
    /// The Rust type, and its schema.
    ByType,
    /// A pattern on each field that is sent.
    ByField,
}

/// The Rust type of a scalar, and how generated code treats it.
#[derive(Debug, Clone, Copy)]
pub struct Rust {
    /// The type.
    pub ty: &'static str,
    /// The module that it is in, where a file that names the type has to import it.
    pub import: Option<&'static str>,
    /// Whether values are copied, not cloned.
    pub is_copy: bool,
    /// What setters take.
    pub argument: Argument,
    /// What `schemars` is shown of a field that is sent.
    pub schema_sent: &'static str,
    /// A strategy for valid values.
    pub valid: &'static str,
    /// What `validate()` checks of each value.
    pub check: Option<TypeCheck>,
}

/// How setters and constructors take a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Argument {
    /// A primitive type, as it is.
    Itself,
    /// As `impl Into`, also the items of a list. This method makes one of a literal.
    Into(&'static str),
    /// As `impl Into` for a single value; list items unchanged.
    IntoAlone,
}

/// The check that comes with a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TypeCheck {
    /// In the module `rules` of the runtime.
    pub function: &'static str,
    /// Whether the function takes the value itself, not a reference.
    pub by_value: bool,
    /// The rule that a violation names. A field that states it needs no second check.
    pub rule: &'static str,
    /// A strategy for values that break it.
    pub broken: &'static str,
}

impl Wire {
    /// Whether a value is written so.
    pub fn takes(self, value: &Json) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::Int32 => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
            Self::Int64 => value.as_i64().is_some(),
            Self::Float => value.is_number() && value.as_f64().is_some_and(f64::is_finite),
            Self::Any => true,
        }
    }
}

impl Deref for Scalar {
    type Target = Row;

    fn deref(&self) -> &Row {
        self.0
    }
}

/// Words are unique.
impl PartialEq for Scalar {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl Eq for Scalar {}
