//! A regular expression in a `static`.

use std::sync::OnceLock;

use feishu_text::pattern::is_anchored;
use regex_lite::Regex;

/// A regular expression of a spec, compiled when it is first used.
///
/// It searches, like `pattern` in JSON Schema: only `^` and `$` anchor it. No string that ends with
/// a line break matches an expression that ends with `$`: the regular expressions of other
/// languages differ on this.
///
/// ```
/// use feishu_core::rules::Pattern;
///
/// static DIGITS: Pattern = Pattern::new("^[0-9]+$");
/// assert!(DIGITS.is_match("7404675264888097068"));
/// assert!(!DIGITS.is_match("7404675264888097068\n"));
/// ```
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: OnceLock<Option<Regex>>,
}

impl Pattern {
    /// Creates a pattern from an expression.
    #[must_use]
    pub const fn new(text: &'static str) -> Self {
        Self { text, compiled: OnceLock::new() }
    }

    /// The expression.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether the expression matches anywhere in `value`.
    #[must_use]
    pub fn is_match(&self, value: &str) -> bool {
        // The generator refuses an expression that does not compile, so generated code never
        // reaches `None`. An invalid hand-written expression accepts every value: it must not
        // prevent a caller from sending.
        self.compiled.get_or_init(|| Regex::new(self.text).ok()).as_ref().is_none_or(|regex| {
            regex.is_match(value) && !(is_anchored(self.text) && value.ends_with('\n'))
        })
    }
}
