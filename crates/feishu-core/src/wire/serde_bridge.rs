//! serde's traits, by way of JSON text. They are for code outside the SDK, so they are short rather than fast.

use std::borrow::Cow;
use std::fmt;

use serde_core::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess, Visitor};
use serde_core::ser::{SerializeMap, SerializeSeq};
use serde_core::{Deserializer, Serialize, Serializer};

use super::reader::{Decode, Reader};
use super::scan;
use super::writer::{Encode, Writer, to_json};

/// Serializes a value as its JSON.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(value: &dyn Encode, serializer: S) -> Result<S::Ok, S::Error> {
    let json = to_json(value);
    let text = std::str::from_utf8(&json).map_err(serde_core::ser::Error::custom)?;
    Part { text, at: 0 }.serialize(serializer)
}

/// Reads a request: exactly what its schema accepts.
///
/// # Errors
/// Anything else.
pub fn deserialize_request<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Decode,
    D: Deserializer<'de>,
{
    let json = deserializer.deserialize_any(Json)?;
    let mut reader = Reader::new(&json, 0, "", true);
    T::decode(&mut reader).map_err(|refused| D::Error::custom(reader.mismatch(refused)))
}

/// Reads a response leniently.
///
/// # Errors
/// A value that cannot be read, because nobody could be told what was lost.
pub fn deserialize_response<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: Decode,
    D: Deserializer<'de>,
{
    let json = deserializer.deserialize_any(Json)?;
    let mut reader = Reader::new(&json, 0, "", false);
    match T::decode(&mut reader) {
        Err(refused) => Err(D::Error::custom(reader.mismatch(refused))),
        Ok(value) => match reader.into_lost().into_iter().next() {
            Some(lost) => Err(D::Error::custom(lost)),
            None => Ok(value),
        },
    }
}

/// A value in JSON text, which is known to be valid.
#[derive(Clone, Copy)]
struct Part<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Part<'a> {
    /// The parts of a list, or the fields of an object.
    fn children(self) -> Vec<(Option<Cow<'a, str>>, Self)> {
        let bytes = self.text.as_bytes();
        let is_object = bytes.get(self.at) == Some(&b'{');
        let mut children = Vec::new();
        let mut at = scan::blank(bytes, self.at + 1);
        while !matches!(bytes.get(at), None | Some(b'}' | b']')) {
            let mut reader = Reader::new(self.text, at, "", true);
            let name = if is_object { reader.string() } else { None };
            if name.is_some() {
                at = scan::blank(bytes, reader.position() + 1);
            }
            children.push((name, Self { at, ..self }));
            at = scan::value_end(bytes, at).unwrap_or(bytes.len());
            if bytes.get(at) == Some(&b',') {
                at += 1;
            }
        }
        children
    }
}

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut reader = Reader::new(self.text, self.at, "", true);
        match self.text.as_bytes().get(self.at) {
            Some(b'{') => {
                let fields = self.children();
                let mut map = serializer.serialize_map(Some(fields.len()))?;
                for (name, value) in fields {
                    map.serialize_entry(&name.unwrap_or_default(), &value)?;
                }
                map.end()
            }
            Some(b'[') => {
                let items = self.children();
                let mut list = serializer.serialize_seq(Some(items.len()))?;
                for (_, item) in items {
                    list.serialize_element(&item)?;
                }
                list.end()
            }
            Some(b'"') => serializer.serialize_str(&reader.string().unwrap_or_default()),
            Some(b't' | b'f') => serializer.serialize_bool(reader.flag().unwrap_or_default()),
            Some(b'n') => serializer.serialize_unit(),
            _ => {
                let number = reader.number().unwrap_or_default();
                match (number.parse::<i64>(), number.parse::<u64>(), number.parse::<f64>()) {
                    (Ok(number), ..) => serializer.serialize_i64(number),
                    (_, Ok(number), _) => serializer.serialize_u64(number),
                    (.., Ok(number)) => serializer.serialize_f64(number),
                    _ => Err(serde_core::ser::Error::custom("not a number")),
                }
            }
        }
    }
}

/// Writes what a deserializer has as JSON.
struct Json;

impl<'de> Visitor<'de> for Json {
    type Value = String;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON has")
    }

    fn visit_bool<E: serde_core::de::Error>(self, value: bool) -> Result<String, E> {
        written(&value)
    }

    fn visit_i64<E: serde_core::de::Error>(self, value: i64) -> Result<String, E> {
        written(&value)
    }

    fn visit_u64<E: serde_core::de::Error>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: serde_core::de::Error>(self, value: f64) -> Result<String, E> {
        written(&value)
    }

    fn visit_str<E: serde_core::de::Error>(self, value: &str) -> Result<String, E> {
        let mut writer = Writer::default();
        writer.string(value);
        text(writer)
    }

    fn visit_unit<E: serde_core::de::Error>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_none<E: serde_core::de::Error>(self) -> Result<String, E> {
        Ok("null".to_owned())
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<String, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<String, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<String, A::Error> {
        let mut writer = Writer::default();
        writer.open(b'[');
        while let Some(item) = items.next_element_seed(Self)? {
            writer.item();
            writer.raw(item.as_bytes());
        }
        writer.close(b']');
        text(writer)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<String, A::Error> {
        let mut writer = Writer::default();
        writer.open(b'{');
        while let Some(name) = fields.next_key::<String>()? {
            let value = fields.next_value_seed(Self)?;
            writer.name(&name);
            writer.raw(value.as_bytes());
        }
        writer.close(b'}');
        text(writer)
    }
}

impl<'de> DeserializeSeed<'de> for Json {
    type Value = String;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(self)
    }
}

fn written<E: serde_core::de::Error>(value: &dyn Encode) -> Result<String, E> {
    String::from_utf8(to_json(value)).map_err(E::custom)
}

fn text<E: serde_core::de::Error>(writer: Writer) -> Result<String, E> {
    String::from_utf8(writer.into_json()).map_err(E::custom)
}
