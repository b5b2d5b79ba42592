//! A call of the emulator's own: its line in the table, and what came in.

use serde_json::Value;

use super::problem::Problem;
use super::query::Query;
use crate::log::Span;
use crate::request::{BODY_LIMIT, Body, Request};
use crate::route::ADMIN;
use crate::service::Service;
use crate::strict_json;

/// Largest snapshot that is read, in bytes. It holds everything, so it may outgrow what a call to
/// an operation may bring.
const SNAPSHOT_LIMIT: usize = 64 * 1024 * 1024;

/// How many bytes of a body are read for a call to this path.
pub(crate) fn body_limit(path: &str) -> usize {
    match path.strip_prefix(ADMIN) {
        Some("snapshot") => SNAPSHOT_LIMIT,
        _ => BODY_LIMIT,
    }
}

/// What is done at a method and a path.
pub(super) struct AdminCall {
    pub(super) method: &'static str,
    /// Segments in braces match any string.
    pub(super) path: &'static str,
    /// The query parameters that it takes.
    pub(super) query: &'static [&'static str],
    pub(super) about: &'static str,
    pub(super) run: Run,
}

/// What makes the response.
#[derive(Clone, Copy)]
pub(super) enum Run {
    Json(fn(&Service, &Asked<'_>) -> Outcome),
    /// Recorded calls, which may be too many to be made into one value.
    Calls(fn(&Service, &Asked<'_>) -> Result<Span, Problem>),
}

/// A call, taken apart.
pub(super) struct Asked<'a> {
    pub(super) request: &'a Request,
    /// The values of the braces.
    pub(super) segments: Vec<&'a str>,
    pub(super) query: Query,
}

pub(super) type Outcome = Result<Value, Problem>;

impl Asked<'_> {
    pub(super) fn segment(&self, place: usize) -> &str {
        self.segments.get(place).copied().unwrap_or_default()
    }

    /// The body, which has to be text and to say that it is JSON.
    pub(super) fn text(&self) -> Result<&str, Problem> {
        if !self.request.is_json() {
            return Err(Problem::new(415, "send Content-Type: application/json"));
        }
        let body = match &self.request.body {
            Body::Whole(body) => body,
            Body::TooLarge => {
                let limit = body_limit(&self.request.path);
                return Err(Problem::new(413, format!("the body is larger than {limit} bytes")));
            }
            Body::Broken | Body::File(_) | Body::Unread => {
                return Err(Problem::new(400, "the body ended early, or came too slowly"));
            }
        };
        str::from_utf8(body)
            .map_err(|error| Problem::new(400, format!("the body is not UTF-8: {error}")))
    }

    pub(super) fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        strict_json::read_as(self.text()?.as_bytes())
            .map_err(|error| Problem::new(400, format!("the body is not usable: {error}")))
    }
}
