//! JSON that says one thing only: a key that an object has twice is found, at any depth.
//!
//! Readers of JSON disagree about which of the two counts. A sender of both cannot know what the
//! platform will do, so the emulator refuses it.

use std::fmt;

use feishu_text::escape_pointer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// How many bytes of JSON Pointers are kept. A body can repeat a key a hundred thousand times, below
/// a key that is as long as the body.
const MOST_POINTER_BYTES: usize = 16 * 1024;

/// The problem of a duplicate key.
pub(crate) const REPEATED: &str = "is there more than once";

/// Why a text is not usable JSON.
#[derive(Debug)]
pub(crate) enum Problem {
    Syntax(serde_json::Error),
    /// JSON Pointers of keys that their object has more than once; not all, if there are very many.
    Repeated(Vec<String>),
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => write!(f, "it is not JSON: {error}"),
            Self::Repeated(places) => {
                for (index, place) in places.iter().enumerate() {
                    let separator = if index == 0 { "" } else { "; " };
                    write!(f, "{separator}{place}: {REPEATED}")?;
                }
                Ok(())
            }
        }
    }
}

impl Problem {
    /// One line for each place.
    pub(crate) fn lines(&self) -> Vec<String> {
        match self {
            Self::Syntax(_) => vec![self.to_string()],
            Self::Repeated(places) => {
                places.iter().map(|place| format!("{place}: {REPEATED}")).collect()
            }
        }
    }
}

/// Reads a whole text.
pub(crate) fn read(text: &[u8]) -> Result<Value, Problem> {
    let mut at = Place::default();
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = Reader(&mut at).deserialize(&mut reader).map_err(Problem::Syntax)?;
    reader.end().map_err(Problem::Syntax)?;
    if at.repeated.is_empty() { Ok(value) } else { Err(Problem::Repeated(at.repeated)) }
}

/// Where the reader is, and what it found on its way.
#[derive(Default)]
struct Place {
    pointer: String,
    repeated: Vec<String>,
    kept: usize,
}

impl Place {
    fn is_repeated(&mut self) {
        // The first one is kept however long it is: it is part of the text.
        if self.repeated.is_empty() || self.kept < MOST_POINTER_BYTES {
            self.kept = self.kept.saturating_add(self.pointer.len().max(1));
            self.repeated.push(self.pointer.clone());
        }
    }
}

struct Reader<'a>(&'a mut Place);

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        let number = Number::from_f64(value).map(Value::Number);
        number.ok_or_else(|| E::custom("number out of range"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::from(text))
    }

    fn visit_string<E>(self, text: String) -> Result<Value, E> {
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        let length = self.0.pointer.len();
        loop {
            self.0.pointer.push('/');
            self.0.pointer.push_str(&list.len().to_string());
            let item = items.next_element_seed(Reader(&mut *self.0))?;
            self.0.pointer.truncate(length);
            match item {
                Some(item) => list.push(item),
                None => return Ok(Value::Array(list)),
            }
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let mut map = Map::new();
        let length = self.0.pointer.len();
        while let Some(key) = entries.next_key::<String>()? {
            self.0.pointer.push('/');
            self.0.pointer.push_str(&escape_pointer(&key));
            if map.contains_key(&key) {
                self.0.is_repeated();
            }
            let value = entries.next_value_seed(Reader(&mut *self.0))?;
            self.0.pointer.truncate(length);
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// A whole text as some type. Serde alone would accept the last of two keys that a type does not know.
pub(crate) fn read_as<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, Problem> {
    let value = read(text)?;
    T::deserialize(value).map_err(|error| Problem::Syntax(serde_json::Error::custom(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn problem(text: &str) -> String {
        read(text.as_bytes()).unwrap_err().to_string()
    }

    #[test]
    fn a_text_without_repetition_is_read_as_serde_json_reads_it() {
        for text in [
            "null",
            " [true, -1, 18446744073709551615, 0.1, 1e3, -0, \"a\\u0000\\ud83d\\ude00\"] ",
            r#"{"a":{"b":[{"a":1},{"a":2}]},"b":{"a":{}},"":""}"#,
            r#"{"a":1,"A":2,"\u00e1":3,"a\u0301":4}"#,
        ] {
            let expected: Value = serde_json::from_str(text).unwrap();
            assert_eq!(read(text.as_bytes()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn a_key_that_is_there_twice_is_named_by_its_place_at_any_depth() {
        for (text, places) in [
            (r#"{"a":1,"a":1}"#, "/a: is there more than once"),
            (r#"{"a":1,"\u0061":2}"#, "/a: is there more than once"),
            (r#"{"":1,"":2}"#, "/: is there more than once"),
            (r#"[0,{"a/b":[{"~":1,"~":2}]}]"#, "/1/a~1b/0/~0: is there more than once"),
            (
                r#"{"a":{"b":1,"b":2},"c":[],"a":3}"#,
                "/a/b: is there more than once; /a: is there more than once",
            ),
        ] {
            assert_eq!(problem(text), places, "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_not_read() {
        for text in [
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "'a'",
            "01",
            "+1",
            ".5",
            "1.",
            "NaN",
            "Infinity",
            "1e400",
            "-1e400",
            "\u{feff}{}",
            "{} {}",
            "{}x",
            "// x\n1",
            "\"\t\"",
            "\"\\ud800\"",
            "True",
        ] {
            assert!(problem(text).starts_with("it is not JSON: "), "{text}");
        }
        assert!(matches!(read(b"\"\xff\""), Err(Problem::Syntax(_))));
        let deep = "[".repeat(200) + &"]".repeat(200);
        assert!(problem(&deep).contains("recursion limit"), "{}", problem(&deep));
    }

    #[test]
    fn very_many_repetitions_below_a_long_key_take_no_more_room_than_the_text() {
        let key = "k".repeat(200_000);
        let text = format!("{{\"{key}\":{{{}\"a\":0}}}}", "\"a\":0,".repeat(50_000));
        let Err(Problem::Repeated(places)) = read(text.as_bytes()) else { panic!() };
        assert_eq!(places, [format!("/{key}/a")]);
        let text = format!("{{{}\"a\":0}}", "\"a\":0,".repeat(50_000));
        let Err(Problem::Repeated(places)) = read(text.as_bytes()) else { panic!() };
        assert_eq!(places.len(), MOST_POINTER_BYTES / 2);
    }

    #[test]
    fn a_type_is_read_from_a_text_without_repetition_only() {
        #[derive(Debug, PartialEq, serde::Deserialize)]
        struct Point {
            x: i64,
        }
        assert_eq!(read_as::<Point>(b"{\"x\":1}").unwrap(), Point { x: 1 });
        assert!(read_as::<Point>(b"{\"x\":1,\"x\":1}").is_err());
        assert_eq!(read(b"{\"x\":1}").unwrap(), json!({ "x": 1 }));
    }
}
