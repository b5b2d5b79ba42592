//! What goes back: the envelope of a success, and refusals in the vendor's shape.

use std::fmt;

use axum::http::header;
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::code::Code;
use crate::text::shorten;

/// How many violations one response lists. A body can break a rule a hundred thousand times.
const MOST_VIOLATIONS: usize = 100;

/// A parameter that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct FieldViolation {
    /// JSON Pointer into the body, or the name of a path or query parameter or header.
    field: String,
    /// The text that was sent; other JSON as its source. Shortened.
    value: String,
    description: String,
}

impl FieldViolation {
    pub(crate) fn new(
        field: impl Into<String>,
        value: &Value,
        description: impl Into<String>,
    ) -> Self {
        let value = match value {
            Value::String(text) => shorten(text),
            other => shorten(&other.to_string()),
        };
        Self { field: field.into(), value, description: description.into() }
    }

    /// How many bytes of text it holds.
    pub(crate) fn len(&self) -> usize {
        self.field.len() + self.value.len() + self.description.len()
    }

    pub(crate) fn missing(field: impl Into<String>, description: impl Into<String>) -> Self {
        Self { field: field.into(), value: String::new(), description: description.into() }
    }
}

impl fmt::Display for FieldViolation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.field, self.description)
    }
}

/// A scope that the app lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct PermissionViolation {
    pub(crate) scope: String,
    pub(crate) url: String,
}

/// A link that helps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Help {
    pub(crate) url: String,
    pub(crate) description: String,
}

/// An error that is returned to the caller.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: Code,
    msg: String,
    /// Boxed: a refusal travels in every `Result`.
    detail: Box<Detail>,
}

#[derive(Debug, Default, Serialize)]
struct Detail {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    field_violations: Vec<FieldViolation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permission_violations: Vec<PermissionViolation>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    helps: Vec<Help>,
    #[serde(skip)]
    headers: Vec<(String, String)>,
    #[serde(skip)]
    message: Option<String>,
}

impl Refusal {
    pub(crate) fn new(code: Code, msg: impl Into<String>) -> Self {
        Self { code, msg: msg.into(), detail: Box::default() }
    }

    /// `msg` names every violation: the vendor's own clients show only that.
    pub(crate) fn violations(
        code: Code,
        subject: &str,
        mut violations: Vec<FieldViolation>,
    ) -> Self {
        let found = violations.len();
        violations.truncate(MOST_VIOLATIONS);
        let list = violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ");
        let rest = match found.saturating_sub(violations.len()) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let mut refusal = Self::new(code, format!("{subject} is not valid: {list}{rest}"));
        refusal.detail.field_violations = violations;
        refusal
    }

    /// Responds with another HTTP status than that of the code.
    pub(crate) fn status(mut self, status: u16) -> Self {
        self.code.status = status;
        self
    }

    pub(crate) fn permissions(mut self, list: Vec<PermissionViolation>, helps: Vec<Help>) -> Self {
        self.detail.permission_violations = list;
        self.detail.helps = helps;
        self
    }

    /// Calls the field of the text otherwise than `msg`.
    pub(crate) fn message(mut self, name: &str) -> Self {
        self.detail.message = Some(name.to_owned());
        self
    }

    /// Names the methods that the path takes; HTTP asks for them beside a 405.
    pub(crate) fn allow(self, methods: String) -> Self {
        self.header(header::ALLOW.as_str(), methods)
    }

    pub(crate) fn header(mut self, name: &str, value: String) -> Self {
        self.detail.headers.push((name.to_owned(), value));
        self
    }

    /// Additional headers of the response.
    pub(crate) fn headers(&self) -> &[(String, String)] {
        &self.detail.headers
    }

    pub(crate) fn msg(&self) -> &str {
        &self.msg
    }

    pub(crate) fn field_violations(&self) -> &[FieldViolation] {
        &self.detail.field_violations
    }

    /// The body, in the shape of the page on calling the API.
    pub(crate) fn body(&self, log_id: &str, troubleshooter: &str) -> Vec<u8> {
        let detail = self.detail.as_ref();
        let error = ErrorObject { log_id, troubleshooter, detail };
        let message = detail.message.as_deref().unwrap_or("msg");
        let body = RefusalBody { code: self.code.code, message, text: &self.msg, error };
        // Plain strings and integers always have a JSON form.
        serde_json::to_vec(&body).unwrap_or_default()
    }
}

struct RefusalBody<'a> {
    code: i64,
    /// Name of the field that holds the text.
    message: &'a str,
    text: &'a str,
    error: ErrorObject<'a>,
}

impl Serialize for RefusalBody<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(3))?;
        map.serialize_entry("code", &self.code)?;
        map.serialize_entry(self.message, self.text)?;
        map.serialize_entry("error", &self.error)?;
        map.end()
    }
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    log_id: &'a str,
    troubleshooter: &'a str,
    #[serde(flatten)]
    detail: &'a Detail,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.msg)
    }
}

/// Why a call has no success to show.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The caller's doing.
    Refused(Refusal),
    /// The emulator's own. Becomes the operation's `system_error`.
    Internal(String),
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<rusqlite::Error> for Failure {
    fn from(error: rusqlite::Error) -> Self {
        Self::Internal(format!("the database failed: {error}"))
    }
}

impl From<serde_json::Error> for Failure {
    fn from(error: serde_json::Error) -> Self {
        Self::Internal(format!("a value has no JSON form: {error}"))
    }
}

/// The whole body of a success. Fields keep the order of the page. `message` is what the operation
/// calls the field that everyone else calls `msg`.
pub(crate) fn success(message: &str, text: &str, data: &RawValue) -> Result<Vec<u8>, Failure> {
    struct Envelope<'a>(&'a str, &'a str, &'a RawValue);
    impl Serialize for Envelope<'_> {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            let mut map = serializer.serialize_map(Some(3))?;
            map.serialize_entry("code", &0)?;
            map.serialize_entry(self.0, self.1)?;
            map.serialize_entry("data", self.2)?;
            map.end()
        }
    }
    Ok(serde_json::to_vec(&Envelope(message, text, data))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_lists_a_bounded_number_of_violations_and_says_how_many_there_are() {
        let violation = FieldViolation::missing("/a", "is wrong");
        let code = Code { status: 400, code: 1 };
        let refusal = Refusal::violations(code, "The body", vec![violation; 250]);
        assert_eq!(refusal.detail.field_violations.len(), MOST_VIOLATIONS);
        assert!(refusal.msg.ends_with("; and 150 more"), "{}", refusal.msg);
    }
}
