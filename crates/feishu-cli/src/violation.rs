//! One violation in a request, as it is printed.

use std::fmt;

use feishu_text::Pointer;

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
    /// The place of the value.
    pub(crate) pointer: Pointer,
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
        match self.pointer.steps() {
            [] => f.write_str("the body")?,
            _ => f.write_str(&shown(&self.pointer.to_string(), PLACE))?,
        }
        write!(f, " {}", self.words)?;
        if self.rule == UNKNOWN_FIELD { Ok(()) } else { write!(f, " ({})", self.rule) }
    }
}
