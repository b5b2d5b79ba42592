//! Faults as they are written, and what is said of ones that are not usable.

use serde::Deserialize;
use serde_json::Value;

use super::{ANY_OPERATION, Fault, is_meant};
use crate::schema::Schema;

/// The names of the kinds, as keys of a fault.
const KINDS: [&str; 9] = [
    "delay",
    "stall_before_headers",
    "stall_mid_body",
    "reset",
    "http",
    "truncated_json",
    "code",
    "invalidate_tokens",
    "rate_limit",
];

/// What a fault may name.
pub(crate) struct Known<'a> {
    pub(crate) operations: Vec<&'a str>,
    pub(crate) apps: Vec<&'a str>,
}

/// One fault, or a list of them: all usable, or all problems, each with its place.
pub(crate) fn read(document: &Value, known: &Known<'_>) -> Result<Vec<Fault>, Vec<String>> {
    let schema = serde_json::from_str(include_str!("fault.schema.json"))
        .map_err(|error| error.to_string())
        .and_then(Schema::compile)
        .map_err(|problem| vec![format!("the format's own schema: {problem}")])?;
    let numbered;
    let entries = match document {
        Value::Array(list) => {
            numbered = list.iter().enumerate().map(|(index, entry)| (format!("/{index}"), entry));
            numbered.collect()
        }
        one => vec![(String::new(), one)],
    };
    let mut faults = Vec::new();
    let mut problems = Vec::new();
    for (at, entry) in entries {
        match one(entry, &schema, known) {
            Ok(fault) => faults.push(fault),
            Err(found) => problems.extend(found.into_iter().map(|problem| at.clone() + &problem)),
        }
    }
    if problems.is_empty() { Ok(faults) } else { Err(problems) }
}

fn one(entry: &Value, schema: &Schema, known: &Known<'_>) -> Result<Fault, Vec<String>> {
    let mut problems: Vec<String> =
        schema.violations(entry).iter().map(ToString::to_string).collect();
    if let Some(fields) = entry.as_object() {
        let kinds: Vec<&str> =
            KINDS.into_iter().filter(|kind| fields.contains_key(*kind)).collect();
        match kinds.as_slice() {
            [_] => {}
            // An unknown key has been told about already, with those that are known.
            [] if !problems.is_empty() => {}
            [] => problems.push(format!(": has no kind; add one of {}", KINDS.join(", "))),
            several => problems.push(format!(
                ": has several kinds, {}; make each a fault of its own",
                several.join(", ")
            )),
        }
        let name = |key: &str| fields.get(key).and_then(Value::as_str);
        if let Some(id) = name("operation").filter(|id| !known.has_operation(id)) {
            problems.push(format!(
                "/operation: {id:?} is not carried out here; say {ANY_OPERATION:?} for any, the \
                 beginning of an id and \".*\" for all below it, or one of {}",
                known.operations.join(", ")
            ));
        }
        if let Some(id) = name("app").filter(|id| !known.apps.contains(id)) {
            problems.push(format!(
                "/app: there is no app {id:?}; the apps are {}",
                known.apps.join(", ")
            ));
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Fault::deserialize(entry).map_err(|error| vec![format!(": {error}")])
}

impl Known<'_> {
    fn has_operation(&self, id: &str) -> bool {
        id == ANY_OPERATION || self.operations.iter().any(|known| is_meant(id, known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::FaultKind;
    use serde_json::json;

    fn read_here(document: &Value) -> Result<Vec<Fault>, Vec<String>> {
        read(document, &Known { operations: vec!["a.b"], apps: vec!["cli_a"] })
    }

    #[test]
    fn every_kind_is_read_and_written_under_its_name() {
        let kinds = [
            json!({ "delay": { "ms": 1 } }),
            json!({ "stall_before_headers": { "ms": 1, "carry_out": false } }),
            json!({ "stall_before_headers": {} }),
            json!({ "stall_mid_body": {} }),
            json!({ "reset": {} }),
            json!({ "http": {} }),
            json!({ "truncated_json": {} }),
            json!({ "code": { "http": 200, "code": 99991663 } }),
            json!({ "invalidate_tokens": {} }),
            json!({ "rate_limit": { "reset": "soon" } }),
        ];
        let mut seen = Vec::new();
        for mut fault in kinds {
            fault["operation"] = "a.b".into();
            let read = read_here(&fault).unwrap().remove(0);
            assert!(fault.get(read.kind.name()).is_some(), "{fault}");
            assert_eq!((read.times, read.after, &read.app), (1, 0, &None));
            let written = serde_json::to_value(&read).unwrap();
            seen.push(read.kind.name());
            assert_eq!(read_here(&written).unwrap(), [read]);
        }
        seen.dedup();
        assert_eq!(seen, KINDS);
    }

    #[test]
    fn an_empty_http_fault_is_a_bad_gateway() {
        let read = read_here(&json!({ "operation": "*", "http": {} })).unwrap();
        assert_eq!(read, [Fault::anywhere(FaultKind::bad_gateway())]);
    }

    #[test]
    fn a_page_of_html_names_the_status_that_was_asked_for() {
        for (details, title) in [
            (json!({}), "502 Bad Gateway"),
            (json!({ "status": 503 }), "503 Service Unavailable"),
            (json!({ "status": 404, "carry_out": true }), "404 Not Found"),
            (json!({ "status": 599 }), "599"),
        ] {
            let read = read_here(&json!({ "operation": "*", "http": details })).unwrap().remove(0);
            let FaultKind::Http { status, body, content_type, .. } = read.kind else { panic!() };
            assert!(body.contains(&format!("<h1>{title}</h1>")), "{details}: {body}");
            assert!(title.starts_with(&status.to_string()), "{status}");
            assert_eq!(content_type, "text/html");
        }
        assert_eq!(
            read_here(&json!({ "operation": "*", "http": { "status": 204 } })).unwrap(),
            [Fault::anywhere(FaultKind::Http {
                status: 204,
                body: String::new(),
                content_type: "text/html".to_owned(),
                carry_out: false,
            })]
        );
    }

    #[test]
    fn a_fault_may_be_for_all_operations_below_a_name() {
        let known = Known { operations: vec!["hire.v1.offer.get", "auth.v3.token"], apps: vec![] };
        let read = |target: &str| read(&json!({ "operation": target, "reset": {} }), &known);
        for target in ["*", "hire.*", "hire.v1.*", "hire.v1.offer.*", "hire.v1.offer.get", "auth.*"]
        {
            assert!(read(target).is_ok(), "{target}");
        }
        for target in
            ["hir.*", "hire*", "hire.v1.off.*", "hire.v1.offer.get.*", ".*", "**", "", "*.*"]
        {
            assert!(read(target).is_err(), "{target}");
        }
    }

    #[test]
    fn a_fault_that_is_not_usable_is_refused_with_its_place_and_what_would_do() {
        for (fault, expected) in [
            (json!(7), ": is 7, which is not an object"),
            (json!({ "reset": {} }), "/operation: is required and missing"),
            (json!({ "operation": "a.c", "reset": {} }), "/operation: \"a.c\" is not carried out"),
            (
                json!({ "operation": "a.b", "app": "cli_b", "reset": {} }),
                "/app: there is no app \"cli_b\"; the apps are cli_a",
            ),
            (json!({ "operation": "a.b" }), ": has no kind; add one of delay, stall_before_"),
            (
                json!({ "operation": "a.b", "dely": {} }),
                "/dely: is not a field here; did you mean delay?",
            ),
            (
                json!({ "operation": "a.b", "delay": { "ms": 1 }, "reset": {} }),
                ": has several kinds, delay, reset; make each",
            ),
            (
                json!({ "operation": "a.b", "delay": { "ms": 3_600_001 } }),
                "/delay/ms: is 3600001, at most 3600000 is allowed",
            ),
            (
                json!({ "operation": "a.b", "delay": { "sec": 1, "ms": 1 } }),
                "/delay/sec: is not a field here; the fields are ms",
            ),
            (
                json!({ "operation": "a.b", "times": 0, "reset": {} }),
                "/times: is 0, at least 1 is needed",
            ),
            (
                json!({ "operation": "a.b", "after": -1, "reset": {} }),
                "/after: is -1, at least 0 is needed",
            ),
            (
                json!({ "operation": "a.b", "http": { "status": 100 } }),
                "/http/status: is 100, at least 200 is needed",
            ),
            (
                json!({ "operation": "a.b", "rate_limit": { "reset": "1\r\nX: y" } }),
                "/rate_limit/reset: is \"1\\r\\nX: y\", which does not match",
            ),
        ] {
            let problems = read_here(&json!([fault])).unwrap_err();
            assert_eq!(problems.len(), 1, "{problems:?}");
            assert!(problems[0].starts_with(&format!("/0{expected}")), "{}", problems[0]);
            assert!(read_here(&fault).unwrap_err()[0].starts_with(expected));
        }
    }
}
