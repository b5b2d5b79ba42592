//! What is not as documented, and where.

use std::fmt;

use super::scan;
use crate::text::OneLine;

/// Maximum number of characters of a value that a message repeats.
const SHOWN: usize = 40;

/// A value that is not as documented: where it is, what was expected, and what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mismatch {
    path: String,
    expected: String,
    found: String,
}

impl Mismatch {
    /// Where the value is in the body, such as `data.items[37].job_title`; empty for the body itself.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What was expected, such as "a string or a number".
    #[must_use]
    pub fn expected(&self) -> &str {
        &self.expected
    }

    /// What was found: the value, shortened, if it is a scalar, and otherwise its kind.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", OneLine::new(&self.path, 200))?;
        }
        write!(f, "expected {}, found {}", self.expected, self.found)
    }
}

impl std::error::Error for Mismatch {}

/// Why a value is refused. Its place is what the reader knows.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cause {
    /// Of the value.
    pub(super) at: usize,
    pub(super) expected: &'static str,
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    /// The value is another one than expected.
    Unlike,
    /// The same, and no message may repeat the value.
    Hidden,
    /// The object has no field of this name.
    Missing(&'static str),
    /// The object has the field twice.
    Twice,
    /// The object has a field that is not expected.
    Unknown,
}

/// A step on the way to a value.
#[derive(Debug, Clone, Copy)]
pub(super) enum Step {
    Name(&'static str),
    /// The key that begins at this position of the text.
    Key(usize),
    Index(usize),
}

impl Cause {
    /// The mismatch of a value to which `steps` lead from the place `root`.
    pub(super) fn mismatch(self, text: &str, root: &str, steps: &[Step]) -> Mismatch {
        let mut path = root.to_owned();
        for one in steps {
            match one {
                Step::Name(name) => step(&mut path, name),
                Step::Key(key) => {
                    step(&mut path, &name_at(text, &mut key.clone()).unwrap_or_default());
                }
                Step::Index(index) => path += &format!("[{index}]"),
            }
        }
        let found = match self.kind {
            Kind::Unlike => found(text, self.at),
            Kind::Hidden => "a value that is not shown".to_owned(),
            Kind::Missing(name) => {
                step(&mut path, name);
                "nothing".to_owned()
            }
            Kind::Twice => "it twice".to_owned(),
            Kind::Unknown => "one that is unknown".to_owned(),
        };
        Mismatch { path, expected: self.expected.to_owned(), found }
    }
}

/// The value at `at` in words.
fn found(text: &str, at: usize) -> String {
    let bytes = text.as_bytes();
    match bytes.get(at) {
        Some(b'{') => "an object".to_owned(),
        Some(b'[') => "a list".to_owned(),
        Some(_) => {
            let value =
                scan::value_end(bytes, at).and_then(|end| text.get(at..end)).unwrap_or_default();
            OneLine::new(value, SHOWN).to_string()
        }
        None => "nothing".to_owned(),
    }
}

/// Adds the field `name`.
fn step(path: &mut String, name: &str) {
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !is_plain || name.is_empty() {
        *path += &format!("[{name:?}]");
        return;
    }
    if !path.is_empty() {
        path.push('.');
    }
    path.push_str(name);
}

/// The way from the value that `text` is to the one at `target`. It is searched from the
/// beginning, so ask for few.
pub(crate) fn path(text: &str, target: usize) -> String {
    let bytes = text.as_bytes();
    let mut path = String::new();
    let mut at = scan::beginning(text);
    // Each round goes one container deeper.
    while at < target {
        let is_object = bytes.get(at) == Some(&b'{');
        if !is_object && bytes.get(at) != Some(&b'[') {
            break;
        }
        let mut index = 0_usize;
        at = scan::blank(bytes, at + 1);
        let child = loop {
            let name = if is_object { name_at(text, &mut at) } else { None };
            let Some(end) = scan::value_end(bytes, at) else { return path };
            if target < end {
                break name;
            }
            // After the value and the comma.
            at = scan::blank(bytes, scan::blank(bytes, end) + 1);
            index += 1;
            if at >= bytes.len() {
                return path;
            }
        };
        match child {
            Some(name) => step(&mut path, &name),
            None => path += &format!("[{index}]"),
        }
        // A target between key and value is the value.
        if target <= at {
            break;
        }
    }
    path
}

/// The key at `at`, which moves to its value.
fn name_at(text: &str, at: &mut usize) -> Option<String> {
    let bytes = text.as_bytes();
    let end = scan::string_end(bytes, *at)?;
    let content = text.get(*at + 1..end - 1)?;
    *at = scan::blank(bytes, scan::blank(bytes, end) + 1);
    Some(scan::unescape(content).unwrap_or_else(|| content.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_named_by_fields_and_positions() {
        let text = r#" {"code": 0, "data": {"items": [{"id": "1"}, {"id": "2", "a b": [1, [2, 3]]}], "": {"x": 4}}}"#;
        for (value, expected) in [
            ("{\"code", ""),
            ("0,", "code"),
            ("{\"items", "data"),
            ("[{", "data.items"),
            ("{\"id\": \"1", "data.items[0]"),
            ("\"1\"", "data.items[0].id"),
            ("\"2\"", "data.items[1].id"),
            ("[1", "data.items[1][\"a b\"]"),
            ("1, [", "data.items[1][\"a b\"][0]"),
            ("3]", "data.items[1][\"a b\"][1][1]"),
            ("4}", "data[\"\"].x"),
        ] {
            let at = text.find(value).unwrap();
            assert_eq!(path(text, at), expected, "{value}");
        }
    }

    #[test]
    fn any_position_of_any_text_has_a_place() {
        for text in [
            "",
            "{",
            "[",
            "{\"a\"",
            "{\"a\":",
            "[1,",
            "[1 2",
            "{\"a\":1,",
            "null",
            "{\"a\":[{\"b\":1}]}",
        ] {
            for at in 0..text.len() + 2 {
                let _ = path(text, at);
                let _ = found(text, at);
            }
        }
    }
}
