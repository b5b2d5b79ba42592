//! The table of calls, and what each does.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::call::{AdminCall, Asked, Outcome, Run};
use super::objects;
use super::problem::Problem;
use crate::log::{MOST_CALLS, Span};
use crate::route::ADMIN;
use crate::seed::Seed;
use crate::service::Service;
use crate::snapshot::Snapshot;

/// Calls of one path are grouped.
pub(super) const CALLS: &[AdminCall] = &[
    AdminCall {
        method: "GET",
        path: "",
        query: &[],
        about: "this list",
        run: Run::Json(|_, _| Ok(json!({ "calls": list() }))),
    },
    AdminCall {
        method: "GET",
        path: "about",
        query: &[],
        about: "where the emulator listens, for which apps, and what time it has",
        run: Run::Json(|service, asked| Ok(service.about(asked.request))),
    },
    AdminCall {
        method: "GET",
        path: "requests",
        query: &["after", "limit"],
        about: "the last calls, oldest first; those after a log id, the newest so many",
        run: Run::Calls(requests),
    },
    AdminCall {
        method: "GET",
        path: "requests/{log_id}",
        query: &[],
        about: "one call",
        run: Run::Json(request),
    },
    AdminCall {
        method: "GET",
        path: "objects",
        query: &[],
        about: "the kinds of object, and how many there are of each",
        run: Run::Json(|service, _| objects::kinds(service)),
    },
    AdminCall {
        method: "GET",
        path: "objects/{kind}",
        query: &["limit", "before"],
        about: "objects of a kind, the newest first",
        run: Run::Json(objects::list),
    },
    AdminCall {
        method: "GET",
        path: "objects/{kind}/{id}",
        query: &[],
        about: "an object as responses show it",
        run: Run::Json(object),
    },
    AdminCall {
        method: "GET",
        path: "app_tickets/{app_id}",
        query: &[],
        about: "the ticket that was pushed to a store app last",
        run: Run::Json(app_ticket),
    },
    AdminCall {
        method: "POST",
        path: "seed",
        query: &[],
        about: "stores the seed in the body; says how much",
        run: Run::Json(seed),
    },
    AdminCall {
        method: "GET",
        path: "snapshot",
        query: &[],
        about: "all objects, for POST to restore",
        run: Run::Json(|service, _| to_json(&service.snapshot()?)),
    },
    AdminCall {
        method: "POST",
        path: "snapshot",
        query: &[],
        about: "restores the snapshot in the body, in place of all objects; tokens stay",
        run: Run::Json(restore),
    },
    AdminCall {
        method: "POST",
        path: "reset",
        query: &["seeds"],
        about: "removes objects, tokens, faults, counts of calls and the recorded calls; \
                seeds=true stores the seeds of the start again",
        run: Run::Json(reset),
    },
    AdminCall {
        method: "GET",
        path: "clock",
        query: &[],
        about: "the time, in milliseconds since 1970",
        run: Run::Json(|service, _| Ok(clock(service))),
    },
    AdminCall {
        method: "POST",
        path: "clock",
        query: &[],
        about: "moves the clock forward, to {\"now\": …} or by {\"advance_ms\": …}",
        run: Run::Json(move_clock),
    },
    AdminCall {
        method: "GET",
        path: "faults",
        query: &[],
        about: "the faults that wait, and those that fired",
        run: Run::Json(|service, _| to_json(&service.faults.report())),
    },
    AdminCall {
        method: "POST",
        path: "faults",
        query: &[],
        about: "adds the fault in the body, or a list of them; says their numbers",
        run: Run::Json(|service, asked| {
            let faults: Value = asked.json()?;
            Ok(json!({ "numbers": service.place_faults(&faults)? }))
        }),
    },
    AdminCall {
        method: "DELETE",
        path: "faults",
        query: &[],
        about: "removes the faults that wait, and forgets those that fired",
        run: Run::Json(|service, _| {
            service.faults.clear();
            to_json(&service.faults.report())
        }),
    },
    AdminCall {
        method: "GET",
        path: "operations",
        query: &[],
        about: "the operations that the emulator offers, and which of them it carries out",
        run: Run::Json(|service, _| to_json(&json!({ "operations": service.operations()? }))),
    },
];

/// The table as it is shown.
pub(super) fn list() -> Vec<Value> {
    let shown = |call: &AdminCall| {
        json!({
            "method": call.method,
            "path": format!("{ADMIN}{}", call.path),
            "query": call.query,
            "about": call.about,
        })
    };
    CALLS.iter().map(shown).collect()
}

fn requests(service: &Service, asked: &Asked<'_>) -> Result<Span, Problem> {
    let most = MOST_CALLS as i64;
    let limit = asked.query.number("limit", 1..=most)?.unwrap_or(most);
    // A client that asks for what came after a forgotten call has missed some, and must be told.
    service
        .log
        .after(asked.query.text("after"), limit as usize)
        .ok_or_else(|| Problem::new(404, "no call that is remembered has the log id in `after`"))
}

fn request(service: &Service, asked: &Asked<'_>) -> Outcome {
    match service.log.find(asked.segment(0)) {
        Some(call) => to_json(&*call),
        None => Err(Problem::new(404, "no call that is remembered has this log id")),
    }
}

fn object(service: &Service, asked: &Asked<'_>) -> Outcome {
    let kind = asked.segment(0);
    let object = service.object(kind, asked.segment(1))?;
    object.ok_or_else(|| Problem::new(404, format!("there is no {kind} with this id")))
}

fn app_ticket(service: &Service, asked: &Asked<'_>) -> Outcome {
    let app_id = asked.segment(0);
    let ticket = service.app_ticket(app_id)?;
    let missing = || Problem::new(404, "no store app with this id is configured");
    ticket.map(|ticket| json!({ "app_id": app_id, "app_ticket": ticket })).ok_or_else(missing)
}

fn seed(service: &Service, asked: &Asked<'_>) -> Outcome {
    let seed = Seed::read(asked.text()?, "JSON text", service.parts())?;
    to_json(&seed.store(&service.store, service.parts())?)
}

fn restore(service: &Service, asked: &Asked<'_>) -> Outcome {
    let snapshot: Snapshot = asked.json()?;
    service.restore(&snapshot)?;
    Ok(json!({ "restored": true }))
}

fn reset(service: &Service, asked: &Asked<'_>) -> Outcome {
    let with_seeds = match asked.query.text("seeds") {
        None | Some("false") => false,
        Some("true") => true,
        Some(_) => return Err(Problem::new(400, "seeds is true or false")),
    };
    service.reset(with_seeds)?;
    Ok(json!({ "reset": true, "seeds": with_seeds }))
}

fn clock(service: &Service) -> Value {
    json!({ "now": service.clock().now() })
}

fn move_clock(service: &Service, asked: &Asked<'_>) -> Outcome {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Move {
        now: Option<i64>,
        advance_ms: Option<u64>,
    }
    let asked: Map<String, Value> = asked.json()?;
    let asked = Move::deserialize(Value::Object(asked))
        .map_err(|error| Problem::new(400, format!("the body is not usable: {error}")))?;
    let clock = service.clock();
    let to = match asked {
        Move { now: Some(now), advance_ms: None } => now,
        Move { now: None, advance_ms: Some(by) } => {
            clock.now().saturating_add(i64::try_from(by).unwrap_or(i64::MAX))
        }
        _ => return Err(Problem::new(400, "say either `now` or `advance_ms`")),
    };
    clock.advance_to(Duration::from_millis(u64::try_from(to).unwrap_or_default()))?;
    Ok(self::clock(service))
}

fn to_json(value: &impl Serialize) -> Outcome {
    serde_json::to_value(value).map_err(|error| Problem::new(500, error.to_string()))
}
