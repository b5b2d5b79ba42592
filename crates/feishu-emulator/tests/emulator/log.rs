//! The log of requests: what is remembered of a caller that sends too much, and how it is read.

use std::sync::{Arc, Mutex};

use feishu_emulator::{Emulator, Fault, FaultKind};
use serde_json::{Value, json};

use crate::client::{offer_path, put_offer, send, send_bytes};

/// What is remembered at most.
const BUDGET: usize = 32 << 20;

fn text_bytes(emulator: &Emulator) -> usize {
    let headers = |call: &feishu_emulator::RecordedRequest| -> usize {
        call.headers.iter().map(|(name, value)| name.len() + value.len()).sum()
    };
    let calls = emulator.requests();
    let query =
        |call: &feishu_emulator::RecordedRequest| call.query.as_ref().map_or(0, String::len);
    calls.iter().map(|call| call.path.len() + query(call) + headers(call)).sum()
}

#[tokio::test]
async fn four_hundred_calls_with_heads_of_a_hundred_kilobytes_leave_nothing_behind() {
    let emulator = Emulator::start().await.unwrap();
    let head = format!("GET /nowhere HTTP/1.1\r\nX-Long: {}", "x".repeat(100 << 10));
    for _ in 0..400 {
        // As much as is read before the verdict, so that the response is not lost to a reset.
        let reply = send_bytes(emulator.base_url(), &head.as_bytes()[..64 << 10]).await;
        assert_eq!(reply.status, 431);
    }
    assert!(emulator.requests().is_empty());
}

#[tokio::test]
async fn of_a_long_head_the_first_16_kib_are_remembered() {
    let emulator = Emulator::start().await.unwrap();
    let long = format!("X-Long: {}", "x".repeat(60 << 10));
    let path = format!("/{}", "p".repeat(40 << 10));
    send(emulator.base_url(), "GET", "/nowhere", &[&long, "X-After: 1"], b"").await;
    send(emulator.base_url(), "GET", &format!("{path}?{}", "q".repeat(20 << 10)), &[], b"").await;
    let calls = emulator.requests();
    assert_eq!(calls[0].header("x-after"), None);
    let kept = calls[0].header("x-long").unwrap().len();
    assert!(kept > 16_000 && kept < 16 << 10, "{kept}");
    assert_eq!((calls[1].path.len(), calls[1].query.as_ref().unwrap().len()), (16 << 10, 16 << 10));
}

#[tokio::test]
async fn the_log_keeps_its_budget_and_is_read_piece_by_piece() {
    let emulator = Emulator::start().await.unwrap();
    let long = format!("X-Long: {}", "x".repeat(17 << 10));
    let path = format!("/{}?{}", "p".repeat(17 << 10), "q".repeat(17 << 10));
    for _ in 0..800 {
        send(emulator.base_url(), "GET", &path, &[&long], b"").await;
    }
    let kept = emulator.requests().len();
    assert!(kept > 400 && kept < 800, "{kept}");
    assert!(text_bytes(&emulator) < BUDGET, "{}", text_bytes(&emulator));
    let reply = send(emulator.base_url(), "GET", "/_emulator/requests", &[], b"").await;
    // Nobody has put it together to know its length.
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    let read = reply.json()["requests"].take();
    let ids = |call: &Value| call["log_id"].as_str().unwrap().to_owned();
    let read: Vec<String> = read.as_array().unwrap().iter().map(ids).collect();
    let known: Vec<String> = emulator.requests().into_iter().map(|call| call.log_id).collect();
    assert_eq!(read, known);
    // A short list has a length, for clients that know nothing else.
    let path = "/_emulator/requests?limit=1";
    let reply = send(emulator.base_url(), "GET", path, &[], b"").await;
    assert_eq!(reply.header("transfer-encoding"), None);
    assert_eq!(reply.json()["requests"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_listener_hears_of_every_call_before_its_caller_does() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&heard);
    let emulator = Emulator::builder()
        .samples()
        .on_request(move |call| hear.lock().unwrap().push(call.to_string()))
        .fault(Fault::new("hire.v1.external_offer.update", FaultKind::http(503)).after(1))
        .start()
        .await
        .unwrap();
    let reply = put_offer(&emulator, "a%0Ab?x=1", &json!({})).await;
    let first = heard.lock().unwrap()[1].clone();
    let id = reply.header("x-tt-logid").unwrap();
    let path = offer_path("a%0Ab");
    let begin = format!("{id} PUT {path}?x=1 400 1002002 hire.v1.external_offer.update The query");
    assert!(first.starts_with(&begin), "{first}");
    put_offer(&emulator, "1", &json!({})).await;
    assert!(heard.lock().unwrap()[3].ends_with(" 503 -1 hire.v1.external_offer.update fault=http"));
    // The emulator's own calls are not recorded, and not told of.
    send(emulator.base_url(), "GET", "/_emulator/requests", &[], b"").await;
    let lines = heard.lock().unwrap().clone();
    assert_eq!(lines.len(), 4);
    assert!(lines.iter().all(|line| !line.contains(emulator.app_secret())), "{lines:?}");
}

#[tokio::test]
async fn nothing_that_a_caller_sends_ends_the_line_of_its_call_or_reaches_the_terminal() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hear = Arc::clone(&heard);
    let emulator = Emulator::builder()
        .on_request(move |call| hear.lock().unwrap().push(call.to_string()))
        .start()
        .await
        .unwrap();
    let key = "a\n0 GET 200 0 -\u{1b}[2J";
    for (id, body) in [
        ("1?a%0A0%20GET%20200%200%20-%1B%5B2J=1", json!({})),
        ("1", json!({ key: "1" })),
        ("1", json!({ "external_application_id": "1", key: key })),
    ] {
        put_offer(&emulator, id, &body).await;
        let call = emulator.requests().pop().unwrap();
        // The caller is told what it sent, and whoever reads the log sees it.
        assert!(call.msg.contains(key), "{id} {body}: {}", call.msg);
        let line = heard.lock().unwrap().pop().unwrap();
        assert!(line.contains(r"a\u{a}0 GET 200 0 -\u{1b}[2J"), "{id} {body}: {line}");
        assert!(!line.chars().any(char::is_control), "{id} {body}: {line:?}");
    }
}

#[tokio::test]
async fn objects_that_are_large_come_in_shorter_lists() {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    let owner = "o".repeat(900_000);
    for number in 0..12 {
        let offer = json!({
            "id": number.to_string(),
            "external_application_id": "1",
            "owner": owner,
        });
        let seed = feishu_emulator::Seed::new().object("external_offer", offer);
        emulator.seed(seed).await.unwrap();
    }
    let (mut seen, mut next) = (Vec::new(), String::new());
    loop {
        let path = format!("/_emulator/objects/external_offer?limit=1000{next}");
        let reply = send(emulator.base_url(), "GET", &path, &[], b"").await;
        assert!(reply.text.len() < 6 << 20, "{}", reply.text.len());
        let page = reply.json();
        let ids = page["objects"].as_array().unwrap().iter();
        seen.extend(ids.map(|object| object["id"].as_str().unwrap().to_owned()));
        let Some(number) = page["next"].as_i64() else { break };
        next = format!("&before={number}");
    }
    let expected: Vec<String> = (0..12).rev().map(|number: i32| number.to_string()).collect();
    assert_eq!(seen, expected);
}
