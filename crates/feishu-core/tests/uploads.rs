//! Which files are sent, and how long one may take, on a clock that only moves when everyone waits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::io;
use std::time::Duration;

use feishu_core::{
    CallOptions, Client, ClientBuilder, Effect, Error, ErrorKind, FilePart, Method, Operation,
    RateLimit, TokenKind, Upload,
};
use futures_util::stream;
use serde_json::Value;
use support::Reply::Silence;
use support::{Reply, Server, ok, reply};
use tokio::time::{Instant, sleep};
use tokio_util::io::StreamReader;

const PLAIN: Operation = Operation::new("x.v1.file.create", Method::Post, "/open-apis/x/v1/files")
    .tokens(&[])
    .effect(Effect::Create);
const UPLOAD: Operation = PLAIN.upload(FilePart::new("content"));

/// A file that yields a byte at intervals of this many seconds.
fn slow(bytes: u64, seconds: u64) -> Upload {
    let pieces = stream::unfold(0, move |sent| async move {
        if sent == bytes {
            return None;
        }
        sleep(Duration::from_secs(seconds)).await;
        Some((io::Result::Ok(&b"x"[..]), sent + 1))
    });
    Upload::reader("slow.txt", StreamReader::new(Box::pin(pieces))).length(bytes)
}

fn fine() -> Reply {
    ok(r#"{"code":0,"data":{"id":"1"}}"#)
}

fn client(server: &Server) -> ClientBuilder {
    let client = Client::builder("cli_a", "hunter2").base_url(&server.url);
    client.timeout(Duration::from_secs(30)).deadline(Duration::from_secs(120))
}

/// How an upload ends, and after how many seconds.
async fn send(file: Upload, options: &CallOptions) -> (Result<Value, Error>, u64) {
    let server = Server::start([fine()]).await;
    let call = client(&server).build().unwrap().call(UPLOAD, options).upload(file);
    let start = Instant::now();
    let sent = call.send::<Value>().await.map(feishu_core::Response::into_inner);
    (sent, start.elapsed().as_secs())
}

/// A large file on a slow line is no failure: the client's limits are for calls that take a moment.
#[tokio::test(start_paused = true)]
async fn a_file_takes_the_time_that_it_takes_as_long_as_it_moves() {
    let (sent, took) = send(slow(20, 20), &CallOptions::new()).await;
    assert_eq!(sent.unwrap()["id"], "1");
    assert_eq!(took, 400);
}

#[tokio::test(start_paused = true)]
async fn a_file_that_stands_still_is_given_up() {
    let (sent, took) = send(slow(20, 40), &CallOptions::new()).await;
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(took, 30);
}

/// Who says so for the one call means the file, too.
#[tokio::test(start_paused = true)]
async fn a_limit_of_the_calls_own_ends_an_upload_that_moves() {
    for options in [
        CallOptions::new().deadline(Duration::from_secs(130)),
        CallOptions::new().timeout(Duration::from_secs(130)),
    ] {
        let (sent, took) = send(slow(20, 20), &options).await;
        assert_eq!(sent.unwrap_err().kind(), ErrorKind::Timeout, "{options:?}");
        assert_eq!(took, 130, "{options:?}");
    }
}

/// What a call waits for before it is sent, or sent again, is no standstill of its file: nothing of
/// it was on its way.
#[tokio::test(start_paused = true)]
async fn the_wait_for_movement_begins_with_each_attempt() {
    const LIMIT: &[RateLimit] = &[RateLimit { calls: 1, per: Duration::from_secs(60) }];
    let later = |status, body| reply(status, "retry-after: 60\r\n", body);
    let limited = || later(429, r#"{"code":99991400,"msg":"no"}"#);
    let with_token = UPLOAD.tokens(&[TokenKind::TenantAccessToken]);
    for (what, operation, token, replies, calls, ends, took) in [
        ("its turn", UPLOAD.rate_limits(LIMIT), None, vec![fine(), fine()], 2, true, 60),
        ("a token", with_token, Some(later(503, "down")), vec![fine()], 1, true, 60),
        ("the next attempt", UPLOAD, None, vec![limited(), fine()], 1, true, 60),
        // And still no longer than that.
        ("a response to the next attempt", UPLOAD, None, vec![limited(), Silence], 1, false, 90),
    ] {
        let server = Server::with_token_replies(token, replies).await;
        let client = client(&server).build().unwrap();
        let start = Instant::now();
        let mut outcome = Ok(());
        for _ in 0..calls {
            let call = client.call(operation.clone(), &CallOptions::new());
            let file = Upload::bytes("a.txt", "content");
            outcome = call.upload(file).send::<Value>().await.map(drop);
        }
        assert_eq!(outcome.is_ok(), ends, "{what}: {outcome:?}");
        assert_eq!(start.elapsed().as_secs(), took, "{what}: {outcome:?}");
    }
}

/// Without its file, a call would get a puzzling response of the platform.
#[tokio::test(start_paused = true)]
async fn a_call_has_a_file_exactly_if_its_operation_takes_one() {
    let server = Server::start([fine(), fine(), fine(), fine()]).await;
    let client = client(&server).build().unwrap();
    for (operation, has_file, problem) in [
        (UPLOAD, true, None),
        (PLAIN, false, None),
        (UPLOAD, false, Some("the operation requires a file")),
        (PLAIN, true, Some("the operation takes no file")),
    ] {
        // This turns off the rules of the spec, which may be out of date. What is sent is still a
        // form or none.
        for options in [CallOptions::new(), CallOptions::new().validate(false)] {
            let call = || {
                let call = client.call(operation.clone(), &options);
                if has_file { call.upload(Upload::bytes("a.txt", "content")) } else { call }
            };
            let before = server.seen().len();
            let sent = call().send::<Value>().await.map(drop);
            for outcome in [sent, call().preview().map(drop)] {
                let kind = outcome.as_ref().err().map(Error::kind);
                assert_eq!(kind, problem.map(|_| ErrorKind::File), "{outcome:?}");
                let said = outcome.err().map_or(String::new(), |error| error.to_string());
                assert!(said.contains(problem.unwrap_or_default()), "{said}");
            }
            let requests = server.seen().len() - before;
            assert_eq!(requests, usize::from(problem.is_none()), "{options:?}");
        }
    }
}

/// The platform may have raised its limit since the page was read.
#[tokio::test(start_paused = true)]
async fn a_file_that_is_too_large_by_the_page_is_sent_if_the_check_is_off() {
    let small = UPLOAD.upload(FilePart::new("content").max_bytes(6));
    let (on, off) = (CallOptions::new().validate(true), CallOptions::new().validate(false));
    for (client_checks, options, is_sent) in [
        (true, CallOptions::new(), false),
        (true, off, true),
        (false, CallOptions::new(), true),
        (false, on, false),
    ] {
        let server = Server::start([fine()]).await;
        let client = client(&server).validate(client_checks).build().unwrap();
        let call = client.call(small.clone(), &options).upload(Upload::bytes("a.txt", "content"));
        let outcome = call.send::<Value>().await.map(drop);
        let failed = outcome.err().map(|error| error.kind());
        assert_eq!(failed, (!is_sent).then_some(ErrorKind::Rules), "{client_checks} {options:?}");
        assert_eq!(server.seen().len(), usize::from(is_sent), "{client_checks} {options:?}");
    }
}
