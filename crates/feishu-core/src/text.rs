//! Strings of strangers, made fit for one line of a message.

use std::fmt;

/// Whether a character has no place in what is shown to a person: a terminal or an editor would act
/// on it, or show nothing, so that two strings look alike that are not.
///
/// These are control characters, what Unicode calls `Default_Ignorable_Code_Point` (marks and
/// overrides of direction, zero-width characters, variation selectors, tags), the separators of lines
/// and paragraphs, and the anchors of interlinear annotations. A line feed and a tab are among them:
/// whoever allows several lines lets them pass.
#[doc(hidden)]
#[must_use]
pub fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}'
                | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}'
                | '\u{2028}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}'
                | '\u{3164}'
                | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}'
                | '\u{ffa0}'
                | '\u{fff0}'..='\u{fffb}'
                | '\u{1bca0}'..='\u{1bca3}'
                | '\u{1d173}'..='\u{1d17a}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

/// Prints at most `max` characters of a string, with hidden characters as spaces and a `…` where it
/// was cut. A server's message or a caller's value can neither flood a log nor forge a line of it.
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

/// The first `max` characters of `text`, with a `…` where it was cut.
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
    fn hidden_characters_are_those_that_the_tables_of_unicode_name() {
        // The tables of another library: a range that is mistyped here cannot be mistyped there.
        let named = regex::Regex::new(
            r"^[\p{Cc}\p{Default_Ignorable_Code_Point}\x{2028}\x{2029}\x{FFF9}-\x{FFFB}]$",
        )
        .unwrap();
        let differ = |character: &char| {
            named.is_match(character.encode_utf8(&mut [0; 4])) != is_hidden(*character)
        };
        let wrong: Vec<_> = ('\0'..=char::MAX).filter(differ).collect();
        assert!(wrong.is_empty(), "{wrong:?}");
    }

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
