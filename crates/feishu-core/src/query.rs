//! Query parameters, and the text parts of forms.
//!
//! Types have one function that writes them, as JSON. So parameters are read from the JSON of a few fields, which costs less
//! than a second function for each type.

use std::fmt;

use serde_core::de::{MapAccess, Visitor};
use serde_core::ser::Error as _;
use serde_core::{Deserialize, Deserializer};
use serde_json::Value;

use crate::path::push_encoded;
use crate::wire::{Encode, to_json};

/// The parameters of `query`, an object of scalars, as `name=value` pairs.
///
/// # Errors
/// `query` is not such an object.
pub(crate) fn encode(query: &dyn Encode) -> Result<String, serde_json::Error> {
    Ok(joined(&pairs(query)?))
}

/// Names and values as a query string.
pub(crate) fn joined(pairs: &[(String, String)]) -> String {
    let mut text = String::new();
    for (name, value) in pairs {
        if !text.is_empty() {
            text.push('&');
        }
        push_encoded(&mut text, name);
        text.push('=');
        push_encoded(&mut text, value);
    }
    text
}

/// Names and values of an object of scalars. A list becomes a repeated name; `null` is omitted.
///
/// # Errors
/// `object` is not such an object.
pub(crate) fn pairs(object: &dyn Encode) -> Result<Vec<(String, String)>, serde_json::Error> {
    let Pairs(fields) = serde_json::from_slice(&to_json(object))?;
    let mut pairs = Vec::new();
    for (name, value) in fields {
        match value {
            Value::Array(items) => {
                for item in items {
                    pairs.extend(text(&name, item)?.map(|text| (name.clone(), text)));
                }
            }
            value => pairs.extend(text(&name, value)?.map(|text| (name, text))),
        }
    }
    Ok(pairs)
}

/// An object that keeps the order of its fields, whatever features `serde_json` is built with.
struct Pairs(Vec<(String, Value)>);

impl<'de> Deserialize<'de> for Pairs {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Pairs;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("query parameters as an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs, A::Error> {
                let mut pairs = Vec::new();
                while let Some(pair) = map.next_entry()? {
                    pairs.push(pair);
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

fn text(name: &str, value: Value) -> Result<Option<String>, serde_json::Error> {
    match value {
        Value::Null => Ok(None),
        Value::String(value) => Ok(Some(value)),
        Value::Bool(_) | Value::Number(_) => Ok(Some(value.to_string())),
        Value::Array(_) | Value::Object(_) => {
            Err(serde_json::Error::custom(format!("the parameter {name} is not a scalar")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_no_object_is_refused_in_words() {
        for query in [json!(1), json!("a=b"), json!(["a", "b"]), json!(null)] {
            let error = encode(&query).unwrap_err().to_string();
            assert!(error.contains("expected query parameters as an object"), "{query}: {error}");
        }
    }

    #[test]
    fn whatever_a_value_holds_it_stays_one_value() {
        for (query, expected) in [
            (json!({}), ""),
            (json!({ "a": "x" }), "a=x"),
            (
                json!({ "a": "x&b=y", "c": "1 + 1 = 2?#" }),
                "a=x%26b%3Dy&c=1%20%2B%201%20%3D%202%3F%23",
            ),
            (json!({ "a": 10, "b": true, "c": 1.5, "d": null }), "a=10&b=true&c=1.5"),
            (json!({ "a": ["x", "y", 3], "b": [] }), "a=x&a=y&a=3"),
            (json!({ "名": "张三" }), "%E5%90%8D=%E5%BC%A0%E4%B8%89"),
            (json!({ "a": "" }), "a="),
        ] {
            assert_eq!(encode(&query).unwrap(), expected);
        }
    }

    #[test]
    fn what_is_no_parameter_is_refused() {
        for query in [json!([]), json!("a=b"), json!({ "a": {} }), json!({ "a": [[1]] })] {
            assert!(encode(&query).is_err(), "{query}");
        }
    }
}
