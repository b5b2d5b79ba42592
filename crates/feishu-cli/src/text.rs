//! Text on its way to a terminal.

use unicode_width::UnicodeWidthChar;

/// Whether a terminal would act on the character, or a reader be led astray by it.
fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
        )
}

/// The text on one line, with characters that a terminal would act on spelled out.
pub(crate) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for character in text.chars() {
        if is_hidden(character) {
            plain.extend(character.escape_default());
        } else {
            plain.push(character);
        }
    }
    plain
}

/// The same, cut after `most` characters.
pub(crate) fn shown(text: &str, most: usize) -> String {
    let mut shown = plain(text);
    if let Some((end, _)) = shown.char_indices().nth(most) {
        shown.truncate(end);
        shown.push('…');
    }
    shown
}

/// How many columns a plain text takes: two for a Chinese character.
pub(crate) fn width(text: &str) -> usize {
    text.chars().filter_map(UnicodeWidthChar::width).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_terminal_acts_on_nothing_that_is_shown() {
        assert_eq!(plain("a\u{1b}[31mb\r\n"), "a\\u{1b}[31mb\\r\\n");
        assert_eq!(plain("\u{202e}abc"), "\\u{202e}abc");
        assert_eq!(plain("张三 é"), "张三 é");
    }

    #[test]
    fn a_chinese_character_takes_two_columns() {
        assert_eq!(width("张三"), 4);
        assert_eq!(width("abc"), 3);
        assert_eq!(shown("张三李四", 2), "张三…");
    }
}
