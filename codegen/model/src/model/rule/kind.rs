//! A kind of rule: what outputs ask of it.

use std::ops::Deref;

use crate::model::Type;
use crate::model::scalar::Wire;

/// A kind of rule.
#[derive(Debug, Clone, Copy)]
pub struct Kind(pub &'static Row);

/// What the rest asks of a kind of rule.
#[derive(Debug)]
pub struct Row {
    /// The key of the format, the function of the runtime that checks it, and what a violation calls it.
    pub word: &'static str,
    /// The meaning of the key, for the editor.
    pub doc: &'static str,
    /// What the rule limits by.
    pub limits: Limits,
    /// What it is about.
    pub subject: Subject,
    /// The rule that it cannot be combined with, and what to write instead of both.
    pub clash: Option<(&'static str, &'static str)>,
    /// The keywords of JSON Schema: of the lower and the upper end, or of the whole. The differ's classes are named
    /// after them.
    pub keywords: &'static [&'static str],
    /// What goes before and after the limit, in words.
    pub(super) prose: [&'static str; 2],
    /// What the differ counts, or what it says that a value must do.
    pub demands: &'static str,
    /// How pages say it, if they do.
    pub page: Option<Phrases>,
    /// What the check in the runtime takes.
    pub takes: Takes,
    /// The attribute of `schemars`.
    pub schemars: &'static str,
    /// The strategy for values that obey, as a function of the limit.
    pub valid: &'static str,
    /// The strategy for values that break it.
    pub broken: &'static str,
}

/// How the format writes what a rule allows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limits {
    /// How many there may be: `0..10`.
    Sizes,
    /// Which numbers there may be: `-0.5..10`.
    Numbers,
    /// By a pattern.
    Pattern,
    /// That it holds: `true`.
    Stated,
}

/// The subject of a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// A string.
    Text,
    /// A list.
    List,
    /// A list of what every language compares alike. Floats and objects are not, and an enumeration may have too few
    /// values for a list of distinct ones.
    Comparable,
    /// A number.
    Number,
}

/// What the check in the runtime takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// The value, borrowed.
    Reference,
    /// The value, copied.
    Value,
    /// How many there are.
    Length,
}

/// The vendor's phrases for a rule: for both ends, the lower and the upper one, or for the whole.
#[derive(Debug)]
pub struct Phrases {
    /// What pages call the rule.
    pub names: &'static [&'static str],
}

impl Subject {
    /// Whether it is a list, not what a list may hold.
    pub fn is_list(self) -> bool {
        matches!(self, Self::List | Self::Comparable)
    }

    /// Whether rules about this go with the type. An id or a time is not counted, and has no pattern but its own.
    pub fn fits(self, ty: &Type) -> bool {
        match self {
            Self::Text => *ty == Type::STRING,
            Self::List => matches!(ty, Type::List(_)),
            Self::Comparable => match ty {
                Type::List(inner) => {
                    matches!(inner.wire(), Some(Wire::Text | Wire::Int32 | Wire::Int64))
                }
                _ => false,
            },
            Self::Number => [Type::I32, Type::I64, Type::F64].contains(ty),
        }
    }

    /// The types that it goes with, for a diagnostic.
    pub fn types(self) -> &'static str {
        match self {
            Self::Text => "`string`",
            Self::List => "a list",
            Self::Comparable => "a list of strings, ids, integers, times or days",
            Self::Number => "`i32`, `i64` or `f64`",
        }
    }
}

impl Deref for Kind {
    type Target = Row;

    fn deref(&self) -> &Row {
        self.0
    }
}

/// Words are unique.
impl PartialEq for Kind {
    fn eq(&self, other: &Self) -> bool {
        self.word == other.word
    }
}

impl Eq for Kind {}
