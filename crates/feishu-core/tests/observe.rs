//! What can be seen of a call: spans and events by their names, figures by an observer, and never a
//! secret.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::{
    CallOptions, Client, Effect, Error, ErrorKind, Event, FilePart, Method, Observer, Operation,
    RateLimit, RetryPolicy, RetryReason, TokenKind, Upload, WaitReason,
};
use serde_json::{Value, json};
use support::Reply::{BytesThenClose, CutAfter, CutBefore, Silence};
use support::{Server, ok, reply};
use tokio::net::TcpListener;
use tracing_subscriber::fmt::format::FmtSpan;

const UPDATE: Operation =
    Operation::new("x.v1.thing.update", Method::Put, "/open-apis/x/v1/things/:thing_id")
        .tokens(&[TokenKind::TenantAccessToken])
        .effect(Effect::Replace);

/// Where a subscriber writes to.
#[derive(Clone, Default)]
struct Written(Arc<Mutex<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Written {
    /// Everything that is logged from here on, at the finest level, for as long as the guard lives.
    fn subscribe(&self) -> tracing::subscriber::DefaultGuard {
        let writer = self.clone();
        let subscriber = tracing_subscriber::fmt()
            .with_max_level(tracing::Level::TRACE)
            .with_span_events(FmtSpan::NEW | FmtSpan::CLOSE)
            .with_ansi(false)
            .with_writer(move || writer.clone())
            .finish();
        tracing::subscriber::set_default(subscriber)
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

/// A call that is refused for its rate, then for its token, and then succeeds, with everything on
/// that can be seen of it.
async fn call(written: &Written, observer: impl Observer + 'static) {
    let server = Server::start([
        reply(
            429,
            "x-tt-logid: log-1\r\nx-ogw-ratelimit-reset: 2\r\n",
            r#"{"code":99991400,"msg":"slow-down-words"}"#,
        ),
        reply(400, "x-tt-logid: log-2\r\n", r#"{"code":99991663,"msg":"stale"}"#),
        reply(
            200,
            "x-tt-logid: log-3\r\n",
            r#"{"code":0,"msg":"ok","data":{"answer":"body-of-answer"}}"#,
        ),
        reply(400, "x-tt-logid: log-4\r\n", r#"{"code":1002002,"msg":"no"}"#),
    ])
    .await;
    let _guard = written.subscribe();
    let client = Client::builder("cli_observed", "hunter2-secret")
        .base_url(&server.url)
        .observer(observer)
        .build()
        .unwrap();
    for expected in [true, false] {
        let call = client.call(UPDATE, &CallOptions::new()).path("thing_id", "private-id");
        let outcome = call.json(&json!({ "name": "body-of-request" })).send::<Value>().await;
        assert_eq!(outcome.is_ok(), expected, "{outcome:?}");
    }
    drop((client, ok("")));
}

#[derive(Debug, Default)]
struct Seen(Arc<Mutex<Vec<String>>>);

impl Observer for Seen {
    fn observe(&self, event: &Event<'_>) {
        let line = match event {
            Event::Wait { reason: WaitReason::Retry, wait, .. } => {
                format!("wait {}", wait.as_secs())
            }
            Event::Wait { reason, .. } => format!("{reason:?}"),
            Event::Attempt { number, status, code, log_id, .. } => {
                format!("attempt {number}: {status:?} {code:?} {log_id:?}")
            }
            Event::Retry { number, reason, .. } => format!("retry after {number}: {reason}"),
            Event::Finished { attempts, error, .. } => format!("finished {attempts}: {error:?}"),
            other => format!("{other:?}"),
        };
        self.0.lock().unwrap().push(line);
    }
}

#[tokio::test(start_paused = true)]
async fn an_observer_sees_every_attempt_wait_and_retry() {
    let seen = Seen::default();
    let lines = Arc::clone(&seen.0);
    call(&Written::default(), seen).await;
    assert_eq!(
        *lines.lock().unwrap(),
        [
            "attempt 1: Some(429) Some(99991400) Some(\"log-1\")",
            "retry after 1: rate_limited",
            "wait 2",
            "attempt 2: Some(400) Some(99991663) Some(\"log-2\")",
            "retry after 2: token_refused",
            "attempt 3: Some(200) Some(0) Some(\"log-3\")",
            "finished 3: None",
            "attempt 1: Some(400) Some(1002002) Some(\"log-4\")",
            "finished 1: Some(Api)",
        ]
    );
    assert_eq!(RetryReason::TokenRefused.as_str(), "token_refused");
}

#[tokio::test(start_paused = true)]
async fn a_span_says_what_happened_by_the_names_of_opentelemetry() {
    let written = Written::default();
    call(&written, Seen::default()).await;
    let text = written.text();
    let closed: Vec<_> = text
        .lines()
        .filter(|line| line.contains("feishu.call{") && line.contains(": close"))
        .collect();
    assert_eq!(closed.len(), 2, "{text}");
    for field in [
        "otel.kind=\"client\"",
        "otel.name=\"x.v1.thing.update\"",
        "feishu.operation=\"x.v1.thing.update\"",
        "http.request.method=\"PUT\"",
        "url.template=\"/open-apis/x/v1/things/:thing_id\"",
        "server.address=\"http://127.0.0.1:",
        "http.request.resend_count=2",
        "http.response.status_code=200",
        "feishu.code=0",
        "feishu.log_id=\"log-3\"",
    ] {
        assert!(closed[0].contains(field), "{field} is not in {}", closed[0]);
    }
    assert!(!closed[0].contains("error.type"), "{}", closed[0]);
    for field in ["error.type=Api", "feishu.code=1002002", "http.response.status_code=400"] {
        assert!(closed[1].contains(field), "{field} is not in {}", closed[1]);
    }
    assert!(!closed[1].contains("resend_count"), "sent once: {}", closed[1]);
    let retries: Vec<_> = text.lines().filter(|line| line.contains("will be retried")).collect();
    assert_eq!(retries.len(), 2, "{text}");
    // Two seconds as the server says, and a little that is random; and at once with another token.
    for (line, reason, waits) in
        [(retries[0], "rate_limited", 2000..=2050), (retries[1], "token_refused", 0..=0)]
    {
        assert!(line.contains(&format!("feishu.retry_reason=\"{reason}\"")), "{line}");
        assert!(waits.contains(&wait_of(line)), "{line}");
    }
    assert!(!text.contains("waits for the rate limit"), "{text}");
}

/// The milliseconds that a line says a call waits.
fn wait_of(line: &str) -> u64 {
    let (_, rest) = line.split_once("feishu.wait_ms=").unwrap();
    rest.split(|c: char| !c.is_ascii_digit()).next().unwrap().parse().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_wait_for_a_place_within_the_rate_limit_is_logged_as_one() {
    static LIMITS: [RateLimit; 1] = [RateLimit { calls: 1, per: Duration::from_secs(10) }];
    let limited = UPDATE.rate_limits(&LIMITS);
    let server = Server::start([ok(r#"{"code":0}"#), ok(r#"{"code":0}"#)]).await;
    let client =
        Client::builder("cli_observed", "hunter2-secret").base_url(&server.url).build().unwrap();
    let written = Written::default();
    let _guard = written.subscribe();
    for _ in 0..2 {
        let call = client.call(limited.clone(), &CallOptions::new()).path("thing_id", "1");
        call.json(&json!({})).send::<Value>().await.unwrap();
    }
    let text = written.text();
    let waits: Vec<_> =
        text.lines().filter(|line| line.contains("waits for the rate limit")).collect();
    assert_eq!(waits.len(), 1, "{text}");
    // Less what the first call took on a clock that moves only when everyone waits.
    assert!((10_000..=10_030).contains(&wait_of(waits[0])), "{}", waits[0]);
}

/// Of all crates below, at the finest level.
#[tokio::test(start_paused = true)]
async fn nothing_secret_is_written_at_any_level() {
    let written = Written::default();
    call(&written, Seen::default()).await;
    let text = written.text();
    assert!(text.contains("TRACE") && text.lines().count() > 20, "{text}");
    for secret in ["hunter2", "t-1", "t-2", "body-of-request", "body-of-answer", "Bearer"] {
        assert!(!text.contains(secret), "{secret} is in {text}");
    }
}

/// Everything that a log can show of an error: itself and what is underneath, for people and for
/// developers.
fn all_of(error: &Error) -> String {
    let mut text = String::new();
    let mut layer: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = layer {
        text += &format!("{error}\n{error:?}\n{error:#?}\n");
        layer = error.source();
    }
    text
}

/// A path and a query say whom a call is about, and the address of a download is a permission in
/// itself.
#[tokio::test(start_paused = true)]
async fn no_error_shows_the_address_that_was_called_at_any_depth() {
    const BY_USERS: Operation = UPDATE.tokens(&[TokenKind::UserAccessToken]);
    let half = "HTTP/1.1 200 X\r\ncontent-length: 100\r\n\r\n{\"code\":0";
    let nobody = TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    for (reply, kind) in [
        (None, ErrorKind::Connect),
        (Some(CutBefore), ErrorKind::Transport),
        (Some(CutAfter), ErrorKind::Transport),
        (Some(BytesThenClose(half.to_owned())), ErrorKind::Transport),
        (Some(Silence), ErrorKind::Timeout),
    ] {
        let server = Server::start(reply.clone().into_iter().chain(reply.clone())).await;
        let url = reply.as_ref().map_or(format!("http://{nobody}"), |_| server.url.clone());
        let client = Client::builder("cli_observed", "hunter2").base_url(&url);
        let client = client.retry(RetryPolicy::none()).build().unwrap();
        let user = CallOptions::new().user_access_token("u-1");
        let call = client.call(BY_USERS, &user).path("thing_id", "private-id");
        let call = call.query(&json!({ "name": "private-name" })).send::<Value>();
        let download = async {
            let address = format!("{url}/private-id?code=private-code");
            client.download(&address).await?.bytes().await
        };
        for error in [call.await.unwrap_err(), download.await.unwrap_err()] {
            assert_eq!(error.kind(), kind, "{error}");
            let text = all_of(&error);
            assert!(text.contains(&url) && !text.contains("private"), "{reply:?}: {text}");
        }
    }
    // A file that is not as it should be breaks the exchange off from this side.
    const FORM: Operation = BY_USERS.upload(FilePart::new("content"));
    let server = Server::start([ok("")]).await;
    let client = Client::builder("cli_observed", "hunter2").base_url(&server.url).build().unwrap();
    let options = CallOptions::new().user_access_token("u-1");
    let short = Upload::reader("a.txt", io::Cursor::new("content")).length(100_000);
    let call = client.call(FORM, &options).path("thing_id", "private-id").upload(short);
    let error = call.send::<Value>().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::File, "{error}");
    let text = all_of(&error);
    assert!(text.contains("ended after 7 bytes") && !text.contains("private"), "{text}");
}
