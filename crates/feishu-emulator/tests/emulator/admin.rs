//! The emulator's own paths.

use feishu_emulator::Emulator;
use serde_json::{Value, json};

use crate::client::{JSON, Reply, SAMPLE_OFFER, put_offer, send, with_samples};

async fn get(emulator: &Emulator, path: &str) -> Reply {
    send(emulator.base_url(), "GET", &format!("/_emulator/{path}"), &[], b"").await
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
    for missing in ["objects/external_offer/1", "objects/offer/1", "objects/offer", "x", "%ff", ""]
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
