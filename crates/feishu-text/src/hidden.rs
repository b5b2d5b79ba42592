//! The one list of characters that are invisible, or that change how a terminal or a page shows
//! others.

/// Whether a character must not be shown to a person: a terminal or an editor would interpret it,
/// or show nothing, so that two different strings look alike.
///
/// These are control characters, Unicode's `Default_Ignorable_Code_Point` (direction marks and
/// overrides, zero-width characters, variation selectors, tags), the line and paragraph separators,
/// and the anchors of interlinear annotations. They include line feed and tab: a caller that allows
/// several lines must permit them.
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_those_that_the_tables_of_unicode_name() {
        // Compared with the tables of another library, so that a mistyped range is found.
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
}
