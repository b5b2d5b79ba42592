//! The envelope that the platform wraps its responses in.

use std::ops::Range;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

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

/// Only `code` makes a JSON object an envelope. The other fields are read leniently: a malformed
/// `error` must not hide the code.
#[derive(Deserialize)]
struct Wire<'a> {
    #[serde(borrow)]
    code: &'a RawValue,
    #[serde(borrow)]
    msg: Option<&'a RawValue>,
    #[serde(borrow)]
    message: Option<&'a RawValue>,
    // `null` reads as `None`, the same as absent.
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    error: Option<&'a RawValue>,
}

impl Envelope {
    /// The envelope in `body`; `None` if there is none, as in a response of a proxy.
    pub(crate) fn parse(body: &[u8]) -> Option<Self> {
        // A derived struct also accepts a JSON array, item by item, but no envelope is an array.
        if body.trim_ascii_start().first() != Some(&b'{') {
            return None;
        }
        // JSON is UTF-8. It is checked once for the whole body, not for each part.
        let wire: Wire<'_> = serde_json::from_str(std::str::from_utf8(body).ok()?).ok()?;
        let data = wire.data.map(|data| position(body, data.get()));
        // Most responses: nothing else is needed of them.
        if wire.code.get() == "0" {
            return Some(Self { code: 0, msg: String::new(), details: Details::default(), data });
        }
        let code = code(&value(wire.code))?;
        let msg = wire.msg.or(wire.message).map(|msg| text(&value(msg))).unwrap_or_default();
        let details = wire.error.map(|error| details(&value(error))).unwrap_or_default();
        Some(Self { code, msg, details, data })
    }
}

/// The position in `body` of a part borrowed from it. It is kept instead of the part, so that body
/// and envelope can be moved together.
fn position(body: &[u8], part: &str) -> Range<usize> {
    let start = part.as_ptr().addr().saturating_sub(body.as_ptr().addr());
    start..start + part.len()
}

fn value(raw: &RawValue) -> Value {
    serde_json::from_str(raw.get()).unwrap_or_default()
}

/// A number, which some endpoints write as a string.
fn code(value: &Value) -> Option<i64> {
    value.as_i64().or_else(|| value.as_str()?.parse().ok())
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
