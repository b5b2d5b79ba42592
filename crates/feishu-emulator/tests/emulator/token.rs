//! The token endpoint.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator};
use serde_json::{Value, json};

use crate::client::{JSON, Reply, TOKEN_PATH, ask_for_token, send};

/// An emulator whose clock moves only when it is told to.
async fn with_standing_clock() -> Emulator {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(1_721_899_352));
    Emulator::builder().clock(clock).start().await.unwrap()
}

async fn ask(emulator: &Emulator, body: &Value) -> Reply {
    send(emulator.base_url(), "POST", TOKEN_PATH, &[JSON], body.to_string().as_bytes()).await
}

async fn token_and_expire(emulator: &Emulator) -> (String, i64) {
    let answer = ask_for_token(emulator).await.json();
    let token = answer["tenant_access_token"].as_str().unwrap().to_owned();
    (token, answer["expire"].as_i64().unwrap())
}

#[tokio::test]
async fn a_token_comes_at_the_top_of_the_answer_not_under_data() {
    let emulator = with_standing_clock().await;
    let reply = ask_for_token(&emulator).await;
    assert_eq!(reply.status, 200);
    let mut answer = reply.json();
    let token = answer["tenant_access_token"].take();
    let expected = json!({ "code": 0, "msg": "ok", "tenant_access_token": null, "expire": 7200 });
    assert_eq!(answer, expected);
    // As long as the page's sample, t-caecc734c2e3328a62489fe0648c4b98779515d3.
    let digits = token.as_str().unwrap().strip_prefix("t-").unwrap();
    assert_eq!(digits.len(), 40);
    assert!(digits.bytes().all(|digit| digit.is_ascii_hexdigit()), "{digits}");
}

#[tokio::test]
async fn the_path_may_end_in_a_slash() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let path = format!("{TOKEN_PATH}/");
    let reply =
        send(emulator.base_url(), "POST", &path, &[JSON], body.to_string().as_bytes()).await;
    assert_eq!(reply.verdict(), (200, 0));
}

#[tokio::test]
async fn the_content_type_may_be_missing_as_in_the_vendors_python_sdk() {
    let emulator = Emulator::start().await.unwrap();
    let body = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let reply =
        send(emulator.base_url(), "POST", TOKEN_PATH, &[], body.to_string().as_bytes()).await;
    assert_eq!(reply.verdict(), (200, 0));
}

#[tokio::test]
async fn the_same_token_is_returned_while_half_an_hour_of_it_is_left() {
    let emulator = with_standing_clock().await;
    let (first, expire) = token_and_expire(&emulator).await;
    assert_eq!(expire, 7200);
    for (seconds, left) in [(1, 7199), (5398, 1801), (1, 1800)] {
        emulator.clock().advance(Duration::from_secs(seconds));
        assert_eq!(token_and_expire(&emulator).await, (first.clone(), left));
    }
}

/// A client that trusts `expire` must not use the token after its end.
#[tokio::test]
async fn a_token_never_says_that_it_has_more_seconds_than_are_left() {
    let emulator = with_standing_clock().await;
    let (first, _) = token_and_expire(&emulator).await;
    let (mut left, mut told) = (7_200_000, 7200);
    for step in [1, 499, 499, 1, 1000, 1001, 5_396_498, 1] {
        emulator.clock().advance(Duration::from_millis(step));
        left -= i64::try_from(step).unwrap();
        let (token, expire) = token_and_expire(&emulator).await;
        assert_eq!((token, expire), (first.clone(), left.div_euclid(1000)), "{left} ms are left");
        told = expire;
    }
    assert_eq!(left, 1_800_500);
    emulator.clock().advance(Duration::from_millis(told.unsigned_abs() * 1000 - 1));
    let authorization = format!("Authorization: Bearer {first}");
    let path = crate::client::offer_path("1");
    let reply = send(emulator.base_url(), "DELETE", &path, &[&authorization, JSON], b"").await;
    assert_eq!(reply.code(), 1002002, "in the last of the seconds that it was told to have");
}

#[tokio::test]
async fn with_less_than_half_an_hour_left_there_is_a_new_token_and_both_work() {
    let emulator = with_standing_clock().await;
    let (first, _) = token_and_expire(&emulator).await;
    emulator.clock().advance(Duration::from_millis(5_400_001));
    let (second, expire) = token_and_expire(&emulator).await;
    assert_ne!(first, second);
    assert_eq!(expire, 7200);
    // The offer does not exist; that the call gets as far as being told so is what counts.
    let code = async |token: &str| {
        let authorization = format!("Authorization: Bearer {token}");
        let path = crate::client::offer_path("1");
        let body = br#"{"external_application_id":"1"}"#;
        send(emulator.base_url(), "PUT", &path, &[&authorization, JSON], body).await.code()
    };
    assert_eq!((code(&first).await, code(&second).await), (1002002, 1002002));
    emulator.clock().advance(Duration::from_secs(1800));
    assert_eq!((code(&first).await, code(&second).await), (99991663, 1002002));
}

#[tokio::test]
async fn every_app_has_tokens_of_its_own() {
    let apps = [App::new("cli_a", "a"), App::new("cli_b", "b")];
    let builder = apps.iter().fold(Emulator::builder(), |builder, app| builder.app(app.clone()));
    let emulator = builder.start().await.unwrap();
    let mut tokens = Vec::new();
    for app in &apps {
        let body = json!({ "app_id": app.id(), "app_secret": app.secret() });
        tokens.push(ask(&emulator, &body).await.json()["tenant_access_token"].take());
    }
    assert!(tokens.iter().all(Value::is_string));
    assert_ne!(tokens[0], tokens[1]);
}

#[tokio::test]
async fn wrong_credentials_are_refused() {
    let emulator = Emulator::start().await.unwrap();
    let (id, secret) = (emulator.app_id(), emulator.app_secret());
    for (body, code) in [
        (json!({ "app_id": id, "app_secret": "another" }), 10015),
        (json!({ "app_id": id, "app_secret": format!("{secret} ") }), 10015),
        (json!({ "app_id": "cli_nobody", "app_secret": secret }), 10003),
        (json!({ "app_id": id }), 10003),
        (json!({ "app_secret": secret }), 10003),
        (json!({ "app_id": "", "app_secret": secret }), 10003),
        (json!({ "app_id": 1, "app_secret": secret }), 10003),
        (json!([id, secret]), 10003),
        (json!(null), 10003),
    ] {
        let reply = ask(&emulator, &body).await;
        assert_eq!(reply.verdict(), (400, code), "{body}");
        assert_eq!(reply.json().get("tenant_access_token"), None);
    }
}

#[tokio::test]
async fn a_request_that_is_not_json_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    for (header, body) in
        [(JSON, "app_id=cli_emulator"), (JSON, ""), ("Content-Type: text/plain", "{}")]
    {
        let reply = send(emulator.base_url(), "POST", TOKEN_PATH, &[header], body.as_bytes()).await;
        assert_eq!(reply.verdict(), (400, 10003), "{header}: {body}");
    }
}
