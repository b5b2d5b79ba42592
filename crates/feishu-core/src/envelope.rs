//! The envelope that the platform wraps its responses in.

use std::ops::Range;

use serde_json::Value;

use crate::wire::scan;

/// `code`, `msg`, `error`, and where `data` is in the body.
///
/// Read once, without the type of `data`. So this is compiled once, and an error never depends on
/// the requested type.
#[derive(Debug)]
pub(crate) struct Envelope {
    pub(crate) code: i64,
    pub(crate) msg: String,
    pub(crate) details: Details,
    pub(crate) data: Option<Range<usize>>,
}

/// The object `error` of the envelope: details of the failure.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Details {
    pub(crate) message: Option<String>,
    pub(crate) log_id: Option<String>,
    pub(crate) troubleshooter: Option<String>,
    pub(crate) field_violations: Vec<FieldViolation>,
    pub(crate) permission_violations: Vec<PermissionViolation>,
    pub(crate) helps: Vec<Help>,
}

/// A field of the request that the platform refused.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldViolation {
    /// `field`: the name of the field.
    pub field: String,
    /// `value`: the value in the request; JSON if it was not a string.
    pub value: String,
    /// `description`: why it was refused.
    pub description: String,
}

/// A scope that the app lacks.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct PermissionViolation {
    /// `scope`, or `subject` on some endpoints: the name of the scope.
    pub scope: String,
    /// `url`: where to grant it; may be empty.
    pub url: String,
}

/// A link to help.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Help {
    /// `url`: the link.
    pub url: String,
    /// `description`: what the link explains.
    pub description: String,
}

/// The parts of an envelope, as JSON. Only `code` makes a JSON object an envelope. The other fields are read leniently: a
/// malformed `error` must not hide the code.
#[derive(Default)]
struct Parts {
    code: Option<Range<usize>>,
    msg: Option<Range<usize>>,
    message: Option<Range<usize>>,
    data: Option<Range<usize>>,
    error: Option<Range<usize>>,
}

impl Parts {
    /// The parts of `text`, which is checked as a whole; `None` if it is no JSON object, or has a part twice.
    fn of(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let mut at = scan::beginning(text);
        if bytes.get(at) != Some(&b'{') {
            return None;
        }
        at = scan::blank(bytes, at + 1);
        let mut parts = Self::default();
        if bytes.get(at) == Some(&b'}') {
            return (scan::blank(bytes, at + 1) == bytes.len()).then_some(parts);
        }
        loop {
            let (name, value) = (at, scan::key_end(bytes, at)?);
            let end = scan::value_end(bytes, value)?;
            let name = text.get(name..value)?.split('"').nth(1)?;
            let part = match name {
                "code" => Some(&mut parts.code),
                "msg" => Some(&mut parts.msg),
                "message" => Some(&mut parts.message),
                "data" => Some(&mut parts.data),
                "error" => Some(&mut parts.error),
                _ => None,
            };
            if part.is_some_and(|part| part.replace(value..end).is_some()) {
                return None;
            }
            at = scan::blank(bytes, end);
            match bytes.get(at)? {
                b',' => at = scan::blank(bytes, at + 1),
                b'}' if scan::blank(bytes, at + 1) == bytes.len() => return Some(parts),
                _ => return None,
            }
        }
    }
}

impl Envelope {
    /// The envelope in a body; `None` if there is none, as in a response of a proxy.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let parts = Parts::of(text)?;
        let part = |part: Option<Range<usize>>| {
            let part = text.get(part?).filter(|json| *json != "null")?;
            serde_json::from_str::<Value>(part).ok()
        };
        let data = parts.data.filter(|data| text.get(data.clone()) != Some("null"));
        // Most responses: nothing else is needed of them.
        if parts.code.clone().and_then(|code| text.get(code)) == Some("0") {
            return Some(Self { code: 0, msg: String::new(), details: Details::default(), data });
        }
        let code = code(&part(parts.code)?)?;
        let msg = part(parts.msg).or_else(|| part(parts.message));
        let msg = msg.map(|msg| self::text(&msg)).unwrap_or_default();
        let details = part(parts.error).map(|error| details(&error)).unwrap_or_default();
        Some(Self { code, msg, details, data })
    }
}

/// A number, which some endpoints write as a string: only as it is printed, so that one string is success, which schemas of
/// responses can name. In JSON, `0.0` is the number 0.
fn code(value: &Value) -> Option<i64> {
    let number = match value.as_str() {
        Some(text) => return text.parse().ok().filter(|code: &i64| code.to_string() == text),
        None => value.as_number()?,
    };
    number.as_i64().or_else(|| (number.as_f64()? == 0.0).then_some(0))
}

fn details(error: &Value) -> Details {
    Details {
        message: text_in(error, &["message"]),
        log_id: text_in(error, &["log_id", "logid"]),
        troubleshooter: text_in(error, &["troubleshooter"]),
        field_violations: list_in(error, "field_violations", |item| FieldViolation {
            field: text_in(item, &["field"]).unwrap_or_default(),
            value: text_in(item, &["value"]).unwrap_or_default(),
            description: text_in(item, &["description"]).unwrap_or_default(),
        }),
        permission_violations: list_in(error, "permission_violations", |item| {
            PermissionViolation {
                scope: text_in(item, &["scope", "subject"]).unwrap_or_default(),
                url: text_in(item, &["url"]).unwrap_or_default(),
            }
        }),
        helps: list_in(error, "helps", |item| Help {
            url: text_in(item, &["url"]).unwrap_or_default(),
            description: text_in(item, &["description"]).unwrap_or_default(),
        }),
    }
}

fn list_in<T>(object: &Value, name: &str, read: impl Fn(&Value) -> T) -> Vec<T> {
    let items = object.get(name).and_then(Value::as_array);
    items.into_iter().flatten().filter(|item| item.is_object()).map(read).collect()
}

/// The first of the named fields with a non-empty value.
fn text_in(object: &Value, names: &[&str]) -> Option<String> {
    names.iter().filter_map(|name| object.get(name)).map(text).find(|text| !text.is_empty())
}

fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
