//! A call as it came in, and how its JSON is read.

use axum::body::Bytes;
use axum::http::{HeaderMap, Method, header};
use serde_json::Value;

use crate::answer::{FieldViolation, Refusal};
use crate::code::Code;
use crate::route::Way;
use crate::strict_json::{self, Problem as JsonProblem, REPEATED};
use crate::upload::{Problem, Received};

/// Largest JSON body that is read, in bytes.
pub(crate) const BODY_LIMIT: usize = 1024 * 1024;

#[derive(Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// As sent: not decoded, not normalized.
    pub(crate) path: String,
    pub(crate) query: Option<String>,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Body,
    pub(crate) way: Way,
    /// Where links begin that the caller can follow: with the address that it used itself.
    pub(crate) base_url: String,
}

#[derive(Debug)]
pub(crate) enum Body {
    Whole(Bytes),
    /// More than the path takes, which is [`BODY_LIMIT`] for all operations; not kept.
    TooLarge,
    /// It ended early, came too slowly, or is no HTTP.
    Broken,
    /// A file, which went to the database as it came in.
    File(Result<Received, Problem>),
    /// Not read: the call is refused without it.
    Unread,
}

/// Whether a JSON body may come without a content type. With one, it has to say JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ContentType {
    Required,
    MayBeMissing,
}

impl Body {
    /// The bytes that were kept.
    pub(crate) fn bytes(&self) -> &[u8] {
        match self {
            Self::Whole(bytes) => bytes,
            Self::TooLarge | Self::Broken | Self::File(_) | Self::Unread => &[],
        }
    }
}

impl Request {
    /// The body as JSON. `invalid` is the error to return if it is not JSON.
    pub(crate) fn json(&self, invalid: Code, rule: ContentType) -> Result<Value, Refusal> {
        let bytes = match &self.body {
            Body::Whole(bytes) => bytes,
            Body::TooLarge => {
                let msg = format!("The body is larger than {BODY_LIMIT} bytes.");
                return Err(Refusal::new(invalid, msg).status(413));
            }
            Body::Broken => {
                let msg = "The body ended early, came too slowly, or is not valid HTTP.";
                return Err(Refusal::new(invalid, msg));
            }
            Body::File(_) | Body::Unread => {
                return Err(Refusal::new(invalid, "The body is not JSON."));
            }
        };
        self.check_content_type(invalid, rule)?;
        strict_json::read(bytes).map_err(|problem| match problem {
            JsonProblem::Syntax(error) => {
                Refusal::new(invalid, format!("The body is not JSON: {error}."))
            }
            JsonProblem::Repeated(places) => {
                let violation = |place| FieldViolation::missing(place, REPEATED);
                let violations = places.into_iter().map(violation).collect();
                Refusal::violations(invalid, "The body", violations)
            }
        })
    }

    /// Whether the content type says, once, that the body is JSON.
    pub(crate) fn is_json(&self) -> bool {
        let mut values = self.headers.get_all(header::CONTENT_TYPE).iter();
        let (value, another) = (values.next(), values.next());
        another.is_none() && value.and_then(|value| value.to_str().ok()).is_some_and(is_json)
    }

    /// Pages fix the value `application/json; charset=utf-8`. The charset may be left out: JSON
    /// has no other.
    fn check_content_type(&self, invalid: Code, rule: ContentType) -> Result<(), Refusal> {
        if self.is_json() {
            return Ok(());
        }
        let (name, expected) = ("Content-Type", "expected application/json; charset=utf-8");
        let found = match self.headers.get(header::CONTENT_TYPE) {
            None if rule == ContentType::MayBeMissing => return Ok(()),
            None => FieldViolation::missing(name, format!("is missing, {expected}")),
            Some(_) if self.headers.get_all(header::CONTENT_TYPE).iter().nth(1).is_some() => {
                FieldViolation::missing(name, REPEATED)
            }
            Some(value) => {
                let value = String::from_utf8_lossy(value.as_bytes());
                FieldViolation::new(name, &value.into(), format!("is another type, {expected}"))
            }
        };
        Err(Refusal::violations(invalid, "The request", vec![found]))
    }
}

fn is_json(content_type: &str) -> bool {
    let mut parts = content_type.split(';').map(str::trim);
    let mut charsets = 0;
    parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"))
        && parts.all(|parameter| match parameter.split_once('=') {
            Some((name, value)) if name.trim().eq_ignore_ascii_case("charset") => {
                charsets += 1;
                charsets == 1 && value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            }
            _ => true,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_recognized_with_and_without_its_charset() {
        for accepted in [
            "application/json; charset=utf-8",
            "application/json",
            "Application/JSON;charset=\"UTF-8\"",
        ] {
            assert!(is_json(accepted), "{accepted}");
        }
        for refused in [
            "",
            "text/plain",
            "application/jsonp",
            "application/json; charset=gbk",
            "application/json; charset=utf-8; charset=utf-8",
            "json",
        ] {
            assert!(!is_json(refused), "{refused}");
        }
    }
}
