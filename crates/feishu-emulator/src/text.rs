//! Small helpers for text that people read.

use feishu_text::is_hidden;

/// Longest text that an answer repeats.
const LONGEST: usize = 80;

/// The text itself, or its first characters and how many there are in all.
pub(crate) fn shorten(text: &str) -> String {
    match text.char_indices().nth(LONGEST) {
        None => text.to_owned(),
        Some((end, _)) => {
            let head = text.get(..end).unwrap_or_default();
            format!("{head}… ({} characters)", text.chars().count())
        }
    }
}

/// A text for one line of a terminal: its first characters, and escapes for what would hide there.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let mut line = String::new();
    for (place, c) in text.chars().enumerate() {
        if place == longest {
            line.push('…');
            break;
        }
        if is_hidden(c) {
            line.extend(c.escape_unicode());
        } else {
            line.push(c);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_between_characters() {
        assert_eq!(shorten("short"), "short");
        assert_eq!(shorten(&"张".repeat(80)), "张".repeat(80));
        assert_eq!(shorten(&"张".repeat(81)), format!("{}… (81 characters)", "张".repeat(80)));
    }

    #[test]
    fn a_line_shows_what_would_hide_in_it() {
        for (text, line) in [
            ("张三 é 👍", "张三 é 👍"),
            ("a\nb\tc\u{1b}[2J", "a\\u{a}b\\u{9}c\\u{1b}[2J"),
            ("a\u{202e}b\u{200b}\u{2028}\u{ad}", "a\\u{202e}b\\u{200b}\\u{2028}\\u{ad}"),
            ("\u{feff}\u{e0041}\u{fff9}\u{fe0f}", "\\u{feff}\\u{e0041}\\u{fff9}\\u{fe0f}"),
        ] {
            assert_eq!(one_line(text, 80), line);
        }
        assert_eq!(one_line("abcd", 4), "abcd");
        assert_eq!(one_line("abcde", 4), "abcd…");
    }
}
