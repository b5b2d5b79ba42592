//! Characters that a reader does not see, or that change how a terminal or a page shows the others, replaced.
//!
//! Text of specs and pages can hold any of them. Whoever shows such text (docs, the reference, diagnostics, the YAML
//! writer, `xtask`) asks here. Which they are is said in `feishu-text`, for the runtime, too.

use std::borrow::Cow;
use std::fmt::Write;

pub use feishu_text::is_hidden;

/// Replaces a hidden character.
pub const SHOWN: char = '\u{fffd}';

/// Text on one line, with [`SHOWN`] for each hidden character.
#[must_use]
pub fn one_line(text: &str) -> Cow<'_, str> {
    replaced(text, is_hidden)
}

/// Text that may have several lines: line feeds and tabs stay.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| is_hidden(c) && !matches!(c, '\n' | '\t'))
}

/// A JSON document with hidden characters written as escapes. They occur only in strings, where both mean the same.
#[must_use]
pub fn in_json(document: &str) -> Cow<'_, str> {
    escaped(document, |code, out| {
        let mut units = [0; 2];
        for unit in char::from_u32(code).unwrap_or(SHOWN).encode_utf16(&mut units) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    })
}

/// Rust code with hidden characters written as escapes. They occur only in string literals: names are ASCII, and
/// comments were cleaned.
#[must_use]
pub fn in_rust(code: &str) -> Cow<'_, str> {
    escaped(code, |code, out| {
        let _ = write!(out, "\\u{{{code:x}}}");
    })
}

fn escaped(text: &str, escape: impl Fn(u32, &mut String)) -> Cow<'_, str> {
    // Nearly all of a document is ASCII, in which it is soon seen.
    let is_hidden = |c: char| match c {
        ' '..='~' | '\n' => false,
        c => is_hidden(c),
    };
    if !text.contains(is_hidden) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if is_hidden(c) { escape(c.into(), &mut out) } else { out.push(c) }
    }
    out.into()
}

fn replaced(text: &str, is_hidden: impl Fn(char) -> bool) -> Cow<'_, str> {
    if text.contains(&is_hidden) {
        text.chars().map(|c| if is_hidden(c) { SHOWN } else { c }).collect()
    } else {
        text.into()
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "tests fail by panicking")]
mod tests {
    use super::*;

    /// A comment of Rust must not hold a carriage return, and a terminal writes over the line.
    #[test]
    fn lines_keep_line_feeds_and_tabs_alone() {
        assert_eq!(lines("a\r\n\tb\u{85}c\rd"), "a\u{fffd}\n\tb\u{fffd}c\u{fffd}d");
        assert_eq!(one_line("a\r\n\tb"), "a\u{fffd}\u{fffd}\u{fffd}b");
    }

    #[test]
    fn what_nobody_sees_is_hidden_and_what_is_read_is_not() {
        for c in [
            '\0',
            '\n',
            '\t',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200d}',
            '\u{200e}',
            '\u{2028}',
            '\u{2029}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fff9}',
            '\u{fffb}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e01ef}',
        ] {
            assert!(is_hidden(c), "{c:?}");
        }
        for c in
            [' ', 'a', '~', '\u{a0}', 'é', '中', '\u{3000}', '。', '😀', '\u{fffc}', '\u{fffd}']
        {
            assert!(!is_hidden(c), "{c:?}");
        }
    }

    #[test]
    fn line_feeds_and_tabs_stay_where_text_has_lines() {
        assert_eq!(one_line("a\tb\n\u{202e}c"), "a\u{fffd}b\u{fffd}\u{fffd}c");
        assert_eq!(lines("a\tb\n\u{202e}c"), "a\tb\n\u{fffd}c");
        assert!(matches!(one_line("a 中"), Cow::Borrowed(_)));
    }

    #[test]
    fn an_escape_means_the_character_that_it_stands_for() {
        let text = "\u{202e}中\u{e0041}\u{fe0f}";
        let json = serde_json::to_string(text).expect("JSON");
        let escaped = in_json(&json);
        assert_eq!(escaped, "\"\\u202e中\\udb40\\udc41\\ufe0f\"");
        assert_eq!(serde_json::from_str::<String>(&escaped).expect("JSON"), text);
        let literal: syn::LitStr = syn::parse_str(&in_rust(&format!("\"{text}\""))).expect("Rust");
        assert_eq!(literal.value(), text);
    }
}
