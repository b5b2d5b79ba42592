//! Regular expressions that the crates share: the format of a time, and the meaning of `$`.

/// The format of a time in milliseconds in a string: an integer in its shortest form, of at most 16
/// digits.
pub const UNIX_MILLIS: &str = "^(0|-?[1-9][0-9]{0,15})$";

/// The format of a time in seconds in a string. 13 digits of seconds reach the same year as 16 of
/// milliseconds, 318857. A schema states the unit of a time in no other way, so the two patterns
/// must differ.
pub const UNIX_SECONDS: &str = "^(0|-?[1-9][0-9]{0,12})$";

/// The format of a day in a string: a calendar day of the years 0001 to 9999. A `format` alone is
/// not enough, because not all validators check it.
pub const DAY: &str = "^(([0-9]{3}[1-9]|[0-9]{2}[1-9][0-9]|[0-9][1-9][0-9]{2}|[1-9][0-9]{3})-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))|([0-9]{2}(0[48]|[2468][048]|[13579][26])|(0[48]|[2468][048]|[13579][26])00)-02-29)$";

/// An integer in a string, as responses have it in place of a number.
pub const INTEGER: &str = "^-?[0-9]+([.]0+)?$";

/// A number in a string, in the notation of JSON.
pub const NUMBER: &str = "^-?(0|[1-9][0-9]*)([.][0-9]+)?([eE][-+]?[0-9]+)?$";

/// The meaning of a pattern, as the end of a sentence: `is not …`. A pattern itself means little to
/// a person.
#[must_use]
pub fn meaning(pattern: &str) -> Option<String> {
    match pattern {
        UNIX_MILLIS => Some(format!("a time in {}", crate::UNIX_MILLIS)),
        UNIX_SECONDS => Some(format!("a time in {}", crate::UNIX_SECONDS)),
        DAY => Some(crate::DAY.to_owned()),
        _ => None,
    }
}

/// What a schema refuses (`not`) in addition to a pattern that is [anchored](is_anchored) at its
/// end. All engines interpret it alike.
pub const LINE_BREAK_AT_END: &str = "\n$";

/// Whether a pattern ends with the anchor `$`, not with the character. In some languages `$` also
/// matches before a final line break, so here no string with a final line break matches such a
/// pattern.
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
    fn a_time_is_told_with_its_unit_and_another_pattern_not_at_all() {
        for (pattern, expected) in [
            (UNIX_MILLIS, "a time in milliseconds since 1970, an integer of at most 16 digits"),
            (UNIX_SECONDS, "a time in seconds since 1970, an integer of at most 13 digits"),
            (DAY, "a day of the calendar, such as 2024-05-01"),
        ] {
            assert_eq!(meaning(pattern).as_deref(), Some(expected), "{pattern}");
        }
        assert_eq!(meaning("^a$"), None);
    }

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
