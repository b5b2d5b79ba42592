//! "Did you mean …?"

use feishu_text::closest;

use crate::diagnostic::Diagnostic;

/// A file with more problems than that has no slips of the keyboard, and comparing each with all names would take long.
const MANY: usize = 200;

/// What was most likely meant, unless so much is wrong that it does not matter.
pub(crate) fn likely<'a>(
    problems: &[Diagnostic],
    typed: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    if problems.len() < MANY { closest(typed, candidates) } else { None }
}
