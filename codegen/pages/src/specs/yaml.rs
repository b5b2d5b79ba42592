//! YAML as this project writes it: block style, samples in quotes, short lists on one line.

use serde_json::Value as Json;

use crate::hidden::is_hidden;

/// A string as a quoted scalar. Characters that YAML readers treat specially are escaped.
pub(super) fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            c if needs_escape(c) => quoted.push_str(&escape(c)),
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Hidden characters, and code points that are not characters.
fn needs_escape(c: char) -> bool {
    is_hidden(c) || matches!(c, '\u{fff0}'..='\u{ffff}') || u32::from(c) & 0xfffe == 0xfffe
}

fn escape(c: char) -> String {
    match u32::from(c) {
        code @ 0..=0xffff => format!("\\u{code:04X}"),
        code => format!("\\U{code:08X}"),
    }
}

/// Whether YAML, in some version of it, takes a word for something other than text.
fn is_no_text(word: &str) -> bool {
    const WORDS: &[&str] = &["true", "false", "null", "yes", "no", "on", "off", "y", "n"];
    WORDS.contains(&word.to_ascii_lowercase().as_str())
}

/// A name, as a key or a value. Most need no quotes.
pub(super) fn key(name: &str) -> String {
    let plain = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
        && !is_no_text(name);
    if plain { name.to_owned() } else { quoted(name) }
}

/// A sentence as a value, in quotes where it needs them.
pub(super) fn sentence(text: &str) -> String {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic())
        && text.trim_end() == text
        && !text.contains([':', '#', '"', '\\'])
        && !text.contains(needs_escape)
        && !is_no_text(text);
    if plain { text.to_owned() } else { quoted(text) }
}

/// An address as a value, or a method and a path. No blank follows a colon, so none needs quotes unless it is the end.
pub(super) fn address(text: &str) -> String {
    if text.ends_with(':') { quoted(text) } else { text.to_owned() }
}

/// A value on one line.
pub(super) fn flow(value: &Json) -> String {
    match value {
        Json::String(text) => quoted(text),
        Json::Array(items) => {
            format!("[{}]", items.iter().map(flow).collect::<Vec<_>>().join(", "))
        }
        Json::Object(fields) if fields.is_empty() => "{}".to_owned(),
        Json::Object(fields) => {
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| format!("{}: {}", key(name), flow(value)))
                .collect();
            format!("{{ {} }}", fields.join(", "))
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => value.to_string(),
    }
}

/// What follows `key:` for a value: on the same line, or on lines of its own that are indented by `indent`.
pub(super) fn block(value: &Json, indent: usize) -> String {
    let pad = " ".repeat(indent);
    match value {
        Json::Object(fields) if !fields.is_empty() => {
            let mut text = String::new();
            for (name, value) in fields {
                text.push_str(&format!("\n{pad}{}:{}", key(name), block(value, indent + 2)));
            }
            text
        }
        Json::Array(items) if items.iter().any(is_deep) => {
            let mut text = String::new();
            for item in items {
                text.push_str(&format!("\n{pad}- {}", item_of(item, indent + 2)));
            }
            text
        }
        value => format!(" {}", flow(value)),
    }
}

/// A list item: its first field is on the line of the dash.
fn item_of(item: &Json, indent: usize) -> String {
    block(item, indent).trim_start().to_owned()
}

fn is_deep(value: &Json) -> bool {
    match value {
        Json::Object(fields) => !fields.is_empty(),
        Json::Array(items) => items.iter().any(is_deep),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic, reason = "tests fail by panicking")]

    use serde_json::json;

    use super::*;
    use crate::sources::Sources;
    use crate::spec::node::{self, Value};

    #[test]
    fn a_sample_is_laid_out_as_by_hand() {
        let sample = json!({ "id": "1", "tags": ["a", "b"], "of": [{ "at": 1, "x": { "z": null } }], "e": {}, "l": [] });
        assert_eq!(
            block(&sample, 4),
            "\n    id: \"1\"\n    tags: [\"a\", \"b\"]\n    of:\n      - at: 1\n        x:\n          z: null\n    e: {}\n    l: []"
        );
    }

    /// Every character, beside another one, as the reader of specs reads it.
    #[test]
    fn a_text_is_read_back_as_it_was() {
        let all: Vec<char> = ('\0'..=char::MAX).collect();
        for some in all.chunks(20_000) {
            let text: String = some.iter().collect();
            let written = format!("text: {}\n", quoted(&text));
            let mut sources = Sources::new();
            let id = sources.add("a.yaml", written.clone());
            let mut problems = Vec::new();
            let node = node::parse(id, &written, &mut problems);
            let Some(Value::Map(entries)) = node.map(|node| node.value) else {
                panic!("{:?}: {problems:?}", some.first())
            };
            let [(_, read)] = entries.as_slice() else { panic!("{entries:?}") };
            let read = read.to_json();
            let differs =
                text.chars().zip(read.as_str().unwrap_or_default().chars()).find(|(a, b)| a != b);
            assert_eq!(differs, None);
            assert_eq!(read, json!(text), "{:?}", some.first());
        }
    }

    /// Those that need no quotes in a value of their own, which has no brackets around it.
    #[test]
    fn a_sentence_has_quotes_only_if_it_would_be_read_as_something_else() {
        for (text, is_quoted) in [
            ("Look at the pet, [or] 'it' - now.", false),
            ("名字", true),
            ("Look: it", true),
            ("Look #3", true),
            ("Look ", true),
            ("Look\nat", true),
            ("Look\u{202e}at", true),
            ("Null", true),
            ("true", true),
            ("Nulls", false),
            ("- x", true),
            ("7", true),
        ] {
            let written = sentence(text);
            assert_eq!(written != text, is_quoted, "{text}");
            let mut sources = Sources::new();
            let file = format!("of: {written}\n");
            let id = sources.add("a.yaml", file.clone());
            let read = node::parse(id, &file, &mut Vec::new()).map(|node| node.to_json());
            assert_eq!(read, Some(json!({ "of": text })));
        }
    }

    #[test]
    fn no_text_breaks_out_of_its_quotes() {
        assert_eq!(quoted("a\"b\\\n\u{202e}\u{0}中"), "\"a\\\"b\\\\\\n\\u202E\\u0000中\"");
        assert_eq!(key("null"), "\"null\"");
        assert_eq!(key("a: b"), "\"a: b\"");
    }
}
