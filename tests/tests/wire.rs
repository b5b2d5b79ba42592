//! What the client says on the wire, byte for byte, before a server that only listens.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_hire::{CallOptions, Client, ErrorKind, UpdateExternalOffer};
use feishu_tests::recorder::{Recorder, Request};

const ANSWER: &str = r#"{"code":0,"msg":"SUCCESS","data":{"external_offer":{"id":"1"}}}"#;

fn client(base_url: &str) -> Client {
    Client::builder("cli_wire", "wire-secret")
        .base_url(base_url)
        .user_agent("wire-test/1")
        .build()
        .expect("a client")
}

/// The page's sample.
fn sample() -> UpdateExternalOffer {
    UpdateExternalOffer::new("7395015673275697419")
        .biz_create_time("1721899352428")
        .owner("张三")
        .offer_status("已发送")
        .attachment_id_list(["7404675264888097068"])
}

async fn call(id: &str, offer: &UpdateExternalOffer) -> (Recorder, Request) {
    let server = Recorder::answering(ANSWER).await.expect("a server");
    client(&server.base_url()).external_offer().update(id, offer).await.expect("answered");
    let calls = server.calls();
    assert_eq!(calls.len(), 1);
    let request = calls[0].clone();
    (server, request)
}

#[tokio::test]
async fn the_request_is_the_one_of_the_page_byte_for_byte() {
    let (server, request) = call("6960663240925956660", &sample()).await;
    assert_eq!(request.line, "PUT /open-apis/hire/v1/external_offers/6960663240925956660 HTTP/1.1");
    assert_eq!(request.header("authorization"), Some("Bearer t-recorded"));
    assert_eq!(request.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(request.header("user-agent"), Some("wire-test/1"));
    assert_eq!(
        String::from_utf8(request.body.clone()).expect("text"),
        r#"{"external_application_id":"7395015673275697419","biz_create_time":"1721899352428","owner":"张三","offer_status":"已发送","attachment_id_list":["7404675264888097068"]}"#
    );
    let names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    for name in &names {
        let known =
            ["authorization", "content-type", "user-agent", "accept", "host", "content-length"];
        assert!(known.contains(name), "the header `{name}` was not asked for");
    }
    assert_eq!(request.header("content-length"), Some(request.body.len().to_string().as_str()));

    let token = &server.requests()[0];
    assert_eq!(token.line, "POST /open-apis/auth/v3/tenant_access_token/internal HTTP/1.1");
    assert_eq!(token.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(token.header("authorization"), None);
    assert_eq!(
        String::from_utf8_lossy(&token.body),
        r#"{"app_id":"cli_wire","app_secret":"wire-secret"}"#
    );
}

#[tokio::test]
async fn what_is_absent_is_not_sent_and_what_is_empty_is() {
    let (_, request) = call("1", &UpdateExternalOffer::new("2")).await;
    assert_eq!(String::from_utf8_lossy(&request.body), r#"{"external_application_id":"2"}"#);
    let (_, request) =
        call("1", &UpdateExternalOffer::new("2").owner("").attachment_id_list([] as [&str; 0]))
            .await;
    assert_eq!(
        String::from_utf8_lossy(&request.body),
        r#"{"external_application_id":"2","owner":"","attachment_id_list":[]}"#
    );
}

#[tokio::test]
async fn the_token_is_asked_for_once() {
    let server = Recorder::answering(ANSWER).await.expect("a server");
    let client = client(&server.base_url());
    for _ in 0..3 {
        client.external_offer().update("1", &sample()).await.expect("answered");
    }
    assert_eq!((server.requests().len(), server.calls().len()), (4, 3));
}

#[tokio::test]
async fn a_base_url_may_have_a_port_and_a_prefix() {
    let server = Recorder::answering(ANSWER).await.expect("a server");
    for prefix in ["/feishu", "/feishu/", "/a/b"] {
        let client = client(&format!("{}{prefix}", server.base_url()));
        client.external_offer().update("1", &sample()).await.expect("answered");
    }
    let lines: Vec<_> = server.calls().into_iter().map(|request| request.line).collect();
    assert_eq!(
        lines,
        [
            "PUT /feishu/open-apis/hire/v1/external_offers/1 HTTP/1.1",
            "PUT /feishu/open-apis/hire/v1/external_offers/1 HTTP/1.1",
            "PUT /a/b/open-apis/hire/v1/external_offers/1 HTTP/1.1",
        ]
    );
}

#[tokio::test]
async fn a_hostile_id_stays_one_segment_or_is_refused_before_anything_is_sent() {
    let cases = [
        ("a/b", Some("a%2Fb")),
        ("a\\b", Some("a%5Cb")),
        ("?", Some("%3F")),
        ("x?y=z", Some("x%3Fy%3Dz")),
        ("#", Some("%23")),
        ("%2e", Some("%252e")),
        ("%2e%2e", Some("%252e%252e")),
        ("%", Some("%25")),
        ("\0", Some("%00")),
        ("\r\nX-Evil: 1", Some("%0D%0AX-Evil%3A%201")),
        ("😀", Some("%F0%9F%98%80")),
        ("张三", Some("%E5%BC%A0%E4%B8%89")),
        (" ", Some("%20")),
        ("..;", Some("..%3B")),
        ("...", Some("...")),
        ("~-_.", Some("~-_.")),
        ("http://evil.example/", Some("http%3A%2F%2Fevil.example%2F")),
        (":external_offer_id", Some("%3Aexternal_offer_id")),
        ("..", None),
        (".", None),
        ("", None),
    ];
    for (id, segment) in cases {
        let server = Recorder::answering(ANSWER).await.expect("a server");
        let outcome = client(&server.base_url()).external_offer().update(id, &sample()).await;
        match segment {
            Some(segment) => {
                outcome.unwrap_or_else(|error| panic!("{id:?}: {error}"));
                assert_eq!(
                    server.calls()[0].line,
                    format!("PUT /open-apis/hire/v1/external_offers/{segment} HTTP/1.1")
                );
            }
            None => {
                let error = outcome.expect_err("no encoding keeps this a segment");
                assert_eq!(error.kind(), ErrorKind::PathParameter);
                assert!(error.to_string().contains("external_offer_id"), "{error}");
                assert_eq!(server.requests(), []);
            }
        }
    }
}

#[tokio::test]
async fn a_broken_rule_is_reported_before_anything_is_sent_and_the_check_can_be_turned_off() {
    let server = Recorder::answering(ANSWER).await.expect("a server");
    let broken = sample().biz_create_time("yesterday");

    let error = client(&server.base_url())
        .external_offer()
        .update("1", &broken)
        .await
        .expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Rules);
    assert_eq!(
        error.operation().map(|operation| &*operation.id),
        Some("hire.v1.external_offer.update")
    );
    let pointers: Vec<_> =
        error.violations().expect("violations").iter().map(|v| v.pointer.clone()).collect();
    assert_eq!(pointers, ["/biz_create_time"]);
    assert!(
        error.to_string().contains("validate(false)"),
        "the error says how to turn the check off: {error}"
    );
    assert_eq!(server.requests(), [], "not even a token was asked for");

    let for_this_call = CallOptions::new().validate(false);
    client(&server.base_url())
        .external_offer()
        .options(for_this_call)
        .update("1", &broken)
        .await
        .expect("sent");
    let for_the_client =
        Client::builder("cli_wire", "wire-secret").base_url(&server.base_url()).validate(false);
    for_the_client
        .build()
        .expect("a client")
        .external_offer()
        .update("1", &broken)
        .await
        .expect("sent");
    assert_eq!(server.calls().len(), 2);
    assert!(String::from_utf8_lossy(&server.calls()[0].body).contains("yesterday"));
}

#[tokio::test]
async fn an_answer_keeps_its_raw_body_status_and_log_id() {
    let body = r#"{"code":0,"msg":"SUCCESS","data":{"external_offer":{"id":1,"unheard_of":[1]}},"more":true}"#;
    let server = Recorder::answering(body).await.expect("a server");
    let answer =
        client(&server.base_url()).external_offer().update("1", &sample()).await.expect("answered");
    assert_eq!(
        answer.external_offer.id.as_ref().map(|id| id.as_str()),
        Some("1"),
        "an id may come as a number"
    );
    assert_eq!(
        (answer.status(), answer.log_id(), answer.body()),
        (200, Some("recorded"), body.as_bytes())
    );
}
