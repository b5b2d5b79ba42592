//! Starting, watching and stopping an emulator in a test's own process.

use std::net::SocketAddr;

use feishu_emulator::{App, Emulator, Error, TOKEN_OPERATION};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::client::{SAMPLE_OFFER, offer_path, put_offer, send, with_samples};

fn address(emulator: &Emulator) -> SocketAddr {
    emulator.base_url().strip_prefix("http://").unwrap().parse().unwrap()
}

#[tokio::test]
async fn it_listens_on_a_free_port_of_this_machine_only() {
    let (one, two) = (Emulator::start().await.unwrap(), Emulator::start().await.unwrap());
    assert!(address(&one).ip().is_loopback());
    assert_ne!(address(&one), address(&two));
}

#[tokio::test]
async fn an_address_that_other_machines_reach_needs_to_be_allowed() {
    for remote in ["0.0.0.0:0", "[::]:0", "192.0.2.1:0", "[::ffff:0.0.0.0]:0"] {
        let error = Emulator::builder().listen(remote.parse().unwrap()).start().await.unwrap_err();
        assert!(matches!(error, Error::Remote { .. }), "{remote}: {error}");
    }
    let open = Emulator::builder().listen("0.0.0.0:0".parse().unwrap()).allow_remote(true);
    let open = open.start().await.unwrap();
    assert_eq!(open.local_addr().ip().to_string(), "0.0.0.0");
    // Clients refuse to call that address.
    assert_eq!(open.base_url(), format!("http://127.0.0.1:{}", open.local_addr().port()));
}

#[tokio::test]
async fn an_address_that_is_taken_is_named() {
    let first = Emulator::start().await.unwrap();
    let taken = address(&first);
    let error = Emulator::builder().listen(taken).start().await.unwrap_err();
    assert!(error.to_string().contains(&taken.to_string()), "{error}");
}

#[tokio::test]
async fn apps_need_an_id_a_secret_and_a_name_of_their_own() {
    for apps in [
        vec![App::new("", "s")],
        vec![App::new("cli_a", "")],
        vec![App::new("cli_a", "s"), App::new("cli_a", "t")],
        vec![App::new("cli_a", "s"), App::new("cli_b", "s"), App::new("cli_a", "t")],
        vec![App::new("cli_a", "s"), App::new("cli_b", "s"), App::store("cli_a", "s")],
    ] {
        let builder = apps.into_iter().fold(Emulator::builder(), |builder, app| builder.app(app));
        let error = builder.start().await.unwrap_err();
        assert!(matches!(error, Error::App { .. }), "{error}");
    }
}

#[tokio::test]
async fn every_call_is_recorded_as_it_was_sent() {
    let emulator = with_samples().await;
    let body = json!({ "external_application_id": "1" });
    let reply = put_offer(&emulator, "a%2Fb?x=%20", &body).await;
    send(emulator.base_url(), "GET", "/nowhere", &["X-Thing: one"], b"").await;

    let calls = emulator.requests();
    let summary: Vec<_> = calls
        .iter()
        .map(|call| (call.operation.as_deref(), call.method.as_str(), call.status, call.code))
        .collect();
    let expected = [
        (Some(TOKEN_OPERATION), "POST", 200, 0),
        (Some("hire.v1.external_offer.update"), "PUT", 400, 1002002),
        (None, "GET", 404, 99991201),
    ];
    assert_eq!(summary, expected);
    let call = &calls[1];
    assert_eq!(call.path, offer_path("a%2Fb"));
    assert_eq!(call.query.as_deref(), Some("x=%20"));
    assert_eq!(call.body, body.to_string().into_bytes());
    assert_eq!(call.header("Content-Type"), Some("application/json; charset=utf-8"));
    assert_eq!(Some(call.log_id.as_str()), reply.header("x-tt-logid"));
    assert_eq!(calls[2].header("x-thing"), Some("one"));
}

#[tokio::test]
async fn shutdown_closes_the_port_also_when_a_connection_is_idle() {
    // Where no other test takes the port that becomes free: on Linux every address that begins with 127 is this machine.
    let host = if cfg!(target_os = "linux") { "127.0.0.77:0" } else { "127.0.0.1:0" };
    let emulator = Emulator::builder().listen(host.parse().unwrap()).samples().lenient_references();
    let emulator = emulator.start().await.unwrap();
    let address = address(&emulator);
    let mut idle = TcpStream::connect(address).await.unwrap();
    // One call, so that the emulator has surely seen the idle connection too.
    put_offer(&emulator, SAMPLE_OFFER, &json!({ "external_application_id": "1" })).await;
    emulator.shutdown().await;
    assert!(TcpStream::connect(address).await.is_err());
    assert_eq!(idle.read(&mut [0; 1]).await.unwrap_or(0), 0);
}

#[tokio::test(start_paused = true)]
async fn shutdown_cuts_off_a_caller_that_does_not_finish_its_request() {
    let emulator = with_samples().await;
    let mut slow = TcpStream::connect(address(&emulator)).await.unwrap();
    slow.write_all(b"PUT / HTTP/1.1\r\nContent-Length: 9\r\n\r\n").await.unwrap();
    // A whole call on another connection, so that the emulator has surely seen the slow one.
    send(emulator.base_url(), "GET", "/", &[], b"").await;
    emulator.shutdown().await;
    assert_eq!(slow.read(&mut [0; 1]).await.unwrap_or(0), 0);
}

#[tokio::test]
async fn dropping_the_emulator_closes_the_port() {
    let emulator = Emulator::start().await.unwrap();
    let address = address(&emulator);
    drop(emulator);
    // The server task ends at its next turn.
    while TcpStream::connect(address).await.is_ok() {
        tokio::task::yield_now().await;
    }
}
