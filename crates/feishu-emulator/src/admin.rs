//! The emulator's own paths, below `/_emulator/`. Feishu has nothing like them.
//!
//! | call | answer |
//! |---|---|
//! | `GET about` | where the emulator listens, for which apps, and what time it has |
//! | `GET requests?after=&limit=` | the last calls, oldest first; only those after a log id, only the newest so many |
//! | `GET requests/{log_id}` | one call |
//! | `GET objects` | the kinds of object, and how many there are of each |
//! | `GET objects/{kind}?limit=&before=` | objects of a kind, the newest first |
//! | `GET objects/{kind}/{id}` | an object as answers show it |
//! | `POST seed` | stores the seed in the body; says how much |

mod objects;
mod query;

use axum::http::Method;
use serde_json::{Value, json};

use crate::error::Error;
use crate::log::MOST_CALLS;
use crate::request::{BODY_LIMIT, Body, Request};
use crate::route;
use crate::seed::Seed;
use crate::service::Service;
use query::Query;

pub(crate) const PREFIX: &str = "/_emulator/";

/// Status and body. Calls to these paths are not recorded.
pub(crate) fn answer(service: &Service, request: &Request, path: &str) -> (u16, Vec<u8>) {
    let (status, body) = match dispatch(service, request, path) {
        Ok(body) => (200, body),
        Err((status, problem)) => (status, json!({ "error": problem })),
    };
    (status, body.to_string().into_bytes())
}

/// Status and what is wrong.
type Problem = (u16, String);

type Outcome = Result<Value, Problem>;

fn dispatch(service: &Service, request: &Request, path: &str) -> Outcome {
    let segments = route::decode(&format!("/{path}")).map_err(|reason| (404, reason))?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match (request.method.clone(), segments.as_slice()) {
        (Method::GET, ["about"]) => Ok(service.about()),
        (Method::GET, ["requests"]) => requests(service, request.query.as_deref()),
        (Method::GET, ["requests", log_id]) => match service.log.find(log_id) {
            Some(call) => to_json(&call),
            None => Err((404, "no call that is remembered has this log id".to_owned())),
        },
        (Method::GET, ["objects"]) => objects::kinds(service),
        (Method::GET, ["objects", kind]) => objects::list(service, kind, request.query.as_deref()),
        (Method::GET, ["objects", kind, id]) => object(service, kind, id),
        (Method::POST, ["seed"]) => seed(service, request),
        _ => Err((
            404,
            "there is GET about, GET requests, GET requests/{log_id}, GET objects, \
             GET objects/{kind}, GET objects/{kind}/{id} and POST seed"
                .to_owned(),
        )),
    }
}

fn requests(service: &Service, query: Option<&str>) -> Outcome {
    let query = Query::read(query, &["after", "limit"])?;
    let most = MOST_CALLS as i64;
    let limit = query.number("limit", 1..=most)?.unwrap_or(most);
    // Whoever asks for what came after a forgotten call has missed some, and must know.
    let Some(calls) = service.log.after(query.text("after"), limit as usize) else {
        return Err((404, "no call that is remembered has the log id in `after`".to_owned()));
    };
    to_json(&json!({ "requests": calls }))
}

fn object(service: &Service, kind: &str, id: &str) -> Outcome {
    match service.object(kind, id) {
        Ok(Some(object)) => Ok(object),
        Ok(None) => Err((404, format!("there is no {kind} with this id"))),
        Err(error @ Error::UnknownKind { .. }) => Err((404, error.to_string())),
        Err(error) => Err((500, error.to_string())),
    }
}

fn seed(service: &Service, request: &Request) -> Outcome {
    // Also keeps web pages out: a browser asks before it sends this type to another origin.
    if !request.is_json() {
        return Err((415, "send Content-Type: application/json".to_owned()));
    }
    let body = match &request.body {
        Body::Whole(body) => body,
        Body::TooLarge => return Err((413, format!("the seed is larger than {BODY_LIMIT} bytes"))),
        Body::Broken => return Err((400, "the seed ended early".to_owned())),
    };
    let text =
        str::from_utf8(body).map_err(|error| (400, format!("the seed is not UTF-8: {error}")))?;
    let seeded = Seed::from_json(text).and_then(|seed| seed.store(&service.store));
    match seeded {
        Ok(seeded) => to_json(&seeded),
        Err(error @ Error::Seed { .. }) => Err((400, error.to_string())),
        Err(error) => Err((500, error.to_string())),
    }
}

fn to_json(value: &impl serde::Serialize) -> Outcome {
    serde_json::to_value(value).map_err(|error| (500, error.to_string()))
}
