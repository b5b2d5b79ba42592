//! What the crates agree on about regular expressions: how a time looks, and what `$` means.

/// How a time in milliseconds or seconds is written in a string: an integer in its one shortest form, of at most 16
/// digits.
pub const UNIX_TIME: &str = "^(0|-?[1-9][0-9]{0,15})$";

/// What a schema refuses (`not`) beside a pattern that is [anchored](is_anchored) at its end. All engines read it alike.
pub const LINE_BREAK_AT_END: &str = "\n$";

/// Whether a pattern ends with `$`, and not with the character. In some languages `$` also matches before a line break
/// that ends the text, so no text that ends with one matches such a pattern here.
#[must_use]
pub fn is_anchored(pattern: &str) -> bool {
    pattern.strip_suffix('$').is_some_and(|start| {
        let escapes = start.len() - start.trim_end_matches('\\').len();
        escapes % 2 == 0
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dollar_that_is_a_character_anchors_nothing() {
        for (pattern, expected) in [
            ("^a$", true),
            ("^a", false),
            (r"^a\$", false),
            (r"^a\\$", true),
            ("$", true),
            ("", false),
        ] {
            assert_eq!(is_anchored(pattern), expected, "{pattern}");
        }
    }
}
