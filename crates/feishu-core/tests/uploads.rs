//! How long a file may take, on a clock that only moves when everyone waits.

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
    CallOptions, Client, Effect, Error, ErrorKind, FilePart, Method, Operation, Upload,
};
use futures_util::stream;
use serde_json::Value;
use support::{Server, ok};
use tokio::time::{Instant, sleep};
use tokio_util::io::StreamReader;

static UPLOAD: Operation =
    Operation::new("x.v1.file.create", Method::Post, "/open-apis/x/v1/files")
        .tokens(&[])
        .effect(Effect::Create)
        .upload(FilePart::new("content"));

/// A file of which a byte comes each time that so many seconds have passed.
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

/// How an upload ends, and after how many seconds.
async fn send(file: Upload, options: &CallOptions) -> (Result<Value, Error>, u64) {
    let server = Server::start([ok(r#"{"code":0,"data":{"id":"1"}}"#)]).await;
    let client = Client::builder("cli_a", "hunter2").base_url(&server.url);
    let client = client.timeout(Duration::from_secs(30)).deadline(Duration::from_secs(120));
    let call = client.build().unwrap().call(&UPLOAD, options).upload(file);
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
