//! Who may call: tokens in the header, scopes of the app.

use std::time::Duration;

use feishu_emulator::{App, Emulator};
use serde_json::{Value, json};

use crate::client::{JSON, Reply, SAMPLE_OFFER, authorization, offer_path, put_offer, send};

const BODY: &[u8] = br#"{"external_application_id":"7395015673275697419"}"#;

async fn call_with(emulator: &Emulator, headers: &[&str]) -> Reply {
    let headers: Vec<&str> = headers.iter().copied().chain([JSON]).collect();
    send(emulator.base_url(), "PUT", &offer_path(SAMPLE_OFFER), &headers, BODY).await
}

#[tokio::test]
async fn a_call_without_a_token_is_refused() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    assert_eq!(call_with(&emulator, &[]).await.verdict(), (400, 99991661));
}

#[tokio::test]
async fn a_header_that_is_not_bearer_and_a_token_is_malformed() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let good = authorization(&emulator).await;
    let token = good.strip_prefix("Authorization: Bearer ").unwrap();
    for header in [
        "Authorization:".to_owned(),
        "Authorization: Bearer".to_owned(),
        "Authorization: Basic dTpw".to_owned(),
        "Authorization: Bearer 7f1bcd13fc57d46bac21793a18e560".to_owned(),
        "Authorization: Bearer a-7f1bcd13fc57d46bac21793a18e560".to_owned(),
        format!("Authorization: {token}"),
        format!("Authorization: bearer {token}"),
        format!("Authorization: Bearer  {token}"),
    ] {
        let reply = call_with(&emulator, &[&header]).await;
        assert_eq!(reply.verdict(), (400, 99991671), "{header}");
    }
    let twice = call_with(&emulator, &[&good, &good]).await;
    assert_eq!(twice.verdict(), (400, 99991671));
}

#[tokio::test]
async fn a_token_that_was_never_issued_is_invalid() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let good = authorization(&emulator).await;
    for header in ["Authorization: Bearer t-", &format!("{good}0"), &good[..good.len() - 1]] {
        let reply = call_with(&emulator, &[header]).await;
        assert_eq!(reply.verdict(), (400, 99991663), "{header}");
    }
}

#[tokio::test]
async fn a_user_token_is_invalid_with_the_code_for_user_tokens() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let reply = call_with(&emulator, &["Authorization: Bearer u-7f1bcd13fc57d46b"]).await;
    assert_eq!(reply.verdict(), (400, 99991668));
}

#[tokio::test]
async fn a_token_of_another_emulator_is_invalid() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let other = Emulator::start().await.unwrap();
    let foreign = authorization(&other).await;
    assert_eq!(call_with(&emulator, &[&foreign]).await.verdict(), (400, 99991663));
}

#[tokio::test]
async fn a_token_expires_after_two_hours() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let token = authorization(&emulator).await;
    emulator.clock().advance(Duration::from_secs(7100));
    assert_eq!(call_with(&emulator, &[&token]).await.verdict(), (200, 0));
    emulator.clock().advance(Duration::from_secs(100));
    assert_eq!(call_with(&emulator, &[&token]).await.verdict(), (400, 99991663));
}

#[tokio::test]
async fn an_app_without_the_scope_is_told_which_one_it_lacks() {
    let app = App::new("cli_a", "s").scopes(["contact:user"]);
    let emulator = Emulator::builder().samples().app(app).start().await.unwrap();
    let reply = put_offer(&emulator, SAMPLE_OFFER, &json!({})).await;
    assert_eq!(reply.verdict(), (400, 99991672));
    let error = reply.json()["error"].take();
    let url = "https://open.feishu.cn/app/cli_a/auth?q=hire:external_offer";
    let expected = json!([{ "scope": "hire:external_offer", "url": url }]);
    assert_eq!(error["permission_violations"], expected);
    let help = error["helps"][0]["url"].as_str().unwrap();
    assert!(help.starts_with("https://open.feishu.cn/document/hire-v1/"), "{help}");
    assert_eq!(error.get("field_violations"), None::<&Value>);
}

#[tokio::test]
async fn an_app_with_the_scope_among_others_may_call() {
    let app = App::new("cli_a", "s").scopes(["contact:user", "hire:external_offer"]);
    let emulator = Emulator::builder().samples().app(app).start().await.unwrap();
    let body = json!({ "external_application_id": "7395015673275697419" });
    assert_eq!(put_offer(&emulator, SAMPLE_OFFER, &body).await.verdict(), (200, 0));
}
