//! Query strings: read into JSON by the types of a schema, so that the schema can judge them.

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::answer::FieldViolation;
use crate::route::escapes_are_whole;
use crate::schema::Schema;

/// The parameters of a query string, or everything that is wrong with them. Without a schema the
/// operation takes none.
pub(crate) fn parameters(
    raw: Option<&str>,
    schema: Option<&Schema>,
) -> Result<Map<String, Value>, Vec<FieldViolation>> {
    let mut parameters = Map::new();
    let mut violations = Vec::new();
    for pair in raw.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let (name, text) = pair.split_once('=').unwrap_or((pair, ""));
        let (Some(name), Some(text)) = (decode(name), decode(text)) else {
            let problem = "is not UTF-8 in whole percent-escapes";
            violations.push(FieldViolation::new(name, &Value::from(text), problem));
            continue;
        };
        let value = match schema {
            Some(schema) => typed(&text, schema.type_of_property(&name)),
            None => {
                let problem = "is not a parameter here; this operation takes none";
                violations.push(FieldViolation::new(name, &Value::from(text), problem));
                continue;
            }
        };
        if parameters.contains_key(&name) {
            violations.push(FieldViolation::new(name, &value, "is given more than once"));
        } else {
            parameters.insert(name, value);
        }
    }
    let parameters = Value::Object(parameters);
    let broken = schema.map(|schema| schema.violations_of_parameters(&parameters));
    violations.extend(broken.unwrap_or_default());
    match parameters {
        Value::Object(parameters) if violations.is_empty() => Ok(parameters),
        _ => Err(violations),
    }
}

/// A plus is a space, as in forms.
pub(crate) fn decode(text: &str) -> Option<String> {
    if !escapes_are_whole(text) {
        return None;
    }
    let text = text.replace('+', " ");
    percent_decode_str(&text).decode_utf8().ok().map(Into::into)
}

/// A value of the wrong type stays a string, which the schema reports. Numbers are written as in JSON: one with a
/// plus, leading zeros or spaces around it is not a number, nor is one that is too large.
fn typed(text: &str, kind: Option<&str>) -> Value {
    let parsed = match kind {
        Some("integer") => json(text).filter(Value::is_i64),
        Some("number") => json(text).filter(Value::is_number),
        Some("boolean") => json(text).filter(Value::is_boolean),
        _ => None,
    };
    parsed.unwrap_or_else(|| Value::from(text))
}

fn json(text: &str) -> Option<Value> {
    // JSON allows spaces around a value.
    let bare = text.bytes().all(|byte| byte.is_ascii_graphic());
    bare.then(|| serde_json::from_str(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(raw: &str) -> Result<Value, Vec<String>> {
        let schema = Schema::compile(json!({
            "properties": {
                "talent_id": { "type": "string" },
                "page_size": { "$ref": "#/$defs/size" },
                "all": { "type": "boolean" },
                "type": { "type": "integer", "enum": [1, 2] },
                "share": { "type": "number" },
            },
            "required": ["talent_id"],
            "additionalProperties": false,
            "$defs": { "size": { "type": "integer", "maximum": 20 } },
        }));
        parameters(Some(raw), Some(&schema.unwrap()))
            .map(Value::Object)
            .map_err(|violations| violations.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_parameter_is_of_the_type_that_the_schema_gives_it() {
        let cases = [
            ("talent_id=7", json!({ "talent_id": "7" })),
            ("talent_id=", json!({ "talent_id": "" })),
            ("&talent_id&", json!({ "talent_id": "" })),
            ("talent_id=a%26b%3D+c&page_size=5", json!({ "talent_id": "a&b= c", "page_size": 5 })),
            ("talent_id=%E5%BC%A0&all=true", json!({ "talent_id": "张", "all": true })),
            ("%74alent_id=a=b", json!({ "talent_id": "a=b" })),
            ("talent_id=1&share=-1.5e2", json!({ "talent_id": "1", "share": -150.0 })),
            ("talent_id=1&type=2", json!({ "talent_id": "1", "type": 2 })),
        ];
        for (raw, expected) in cases {
            assert_eq!(read(raw), Ok(expected), "{raw}");
        }
    }

    #[test]
    fn what_is_not_of_the_type_stays_text_and_is_refused() {
        for (name, texts, expected) in [
            (
                "page_size",
                &["x", "1.5", "%2B1", "", "01", "+1", "-0", "1e1", "%221%22"][..],
                "an integer",
            ),
            ("all", &["true+", "1", "yes"], "true or false"),
            ("share", &["1e400", "true"], "a number"),
        ] {
            for text in texts {
                let found = read(&format!("talent_id=1&{name}={text}")).unwrap_err();
                let sent = Value::from(decode(text).unwrap());
                assert_eq!(found, [format!("{name}: is {sent}, which is not {expected}")]);
            }
        }
    }

    #[test]
    fn everything_that_is_wrong_is_named_by_its_parameter() {
        let cases = [
            ("", vec!["talent_id: is required and missing"]),
            ("talent_id=1&talent_id=1", vec!["talent_id: is given more than once"]),
            (
                "talent_id=1&talent_id=2&talent_id=3",
                vec!["talent_id: is given more than once", "talent_id: is given more than once"],
            ),
            ("talent_id=1&%74alent_id=1", vec!["talent_id: is given more than once"]),
            ("talent_id=1&page_size=21", vec!["page_size: is 21, at most 20 is allowed"]),
            ("talent_id=1&type=3", vec!["type: is 3, which is not one of 1, 2"]),
            (
                "talent_id=%zz",
                vec![
                    "talent_id: is not UTF-8 in whole percent-escapes",
                    "talent_id: is required and missing",
                ],
            ),
            (
                "talent_id=1&x~/y=2",
                vec!["x~/y: is not a field; the fields are all, page_size, share, talent_id, type"],
            ),
        ];
        for (raw, expected) in cases {
            let expected = expected.into_iter().map(str::to_owned).collect();
            assert_eq!(read(raw), Err(expected), "{raw}");
        }
    }
}
