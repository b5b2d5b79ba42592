//! One violation in a request, as it is printed.

use std::fmt;

use crate::text::shown;

/// Maximum number of characters of a pointer, which contains names chosen by the caller.
const PLACE: usize = 200;

/// The rule name for an unknown field, which is not a rule of the spec.
const UNKNOWN_FIELD: &str = "unknown_field";

/// One violation in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// `query` or `body`, if a request has both.
    pub(crate) part: Option<&'static str>,
    /// JSON Pointer of the value; empty for the whole body.
    pub(crate) pointer: String,
    /// What is wrong there.
    pub(crate) words: String,
    /// The name of the rule in a spec.
    pub(crate) rule: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(part) = self.part {
            write!(f, "{part}: ")?;
        }
        let place = if self.pointer.is_empty() { "the body" } else { &shown(&self.pointer, PLACE) };
        write!(f, "{place} {}", self.words)?;
        if self.rule == UNKNOWN_FIELD { Ok(()) } else { write!(f, " ({})", self.rule) }
    }
}
