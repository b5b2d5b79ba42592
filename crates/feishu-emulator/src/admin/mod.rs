//! The emulator's own paths, below `/_emulator/`. Feishu has nothing like them.
//!
//! Every call is a line of one table, which is also the response of `GET /_emulator/`.

mod call;
mod calls;
mod objects;
mod problem;
mod query;

use axum::http::header;
use serde_json::{Value, json};

use crate::log::Span;
use crate::reply::Reply;
use crate::request::Request;
use crate::route::{self, ADMIN};
use crate::service::Service;
use call::{AdminCall, Asked, Run};
use calls::CALLS;
use problem::Problem;
use query::Query;

pub(crate) use call::body_limit;

enum Done {
    Json(Value),
    Calls(Span),
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
