//! What the crates agree on about regular expressions: how a time looks, and what `$` means.

/// How a time in milliseconds or seconds is written in a string: an integer in its one shortest form, of at most 16
/// digits.
pub const UNIX_TIME: &str = "^(0|-?[1-9][0-9]{0,15})$";

/// How a day is written in a string: one of those that the calendar has in the years 0001 to 9999. A `format` alone would
/// not do, since validators differ on whether they check it.
pub const DAY: &str = "^(([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)$";

/// What the strings of a pattern are, the end of a sentence: `is not …`. A pattern is right, and says nothing to a person.
#[must_use]
pub fn meaning(pattern: &str) -> Option<String> {
    let known =
        [(UNIX_TIME, format!("a time in {}", crate::UNIX_MILLIS)), (DAY, crate::DAY.to_owned())];
    known.into_iter().find(|(known, _)| *known == pattern).map(|(_, meaning)| meaning)
}

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
