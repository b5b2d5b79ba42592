//! The table of calls, and what each does.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{AdminCall, Asked, Outcome, PREFIX, Problem};
use crate::seed::Seed;
use crate::service::Service;
use crate::snapshot::Snapshot;

/// Calls of one path stand together.
pub(super) const CALLS: &[AdminCall] = &[
    AdminCall {
        method: "GET",
        path: "",
        query: None,
        about: "this list",
        run: |_, _| Ok(json!({ "calls": list() })),
    },
    AdminCall {
        method: "GET",
        path: "requests",
        query: Some("after"),
        about: "the last calls, oldest first; those after the one with this log id",
        run: requests,
    },
    AdminCall {
        method: "GET",
        path: "requests/{log_id}",
        query: None,
        about: "one call",
        run: request,
    },
    AdminCall {
        method: "GET",
        path: "objects/{kind}/{id}",
        query: None,
        about: "an object as answers show it",
        run: object,
    },
    AdminCall {
        method: "POST",
        path: "seed",
        query: None,
        about: "stores the seed in the body; says how much",
        run: seed,
    },
    AdminCall {
        method: "GET",
        path: "snapshot",
        query: None,
        about: "all objects, for POST to restore",
        run: |service, _| to_json(&service.snapshot()?),
    },
    AdminCall {
        method: "POST",
        path: "snapshot",
        query: None,
        about: "restores the snapshot in the body, in place of all objects; tokens stay",
        run: restore,
    },
    AdminCall {
        method: "POST",
        path: "reset",
        query: Some("seeds"),
        about: "removes objects, tokens, faults, counts of calls and the recorded calls; \
                seeds=true stores the seeds of the start again",
        run: reset,
    },
    AdminCall {
        method: "GET",
        path: "clock",
        query: None,
        about: "the time, in milliseconds since 1970",
        run: |service, _| Ok(clock(service)),
    },
    AdminCall {
        method: "POST",
        path: "clock",
        query: None,
        about: "moves the clock forward, to {\"now\": …} or by {\"advance_ms\": …}",
        run: move_clock,
    },
    AdminCall {
        method: "GET",
        path: "faults",
        query: None,
        about: "the faults that wait, and those that fired",
        run: |service, _| to_json(&service.faults.report()),
    },
    AdminCall {
        method: "POST",
        path: "faults",
        query: None,
        about: "adds the fault in the body, or a list of them; says their numbers",
        run: |service, asked| {
            let faults: Value = asked.json()?;
            Ok(json!({ "numbers": service.place_faults(&faults)? }))
        },
    },
    AdminCall {
        method: "DELETE",
        path: "faults",
        query: None,
        about: "removes the faults that wait, and forgets those that fired",
        run: |service, _| {
            service.faults.clear();
            to_json(&service.faults.report())
        },
    },
    AdminCall {
        method: "GET",
        path: "operations",
        query: None,
        about: "what the emulator carries out",
        run: |service, _| to_json(&json!({ "operations": service.operations() })),
    },
];

/// The table as it is shown.
pub(super) fn list() -> Vec<Value> {
    let shown = |call: &AdminCall| {
        let query = call.query.map(|name| format!("?{name}=…")).unwrap_or_default();
        json!({
            "method": call.method,
            "path": format!("{PREFIX}{}{query}", call.path),
            "about": call.about,
        })
    };
    CALLS.iter().map(shown).collect()
}

fn requests(service: &Service, asked: &Asked<'_>) -> Outcome {
    let calls = match &asked.query {
        None => service.log.all(),
        Some(log_id) => service.log.after(log_id).ok_or_else(|| {
            let error = "no call that is remembered has this log id; ask again without `after`";
            Problem::new(404, error)
        })?,
    };
    to_json(&json!({ "requests": calls }))
}

fn request(service: &Service, asked: &Asked<'_>) -> Outcome {
    match service.log.find(asked.segment(0)) {
        Some(call) => to_json(&call),
        None => Err(Problem::new(404, "no call that is remembered has this log id")),
    }
}

fn object(service: &Service, asked: &Asked<'_>) -> Outcome {
    let kind = asked.segment(0);
    let object = service.object(kind, asked.segment(1))?;
    object.ok_or_else(|| Problem::new(404, format!("there is no {kind} with this id")))
}

fn seed(service: &Service, asked: &Asked<'_>) -> Outcome {
    let seed = Seed::from_json(asked.text()?)?;
    to_json(&seed.store(&service.store)?)
}

fn restore(service: &Service, asked: &Asked<'_>) -> Outcome {
    let snapshot: Snapshot = asked.json()?;
    service.restore(&snapshot)?;
    Ok(json!({ "restored": true }))
}

fn reset(service: &Service, asked: &Asked<'_>) -> Outcome {
    let with_seeds = match asked.query.as_deref() {
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
