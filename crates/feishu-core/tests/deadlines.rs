//! What the time that a call has is for, on a clock that only moves when everyone waits.

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
    CallOptions, Client, ClientBuilder, ErrorKind, Method, Operation, Outcome, RateLimit,
    RetryPolicy, TokenKind,
};
use serde_json::Value;
use support::Reply::Silence;
use support::{Reply, Server, ok, reply};
use tokio::time::Instant;

const GET: Operation = Operation::new("x.v1.thing.get", Method::Get, "/open-apis/x/v1/things");
static WITH_TOKEN: Operation = GET.tokens(&[TokenKind::TenantAccessToken]);
const OPEN: Operation = GET.tokens(&[]);
static UNLIMITED: Operation = OPEN;
static EVERY_FIFTY_SECONDS: Operation = OPEN.rate_limits(&[RateLimit { calls: 1, per: secs(50) }]);
static EVERY_TWELVE_SECONDS: Operation = OPEN.rate_limits(&[RateLimit { calls: 1, per: secs(12) }]);

const fn secs(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{}}"#)
}

/// Without retries, for a server.
fn builder(server: &Server) -> ClientBuilder {
    Client::builder("cli_time", "hunter2").base_url(&server.url).retry(RetryPolicy::none())
}

/// Nor does it take the permit, which would be lost to the calls that have the time.
#[tokio::test(start_paused = true)]
async fn a_call_does_not_wait_for_a_permit_that_comes_after_its_deadline() {
    let refused = || reply(429, "retry-after: 50\r\n", r#"{"code":2200,"msg":"no"}"#);
    type Of<T> = fn(T) -> T;
    let deadlines: [(&str, Of<ClientBuilder>, Of<CallOptions>); 3] = [
        ("of the client", |client| client.deadline(secs(10)), |options| options),
        ("of the call", |client| client, |options| options.deadline(secs(10))),
        (
            "of the call, before the client's",
            |client| client.deadline(secs(3600)),
            |options| options.deadline(secs(49)),
        ),
    ];
    for (operation, first) in [(&EVERY_FIFTY_SECONDS, fine()), (&UNLIMITED, refused())] {
        for (whose, of_client, of_call) in deadlines {
            let server = Server::start([first.clone(), fine()]).await;
            let client = of_client(builder(&server)).build().unwrap();
            let options = of_call(CallOptions::new());
            let start = Instant::now();
            let _ = client.call(operation, &options).send::<Value>().await;
            let error = client.call(operation, &options).send::<Value>().await.unwrap_err();
            assert_eq!((error.kind(), error.attempts()), (ErrorKind::Deadline, 0), "{whose}");
            assert_eq!(error.outcome(), Outcome::NotDone, "{whose}");
            assert_eq!(start.elapsed().as_secs(), 0, "{whose}");
            let patient = CallOptions::new().deadline(secs(3600));
            client.call(operation, &patient).send::<Value>().await.unwrap();
            assert_eq!(start.elapsed().as_secs(), 50, "{whose}");
        }
    }
}

/// For an attempt, the time is what the others have left of it.
#[tokio::test(start_paused = true)]
async fn a_retry_does_not_wait_for_a_permit_that_comes_after_the_deadline_of_the_call() {
    let server = Server::start([Silence]).await;
    let client = builder(&server).retry(RetryPolicy::new()).build().unwrap();
    let options = CallOptions::new().timeout(secs(5)).deadline(secs(10));
    let start = Instant::now();
    let error = client.call(&EVERY_TWELVE_SECONDS, &options).send::<Value>().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Deadline, 1), "{error}");
    assert_eq!(error.first().unwrap().kind(), ErrorKind::Timeout);
    assert_eq!(error.outcome(), Outcome::Unknown, "the first attempt may have done it");
    assert_eq!(start.elapsed().as_secs(), 5);
}

#[tokio::test(start_paused = true)]
async fn the_shorter_of_timeout_and_deadline_ends_the_wait_for_a_token_and_that_for_a_response() {
    for (of_client, timeout, deadline, seconds) in [
        (Some(120), Some(1), None, 1),
        (None, Some(1), None, 1),
        (Some(120), Some(1), Some(5), 1),
        (Some(120), Some(5), Some(2), 2),
        (Some(120), None, Some(3), 3),
        (Some(4), None, None, 4),
        (Some(4), Some(6), None, 4),
        (Some(4), Some(60), Some(6), 6),
    ] {
        for (slow, token_replies, replies, outcome) in [
            ("token", vec![Silence], vec![], Outcome::NotDone),
            ("response", vec![], vec![Silence], Outcome::Unknown),
        ] {
            let case = format!("{slow}: client {of_client:?}, call {timeout:?} {deadline:?}");
            let server = Server::with_token_replies(token_replies, replies).await;
            let client = builder(&server).deadline(of_client.map(secs)).build().unwrap();
            let options = CallOptions::new();
            let options = timeout.into_iter().fold(options, |options, t| options.timeout(secs(t)));
            let options =
                deadline.into_iter().fold(options, |options, d| options.deadline(secs(d)));
            let start = Instant::now();
            let error = client.call(&WITH_TOKEN, &options).send::<Value>().await.unwrap_err();
            assert_eq!(start.elapsed().as_secs(), seconds, "{case}: {error}");
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, outcome), "{case}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn no_wait_begins_that_would_end_after_the_deadline() {
    let limited = || reply(429, "x-ogw-ratelimit-reset: 6\r\n", r#"{"code":99991400,"msg":"no"}"#);
    let server = Server::start([limited(), limited()]).await;
    let client = builder(&server).retry(RetryPolicy::new()).build().unwrap();
    let options = CallOptions::new().deadline(secs(10));
    let start = Instant::now();
    let error = client.call(&UNLIMITED, &options).send::<Value>().await.unwrap_err();
    let took = start.elapsed().as_millis();
    assert!((6000..=6050).contains(&took), "one wait of six seconds, and no second one: {took}");
    assert_eq!((error.attempts(), error.retry_after()), (2, Some(secs(6))));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_ends_with_the_deadline_even_if_it_would_have_had_longer() {
    let server = Server::start([Silence]).await;
    let client = builder(&server).retry(RetryPolicy::new()).build().unwrap();
    let options = CallOptions::new().deadline(secs(7));
    let start = Instant::now();
    let error = client.call(&UNLIMITED, &options).send::<Value>().await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 7);
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
}
