//! Shows untrusted strings on one line of a message.

use std::fmt;

use feishu_text::is_hidden;

/// Prints at most `max` characters of a string, replaces hidden characters with spaces, and adds
/// `…` where it was cut. So a server's message or a caller's value can neither flood a log nor
/// forge a line of it.
pub(crate) struct OneLine<'a> {
    text: &'a str,
    max: usize,
}

impl<'a> OneLine<'a> {
    pub(crate) fn new(text: &'a str, max: usize) -> Self {
        Self { text, max }
    }
}

impl fmt::Display for OneLine<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write as _;
        let mut characters = self.text.trim().chars();
        for character in characters.by_ref().take(self.max) {
            f.write_char(if is_hidden(character) { ' ' } else { character })?;
        }
        if characters.next().is_some() { f.write_char('…') } else { Ok(()) }
    }
}

/// The first `max` characters of `text`, followed by `…` if it was cut.
pub(crate) fn shortened(text: &str, max: usize) -> String {
    match text.char_indices().nth(max) {
        None => text.to_owned(),
        Some((end, _)) => format!("{}…", &text[..end]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_becomes_one_line_of_bounded_length() {
        for (text, max, expected) in [
            ("param invalid", 20, "param invalid"),
            ("two\r\nlines\u{1b}[31m", 40, "two  lines [31m"),
            ("a\u{202e}b\u{200b}c\u{2028}d\u{e0041}e", 40, "a b c d e"),
            ("参数错误", 4, "参数错误"),
            ("参数错误", 3, "参数错…"),
            ("", 3, ""),
        ] {
            assert_eq!(OneLine::new(text, max).to_string(), expected, "{text:?}");
        }
    }

    #[test]
    fn a_string_is_cut_between_characters() {
        assert_eq!(shortened("李四", 2), "李四");
        assert_eq!(shortened("李四", 1), "李…");
    }
}
