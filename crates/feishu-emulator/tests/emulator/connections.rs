//! Callers that take a connection and do nothing with it keep nobody else out.

use std::time::Duration;

use feishu_emulator::{ConnectionLimits, Emulator, Fault, FaultKind, TOKEN_OPERATION};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{JSON, TOKEN_PATH, ask_for_token, authorization, send};
use crate::uploads;

fn address(emulator: &Emulator) -> &str {
    emulator.base_url().strip_prefix("http://").unwrap()
}

async fn with(limits: ConnectionLimits) -> Emulator {
    Emulator::builder().connection_limits(limits).start().await.unwrap()
}

async fn connect(emulator: &Emulator) -> TcpStream {
    TcpStream::connect(address(emulator)).await.unwrap()
}

/// What comes until the other side closes, however it does.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    String::from_utf8(bytes).unwrap()
}

/// A call for a token on a connection that stays open, to its end.
async fn call(emulator: &Emulator, stream: &mut TcpStream) {
    let body = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let body = body.to_string();
    let (host, length) = (address(emulator), body.len());
    let request = format!(
        "POST {TOKEN_PATH} HTTP/1.1\r\nHost: {host}\r\n{JSON}\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut text = String::new();
    while !text.ends_with('}') {
        let mut bytes = [0; 4096];
        let count = stream.read(&mut bytes).await.unwrap();
        assert_ne!(count, 0, "closed in the middle of {text:?}");
        text += str::from_utf8(&bytes[..count]).unwrap();
    }
    assert!(text.starts_with("HTTP/1.1 200"), "{text}");
}

#[tokio::test]
async fn one_connection_too_many_closes_the_one_that_was_idle_longest() {
    let emulator = with(ConnectionLimits::new().connections(3)).await;
    let mut first = connect(&emulator).await;
    let mut second = connect(&emulator).await;
    let mut third = connect(&emulator).await;
    for stream in [&mut first, &mut second, &mut third] {
        call(&emulator, stream).await;
    }
    // Once more, so that the second is now the one that was idle longest.
    call(&emulator, &mut first).await;
    let mut fourth = connect(&emulator).await;
    call(&emulator, &mut fourth).await;
    assert_eq!(rest(&mut second).await, "");
    for stream in [&mut first, &mut third, &mut fourth] {
        call(&emulator, stream).await;
    }
}

#[tokio::test]
async fn connections_that_send_nothing_or_half_a_head_keep_nobody_out() {
    let emulator = with(ConnectionLimits::new().connections(4)).await;
    let mut idle = Vec::new();
    for number in 0..40 {
        let mut stream = connect(&emulator).await;
        if number % 2 == 0 {
            stream.write_all(b"GET /nowhere HTTP/1.1\r\nHost: loc").await.unwrap();
        }
        idle.push(stream);
        if number % 8 == 7 {
            assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0), "{number}");
        }
    }
}

#[tokio::test]
async fn a_call_under_way_is_never_cut_off_and_a_newcomer_waits_for_it() {
    let emulator = with(ConnectionLimits::new().connections(1)).await;
    let stall = FaultKind::StallBeforeHeaders { ms: None, carry_out: true };
    emulator.fault(Fault::new(TOKEN_OPERATION, stall)).await.unwrap();
    let body = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let (host, body) = (address(&emulator), body.to_string());
    let request = format!(
        "POST {TOKEN_PATH} HTTP/1.1\r\nHost: {host}\r\n{JSON}\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut busy = connect(&emulator).await;
    busy.write_all(request.as_bytes()).await.unwrap();
    while emulator.faults().fired.is_empty() {
        tokio::task::yield_now().await;
    }
    // The operating system takes the connection; the emulator does not, until the first one is gone.
    let newcomer = send(emulator.base_url(), "GET", "/nowhere", &[], b"");
    tokio::pin!(newcomer);
    for _ in 0..1000 {
        tokio::select! {
            biased;
            reply = &mut newcomer => panic!("{reply:?}"),
            () = tokio::task::yield_now() => {}
        }
    }
    assert_eq!(busy.try_read(&mut [0; 1]).unwrap_err().kind(), std::io::ErrorKind::WouldBlock);
    drop(busy);
    assert_eq!(newcomer.await.status, 404);
}

/// Time flies while everybody waits.
async fn impatient() -> Emulator {
    with(ConnectionLimits::new().patience(Duration::from_secs(20))).await
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_sends_no_head_or_half_of_one_is_closed_after_a_time() {
    let emulator = impatient().await;
    for sent in ["", "GET /nowhere HTTP/1.1\r\nHost: loc"] {
        let begun = tokio::time::Instant::now();
        let mut stream = connect(&emulator).await;
        stream.write_all(sent.as_bytes()).await.unwrap();
        assert_eq!(rest(&mut stream).await, "", "{sent}");
        let waited = begun.elapsed();
        assert!(
            waited >= Duration::from_secs(20) && waited < Duration::from_secs(21),
            "{waited:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_stops_coming_is_refused_after_a_time() {
    let emulator = impatient().await;
    let token = authorization(&emulator).await;
    let host = address(&emulator);
    let form = "Content-Type: multipart/form-data; boundary=b";
    let part = "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a\"\r\n\r\nx";
    for (path, content_type, begin) in [(TOKEN_PATH, JSON, "{"), (uploads::PATH, form, part)] {
        let mut stream = connect(&emulator).await;
        let request = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{token}\r\n{content_type}\r\n\
             Content-Length: 1000\r\n\r\n{begin}"
        );
        let begun = tokio::time::Instant::now();
        stream.write_all(request.as_bytes()).await.unwrap();
        let reply = rest(&mut stream).await;
        assert!(reply.starts_with("HTTP/1.1 400"), "{path}: {reply}");
        assert!(reply.contains("came too slowly"), "{path}: {reply}");
        let waited = begun.elapsed();
        assert!(
            waited >= Duration::from_secs(20) && waited < Duration::from_secs(41),
            "{waited:?}"
        );
    }
}

/// Each wait is shorter than the patience, all of them together are longer.
#[tokio::test(start_paused = true)]
async fn a_body_that_comes_slowly_and_without_a_stop_is_taken_whole() {
    let emulator = impatient().await;
    let token = authorization(&emulator).await;
    let host = address(&emulator);
    let form = "Content-Type: multipart/form-data; boundary=b";
    let part = "--b\r\nContent-Disposition: form-data; name=\"content\"; filename=\"a\"\r\n\r\n\
                bytes\r\n--b--\r\n";
    let ids = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    for (path, content_type, body) in
        [(TOKEN_PATH, JSON, ids.to_string()), (uploads::PATH, form, part.to_owned())]
    {
        let mut stream = connect(&emulator).await;
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {host}\r\n{token}\r\n{content_type}\r\n\
             Connection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let begun = tokio::time::Instant::now();
        for piece in body.as_bytes().chunks(body.len() / 4) {
            tokio::time::sleep(Duration::from_secs(9)).await;
            stream.write_all(piece).await.unwrap();
        }
        assert!(begun.elapsed() > Duration::from_secs(20));
        let reply = rest(&mut stream).await;
        assert!(
            reply.starts_with("HTTP/1.1 200") && reply.contains("\"code\":0"),
            "{path}: {reply}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_reads_its_response_slowly_gets_all_of_it() {
    const LENGTH: usize = 12 << 20;
    let emulator = impatient().await;
    let link = uploads::upload_named(&emulator, "a", &vec![b'x'; LENGTH]).await["url"].take();
    let path = link.as_str().unwrap().strip_prefix(emulator.base_url()).unwrap();
    let host = address(&emulator);
    let mut stream = connect(&emulator).await;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = vec![0; LENGTH / 4];
    let begun = tokio::time::Instant::now();
    for _ in 0..4 {
        tokio::time::sleep(Duration::from_secs(9)).await;
        stream.read_exact(&mut bytes).await.unwrap();
    }
    assert!(begun.elapsed() > Duration::from_secs(20));
    let mut end = Vec::new();
    stream.read_to_end(&mut end).await.unwrap();
    assert!(!end.is_empty() && end.len() < 1000, "the head is what came beside: {}", end.len());
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_does_not_read_its_response_loses_it_after_a_time() {
    let emulator = impatient().await;
    // More than the buffers of the operating system hold on both sides.
    let link = uploads::upload_named(&emulator, "a", &vec![b'x'; 12 << 20]).await["url"].take();
    let path = link.as_str().unwrap().strip_prefix(emulator.base_url()).unwrap();
    let host = address(&emulator);
    let mut stream = connect(&emulator).await;
    let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_secs(60)).await;
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes).await;
    assert!(bytes.starts_with(b"HTTP/1.1 200"));
    assert!(bytes.len() < 12 << 20, "{}", bytes.len());
}

#[tokio::test(start_paused = true)]
async fn a_fault_may_keep_a_caller_waiting_for_longer() {
    let emulator = impatient().await;
    for kind in [
        FaultKind::Delay { ms: 100_000 },
        FaultKind::StallBeforeHeaders { ms: Some(100_000), carry_out: true },
        FaultKind::StallMidBody { ms: Some(100_000) },
    ] {
        emulator.fault(Fault::new(TOKEN_OPERATION, kind)).await.unwrap();
        let begun = tokio::time::Instant::now();
        assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0));
        assert!(begun.elapsed() >= Duration::from_secs(100));
    }
}
