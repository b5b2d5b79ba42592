//! What must never be seen.

use feishu_emulator::{App, Emulator, TOKEN_OPERATION};
use serde_json::json;

use crate::client::{
    JSON, SAMPLE_OFFER, TOKEN_PATH, ask_for_token, authorization, offer_path, put_offer, send,
};

const SECRET: &str = "9f1c-the-secret-of-this-test";

#[tokio::test]
async fn no_error_no_log_and_no_debug_text_holds_a_secret_or_a_token() {
    let app = App::new("cli_a", SECRET);
    let emulator = Emulator::builder().samples().app(app.clone()).start().await.unwrap();
    let token_answer = ask_for_token(&emulator).await;
    assert!(!token_answer.text.contains(SECRET));
    let good = authorization(&emulator).await;
    let token = good.strip_prefix("Authorization: Bearer ").unwrap();

    let url = emulator.base_url();
    let mut seen = vec![format!("{emulator:?} {app:?}")];
    // Every near miss of the token endpoint, with the true secret in it.
    for (path, header, body) in [
        (TOKEN_PATH, JSON, json!({ "app_id": "cli_b", "app_secret": SECRET }).to_string()),
        (TOKEN_PATH, JSON, json!({ "app_id": 1, "app_secret": SECRET }).to_string()),
        (TOKEN_PATH, JSON, json!({ "app_id": "cli_a", "app_secret": [SECRET] }).to_string()),
        (TOKEN_PATH, JSON, format!("{{\"app_secret\": \"{SECRET}\"")),
        (TOKEN_PATH, "Content-Type: text/plain", format!("app_secret={SECRET}")),
        (
            "/open-apis/auth/v3/tenant_access_token",
            JSON,
            format!("{{\"app_secret\": \"{SECRET}\"}}"),
        ),
    ] {
        let reply = send(url, "POST", path, &[header], body.as_bytes()).await;
        assert_ne!(reply.code(), 0);
        seen.push(reply.text);
    }
    // Every answer to a call that shows its token.
    for header in [good.clone(), format!("{good}0"), format!("Authorization: Bearer x{token}")] {
        for body in ["{}", "not json"] {
            let headers = [header.as_str(), JSON];
            let path = offer_path(SAMPLE_OFFER);
            seen.push(send(url, "PUT", &path, &headers, body.as_bytes()).await.text);
        }
    }
    // Every fault that lets something be read.
    for fault in [
        json!({ "http": {} }),
        json!({ "truncated_json": {} }),
        json!({ "code": { "http": 500, "code": 1002001 } }),
        json!({ "rate_limit": { "reset": "1" } }),
        json!({ "invalidate_tokens": {} }),
    ] {
        for operation in ["hire.v1.external_offer.update", TOKEN_OPERATION] {
            let mut fault = fault.clone();
            fault["operation"] = operation.into();
            let body = fault.to_string();
            let reply = send(url, "POST", "/_emulator/faults", &[JSON], body.as_bytes()).await;
            assert_eq!(reply.status, 200, "{}", reply.text);
        }
        let body = json!({ "app_id": "cli_a", "app_secret": SECRET }).to_string();
        let reply = send(url, "POST", TOKEN_PATH, &[JSON], body.as_bytes()).await;
        // It may well hold the token, which goes to its owner.
        assert!(!reply.text.contains(SECRET), "{}", reply.text);
        let path = offer_path(SAMPLE_OFFER);
        seen.push(send(url, "PUT", &path, &[&good, JSON], b"{}").await.text);
    }
    for path in ["", "faults", "snapshot", "operations", "clock", "objects/token/1"] {
        seen.push(send(url, "GET", &format!("/_emulator/{path}"), &[], b"").await.text);
    }
    seen.push(emulator.snapshot().await.unwrap().to_json());
    seen.push(format!("{:?}", emulator.faults()));
    seen.push(put_offer(&emulator, "1", &json!({ "external_application_id": "1" })).await.text);
    for path in ["/", "/_emulator/about", "/_emulator/requests", "/_emulator/objects"] {
        seen.push(send(url, "GET", path, &[], b"").await.text);
    }
    for text in seen {
        assert!(!text.contains(SECRET), "{text}");
        assert!(!text.contains(token), "{text}");
    }
    for call in emulator.requests() {
        assert_eq!(call.header("authorization"), None);
        assert!(!String::from_utf8(call.body).unwrap().contains(SECRET));
    }
}
