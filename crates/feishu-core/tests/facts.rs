//! Each fact of the operation table is obeyed: one fact is changed, alone, and the call behaves in
//! another way.
//!
//! The list of facts is taken from the `Debug` output of an operation, so that a new one fails here
//! until it has a case.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::bulk::Resend;
use feishu_core::wire::{Encode, WriteFields, Writer};
use feishu_core::{
    AppKind, CallOptions, Client, DocumentedError, Effect, Error, FilePart, FixedToken,
    IdempotencyKey, Method, Operation, Pointer, RateLimit, Rule, TokenKind, Upload, Validate,
    Violations,
};
use serde_json::Value;
use support::{Reply, Server, ok, reply};
use tokio::time::Instant;

const BASE: Operation = Operation::new("x.v1.thing.write", Method::Post, "/open-apis/x/v1/things")
    .summary("Write a thing")
    .effect(Effect::Create)
    .errors(&[FAILED])
    .page("https://page.example/write", "2024-12-03");

const FAILED: DocumentedError = DocumentedError::new(1_002_001, "system_error").http_status(400);

/// Everything about a call that a caller or the platform can see.
#[derive(Debug, PartialEq)]
struct Seen {
    requests: Vec<String>,
    seconds: u64,
    end: String,
}

/// A body with an idempotency key, which optionally violates a rule.
struct Body {
    uuid: &'static str,
    broken: bool,
}

impl Encode for Body {
    fn encode(&self, to: &mut Writer) {
        to.fields(self);
    }
}

impl WriteFields for Body {
    fn write_fields(&self, to: &mut Writer) {
        to.required("uuid", &self.uuid.to_owned());
    }
}

impl Validate for Body {
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
        if self.broken {
            violations.push(&at.field("uuid"), Rule::Items { min: None, max: Some(1), actual: 3 });
        }
    }
}

struct Given {
    replies: Vec<Reply>,
    broken: bool,
    file: bool,
    calls: usize,
}

impl Given {
    fn replies(replies: impl IntoIterator<Item = Reply>) -> Self {
        Self { replies: replies.into_iter().collect(), broken: false, file: false, calls: 1 }
    }
}

/// Calls an operation, and writes down what there is to see.
async fn seen(operation: &Operation, given: &Given) -> Seen {
    let server = Server::start(given.replies.clone()).await;
    let client = Client::builder("cli_facts", "hunter2").base_url(&server.url).build().unwrap();
    let (start, mut ends) = (Instant::now(), Vec::new());
    for _ in 0..given.calls {
        let call = client.call(operation.clone(), &CallOptions::new());
        let call = match given.file {
            true => call.upload(Upload::bytes("a.txt", "content")),
            false => call.json(&Body { uuid: "k-1", broken: given.broken }),
        };
        let end = call.send::<Value>().await;
        ends.push(end.map_or_else(|error| outcome(&error), |data| data.data().to_string()));
    }
    let requests = server.seen().into_iter().filter(|seen| !seen.line.contains("/auth/"));
    let requests = requests.map(|seen| {
        let boundary = seen.headers.iter().find_map(|header| header.split_once("boundary="));
        let text = format!("{} {:?} {}", seen.line, seen.header("content-type"), seen.body);
        let text = boundary.map_or(text.clone(), |(_, boundary)| text.replace(boundary, ""));
        format!("{text} {:?}", seen.header("authorization").map(|token| &token[..9]))
    });
    let requests = requests.collect();
    Seen { requests, seconds: start.elapsed().as_secs(), end: ends.join("\n") }
}

fn outcome(error: &Error) -> String {
    format!("{:?} {:?} {error}", error.kind(), error.outcome())
}

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{"id":"1"},"more":2}"#)
}

fn coded(status: u16, code: i64) -> Reply {
    reply(status, "", &format!(r#"{{"code":{code},"msg":"no"}}"#))
}

/// What a change of one fact is seen in.
async fn differs(fact: &str, from: Operation, to: Operation, given: Given) -> Seen {
    assert_eq!(changed(&from, &to), [fact], "the case changes one fact alone");
    let (before, after) = (seen(&from, &given).await, seen(&to, &given).await);
    assert_ne!(before, after, "nothing obeys {fact}");
    after
}

/// Names of the fields in which two operations differ, by their `Debug` output.
fn changed(from: &Operation, to: &Operation) -> Vec<String> {
    let (from, to) = (fields(from), fields(to));
    from.iter().zip(&to).filter(|(a, b)| a != b).map(|((name, _), _)| name.clone()).collect()
}

fn fields(operation: &Operation) -> Vec<(String, String)> {
    let text = format!("{operation:#?}");
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines().skip(1) {
        match line.strip_prefix("    ").filter(|rest| !rest.starts_with([' ', ']', ')', '}'])) {
            Some(rest) => {
                let (name, value) = rest.split_once(": ").unwrap();
                fields.push((name.to_owned(), value.to_owned()));
            }
            None => fields.last_mut().unwrap().1.push_str(line),
        }
    }
    fields
}

/// The facts that have a case below. A new field of `Operation` is missing here, and fails.
const CASES: [&str; 17] = [
    "apps",
    "content_type",
    "deprecated",
    "effect",
    "errors",
    "flat",
    "id",
    "idempotency",
    "method",
    "page",
    "page_updated",
    "path",
    "rate_limits",
    "scopes",
    "summary",
    "tokens",
    "upload",
];

#[test]
fn every_fact_of_the_operation_table_has_a_case() {
    let names: BTreeSet<_> = fields(&BASE).into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, CASES.map(str::to_owned).into());
}

#[tokio::test(start_paused = true)]
async fn the_route_is_what_is_called() {
    let mut elsewhere = BASE;
    elsewhere.path = "/open-apis/x/v2/things".to_owned().into();
    differs("path", BASE, elsewhere, Given::replies([fine()])).await;
    let mut put = BASE;
    put.method = Method::Put;
    differs("method", BASE, put, Given::replies([fine()])).await;
    let plain = BASE.content_type("application/json");
    differs("content_type", BASE, plain, Given::replies([fine()])).await;
}

#[tokio::test(start_paused = true)]
async fn the_kinds_of_token_decide_which_is_sent() {
    differs("tokens", BASE, BASE.tokens(&[]), Given::replies([fine()])).await;
    let app = BASE.tokens(&[TokenKind::AppAccessToken]);
    let server = Server::start([fine(), fine()]).await;
    let fixed = FixedToken::tenant("t-fixed");
    let client = Client::builder("cli_facts", "hunter2").base_url(&server.url);
    let client = client.token_provider(fixed).build().unwrap();
    client.call(BASE, &CallOptions::new()).send::<Value>().await.unwrap();
    let error = client.call(app, &CallOptions::new()).send::<Value>().await.unwrap_err();
    assert!(error.to_string().contains("takes app_access_token"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_custom_app_does_not_call_what_is_for_store_apps() {
    let store = BASE.apps(&[AppKind::Store]);
    let seen = differs("apps", BASE, store.clone(), Given::replies([fine()])).await;
    assert!(seen.requests.is_empty() && seen.end.contains("for store apps only"), "{seen:?}");
    let server = Server::start([fine(), fine(), fine()]).await;
    let client = Client::builder("cli_facts", "hunter2").base_url(&server.url).build().unwrap();
    client.call(store, &CallOptions::new().validate(false)).send::<Value>().await.unwrap();
    let both = BASE.apps(&[AppKind::Store, AppKind::Custom]);
    client.call(both, &CallOptions::new()).send::<Value>().await.unwrap();
    let without_token = BASE.apps(&[AppKind::Store]).tokens(&[]);
    client.call(without_token, &CallOptions::new()).send::<Value>().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_missing_scope_is_named_though_the_platform_does_not() {
    let scoped = BASE.scopes(&["x:thing"]);
    let seen = differs("scopes", BASE, scoped, Given::replies([coded(400, 99_991_672)])).await;
    assert!(seen.end.contains("the app needs one of the scopes x:thing"), "{seen:?}");
}

#[tokio::test(start_paused = true)]
async fn calls_are_paced_to_every_rate_limit_and_its_unit() {
    const fn limited(calls: u32, seconds: u64) -> RateLimit {
        RateLimit { calls, per: Duration::from_secs(seconds) }
    }
    let given = || Given { calls: 4, ..Given::replies([fine(), fine(), fine(), fine()]) };
    let slow = BASE.rate_limits(const { &[limited(1, 10)] });
    let seen = differs("rate_limits", BASE, slow.clone(), given()).await;
    assert_eq!(seen.seconds, 30);
    let other_unit = BASE.rate_limits(const { &[limited(1, 60)] });
    assert_eq!(differs("rate_limits", slow.clone(), other_unit, given()).await.seconds, 180);
    let more = BASE.rate_limits(const { &[limited(2, 10)] });
    assert_eq!(differs("rate_limits", slow.clone(), more, given()).await.seconds, 10);
    let both = BASE.rate_limits(const { &[limited(1, 10), limited(2, 100)] });
    assert_eq!(differs("rate_limits", slow, both, given()).await.seconds, 110);
}

/// Which calls wait for each other is a matter of their name.
#[tokio::test(start_paused = true)]
async fn calls_of_one_id_share_a_limit() {
    const LIMIT: &[RateLimit] = &[RateLimit { calls: 1, per: Duration::from_secs(10) }];
    let first = BASE.rate_limits(LIMIT);
    let mut second = first.clone();
    second.id = "x.v1.thing.other".into();
    assert_eq!(changed(&first, &second), ["id"]);
    let server = Server::start([fine(), fine(), fine()]).await;
    let client = Client::builder("cli_facts", "hunter2").base_url(&server.url).build().unwrap();
    let start = Instant::now();
    for (operation, seconds) in [(&first, 0), (&second, 0), (&first, 10)] {
        client.call(operation.clone(), &CallOptions::new()).send::<Value>().await.unwrap();
        assert_eq!(start.elapsed().as_secs(), seconds, "{}", operation.id);
    }
    differs("id", first, second, Given::replies([coded(400, 7)])).await;
}

#[tokio::test(start_paused = true)]
async fn the_effect_decides_whether_a_call_is_sent_again() {
    let down = || Given::replies([reply(503, "", "down"), fine()]);
    for (effect, requests) in [
        (Effect::Read, 2),
        (Effect::Replace, 2),
        (Effect::Delete, 2),
        (Effect::Update, 1),
        (Effect::Create, 1),
    ] {
        let seen = seen(&BASE.effect(effect), &down()).await;
        assert_eq!(seen.requests.len(), requests, "{effect:?}: {seen:?}");
    }
    differs("effect", BASE, BASE.effect(Effect::Replace), down()).await;
}

#[tokio::test(start_paused = true)]
async fn the_idempotency_key_decides_whether_a_create_is_sent_again() {
    let down = || Given::replies([reply(503, "", "down"), fine()]);
    let day = Duration::from_secs(86_400);
    let keyed = BASE.idempotency(IdempotencyKey::new("uuid", day));
    assert_eq!(differs("idempotency", BASE, keyed.clone(), down()).await.requests.len(), 2);
    let other_field = BASE.idempotency(IdempotencyKey::new("external_id", day));
    assert_eq!(
        differs("idempotency", keyed.clone(), other_field, down()).await.requests.len(),
        1,
        "the request does not carry that key"
    );
    // The window is what a bulk run goes by.
    let hour = BASE.idempotency(IdempotencyKey::new("uuid", Duration::from_secs(3600)));
    assert_eq!(Resend::keyed(&keyed), Resend::Within(day));
    assert_eq!(Resend::keyed(&hour), Resend::Within(Duration::from_secs(3600)));
}

#[tokio::test(start_paused = true)]
async fn the_part_of_the_file_and_its_size_are_kept() {
    let file = || Given { file: true, ..Given::replies([fine()]) };
    let part = BASE.upload(FilePart::new("content"));
    let seen = differs("upload", BASE, part.clone(), file()).await;
    assert!(seen.requests[0].contains(r#"name="content""#), "{seen:?}");
    let renamed = BASE.upload(FilePart::new("file"));
    let seen = differs("upload", part.clone(), renamed, file()).await;
    assert!(seen.requests[0].contains(r#"name="file""#), "{seen:?}");
    let small = BASE.upload(FilePart::new("content").max_bytes(6));
    let seen = differs("upload", part.clone(), small, file()).await;
    assert!(seen.requests.is_empty(), "{seen:?}");
    let large_enough = BASE.upload(FilePart::new("content").max_bytes(7));
    let unlimited = self::seen(&part, &file()).await;
    assert_eq!(self::seen(&large_enough, &file()).await, unlimited);
}

#[tokio::test(start_paused = true)]
async fn a_flat_response_is_decoded_whole() {
    let seen = differs("flat", BASE, BASE.flat(), Given::replies([fine()])).await;
    assert!(seen.end.contains(r#""more":2"#), "{seen:?}");
}

/// Each part of a documented error alone: code, retry, status, name, advice.
#[tokio::test(start_paused = true)]
async fn every_part_of_a_documented_error_is_obeyed() {
    let replaces = BASE.effect(Effect::Replace);
    let given = || Given::replies([coded(400, 1_002_001), fine()]);
    let passes = replaces.clone().errors(const { &[FAILED.retry()] });
    let seen = differs("errors", replaces.clone(), passes.clone(), given()).await;
    assert_eq!(seen.requests.len(), 2, "it is sent again");
    let other_code =
        replaces.clone().errors(const { &[DocumentedError::new(7, "system_error").retry()] });
    assert_eq!(differs("errors", passes, other_code, given()).await.requests.len(), 1);
    for (with, word) in [
        (const { &[FAILED.http_status(500)] }, "the outcome is unknown"),
        (const { &[DocumentedError::new(1_002_001, "broken").http_status(400)] }, "(broken)"),
        (const { &[FAILED.advice("Try later.")] }, "Try later"),
    ] {
        let seen =
            differs("errors", replaces.clone(), replaces.clone().errors(with), given()).await;
        assert!(seen.end.contains(word), "{word}: {seen:?}");
    }
    // Documented as a rate limit, it is one: even a create is sent again.
    let busy = BASE.errors(const { &[FAILED.http_status(429).retry()] });
    assert_eq!(differs("errors", BASE, busy, given()).await.requests.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn errors_refer_to_the_page_and_its_age() {
    let given = || Given { broken: true, ..Given::replies([]) };
    let moved = BASE.page("https://page.example/moved", "2024-12-03");
    let seen = differs("page", BASE, moved, given()).await;
    assert!(seen.end.contains("https://page.example/moved"), "{seen:?}");
    let newer = BASE.page("https://page.example/write", "2026-01-01");
    let seen = differs("page_updated", BASE, newer, given()).await;
    assert!(seen.end.contains("the page of 2026-01-01"), "{seen:?}");
}

/// What a subscriber writes down.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl Write for Log {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Log {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_call_of_a_deprecated_operation_logs_a_warning() {
    assert_eq!(changed(&BASE, &BASE.deprecated()), ["deprecated"]);
    for (operation, warnings) in [(BASE, 0), (BASE.deprecated(), 1)] {
        let log = Log::default();
        let writer = log.clone();
        let subscriber = tracing_subscriber::fmt().with_ansi(false);
        let subscriber = subscriber.with_writer(move || writer.clone()).finish();
        let guard = tracing::subscriber::set_default(subscriber);
        let server = Server::start([fine(), fine()]).await;
        let client = Client::builder("cli_facts", "hunter2").base_url(&server.url).build().unwrap();
        for _ in 0..2 {
            client.call(operation.clone(), &CallOptions::new()).send::<Value>().await.unwrap();
        }
        drop(guard);
        let text = log.text();
        assert_eq!(text.matches(" WARN ").count(), warnings, "{text}");
    }
}

/// The summary is for people: the command line shows it, and its tests hold that. Calls do not
/// depend on it.
#[tokio::test(start_paused = true)]
async fn a_summary_changes_no_call() {
    let other = BASE.summary("Something else");
    assert_eq!(changed(&BASE, &other), ["summary"]);
    let given = Given::replies([coded(400, 7)]);
    assert_eq!(seen(&BASE, &given).await, seen(&other, &given).await);
}
