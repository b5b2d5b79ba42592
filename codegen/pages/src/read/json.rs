//! JSON as pages write it: with comments, and commas that end a list.

use serde_json::Value as Json;

/// Reads a sample, if it is JSON but for such.
pub(super) fn read(text: &str) -> Option<Json> {
    let text = text.trim();
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&tidy(text)).ok())
}

/// The text without comments and without commas in front of a closing bracket.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted => {
                tidied.push(c);
                tidied.extend(chars.next());
                continue;
            }
            '"' => quoted = !quoted,
            '/' if !quoted && chars.peek() == Some(&'/') => {
                while chars.peek().is_some_and(|next| *next != '\n') {
                    chars.next();
                }
                continue;
            }
            // A blank that is none.
            '\u{a0}' if !quoted => {
                tidied.push(' ');
                continue;
            }
            '}' | ']' if !quoted => {
                let end = tidied.trim_end();
                if end.ends_with(',') {
                    tidied.truncate(end.len() - 1);
                }
            }
            _ => {}
        }
        tidied.push(c);
    }
    tidied
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn comments_and_last_commas_are_overlooked() {
        let text = "{ \"a\": [1, 2,], // one, two\n \"b\": \"// \\\" ,}\", }";
        assert_eq!(read(text), Some(json!({ "a": [1, 2], "b": "// \" ,}" })));
        assert_eq!(read("curl https://x"), None);
    }

    #[test]
    fn a_blank_that_is_none_is_a_blank_except_in_a_text() {
        let text = "{\u{a0}\"a\": \"b\u{a0}c\",\u{a0}}";
        assert_eq!(read(text), Some(json!({ "a": "b\u{a0}c" })));
    }
}
