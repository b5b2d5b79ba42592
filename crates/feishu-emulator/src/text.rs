//! Small helpers for text that people read.

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

/// One token of a JSON Pointer (RFC 6901).
pub(crate) fn escape_pointer(token: &str) -> String {
    token.replace('~', "~0").replace('/', "~1")
}

/// The text that one token of a JSON Pointer stands for.
pub(crate) fn unescape_pointer(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
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
}
