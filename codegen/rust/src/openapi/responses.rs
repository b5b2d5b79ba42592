//! What goes wrong: the errors that a page documents, and those of the gateway.

use std::collections::BTreeMap;

use serde_json::{Map, Value as Json, json};

use super::spelling::{ERROR, SCHEMAS};
use crate::markdown;
use crate::model::{Action, Api, Operation, Platform};

/// The content type of bodies. The platform names a charset, too, which few tools can do with.
pub(super) const JSON: &str = "application/json";

/// The status of a success.
const SUCCESS: u16 = 200;

const RATE_LIMIT: &str = "RateLimit";
const RATE_LIMIT_RESET: &str = "RateLimitReset";
const LOG_ID: &str = "LogId";

/// An error, and where it is documented.
struct DocumentedError<'a> {
    code: i64,
    name: &'a str,
    advice: &'a str,
}

/// The error responses, by HTTP status; `default` has those whose status no page states. An error that comes with
/// the status of a success is added to that.
pub(super) fn all(api: &Api, operation: &Operation, success: Json) -> Map<String, Json> {
    let mut all = Map::from_iter([(SUCCESS.to_string(), success)]);
    let mut by_status = BTreeMap::<u16, Vec<DocumentedError<'_>>>::new();
    for error in &operation.errors {
        let advice = error.advice.as_deref().unwrap_or_default();
        let known = DocumentedError { code: error.code, name: &error.name, advice };
        by_status.entry(error.http_status).or_default().push(known);
    }
    for error in &api.platform.errors {
        for status in error.http_statuses.iter().filter(|status| **status >= 400) {
            let known =
                DocumentedError { code: error.code, name: &error.name, advice: &error.advice };
            by_status.entry(*status).or_default().push(known);
        }
    }
    let limited: Vec<_> = api
        .platform
        .errors
        .iter()
        .filter(|error| error.action == Action::Wait)
        .flat_map(|error| error.http_statuses.iter().copied())
        .collect();
    let unstated = by_status.remove(&0).unwrap_or_default();
    for (status, known) in by_status {
        let error = error(api, &known, limited.contains(&status));
        match all.get_mut(&status.to_string()) {
            Some(success) => beside(success, &error),
            None => {
                all.insert(status.to_string(), error);
            }
        }
    }
    let mut others = error(api, &unstated, false);
    if let Json::Object(others) = &mut others {
        let about =
            "Any other error. The list of the gateway's codes is on the page of error codes.";
        let known = others.get("description").and_then(Json::as_str).unwrap_or_default();
        let about = [about, known].join("\n\n");
        others.insert("description".to_owned(), about.trim_end().into());
    }
    all.insert("default".to_owned(), others);
    all
}

/// Adds an error to a success of the same status: either may come.
fn beside(success: &mut Json, error: &Json) {
    let part = |answer: &Json, path: &str| answer.pointer(path).cloned().unwrap_or_default();
    let schema = format!("/content/{}/schema", JSON.replace('/', "~1"));
    let either = json!({ "anyOf": [part(success, &schema), part(error, &schema)] });
    let text = |answer: &Json| part(answer, "/description").as_str().unwrap_or_default().to_owned();
    let about = [text(success), text(error)].join("\n\n");
    if let Some(schema) = success.pointer_mut(&schema) {
        *schema = either;
    }
    if let Some(description) = success.pointer_mut("/description") {
        *description = about.into();
    }
}

fn error(api: &Api, known: &[DocumentedError<'_>], limited: bool) -> Json {
    let line = |known: &DocumentedError<'_>| match known.advice {
        "" => format!("- {} {}", known.code, markdown::code(known.name)),
        advice => {
            format!("- {} {}: {}", known.code, markdown::code(known.name), markdown::inline(advice))
        }
    };
    let description: Vec<_> = known.iter().map(line).collect();
    let examples: Map<_, _> = known
        .iter()
        .map(|known| {
            let value = json!({ "code": known.code, "msg": known.name });
            let summary = if known.advice.is_empty() { known.name } else { known.advice };
            (known.name.to_owned(), json!({ "summary": summary, "value": value }))
        })
        .collect();
    let mut headers = log_id(api);
    if let (Json::Object(headers), true) = (&mut headers, limited) {
        for (name, header) in [
            (&api.platform.rate_limit_header, RATE_LIMIT),
            (&api.platform.rate_limit_reset_header, RATE_LIMIT_RESET),
        ] {
            headers.insert(name.clone(), reference(header));
        }
    }
    let mut content = json!({ "schema": { "$ref": format!("{SCHEMAS}{ERROR}") } });
    if let (Json::Object(content), false) = (&mut content, examples.is_empty()) {
        content.insert("examples".to_owned(), examples.into());
    }
    json!({
        "description": description.join("\n"),
        "headers": headers,
        "content": { JSON: content },
    })
}

/// The header that every response has.
pub(super) fn log_id(api: &Api) -> Json {
    json!({ api.platform.log_id_header.as_str(): reference(LOG_ID) })
}

fn reference(header: &str) -> Json {
    json!({ "$ref": format!("#/components/headers/{header}") })
}

/// The headers that responses refer to.
pub(super) fn headers(platform: &Platform) -> Json {
    let mut headers = json!({
        LOG_ID: {
            "description": "Identifies the call in the vendor's logs.",
            "schema": { "type": "string" },
        },
    });
    let limited = platform.errors.iter().any(|error| error.action == Action::Wait);
    if let (Json::Object(headers), true) = (&mut headers, limited) {
        headers.insert(
            RATE_LIMIT.to_owned(),
            json!({
                "description": "The number of calls per window.",
                "schema": { "type": "integer" },
            }),
        );
        headers.insert(
            RATE_LIMIT_RESET.to_owned(),
            json!({
                "description": "Seconds until calls are accepted again.",
                "schema": { "type": "number" },
            }),
        );
    }
    headers
}

/// The body of every error. Only its code must be there; the rest is read as far as it can be.
pub(super) fn error_schema() -> Json {
    let text = json!(["string", "number", "null"]);
    let told = |about: &str| json!({ "description": about, "type": text });
    let list = |about: &str, fields: &[&str]| {
        let fields: Map<_, _> =
            fields.iter().map(|name| ((*name).to_owned(), json!({ "type": text }))).collect();
        json!({
            "description": about,
            "type": ["array", "null"],
            "items": { "type": "object", "properties": fields },
        })
    };
    let mut violations = list("The refused fields.", &["field", "description"]);
    // The value that was refused, whatever it was.
    violations["items"]["properties"]["value"] = json!({});
    json!({
        "description": "The error of a call that the platform refused or could not carry out.",
        "type": "object",
        "properties": {
            "code": {
                "description": "The error code; never 0.",
                "type": ["integer", "string"],
                "pattern": "^-?[1-9][0-9]*$",
                "not": { "const": 0 },
            },
            "msg": told("A message for people; never branch on it."),
            "error": {
                "description": "Details.",
                "type": ["object", "null"],
                "properties": {
                    "log_id": told("Identifies the call in the vendor's logs."),
                    "troubleshooter": told("Where to find an analysis of the error."),
                    "field_violations": violations,
                    "permission_violations":
                        list("The missing permissions.", &["type", "subject", "description"]),
                },
            },
        },
        "required": ["code"],
    })
}
