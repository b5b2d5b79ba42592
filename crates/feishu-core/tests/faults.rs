//! What a call does when something goes wrong: how often it is sent, how long it waits, and what it
//! ends with. One test each, on a clock that only moves when everyone waits.

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
    CallOptions, Client, DocumentedError, Effect, Error, ErrorKind, FilePart, IdempotencyKey,
    Method, Operation, Outcome, Response, RetryPolicy, Upload,
};
use serde_json::{Value, json};
use support::Reply::{BytesThenClose, BytesThenSilence, CutAfter, CutBefore, CutDuring, Silence};
use support::{Reply, Server, ok, reply};
use tokio::time::Instant;

/// The documented errors: a temporary one, a permanent one, and a rate limit.
const ERRORS: &[DocumentedError] = &[
    DocumentedError::new(1_002_001, "system_error").http_status(500).retry(),
    DocumentedError::new(1_002_002, "invalid_parameter").http_status(400),
    DocumentedError::new(1_002_999, "too_busy").http_status(429).retry(),
];

// Tokens have a table of their own.
const BASE: Operation = Operation::new("x.v1.thing.get", Method::Get, "/open-apis/x/v1/things")
    .tokens(&[])
    .errors(ERRORS);
const PUTS: Operation = Operation::new("x.v1.thing.put", Method::Put, "/open-apis/x/v1/things")
    .tokens(&[])
    .errors(ERRORS)
    .effect(Effect::Replace);
const POSTS: Operation = Operation::new("x.v1.thing.post", Method::Post, "/open-apis/x/v1/things")
    .tokens(&[])
    .errors(ERRORS)
    .idempotency(IdempotencyKey::new("external_id", Duration::from_secs(86_400)));
static READ: Operation = BASE;
static REPLACE: Operation = PUTS;
static DELETE: Operation = BASE.effect(Effect::Delete);
static UPDATE: Operation = BASE.effect(Effect::Update);
static CREATE: Operation = POSTS;

/// What is called: an operation, and whether a create says its key.
#[derive(Clone, Copy)]
enum Call {
    Read,
    Replace,
    Delete,
    Update,
    Create,
    KeyedCreate,
}
use Call::{Create, Delete, KeyedCreate, Read, Replace, Update};

impl Call {
    async fn send(self, client: &Client, options: &CallOptions) -> Result<Response<Value>, Error> {
        let (operation, body) = match self {
            Read => return client.call(&READ, options).send().await,
            Delete => return client.call(&DELETE, options).send().await,
            Replace => (&REPLACE, json!({ "name": "x" })),
            Update => (&UPDATE, json!({ "name": "x" })),
            Create => (&CREATE, json!({ "name": "x", "external_id": "" })),
            KeyedCreate => (&CREATE, json!({ "name": "x", "external_id": "k-1" })),
        };
        client.call(operation, options).json(&body).send().await
    }
}

/// How it ends.
enum End {
    Fine,
    Fails(ErrorKind, Outcome),
}
use End::{Fails, Fine};

/// Calls a server with these responses; `attempts` requests arrive, and the call takes `waits`
/// milliseconds.
async fn case(
    call: Call,
    replies: Vec<Reply>,
    attempts: u32,
    waits: std::ops::RangeInclusive<u64>,
    end: End,
) -> Option<Error> {
    // These close the connection before there is a request to see.
    let cut_early = replies.iter().filter(|r| matches!(r, CutBefore | CutDuring)).count();
    let server = Server::start(replies).await;
    let client = Client::builder("cli_faults", "hunter2").base_url(&server.url);
    let client = client.timeout(Duration::from_secs(30)).build().unwrap();
    let start = Instant::now();
    let outcome = call.send(&client, &CallOptions::new()).await;
    let took = u64::try_from(start.elapsed().as_millis()).unwrap();
    assert!(waits.contains(&took), "waited {took} ms instead of {waits:?}: {outcome:?}");
    match (outcome, end) {
        (Ok(response), Fine) => {
            assert_eq!(response.attempts(), attempts);
            assert_eq!(server.seen().len() + cut_early, attempts as usize, "{:?}", server.lines());
            None
        }
        (Err(error), Fails(kind, outcome)) => {
            assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{error:?}");
            assert_eq!(error.attempts(), attempts, "{error:?}");
            assert_eq!(error.first().is_some(), attempts > 1, "the first failure is kept");
            assert!(!format!("{error} {error:?}").contains("hunter2"));
            Some(error)
        }
        (outcome, _) => panic!("ended with {outcome:?}"),
    }
}

const SUCCESS: &str = r#"{"code":0,"msg":"ok","data":{"id":"1"}}"#;

fn fine() -> Reply {
    ok(SUCCESS)
}

fn status(status: u16) -> Reply {
    reply(status, "", "<html>no</html>")
}

fn limited(headers: &str) -> Reply {
    reply(429, headers, r#"{"code":99991400,"msg":"request trigger frequency limit"}"#)
}

fn coded(status: u16, code: i64) -> Reply {
    reply(status, "", &format!(r#"{{"code":{code},"msg":"no"}}"#))
}

/// Two failures before the third attempt: up to 250 and 500 ms, and at least half of each.
const TWO: std::ops::RangeInclusive<u64> = 375..=750;
/// Three, before the fourth: up to a second more.
const THREE: std::ops::RangeInclusive<u64> = 875..=1750;
/// One.
const ONE: std::ops::RangeInclusive<u64> = 125..=250;

macro_rules! table {
    ($($name:ident: $call:expr, [$($reply:expr),* $(,)?] => $attempts:expr, $waits:expr, $end:expr;)+) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            case($call, vec![$($reply),*], $attempts, $waits, $end).await;
        }
    )+};
}

table! {
    // A gateway that is down for a moment.
    a_read_survives_two_503: Read, [status(503), status(503), fine()] => 3, TWO, Fine;
    a_replace_survives_two_503: Replace, [status(503), status(503), fine()] => 3, TWO, Fine;
    a_delete_survives_two_503: Delete, [status(503), status(503), fine()] => 3, TWO, Fine;
    a_keyed_create_survives_two_503: KeyedCreate, [status(503), status(503), fine()] => 3, TWO, Fine;
    a_create_without_a_key_is_not_repeated: Create, [status(503)] => 1, 0..=0, Fails(ErrorKind::Status, Outcome::Unknown);
    an_update_is_not_repeated: Update, [status(503)] => 1, 0..=0, Fails(ErrorKind::Status, Outcome::Unknown);
    html_instead_of_an_answer: Read, [status(502), fine()] => 2, ONE, Fine;
    a_gateway_that_stays_down: Read, [status(502), status(502), status(502), status(502)] => 4, THREE, Fails(ErrorKind::Status, Outcome::Unknown);
    a_status_that_will_not_pass: Read, [status(501)] => 1, 0..=0, Fails(ErrorKind::Status, Outcome::Unknown);
    a_page_that_is_not_there: Replace, [status(404)] => 1, 0..=0, Fails(ErrorKind::Status, Outcome::Refused);
    // What the page calls passing.
    a_documented_error_that_passes: Replace, [coded(500, 1_002_001), fine()] => 2, ONE, Fine;
    a_documented_error_that_passes_but_not_for_a_create: Create, [coded(500, 1_002_001)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Unknown);
    a_documented_error_that_passes_at_400: Replace, [coded(400, 1_002_001), fine()] => 2, ONE, Fine;
    a_documented_error_that_passes_at_200: Replace, [coded(200, 1_002_001), fine()] => 2, ONE, Fine;
    a_documented_failure_of_the_server_at_200: Create, [coded(200, 1_002_001)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Unknown);
    a_documented_error_that_stays_at_500: Replace, [coded(500, 1_002_002)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Unknown);
    a_documented_error_that_stays_at_429: Create, [coded(429, 1_002_002)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Refused);
    an_undocumented_error_at_500: Replace, [coded(500, 7), fine()] => 2, ONE, Fine;
    a_refusal: Replace, [coded(400, 1_002_002)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Refused);

    // Connections that break.
    a_replace_cut_before: Replace, [CutBefore, fine()] => 2, ONE, Fine;
    a_replace_cut_during: Replace, [CutDuring, fine()] => 2, ONE, Fine;
    a_replace_cut_after: Replace, [CutAfter, fine()] => 2, ONE, Fine;
    a_delete_cut_before: Delete, [CutBefore, fine()] => 2, ONE, Fine;
    a_delete_cut_during: Delete, [CutDuring, fine()] => 2, ONE, Fine;
    a_delete_cut_after: Delete, [CutAfter, fine()] => 2, ONE, Fine;
    a_keyed_create_cut_before: KeyedCreate, [CutBefore, fine()] => 2, ONE, Fine;
    a_keyed_create_cut_during: KeyedCreate, [CutDuring, fine()] => 2, ONE, Fine;
    a_keyed_create_cut_after: KeyedCreate, [CutAfter, fine()] => 2, ONE, Fine;
    a_create_cut_before: Create, [CutBefore] => 1, 0..=0, Fails(ErrorKind::Transport, Outcome::Unknown);
    a_create_cut_during: Create, [CutDuring] => 1, 0..=0, Fails(ErrorKind::Transport, Outcome::Unknown);
    a_create_cut_after: Create, [CutAfter] => 1, 0..=0, Fails(ErrorKind::Transport, Outcome::Unknown);
    an_update_cut_after: Update, [CutAfter] => 1, 0..=0, Fails(ErrorKind::Transport, Outcome::Unknown);
    a_read_cut_after_for_ever: Read, [CutAfter, CutAfter, CutAfter, CutAfter] => 4, THREE, Fails(ErrorKind::Transport, Outcome::Unknown);

    // The platform's own limit. Nothing was done, so a create may go again.
    limited_with_reset_0: Create, [limited("x-ogw-ratelimit-reset: 0\r\n"), fine()] => 2, ONE, Fine;
    limited_with_reset_1_5: Create, [limited("x-ogw-ratelimit-reset: 1.5\r\n"), fine()] => 2, 1500..=1550, Fine;
    limited_with_reset_negative: Create, [limited("x-ogw-ratelimit-reset: -3\r\n"), fine()] => 2, ONE, Fine;
    limited_with_reset_nan: Create, [limited("x-ogw-ratelimit-reset: NaN\r\n"), fine()] => 2, ONE, Fine;
    limited_with_reset_1e30: Create, [limited("x-ogw-ratelimit-reset: 1e30\r\n"), fine()] => 2, ONE, Fine;
    limited_without_reset: Create, [limited(""), fine()] => 2, ONE, Fine;
    limited_with_retry_after_in_seconds: Create, [limited("retry-after: 2\r\n"), fine()] => 2, 2000..=2050, Fine;
    limited_with_retry_after_as_a_date: Create, [limited("date: Wed, 21 Oct 2015 07:28:00 GMT\r\nretry-after: Wed, 21 Oct 2015 07:28:03 GMT\r\n"), fine()] => 2, 3000..=3050, Fine;
    limited_at_400: Create, [coded(400, 99_991_400), fine()] => 2, ONE, Fine;
    limited_at_200: Create, [coded(200, 99_991_400), fine()] => 2, ONE, Fine;
    limited_by_something_on_the_way: Create, [status(429), fine()] => 2, ONE, Fine;
    limited_by_a_code_of_the_messenger: Create, [coded(429, 230_020), fine()] => 2, ONE, Fine;
    limited_by_a_code_of_the_bot: Create, [reply(429, "retry-after: 3\r\n", r#"{"code":11232,"msg":"no"}"#), fine()] => 2, 3000..=3050, Fine;
    limited_by_an_unknown_code: Update, [reply(429, "x-ogw-ratelimit-reset: 2\r\n", r#"{"code":2200,"msg":"no"}"#), fine()] => 2, 2000..=2050, Fine;
    limited_as_documented: Create, [reply(429, "retry-after: 3\r\n", r#"{"code":1002999,"msg":"no"}"#), fine()] => 2, 3000..=3050, Fine;
    limited_as_documented_at_400: Create, [coded(400, 1_002_999), fine()] => 2, ONE, Fine;
    limited_as_documented_for_ever: Create, [coded(429, 1_002_999), coded(429, 1_002_999), coded(429, 1_002_999), coded(429, 1_002_999)] => 4, THREE, Fails(ErrorKind::Api, Outcome::Refused);
    limited_with_a_reset_that_is_always_0: Create, [limited("x-ogw-ratelimit-reset: 0\r\n"), limited("x-ogw-ratelimit-reset: 0\r\n"), limited("x-ogw-ratelimit-reset: 0\r\n"), limited("x-ogw-ratelimit-reset: 0\r\n")] => 4, THREE, Fails(ErrorKind::Api, Outcome::Refused);
    // A wait that the server requests counts for any response.
    a_503_that_says_how_long: Read, [reply(503, "retry-after: 3\r\n", "down"), fine()] => 2, 3000..=3050, Fine;
    a_503_that_says_at_once: Read, [reply(503, "retry-after: 0\r\n", "down"), fine()] => 2, ONE, Fine;
    a_502_that_says_how_long: Replace, [reply(502, "retry-after: 3\r\n", "down"), fine()] => 2, 3000..=3050, Fine;
    a_documented_error_that_says_how_long: Read, [reply(500, "retry-after: 3\r\n", r#"{"code":1002001,"msg":"no"}"#), fine()] => 2, 3000..=3050, Fine;
    a_503_for_longer_than_anyone_waits: Read, [reply(503, "retry-after: 80000\r\n", "down")] => 1, 0..=0, Fails(ErrorKind::Status, Outcome::Unknown);
    limited_for_longer_than_the_deadline: Replace, [limited("x-ogw-ratelimit-reset: 600\r\n")] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Refused);
    the_monthly_quota: Read, [coded(429, 99_991_403)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Refused);

    // Responses that do not arrive, or are incomplete.
    a_stall_before_headers: Replace, [Silence, fine()] => 2, 30_125..=30_250, Fine;
    a_stall_before_headers_of_a_create: Create, [Silence] => 1, 30_000..=30_000, Fails(ErrorKind::Timeout, Outcome::Unknown);
    a_stall_in_the_body: Read, [BytesThenSilence("HTTP/1.1 200 X\r\ncontent-length: 40\r\n\r\n{\"code\":0".into()), fine()] => 2, 30_125..=30_250, Fine;
    four_stalls_and_the_deadline: Read, [Silence, Silence, Silence, Silence] => 4, 120_000..=120_000, Fails(ErrorKind::Timeout, Outcome::Unknown);
    an_answer_cut_in_the_body: Read, [BytesThenClose("HTTP/1.1 200 X\r\ncontent-length: 40\r\n\r\n{\"code\":0".into()), fine()] => 2, ONE, Fine;
    truncated_json: Read, [ok(r#"{"code":0,"da"#), fine()] => 2, ONE, Fine;
    truncated_json_for_a_create: Create, [ok(r#"{"code":0,"da"#)] => 1, 0..=0, Fails(ErrorKind::Decode, Outcome::Unknown);
    an_empty_body: Replace, [ok(""), fine()] => 2, ONE, Fine;
    no_data: Read, [ok(r#"{"code":0,"msg":"ok"}"#)] => 1, 0..=0, Fine;
    code_as_a_string: Read, [ok(r#"{"code":"0","msg":"ok","data":{}}"#)] => 1, 0..=0, Fine;
    a_refusal_with_its_code_as_a_string: Read, [reply(400, "", r#"{"code":"1002002","msg":"no"}"#)] => 1, 0..=0, Fails(ErrorKind::Api, Outcome::Refused);
    an_answer_of_200_mb: Replace, [BytesThenSilence("HTTP/1.1 200 X\r\ncontent-length: 209715200\r\n\r\n{".into())] => 1, 0..=0, Fails(ErrorKind::Decode, Outcome::Unknown);
    a_redirect_to_another_host: Replace, [reply(307, "location: http://elsewhere.example/\r\n", "")] => 1, 0..=0, Fails(ErrorKind::Status, Outcome::Refused);
}

#[tokio::test(start_paused = true)]
async fn a_delete_that_is_repeated_into_not_found_may_have_been_done() {
    let replies = vec![CutAfter, coded(400, 1_002_002)];
    let end = Fails(ErrorKind::Api, Outcome::Unknown);
    let error = case(Delete, replies, 2, ONE, end).await.unwrap();
    assert_eq!(error.first().unwrap().kind(), ErrorKind::Transport);
    let text = error.to_string();
    assert!(text.contains("sent 2 times; first failure: the connection broke off"), "{text}");
    assert!(text.contains("the outcome is unknown"), "{text}");
}

/// A compressed bomb is small; the client does not ask for compression, and does not decompress.
#[tokio::test(start_paused = true)]
async fn a_gzip_bomb_stays_packed() {
    let bomb = "HTTP/1.1 200 X\r\ncontent-encoding: gzip\r\ncontent-length: 20\r\n\r\n\u{1f}bomb-bomb-bomb-bomb";
    let replies = (0..4).map(|_| Reply::Bytes(bomb.to_owned())).collect();
    let end = Fails(ErrorKind::Decode, Outcome::Unknown);
    let error = case(Read, replies, 4, THREE, end).await.unwrap();
    assert_eq!(error.body().unwrap().len(), 20);
}

#[tokio::test(start_paused = true)]
async fn an_endless_answer_is_given_up_at_the_limit() {
    let chunk = format!("{:x}\r\n{}\r\n", 1 << 16, "x".repeat(1 << 16));
    let endless =
        format!("HTTP/1.1 200 X\r\ntransfer-encoding: chunked\r\n\r\n{}", chunk.repeat(257));
    let end = Fails(ErrorKind::Decode, Outcome::Unknown);
    let error = case(Read, vec![BytesThenSilence(endless)], 1, 0..=0, end).await.unwrap();
    assert!(error.to_string().contains("larger than the 16777216 bytes"), "{error}");
}

/// Nothing was sent, so any call may go again: also one that cannot be repeated.
#[tokio::test]
async fn a_connection_that_cannot_be_made_is_tried_again_for_any_call() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let refusing = format!("http://{}", free.local_addr().unwrap());
    drop(free);
    let speaks_no_tls = Server::start([]).await.url.replace("http://", "https://");
    let unknown_name = "http://no-such-host.invalid".to_owned();
    for base_url in [refusing, speaks_no_tls, unknown_name] {
        let quick = RetryPolicy::new().attempts(3).first_wait(Duration::from_millis(1));
        let client = Client::builder("cli_faults", "hunter2").base_url(&base_url).retry(quick);
        // Where there is no network, a name is not refused but never resolved.
        let client = client.connect_timeout(Duration::from_millis(300));
        let client = client.allow_insecure_http().build().unwrap();
        let error = Create.send(&client, &CallOptions::new()).await.unwrap_err();
        assert_eq!(
            (error.kind(), error.attempts()),
            (ErrorKind::Connect, 3),
            "{base_url}: {error}"
        );
        assert_eq!(error.outcome(), Outcome::NotDone);
        assert!(!error.to_string().contains("unknown"), "{error}");
    }
}

/// A file that is cut half-way: one from memory can be had again, one from a reader cannot, and a
/// create without a key may have been done in any case.
#[tokio::test(start_paused = true)]
async fn an_upload_that_is_cut_half_way_is_repeated_only_if_it_can_be() {
    const PART: FilePart = FilePart::new("content");
    static PUT: Operation = PUTS.upload(PART);
    static POST: Operation = POSTS.upload(PART);
    let content = || "x".repeat(300_000);
    let from_reader = || Upload::reader("a.txt", std::io::Cursor::new(content())).length(300_000);
    for (operation, file, replies, attempts) in [
        (&PUT, Upload::bytes("a.txt", content()), vec![CutDuring, fine()], None),
        (&PUT, from_reader(), vec![CutDuring], Some(1)),
        (&POST, Upload::bytes("a.txt", content()), vec![CutDuring], Some(1)),
        // The platform did nothing, but there is nothing left to send.
        (&PUT, from_reader(), vec![limited("x-ogw-ratelimit-reset: 0\r\n")], Some(1)),
    ] {
        let server = Server::start(replies).await;
        let client = Client::builder("cli_faults", "hunter2").base_url(&server.url).build();
        let call = client.unwrap().call(operation, &CallOptions::new()).upload(file);
        match (call.send::<Value>().await, attempts) {
            (Ok(_), None) => assert_eq!(server.seen().len(), 1, "whole only once"),
            (Err(error), Some(attempts)) => assert_eq!(error.attempts(), attempts, "{error}"),
            (outcome, _) => panic!("{outcome:?}"),
        }
    }
}

/// The gateway refuses before an endpoint sees the call, whatever the status says.
#[tokio::test(start_paused = true)]
async fn what_the_gateway_refuses_was_not_done_at_any_status() {
    for status in [200, 400, 500, 503] {
        let end = Fails(ErrorKind::Api, Outcome::Refused);
        case(Create, vec![coded(status, 99_991_403)], 1, 0..=0, end).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_says_how_large_the_limit_is() {
    let headers = "x-ogw-ratelimit-limit: 5\r\nx-ogw-ratelimit-reset: 900\r\n";
    let end = Fails(ErrorKind::Api, Outcome::Refused);
    let error = case(Create, vec![limited(headers)], 1, 0..=0, end).await.unwrap();
    assert_eq!(error.rate_limit(), Some(5));
    assert!(error.to_string().contains("the limit is 5 calls; retry in 900 s"), "{error}");
}

/// Nobody sleeps for a day because a server says so, not even a call that has the time.
#[tokio::test(start_paused = true)]
async fn no_wait_is_longer_than_an_hour() {
    for (asked, attempts, waited) in [("3600", 2, 3600), ("3601", 1, 0)] {
        let limited = limited(&format!("x-ogw-ratelimit-reset: {asked}\r\n"));
        let server = Server::start([limited, coded(400, 1_002_002)]).await;
        let client = Client::builder("cli_faults", "hunter2").base_url(&server.url);
        let options = CallOptions::new().deadline(Duration::from_secs(86_400));
        let start = Instant::now();
        let error = Create.send(&client.build().unwrap(), &options).await.unwrap_err();
        assert_eq!((error.attempts(), start.elapsed().as_secs()), (attempts, waited), "{asked}");
    }
}

/// A call that may have been done and is then refused, even by a refusal that is itself retried,
/// may have been done.
#[tokio::test(start_paused = true)]
async fn one_unknown_outcome_stays_unknown_whatever_comes_after() {
    let stale = || coded(400, 99_991_663);
    for later in [
        vec![coded(400, 1_002_002)],
        vec![limited("x-ogw-ratelimit-reset: 900\r\n")],
        vec![limited(""), coded(400, 1_002_002)],
        vec![limited(""), limited(""), coded(400, 1_002_002)],
        vec![stale(), coded(400, 1_002_002)],
    ] {
        let server = Server::start([Silence].into_iter().chain(later.clone())).await;
        let client = Client::builder("cli_faults", "hunter2").base_url(&server.url);
        let client = client.timeout(Duration::from_secs(5)).build().unwrap();
        let error = Replace.send(&client, &CallOptions::new()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Unknown, "{later:?}: {error}");
        assert_eq!(error.first().unwrap().kind(), ErrorKind::Timeout);
    }
}

/// Others wait with the one that was refused, and not only calls with a documented limit.
#[tokio::test(start_paused = true)]
async fn a_limit_that_one_call_meets_is_kept_by_the_next() {
    let refusal = reply(429, "retry-after: 20\r\n", r#"{"code":2200,"msg":"no"}"#);
    let server = Server::start([refusal, fine()]).await;
    let client = Client::builder("cli_faults", "hunter2").base_url(&server.url);
    let client = client.retry(RetryPolicy::none()).build().unwrap();
    let start = Instant::now();
    Create.send(&client, &CallOptions::new()).await.unwrap_err();
    assert_eq!(start.elapsed().as_secs(), 0);
    Create.send(&client, &CallOptions::new()).await.unwrap();
    assert_eq!(start.elapsed().as_secs(), 20);
}

/// A response that cannot be decoded came from calls that were sent.
#[tokio::test(start_paused = true)]
async fn a_response_that_cannot_be_decoded_says_how_often_the_call_was_sent() {
    let server = Server::start([status(503), fine()]).await;
    let client = Client::builder("cli_faults", "hunter2").base_url(&server.url).build().unwrap();
    let error = client.call(&READ, &CallOptions::new()).send::<Vec<i32>>().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Decode, 2));
}
