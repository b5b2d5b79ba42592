//! The emulator's own paths, below `/_emulator/`. Feishu has nothing like them.
//!
//! Every call is a line of one table, which is also the response of `GET /_emulator/`.

mod calls;
mod objects;
mod query;

use axum::http::header;
use serde_json::{Value, json};

use crate::error::Error;
use crate::log::Span;
use crate::reply::Reply;
use crate::request::{BODY_LIMIT, Body, Request};
use crate::route::{self, ADMIN};
use crate::service::Service;
use crate::strict_json;
use calls::CALLS;
use query::Query;

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
struct AdminCall {
    method: &'static str,
    /// Segments in braces match any string.
    path: &'static str,
    /// The query parameters that it takes.
    query: &'static [&'static str],
    about: &'static str,
    run: Run,
}

/// What makes the response.
#[derive(Clone, Copy)]
enum Run {
    Json(fn(&Service, &Asked<'_>) -> Outcome),
    /// Recorded calls, which may be too many to be made into one value.
    Calls(fn(&Service, &Asked<'_>) -> Result<Span, Problem>),
}

enum Done {
    Json(Value),
    Calls(Span),
}

/// A call, taken apart.
struct Asked<'a> {
    request: &'a Request,
    /// The values of the braces.
    segments: Vec<&'a str>,
    query: Query,
}

type Outcome = Result<Value, Problem>;

/// Why a call was not done.
struct Problem {
    status: u16,
    body: Value,
    allow: Option<String>,
}

impl Problem {
    fn new(status: u16, error: impl Into<String>) -> Self {
        Self { status, body: json!({ "error": error.into() }), allow: None }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::UnknownKind { .. } => 404,
            Error::Seed { .. }
            | Error::Fault { .. }
            | Error::Snapshot { .. }
            | Error::Clock { .. } => 400,
            _ => 500,
        };
        Self::new(status, error.to_string())
    }
}

/// The reply to a call below [`ADMIN`]. Calls to these paths are not recorded.
pub(crate) fn answer(service: &Service, request: &Request, path: &str, log_id: &str) -> Reply {
    let blank = Reply::blank(log_id);
    match dispatch(service, request, path) {
        Ok(Done::Json(body)) => Reply { status: 200, body: body.to_string().into_bytes(), ..blank },
        Ok(Done::Calls(calls)) => Reply { status: 200, calls: Some(calls), ..blank },
        Err(Problem { status, body, allow }) => {
            let headers = allow.map(|methods| (header::ALLOW.to_string(), methods));
            let headers = headers.into_iter().collect();
            Reply { status, headers, body: body.to_string().into_bytes(), ..blank }
        }
    }
}

fn dispatch(service: &Service, request: &Request, path: &str) -> Result<Done, Problem> {
    let segments =
        route::decode(&format!("/{path}")).map_err(|reason| Problem::new(404, reason))?;
    let here: Vec<(&AdminCall, Vec<&str>)> =
        CALLS.iter().filter_map(|call| Some((call, captured(call.path, &segments)?))).collect();
    if here.is_empty() {
        let error = format!("there is nothing at {ADMIN}{path}");
        let body = json!({ "error": error, "calls": calls::list() });
        return Err(Problem { status: 404, body, allow: None });
    }
    let methods: Vec<&str> = here.iter().map(|(call, _)| call.method).collect();
    let found = here.into_iter().find(|(call, _)| call.method == request.method.as_str());
    let Some((call, segments)) = found else {
        let methods = methods.join(", ");
        let problem =
            Problem::new(405, format!("{ADMIN}{path} takes {methods}, not {}", request.method));
        return Err(Problem { allow: Some(methods), ..problem });
    };
    let query = Query::read(request.query.as_deref(), call.query)?;
    let asked = Asked { request, segments, query };
    match call.run {
        Run::Json(run) => run(service, &asked).map(Done::Json),
        Run::Calls(run) => run(service, &asked).map(Done::Calls),
    }
}

/// The values of the braces, if the segments match this path.
fn captured<'a>(path: &str, segments: &'a [String]) -> Option<Vec<&'a str>> {
    let pattern: Vec<&str> = path.split('/').collect();
    if pattern.len() != segments.len() {
        return None;
    }
    let mut captured = Vec::new();
    for (pattern, segment) in pattern.into_iter().zip(segments) {
        if pattern.starts_with('{') {
            captured.push(segment.as_str());
        } else if pattern != segment {
            return None;
        }
    }
    Some(captured)
}

impl Asked<'_> {
    fn segment(&self, place: usize) -> &str {
        self.segments.get(place).copied().unwrap_or_default()
    }

    /// The body, which has to be text and to say that it is JSON.
    fn text(&self) -> Result<&str, Problem> {
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

    fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, Problem> {
        strict_json::read_as(self.text()?.as_bytes())
            .map_err(|error| Problem::new(400, format!("the body is not usable: {error}")))
    }
}
