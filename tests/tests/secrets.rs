//! Secrets as fields: sent in clear, and printed by nothing.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_auth::{Client, CreateAppAccessToken, InternalAppAccessToken};
use feishu_core::{Secret, platform};
use feishu_tests::recorder::Recorder;
use kitchen::IssueKey;

#[tokio::test]
async fn a_flat_answer_is_read_and_no_secret_is_printed() {
    let body = r#"{"code":0,"msg":"ok","app_access_token":"t-hidden","expire":7200,"tenant_access_token":"t-hidden"}"#;
    let server = Recorder::start(move |_| (200, body.to_owned())).await.expect("a server");
    let client = Client::builder("cli_a", "unused").base_url(&server.base_url()).build();
    let request = InternalAppAccessToken::new("cli_a", "hush-hush");
    let issued = client.expect("a client").app_access_token().internal(&request).await;
    let issued = issued.expect("issued");
    assert_eq!(issued.app_access_token.expose(), "t-hidden");
    assert_eq!(issued.tenant_access_token.as_ref().map(Secret::expose), Some("t-hidden"));
    assert_eq!(issued.expire, 7200);
    let printed = format!("{issued:?} {request:?}");
    assert!(!printed.contains("hidden") && !printed.contains("hush"), "{printed}");

    let requests = server.requests();
    assert_eq!(requests.len(), 1, "no token is fetched for a call that takes none");
    assert_eq!(requests[0].header("authorization"), None);
    let sent = String::from_utf8_lossy(&requests[0].body).into_owned();
    assert_eq!(sent, r#"{"app_id":"cli_a","app_secret":"hush-hush"}"#);
}

#[test]
fn secrets_are_equal_when_their_texts_are() {
    let key = |pin: &str| IssueKey::new("c1", pin).puk("9");
    assert_eq!(key("1234"), key("1234"));
    assert_ne!(key("1234"), key("1235"));
    assert_ne!(key("1234"), key("123"));
    assert_eq!(
        serde_json::to_string(&key("1234")).expect("JSON"),
        r#"{"cook_id":"c1","pin":"1234","puk":"9"}"#
    );
}

#[test]
fn the_runtime_gets_its_tokens_where_the_specs_say() {
    use feishu_auth::operations::*;
    for (endpoint, operation) in [
        (&platform::TENANT_ACCESS_TOKEN, &TENANT_ACCESS_TOKEN_INTERNAL),
        (&platform::STORE_TENANT_ACCESS_TOKEN, &TENANT_ACCESS_TOKEN_CREATE),
        (&platform::APP_ACCESS_TOKEN, &APP_ACCESS_TOKEN_INTERNAL),
        (&platform::STORE_APP_ACCESS_TOKEN, &APP_ACCESS_TOKEN_CREATE),
    ] {
        assert_eq!(
            (endpoint.method, endpoint.path, endpoint.page),
            (operation.method, &*operation.path, operation.page)
        );
        assert!(operation.flat && operation.tokens.is_empty());
    }
    let _ = CreateAppAccessToken::new("cli_a", "s", "ticket");
}
