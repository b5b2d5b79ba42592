//! The emulator's own paths.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{Clock, Emulator, Fault, FaultKind, RateLimits, TOKEN_OPERATION};
use serde_json::{Value, json};

use crate::catalogue;
use crate::client::{
    JSON, Reply, SAMPLE_OFFER, ask_for_token, authorization, offer_path, put_offer, send,
    with_samples,
};

async fn get(emulator: &Emulator, path: &str) -> Reply {
    send(emulator.base_url(), "GET", &format!("/_emulator/{path}"), &[], b"").await
}

async fn post(emulator: &Emulator, path: &str, body: &Value) -> Reply {
    let (path, body) = (format!("/_emulator/{path}"), body.to_string());
    send(emulator.base_url(), "POST", &path, &[JSON], body.as_bytes()).await
}

fn error(reply: &Reply) -> String {
    reply.json()["error"].as_str().unwrap().to_owned()
}

async fn post_seed(emulator: &Emulator, header: &str, body: &[u8]) -> Reply {
    send(emulator.base_url(), "POST", "/_emulator/seed", &[header], body).await
}

#[tokio::test]
async fn requests_lists_calls_but_not_its_own() {
    let emulator = with_samples().await;
    put_offer(&emulator, SAMPLE_OFFER, &json!({})).await;
    get(&emulator, "requests").await;
    let calls = get(&emulator, "requests").await.json()["requests"].take();
    let calls = calls.as_array().unwrap();
    let codes: Vec<&Value> = calls.iter().map(|call| &call["code"]).collect();
    assert_eq!(codes, [0, 1002002]);
    assert_eq!(calls[0]["body"], "");
    assert_eq!(calls[1]["body"], "{}");
}

#[tokio::test]
async fn one_call_is_found_by_its_log_id() {
    let emulator = with_samples().await;
    let reply = put_offer(&emulator, SAMPLE_OFFER, &json!({})).await;
    let log_id = reply.header("x-tt-logid").unwrap();
    let call = get(&emulator, &format!("requests/{log_id}")).await;
    assert_eq!(call.json()["operation"], "hire.v1.external_offer.update");
    assert_eq!(get(&emulator, "requests/none").await.status, 404);
}

#[tokio::test]
async fn objects_are_shown_as_answers_show_them() {
    let emulator = with_samples().await;
    let attachment = get(&emulator, "objects/attachment/7404675264888097068").await.json();
    let expected =
        json!({ "id": "6987954043925432620", "name": "test_resume.pdf", "size": 126371 });
    assert_eq!(attachment, expected);
    let offer = get(&emulator, &format!("objects/external_offer/{SAMPLE_OFFER}")).await;
    assert_eq!(offer.json()["id"], SAMPLE_OFFER);
    for missing in ["objects/external_offer/1", "objects/offer/1", "objects/offer", "x", "%ff", "/"]
    {
        let reply = get(&emulator, missing).await;
        assert_eq!(reply.status, 404, "{missing}");
        assert!(reply.json()["error"].is_string(), "{missing}");
    }
}

#[tokio::test]
async fn a_seed_is_stored_while_the_emulator_runs() {
    let emulator = Emulator::start().await.unwrap();
    let offers = json!([{ "id": "a/b", "external_application_id": "1" }]);
    let seed = json!({ "external_offers": offers }).to_string();
    let reply = post_seed(&emulator, JSON, seed.as_bytes()).await;
    let counts = reply.json();
    assert_eq!((&counts["attachments"], &counts["external_offers"]), (&json!(0), &json!(1)));
    assert_eq!(get(&emulator, "objects/external_offer/a%2Fb").await.json(), offers[0]);
}

#[tokio::test]
async fn a_seed_that_is_not_usable_is_refused_with_its_places() {
    let emulator = Emulator::start().await.unwrap();
    let reply = post_seed(&emulator, JSON, br#"{"offers":[]}"#).await;
    assert_eq!(reply.status, 400);
    let error = reply.json()["error"].as_str().unwrap().to_owned();
    assert!(error.contains("/offers: is not a field here"), "{error}");
    let large = vec![b' '; (1 << 20) + 1];
    for (header, body, status) in [
        (JSON, &b"\xff"[..], 400),
        (JSON, &large, 413),
        ("Content-Type: text/plain", &b"{}"[..], 415),
    ] {
        assert_eq!(post_seed(&emulator, header, body).await.status, status);
    }
}

#[tokio::test]
async fn the_list_names_every_call_and_so_does_a_path_that_is_none() {
    let emulator = Emulator::start().await.unwrap();
    let list = get(&emulator, "").await.json()["calls"].take();
    assert_eq!(get(&emulator, "nothing").await.json()["calls"], list);
    for call in list.as_array().unwrap() {
        let path = call["path"].as_str().unwrap().split('?').next().unwrap();
        // Nobody takes this method, so what is there says 405 and what it takes.
        let reply = send(emulator.base_url(), "PATCH", path, &[], b"").await;
        assert_eq!(reply.status, 405, "{path}");
        let allowed: Vec<&str> = reply.header("allow").unwrap().split(", ").collect();
        assert!(allowed.contains(&call["method"].as_str().unwrap()), "{path}: {allowed:?}");
        assert!(error(&reply).contains(path), "{}", reply.text);
    }
    let faults = send(emulator.base_url(), "PUT", "/_emulator/faults", &[], b"").await;
    assert_eq!(faults.header("allow"), Some("GET, POST, DELETE"));
}

#[tokio::test]
async fn a_query_that_a_call_does_not_take_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    for path in ["clock?now=1", "requests?afte=1", "requests?after=1&x=2", "requests?after=%ff"] {
        assert_eq!(get(&emulator, path).await.status, 400, "{path}");
    }
    assert_eq!(post(&emulator, "reset?seeds=yes", &json!({})).await.status, 400);
    assert_eq!(get(&emulator, "clock?").await.status, 200);
}

#[tokio::test]
async fn requests_after_one_are_those_that_came_later() {
    let emulator = with_samples().await;
    let first = ask_for_token(&emulator).await;
    let log_id = first.header("x-tt-logid").unwrap();
    let after = async |log_id: &str| get(&emulator, &format!("requests?after={log_id}")).await;
    assert_eq!(after(log_id).await.json(), json!({ "requests": [] }));
    let reply = put_offer(&emulator, SAMPLE_OFFER, &json!({})).await;
    let later = after(log_id).await.json()["requests"].take();
    let later: Vec<&Value> = later.as_array().unwrap().iter().map(|call| &call["log_id"]).collect();
    assert_eq!(later.len(), 2);
    assert_eq!(later[1].as_str(), reply.header("x-tt-logid"));
    assert_eq!(after("none").await.status, 404);
}

#[tokio::test]
async fn operations_are_told_as_the_catalogue_has_them() {
    let emulator = Emulator::start().await.unwrap();
    let told = get(&emulator, "operations").await.json()["operations"].take();
    let told = told.as_array().unwrap();
    assert!(told.iter().any(|one| one["id"] == TOKEN_OPERATION));
    assert_eq!(told.len(), 30);
    for one in told {
        let known = catalogue::operation(one["id"].as_str().unwrap());
        for key in ["method", "path", "summary", "page", "scopes", "rate_limits"] {
            assert_eq!(one[key], known[key], "{} {key}", one["id"]);
        }
    }
}

#[tokio::test]
async fn the_clock_is_told_and_goes_forward_only() {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_millis(1000));
    let emulator = Emulator::builder().clock(clock).start().await.unwrap();
    assert_eq!(get(&emulator, "clock").await.json(), json!({ "now": 1000 }));
    for (body, now) in
        [(json!({ "advance_ms": 500 }), 1500), (json!({ "now": 7_201_500 }), 7_201_500)]
    {
        assert_eq!(post(&emulator, "clock", &body).await.json(), json!({ "now": now }));
    }
    for (body, expected) in [
        (json!({ "now": 7_201_499 }), "goes forward only"),
        (json!({ "now": -1 }), "goes forward only"),
        (json!({ "advance_ms": u64::MAX }), "goes forward only, up to 253402300799999"),
        (json!({ "advance_ms": -1 }), "invalid value"),
        (json!([8_000_000, null]), "invalid type"),
        (json!({ "advance": 1 }), "unknown field `advance`, expected `now` or `advance_ms`"),
        (json!({}), "either `now` or `advance_ms`"),
        (json!({ "now": 8_000_000, "advance_ms": 1 }), "either `now` or `advance_ms`"),
    ] {
        let reply = post(&emulator, "clock", &body).await;
        assert_eq!(reply.status, 400, "{body}");
        assert!(error(&reply).contains(expected), "{}", reply.text);
    }
    assert_eq!(get(&emulator, "clock").await.json(), json!({ "now": 7_201_500 }));
}

#[tokio::test]
async fn tokens_expire_when_the_clock_is_moved_over_http() {
    let emulator = with_samples().await;
    let token = authorization(&emulator).await;
    let call = async || {
        let path = offer_path(SAMPLE_OFFER);
        send(emulator.base_url(), "PUT", &path, &[&token, JSON], b"{}").await.code()
    };
    assert_eq!(call().await, 1002002);
    post(&emulator, "clock", &json!({ "advance_ms": 7_200_000 })).await;
    assert_eq!(call().await, 99991663);
}

#[tokio::test]
async fn faults_are_placed_seen_and_removed_over_http() {
    let emulator = with_samples().await;
    let fault = json!({ "operation": "hire.v1.external_offer.update", "times": 2, "http": {} });
    let list = json!([fault, { "operation": "*", "after": 5, "reset": {} }]);
    assert_eq!(post(&emulator, "faults", &list).await.json(), json!({ "numbers": [1, 2] }));
    assert_eq!(post(&emulator, "faults", &fault).await.json(), json!({ "numbers": [3] }));
    let reply = put_offer(&emulator, SAMPLE_OFFER, &json!({})).await;
    assert_eq!(reply.status, 502);

    let faults = get(&emulator, "faults").await.json();
    let pending = faults["pending"].as_array().unwrap();
    let left: Vec<_> =
        pending.iter().map(|one| (&one["number"], &one["after"], &one["remaining"])).collect();
    let expected =
        [[1, 0, 1], [2, 4, 1], [3, 0, 2]].map(|numbers| numbers.map(|number| json!(number)));
    let expected: Vec<_> = expected.iter().map(|[a, b, c]| (a, b, c)).collect();
    assert_eq!(left, expected);
    assert_eq!(pending[0]["fault"]["http"]["status"], 502);
    let log_id = reply.header("x-tt-logid").unwrap();
    let fired = json!([{
        "number": 1,
        "fault": "http",
        "operation": "hire.v1.external_offer.update",
        "log_id": log_id,
    }]);
    assert_eq!(faults["fired"], fired);
    let call = get(&emulator, &format!("requests/{log_id}")).await.json();
    assert_eq!((&call["fault"], &call["status"]), (&json!("http"), &json!(502)));

    let removed = send(emulator.base_url(), "DELETE", "/_emulator/faults", &[], b"").await.json();
    assert_eq!(removed, json!({ "pending": [], "fired": [] }));
    assert_eq!(get(&emulator, "faults").await.json(), removed);
}

#[tokio::test]
async fn faults_are_placed_all_or_none() {
    let emulator = Emulator::start().await.unwrap();
    let good = json!({ "operation": "*", "reset": {} });
    let reply = post(&emulator, "faults", &json!([good, { "operation": "*", "rest": {} }])).await;
    assert_eq!(reply.status, 400);
    assert!(
        error(&reply).contains("/1/rest: is not a field here; did you mean reset?"),
        "{}",
        reply.text
    );
    assert!(emulator.faults().pending.is_empty());
}

#[tokio::test]
async fn a_reset_leaves_nothing_or_the_seeds_of_the_start() {
    let emulator = Emulator::builder()
        .samples()
        .rate_limits(RateLimits::Scaled(0.1))
        .clock(Clock::standing_at(UNIX_EPOCH))
        .start()
        .await
        .unwrap();
    let at_start = emulator.snapshot().await.unwrap();
    let body = json!({ "external_application_id": "7395015673275697419" });
    for (path, sample) in
        [("reset", false), ("reset?seeds=true", true), ("reset?seeds=false", false)]
    {
        let old = authorization(&emulator).await;
        // One call fits into the window, so a second reset shows whether counts are gone.
        let verdict = put_offer(&emulator, SAMPLE_OFFER, &body).await.status;
        assert_ne!(verdict, 429);
        emulator.fault(Fault::anywhere(FaultKind::bad_gateway())).await.unwrap();
        let reply = post(&emulator, path, &Value::Null).await;
        assert_eq!(reply.json(), json!({ "reset": true, "seeds": sample }));

        assert!(emulator.requests().is_empty());
        assert_eq!(emulator.faults(), feishu_emulator::Faults::default());
        let offer = emulator.object("external_offer", SAMPLE_OFFER).await.unwrap();
        assert_eq!(offer.is_some(), sample);
        let same = emulator.snapshot().await.unwrap() == at_start;
        assert_eq!(same, sample);
        let path = offer_path(SAMPLE_OFFER);
        let refused = send(emulator.base_url(), "PUT", &path, &[&old, JSON], b"{}").await;
        assert_eq!(refused.code(), 99991663);
    }
}

#[tokio::test]
async fn a_page_of_another_site_can_change_nothing() {
    let emulator = with_samples().await;
    let address = emulator.base_url().strip_prefix("http://").unwrap();
    let port = address.rsplit(':').next().unwrap();
    let send_as = async |method: &str, path: &str, host: &str, origin: Option<&str>| {
        let origin = origin.map(|origin| format!("Origin: {origin}\r\n")).unwrap_or_default();
        let request = format!(
            "{method} /_emulator/{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\
             {origin}{JSON}\r\nContent-Length: 2\r\n\r\n{{}}"
        );
        crate::client::send_bytes(emulator.base_url(), request.as_bytes()).await
    };
    let rebound = format!("evil.test:{port}");
    for (method, path) in [
        ("POST", "seed"),
        ("POST", "snapshot"),
        ("POST", "reset"),
        ("POST", "clock"),
        ("POST", "faults"),
        ("DELETE", "faults"),
    ] {
        for (host, origin) in [
            (address, Some("http://evil.test")),
            (address, Some("null")),
            (&rebound, Some(format!("http://{rebound}").as_str())),
            (&rebound, None),
        ] {
            let reply = send_as(method, path, host, origin).await;
            assert_eq!(reply.status, 403, "{method} {path} {host} {origin:?}");
            assert!(error(&reply).contains("evil.test") || origin == Some("null"));
        }
    }
    assert!(emulator.object("external_offer", SAMPLE_OFFER).await.unwrap().is_some());
    // The emulator's own page may.
    let own = format!("http://{address}");
    assert_eq!(send_as("POST", "reset", address, Some(&own)).await.status, 200);
}
