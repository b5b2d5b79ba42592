//! One thing that a request does wrong, as it is told.

use std::fmt;

use crate::text::shown;

/// Characters of a place, which holds names that the caller made up.
const PLACE: usize = 200;

/// The name of what is no rule of the spec: a field that it does not have.
const UNKNOWN_FIELD: &str = "unknown_field";

/// One thing that a request does wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// `query` or `body`, where a request has both.
    pub(crate) part: Option<&'static str>,
    /// JSON Pointer of the place; empty for the whole.
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
