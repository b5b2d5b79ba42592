//! What goes over the wire, and what comes of what comes back.

// Clippy allows these in test functions, but does not see that helpers are part of a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::time::Duration;

use feishu_core::{
    Call, CallOptions, Client, Effect, Error, ErrorKind, FilePart, Method, Operation, Response,
    RetryPolicy, TokenKind, Upload,
};
use serde_json::{Value, json};
use support::{Reply, Server, TOKEN_PATH, ok, own_http_client, reply};
use tokio::net::TcpListener;

static UPDATE: Operation = Operation::new(
    "hire.v1.external_offer.update",
    Method::Put,
    "/open-apis/hire/v1/external_offers/:external_offer_id",
)
.summary("Replace an external offer")
.content_type("application/json; charset=utf-8")
.tokens(&[TokenKind::UserAccessToken, TokenKind::TenantAccessToken])
.effect(Effect::Replace)
.page("https://page.example/update", "2024-12-03");

static FOR_USERS: Operation = Operation::new("x.v1.mine.get", Method::Get, "/open-apis/x/v1/mine")
    .tokens(&[TokenKind::UserAccessToken])
    .effect(Effect::Replace);

static OPEN: Operation =
    Operation::new("x.v1.open.get", Method::Get, "/open-apis/x/v1/mine").tokens(&[]);

const SUCCESS: &str = r#"{"code":0,"msg":"SUCCESS","data":{"id":"1"}}"#;

fn client(base_url: &str) -> Client {
    let once = RetryPolicy::none();
    Client::builder("cli_a1b2c3", "hunter2").base_url(base_url).retry(once).build().unwrap()
}

async fn update(client: &Client) -> Result<Response<Value>, Error> {
    client
        .call(&UPDATE, &CallOptions::new())
        .path("external_offer_id", "6960663240925956660")
        .json(&json!({ "owner": "张三" }))
        .send()
        .await
}

/// The error of one call with this response.
async fn error_of(answer: Reply) -> Error {
    let server = Server::start([answer]).await;
    update(&client(&server.url)).await.unwrap_err()
}

#[tokio::test]
async fn a_call_fetches_a_token_and_sends_what_it_was_told() {
    let server = Server::start([reply(200, "x-tt-logid: log-1\r\n", SUCCESS)]).await;
    let client = Client::builder("cli_a1b2c3", "hunter2")
        .base_url(&format!("{}/feishu/", server.url))
        .user_agent("offers/1.0")
        .build()
        .unwrap();

    let response: Response<Value> = client
        .call(&UPDATE, &CallOptions::new())
        .path("external_offer_id", "a/../b%2e 张")
        .json(&json!({ "owner": "张三" }))
        .send()
        .await
        .unwrap();

    assert_eq!(*response, json!({ "id": "1" }));
    assert_eq!((response.status(), response.log_id()), (200, Some("log-1")));
    assert_eq!(response.body(), SUCCESS.as_bytes());

    let seen = server.seen();
    let [token, call] = seen.as_slice() else { panic!("{seen:?}") };
    assert_eq!(token.line, format!("POST /feishu{TOKEN_PATH} HTTP/1.1"));
    assert_eq!(token.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(token.header("authorization"), None);
    assert_eq!(token.header("user-agent"), Some("offers/1.0"));
    assert_eq!(token.body, r#"{"app_id":"cli_a1b2c3","app_secret":"hunter2"}"#);

    assert_eq!(
        call.line,
        "PUT /feishu/open-apis/hire/v1/external_offers/a%2F..%2Fb%252e%20%E5%BC%A0 HTTP/1.1"
    );
    assert_eq!(call.header("content-type"), Some("application/json; charset=utf-8"));
    assert_eq!(call.header("authorization"), Some("Bearer t-1"));
    assert_eq!(call.header("user-agent"), Some("offers/1.0"));
    assert_eq!(call.header("host"), server.url.strip_prefix("http://"));
    assert_eq!(call.body, r#"{"owner":"张三"}"#);
}

#[tokio::test]
async fn one_token_serves_the_calls_of_all_clones() {
    let server = Server::start([ok(SUCCESS), ok(SUCCESS), ok(SUCCESS)]).await;
    let client = client(&server.url);
    for _ in 0..3 {
        update(&client.clone()).await.unwrap();
    }
    let tokens: Vec<_> =
        server.seen().iter().map(|seen| seen.header("authorization").map(str::to_owned)).collect();
    let bearer = || Some("Bearer t-1".to_owned());
    assert_eq!(tokens, [None, bearer(), bearer(), bearer()]);
}

#[tokio::test]
async fn a_refused_token_is_replaced_and_the_call_repeated_with_another() {
    for status in [200, 400, 401] {
        let refusal = reply(status, "", r#"{"code":99991663,"msg":"Invalid access token"}"#);
        let server = Server::start([refusal, ok(SUCCESS)]).await;
        let client = client(&server.url);

        update(&client).await.unwrap();
        let seen = server.seen();
        assert_eq!(seen.len(), 4, "another token and another call");
        assert_eq!(seen[3].header("authorization"), Some("Bearer t-2"));
    }
}

#[tokio::test]
async fn another_error_leaves_the_token_alone() {
    let server = Server::start([reply(400, "", r#"{"code":1002002}"#), ok(SUCCESS)]).await;
    let client = client(&server.url);
    update(&client).await.unwrap_err();
    update(&client).await.unwrap();
    assert_eq!(server.seen()[2].header("authorization"), Some("Bearer t-1"));
}

#[tokio::test]
async fn a_path_that_cannot_be_sent_is_not_sent() {
    let server = Server::start([]).await;
    let client = client(&server.url);
    let call = || client.call(&UPDATE, &CallOptions::new());
    for (call, expected) in [
        (call(), "external_offer_id is missing"),
        (call().path("external_offer_id", ".."), "is \"..\", which a URL resolves to the parent"),
        (call().path("external_offer_id", ""), "is empty"),
        (call().path("offer_id", "1").path("external_offer_id", "1"), "no path parameter offer_id"),
    ] {
        let error = call.send::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::PathParameter);
        assert!(error.to_string().contains(expected), "{error}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn the_operation_says_whether_a_token_is_sent() {
    let server = Server::start([ok(SUCCESS)]).await;
    let client = client(&server.url);

    client.call(&OPEN, &CallOptions::new()).send::<Value>().await.unwrap();
    let seen = server.seen();
    assert_eq!(server.lines(), ["GET /open-apis/x/v1/mine"]);
    assert_eq!(seen[0].header("authorization"), None);
    assert_eq!(seen[0].header("content-type"), None);

    let error = client.call(&FOR_USERS, &CallOptions::new()).send::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Token);
    assert!(error.to_string().contains("takes user_access_token"), "{error}");
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_refusal_to_issue_a_token_ends_the_call() {
    let refusal =
        reply(400, "x-tt-logid: log-9\r\n", r#"{"code":10014,"msg":"app secret invalid"}"#);
    let server = Server::with_token_replies([refusal], []).await;
    let error = update(&client(&server.url)).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some(10_014)));
    assert_eq!((error.status(), error.log_id()), (Some(400), Some("log-9")));
    assert_eq!(error.operation(), Some(&UPDATE));
    assert!(!format!("{error} {error:?}").contains("hunter2"));
    assert_eq!(server.lines(), [format!("POST {TOKEN_PATH}")]);
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start([]).await;
    let location = format!("location: {}/\r\n", elsewhere.url);
    for status in [301, 302, 307, 308] {
        let error = error_of(reply(status, &location, "")).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(status)));
    }
    assert!(elsewhere.seen().is_empty());
}

#[tokio::test]
async fn an_answer_from_a_proxy_is_kept() {
    let error = error_of(reply(502, "retry-after: 2\r\n", "<html>Bad Gateway</html>")).await;
    assert_eq!((error.kind(), error.status()), (ErrorKind::Status, Some(502)));
    assert_eq!(error.body(), Some(&b"<html>Bad Gateway</html>"[..]));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(2)));
}

#[tokio::test]
async fn a_rate_limit_says_how_long_to_wait() {
    let headers = "x-ogw-ratelimit-limit: 100\r\nx-ogw-ratelimit-reset: 0.5\r\n";
    for status in [429, 400] {
        let error = error_of(reply(status, headers, r#"{"code":99991400,"msg":"limit"}"#)).await;
        assert_eq!(error.gateway().map(|gateway| gateway.name), Some("rate_limited"));
        assert_eq!(error.retry_after(), Some(Duration::from_millis(500)));
    }
}

#[tokio::test]
async fn an_answer_is_read_up_to_the_limit_and_no_further() {
    let body = |length: usize| format!("{SUCCESS}{}", " ".repeat(length - SUCCESS.len()));
    let chunked = |body: &str| {
        let length = body.len();
        Reply::Bytes(format!(
            "HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n{length:x}\r\n{body}\r\n0\r\n\r\n"
        ))
    };
    for (answer, fits) in [
        (ok(&body(100)), true),
        (ok(&body(101)), false),
        (chunked(&body(100)), true),
        (chunked(&body(101)), false),
    ] {
        let server = Server::start([answer.clone()]).await;
        let client = Client::builder("cli_a1b2c3", "hunter2")
            .base_url(&server.url)
            .max_response_bytes(100)
            .build()
            .unwrap();
        let found = update(&client).await;
        assert_eq!(found.is_ok(), fits, "{answer:?}");
        if let Err(error) = found {
            assert_eq!((error.kind(), error.status()), (ErrorKind::Decode, Some(200)));
            assert!(error.to_string().contains("the 100 bytes"), "{error}");
        }
    }
}

#[tokio::test]
async fn an_exchange_that_breaks_off_is_a_transport_error() {
    for half in ["HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"code\":0", "HTTP/1.1 2"] {
        let error = error_of(Reply::BytesThenClose(half.to_owned())).await;
        assert_eq!(error.kind(), ErrorKind::Transport, "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
        assert_eq!(error.operation(), Some(&UPDATE));
    }
}

#[tokio::test]
async fn no_answer_in_time_is_a_timeout() {
    let server = Server::start([ok(SUCCESS), Reply::Silence, Reply::Silence]).await;
    let soon = Duration::from_millis(200);
    let builder = Client::builder("cli_a1b2c3", "hunter2").base_url(&server.url);
    let builder = builder.retry(RetryPolicy::none());
    let (hasty, patient) = (builder.timeout(soon).build().unwrap(), client(&server.url));
    update(&patient).await.unwrap();

    let options = CallOptions::new().timeout(soon);
    let call = patient.call(&UPDATE, &options).path("external_offer_id", "1");
    for error in [call.send::<Value>().await.unwrap_err(), update(&hasty).await.unwrap_err()] {
        assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
        assert!(error.to_string().contains("no complete response in time from http://127.0.0.1"));
    }
}

#[tokio::test]
async fn nobody_listening_is_a_connection_error_that_happened_before_the_token() {
    let port = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap().port();
    let error = update(&client(&format!("http://127.0.0.1:{port}"))).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Connect, "{error:?}");
    let text = error.to_string();
    assert!(
        text.starts_with("hire.v1.external_offer.update: no tenant access token: no connection"),
        "{text}"
    );
}

#[tokio::test]
async fn a_client_of_your_own_is_the_one_that_sends() {
    let server = Server::start([ok(SUCCESS)]).await;
    let mut headers = reqwest::header::HeaderMap::new();
    headers.insert("x-own", reqwest::header::HeaderValue::from_static("yes"));
    let own = own_http_client().default_headers(headers).build().unwrap();
    let builder = Client::builder("cli_a1b2c3", "hunter2").base_url(&server.url);
    let client = builder.http_client(own).build().unwrap();
    update(&client).await.unwrap();
    assert_eq!(server.seen()[1].header("x-own"), Some("yes"));
    assert!(server.seen()[1].header("user-agent").unwrap().starts_with("feishu-core/"));
}

#[tokio::test]
async fn a_call_can_be_sent_from_another_task() {
    let server = Server::start([ok(SUCCESS)]).await;
    let client = client(&server.url);
    let sent = tokio::spawn(async move { update(&client).await.map(Response::into_inner) });
    assert_eq!(sent.await.unwrap().unwrap(), json!({ "id": "1" }));
}

#[tokio::test]
async fn a_preview_is_what_is_sent_and_sends_nothing() {
    let dated = reply(200, "date: Thu, 01 Jan 1970 00:01:00 GMT\r\n", SUCCESS);
    let server = Server::start([dated]).await;
    let client = client(&server.url);
    let call = || {
        let call = client.call(&UPDATE, &CallOptions::new());
        call.path("external_offer_id", "a/张")
            .query(&json!({ "a": "1 2" }))
            .json(&json!({ "b": 1 }))
    };

    let preview = call().preview().unwrap();
    assert!(server.seen().is_empty());
    let answer: Response<Value> = call().send().await.unwrap();
    assert_eq!(answer.date(), Some(std::time::UNIX_EPOCH + Duration::from_secs(60)));
    assert_eq!(answer.map(|data| data["id"].clone()).into_inner(), "1");

    let seen = server.seen();
    let sent = seen.last().unwrap();
    let target = preview.url.strip_prefix(client.host()).unwrap();
    assert_eq!(sent.line, format!("{} {target} HTTP/1.1", preview.method));
    assert_eq!(sent.header("content-type"), preview.content_type);
    assert_eq!(sent.body.as_bytes(), &preview.body.unwrap()[..]);
    assert!(call().path("other", "1").preview().is_err(), "what `send` refuses is refused");
}

/// Who sends a previewed request by other means goes by it.
#[tokio::test]
async fn a_preview_has_the_content_type_that_is_sent() {
    const CREATE: Operation =
        Operation::new("x.v1.thing.create", Method::Post, "/open-apis/x/v1/things").tokens(&[]);
    const PLAIN_JSON: Operation = CREATE.content_type("application/json");
    const FORM: Operation =
        CREATE.content_type("multipart/form-data").upload(FilePart::new("content"));
    let empty = |call: Call| call;
    let json = |call: Call| call.json(&json!({ "a": 1 }));
    let form = |call: Call| call.form(&json!({ "a": "1" })).upload(Upload::bytes("a.txt", "b"));
    type Make = fn(Call) -> Call;
    for (operation, make, expected) in [
        (CREATE, json as Make, Some("application/json; charset=utf-8")),
        (PLAIN_JSON, json, Some("application/json")),
        (FORM, form, Some("multipart/form-data")),
        (PLAIN_JSON, empty, None),
    ] {
        let server = Server::start([ok(SUCCESS)]).await;
        let client = client(&server.url);
        let call = || make(client.call(operation.clone(), &CallOptions::new()));
        assert_eq!(call().preview().unwrap().content_type, expected);
        call().send::<Value>().await.unwrap();
        // The boundary of a form is drawn when it is sent.
        let seen = server.seen();
        let sent = seen[0].header("content-type");
        let sent = sent.map(|sent| sent.split_once("; boundary=").map_or(sent, |(kind, _)| kind));
        assert_eq!(sent, expected);
    }
}

#[tokio::test]
async fn a_preview_of_a_file_says_that_it_is_a_form_though_the_operation_names_no_content_type() {
    const FORM: Operation =
        Operation::new("x.v1.file.create", Method::Post, "/open-apis/x/v1/files")
            .tokens(&[])
            .upload(FilePart::new("content"));
    let server = Server::start([ok(SUCCESS)]).await;
    let client = client(&server.url);
    let call = || client.call(FORM, &CallOptions::new()).upload(Upload::bytes("a.txt", "b"));
    call().send::<Value>().await.unwrap();
    assert!(server.seen()[0].header("content-type").unwrap().starts_with("multipart/form-data;"));
    assert_eq!(call().preview().unwrap().content_type, Some("multipart/form-data"));
}
