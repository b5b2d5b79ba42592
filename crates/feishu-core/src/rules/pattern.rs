//! A regular expression in a `static`.

use std::sync::OnceLock;

use feishu_text::pattern::is_anchored;
use regex_lite::Regex;

/// A regular expression of a spec, compiled when it is first used.
///
/// It searches, as `pattern` does in JSON Schema: only `^` and `$` tie it to the ends of a text. No text that ends with a
/// line break matches an expression that ends with `$`: regular expressions of other languages differ on it.
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
    /// The pattern of an expression.
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
        // The generator refuses an expression that does not compile, so `None` is out of reach of
        // generated code. Written by hand, it lets every value pass: a rule that cannot be
        // understood must not keep a caller from sending.
        self.compiled.get_or_init(|| Regex::new(self.text).ok()).as_ref().is_none_or(|regex| {
            regex.is_match(value) && !(is_anchored(self.text) && value.ends_with('\n'))
        })
    }
}
