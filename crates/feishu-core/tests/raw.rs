//! Calls of endpoints that have no spec: built as the caller says, and otherwise calls like any
//! other.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::time::Duration;

use feishu_core::bulk::Resend;
use feishu_core::{
    CallOptions, Client, DocumentedError, Effect, ErrorKind, Method, Outcome, RawCall, TokenKind,
    Upload,
};
use serde::Deserialize;
use serde_json::json;
use support::Reply::CutAfter;
use support::{Reply, Server, ok, reply};
use tokio::time::Instant;

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{"id":"1"},"beside":2}"#)
}

async fn server_and_client(replies: impl IntoIterator<Item = Reply>) -> (Server, Client) {
    let server = Server::start(replies).await;
    let client = Client::builder("cli_raw", "hunter2").base_url(&server.url).build().unwrap();
    (server, client)
}

/// The requests but those for tokens.
fn requests(server: &Server) -> Vec<String> {
    server.lines().into_iter().filter(|line| !line.contains("/auth/")).collect()
}

#[tokio::test(start_paused = true)]
async fn a_get_encodes_its_path_and_its_query() {
    let (server, client) = server_and_client([fine()]).await;
    let id = String::from("a/b 张");
    let response = client
        .raw(Method::Get, "/open-apis/contact/v3/users/:user_id/x")
        .path("user_id", &id)
        .query("page_size", 50)
        .query("ids", "a&b")
        .query("ids", "c")
        .await
        .unwrap();
    assert_eq!(*response, json!({ "id": "1" }));
    assert_eq!(
        requests(&server),
        ["GET /open-apis/contact/v3/users/a%2Fb%20%E5%BC%A0/x?page_size=50&ids=a%26b&ids=c"]
    );
    let seen = server.seen();
    assert_eq!(seen[1].header("authorization"), Some("Bearer t-1"));
    assert_eq!(seen[1].header("content-type"), None);
}

#[tokio::test(start_paused = true)]
async fn a_post_sends_any_serializable_body_and_decodes_into_any_type() {
    #[derive(Deserialize)]
    struct Created {
        id: String,
    }
    let (server, client) = server_and_client([fine(), fine()]).await;
    let path = format!("/open-apis/{}/v1/things", "x");
    let call = client.raw(Method::Post, path).json(&[("a", 1)]);
    let created = call.send::<Created>().await.unwrap();
    assert_eq!(created.id, "1");
    assert_eq!(server.seen()[1].body, r#"[["a",1]]"#);
    let whole = client.raw(Method::Post, "/open-apis/x").flat().await.unwrap();
    assert_eq!(whole["beside"], 2);
}

#[tokio::test(start_paused = true)]
async fn a_form_has_text_parts_and_a_file() {
    let (server, client) = server_and_client([fine()]).await;
    let file = Upload::bytes("a.txt", "content");
    let call = client.raw(Method::Post, "/open-apis/im/v1/files").text("file_type", "stream");
    call.text("duration", 3).upload(String::from("file"), file).await.unwrap();
    let seen = &server.seen()[1];
    assert!(seen.header("content-type").unwrap().starts_with("multipart/form-data; boundary="));
    for part in
        [r#"name="file_type""#, "stream", r#"name="duration""#, r#"name="file"; filename="a.txt""#]
    {
        assert!(seen.body.contains(part), "{part}: {}", seen.body);
    }
}

#[tokio::test(start_paused = true)]
async fn the_token_is_what_the_caller_says() {
    let (server, client) = server_and_client([fine(), fine()]).await;
    client.raw(Method::Get, "/open-apis/x").without_token().await.unwrap();
    let user = CallOptions::new().user_access_token("u-1");
    client.raw(Method::Get, "/open-apis/x").options(user).await.unwrap();
    let tokens: Vec<_> =
        server.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    assert_eq!(tokens, [None, Some("Bearer u-1".to_owned())]);
    let only_users = client.raw(Method::Get, "/open-apis/x").tokens([TokenKind::UserAccessToken]);
    assert_eq!(only_users.await.unwrap_err().kind(), ErrorKind::Token);
}

/// A refused token, a rate limit and an outage are met as by any other call.
#[tokio::test(start_paused = true)]
async fn the_policies_are_those_of_every_call() {
    let stale = reply(400, "", r#"{"code":99991663,"msg":"no"}"#);
    let limited = reply(429, "retry-after: 2\r\n", r#"{"code":2200,"msg":"no"}"#);
    let (server, client) = server_and_client([stale, limited, fine()]).await;
    let start = Instant::now();
    let response = client.raw(Method::Post, "/open-apis/x").json(&json!({})).await.unwrap();
    assert_eq!((response.attempts(), start.elapsed().as_secs()), (3, 2));
    assert_eq!(server.seen().last().unwrap().header("authorization"), Some("Bearer t-2"));
}

#[tokio::test(start_paused = true)]
async fn a_call_is_sent_again_as_its_effect_or_its_key_allows() {
    type Make = fn(&Client) -> RawCall;
    fn create(client: &Client) -> RawCall {
        client.raw(Method::Post, "/open-apis/x").json(&json!({ "name": "n" }))
    }
    for (attempts, call) in [
        (1, create as Make),
        (2, |client| create(client).effect(Effect::Replace)),
        (1, |client| create(client).idempotency_key("uuid")),
        (2, |client| create(client).idempotency_key("uuid").query("uuid", "k-1")),
        (2, |client| {
            client.raw(Method::Post, "/x").json(&json!({ "uuid": "k" })).idempotency_key("uuid")
        }),
        (2, |client| client.raw(Method::Get, "/x")),
        (2, |client| client.raw(Method::Delete, "/x")),
        (1, |client| client.raw(Method::Put, "/x")),
        (1, |client| client.raw(Method::Patch, "/x")),
    ] {
        let (server, client) = server_and_client([CutAfter, fine()]).await;
        let outcome = call(&client).await;
        assert_eq!(requests(&server).len(), attempts, "{outcome:?}");
        assert_eq!(outcome.is_ok(), attempts == 2);
        if let Err(error) = outcome {
            assert_eq!(error.outcome(), Outcome::Unknown);
        }
    }
}

/// A bulk run of raw calls goes by the operation that they name.
#[tokio::test(start_paused = true)]
async fn the_key_of_a_raw_call_is_trusted_for_a_day() {
    let (_server, client) = server_and_client([CutAfter]).await;
    let call = client.raw(Method::Post, "/open-apis/x").idempotency_key("uuid");
    let error = call.await.unwrap_err();
    let a_day = Duration::from_secs(86_400);
    assert_eq!(Resend::keyed(error.operation().unwrap()), Resend::Within(a_day));
}

#[tokio::test(start_paused = true)]
async fn calls_of_one_path_are_paced_together() {
    let (_server, client) = server_and_client([fine(), fine(), fine()]).await;
    let start = Instant::now();
    for (path, id, seconds) in [("/a/:id", "1", 0), ("/b/:id", "1", 0), ("/a/:id", "2", 10)] {
        let call = client.raw(Method::Get, path).path("id", id);
        call.rate_limit(1, Duration::from_secs(10)).await.unwrap();
        assert_eq!(start.elapsed().as_secs(), seconds, "{path} {id}");
    }
}

/// A burst of calls may be within one limit and beyond the other.
#[tokio::test(start_paused = true)]
async fn every_rate_limit_that_is_set_holds_in_whatever_order() {
    let second = (2, Duration::from_secs(1));
    let ten_seconds = (3, Duration::from_secs(10));
    for (limits, expected) in [
        (&[second][..], [0, 0, 1, 1]),
        (&[ten_seconds], [0, 0, 0, 10]),
        (&[second, ten_seconds], [0, 0, 1, 10]),
        (&[ten_seconds, second], [0, 0, 1, 10]),
    ] {
        let (_server, client) = server_and_client([fine(), fine(), fine(), fine()]).await;
        let start = Instant::now();
        let mut seconds = Vec::new();
        for _ in expected {
            let mut call = client.raw(Method::Get, "/open-apis/x");
            for (calls, per) in limits {
                call = call.rate_limit(*calls, *per);
            }
            call.await.unwrap();
            seconds.push(start.elapsed().as_secs());
        }
        assert_eq!(seconds, expected, "{limits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn errors_name_the_call_and_what_is_documented() {
    let refused = || reply(400, "", r#"{"code":7,"msg":"no"}"#);
    let (_server, client) = server_and_client([refused(), refused()]).await;
    let error = client.raw(Method::Get, "/open-apis/x/:id").path("id", "1").await.unwrap_err();
    assert!(error.to_string().starts_with("GET /open-apis/x/:id: the platform refused"), "{error}");
    let named = client.raw(Method::Get, "/open-apis/x").id("x.v1.x.get");
    const GONE: &[DocumentedError] = &[DocumentedError::new(7, "gone")];
    let error = named.errors(GONE).await.unwrap_err();
    assert_eq!(error.operation().map(|operation| &*operation.id), Some("x.v1.x.get"));
    assert_eq!(error.documented().map(|documented| documented.name), Some("gone"));
}

#[tokio::test(start_paused = true)]
async fn everything_that_is_wrong_is_said_before_anything_is_sent() {
    let (server, client) = server_and_client([]).await;
    for (path, word) in [
        ("https://evil.example/open-apis/x", "this client's host only"),
        ("open-apis/x", "begin with a slash"),
        ("/open-apis/x?page_size=1", "RawCall::query"),
        ("/open-apis/x#y", "RawCall::query"),
        ("/open-apis/:id", "the path parameter id is missing"),
        ("/open-apis/../x", "that a URL parser would change"),
        ("/open-apis/a b", "that a URL parser would change"),
    ] {
        let error = client.raw(Method::Get, path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PathParameter, "{path}");
        assert!(error.to_string().contains(word), "{path}: {error}");
    }
    let both = client.raw(Method::Post, "/x").json(&1).upload("f", Upload::bytes("a", "b"));
    let error = both.path("id", "1").await.unwrap_err().to_string();
    assert!(error.contains("a JSON body and parts of a form"), "{error}");
    assert!(error.contains("/x has no path parameter id"), "{error}");
    let text = client.raw(Method::Post, "/x").text("a", "b").await.unwrap_err().to_string();
    assert!(text.contains("RawCall::upload"), "{text}");
    // Without its body, the call would be another one.
    let keys_of_no_string = std::collections::BTreeMap::from([((1, 2), 3)]);
    let error = client.raw(Method::Put, "/x").json(&keys_of_no_string).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Encode);
    assert!(error.to_string().contains("cannot be encoded: key must be a string"), "{error}");
    assert!(server.seen().is_empty());
}

#[test]
fn a_preview_sends_nothing() {
    let client = Client::builder("cli_raw", "hunter2").base_url("http://127.0.0.1:1");
    let client = client.build().unwrap();
    let call = client.raw(Method::Put, "/open-apis/x/:id").path("id", "1").json(&json!({ "a": 1 }));
    let preview = call.preview().unwrap();
    assert_eq!(
        (preview.method, preview.url.as_str()),
        (Method::Put, "http://127.0.0.1:1/open-apis/x/1")
    );
    assert_eq!(preview.body.as_deref(), Some(br#"{"a":1}"#.as_slice()));
}

#[test]
fn a_preview_of_a_form_says_that_it_is_one_and_names_its_parts() {
    let client = Client::builder("cli_raw", "hunter2").build().unwrap();
    let call = client.raw(Method::Post, "/open-apis/im/v1/files").text("file_type", "stream");
    let preview = call.upload("file", Upload::bytes("a.txt", "content")).preview().unwrap();
    assert_eq!(preview.content_type, Some("multipart/form-data"));
    assert_eq!(preview.texts, [("file_type".to_owned(), "stream".to_owned())]);
    assert_eq!(preview.file, Some(("file".to_owned(), "a.txt".to_owned())));
    assert_eq!(preview.body, None);
}
