//! Data that outlives the emulator.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator, Error};
use serde_json::json;

use crate::client::{JSON, SAMPLE_OFFER, authorization, offer_path, put_offer, send};

#[tokio::test]
async fn offers_and_tokens_are_there_again_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(1_721_899_352));
    let start = || Emulator::builder().data(&file).clock(clock.clone()).lenient_references();

    let emulator = start().samples().start().await.unwrap();
    let token = authorization(&emulator).await;
    let body = json!({
        "external_application_id": "42",
        "owner": "李四",
        "attachment_id_list": ["7404675264888097068"],
    });
    let written = put_offer(&emulator, SAMPLE_OFFER, &body).await.json();
    emulator.shutdown().await;

    let emulator = start().start().await.unwrap();
    let stored = emulator.object("external_offer", SAMPLE_OFFER).await.unwrap();
    assert_eq!(stored.as_ref(), Some(&written["data"]["external_offer"]));
    assert_eq!(authorization(&emulator).await, token);
    let headers = [token.as_str(), JSON];
    let body = br#"{"external_application_id":"43"}"#;
    let reply = send(emulator.base_url(), "PUT", &offer_path(SAMPLE_OFFER), &headers, body).await;
    assert_eq!(reply.verdict(), (200, 0));
}

#[tokio::test]
async fn a_token_dies_with_its_app() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let emulator = Emulator::builder().data(&file).start().await.unwrap();
    let token = authorization(&emulator).await;
    emulator.shutdown().await;
    let other = App::new("cli_other", "s");
    let emulator = Emulator::builder().data(&file).app(other).start().await.unwrap();
    let headers = [token.as_str(), JSON];
    let reply = send(emulator.base_url(), "PUT", &offer_path("1"), &headers, b"{}").await;
    assert_eq!(reply.verdict(), (400, 99991663));
}

#[tokio::test]
async fn without_a_file_nothing_is_left() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    emulator.shutdown().await;
    let emulator = Emulator::start().await.unwrap();
    assert_eq!(emulator.object("external_offer", SAMPLE_OFFER).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_cannot_be_made_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("missing/feishu.db");
    let error = Emulator::builder().data(&file).start().await.unwrap_err();
    assert!(matches!(error, Error::DataFile { .. }), "{error}");
    for part in ["missing/feishu.db", "the folder", "does not exist", "make the folder first"] {
        assert!(error.to_string().contains(part), "{error}");
    }
    let folder = folder.path().to_owned();
    let error = Emulator::builder().data(&folder).start().await.unwrap_err().to_string();
    assert!(error.contains("is a folder"), "{error}");
    let plain = folder.join("plain");
    std::fs::write(&plain, "").unwrap();
    let error = Emulator::builder().data(plain.join("feishu.db")).start().await.unwrap_err();
    assert!(error.to_string().contains("plain is not a folder"), "{error}");
}

#[tokio::test]
async fn a_database_that_fails_is_the_operations_system_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let emulator = Emulator::builder().data(&file).samples().start().await.unwrap();
    let token = authorization(&emulator).await;
    let vandal = rusqlite::Connection::open(&file).unwrap();
    vandal.execute_batch("DROP TABLE object").unwrap();
    let headers = [token.as_str(), JSON];
    let body = br#"{"external_application_id":"1"}"#;
    let reply = send(emulator.base_url(), "PUT", &offer_path(SAMPLE_OFFER), &headers, body).await;
    assert_eq!(reply.verdict(), (500, 1002001));
    vandal.execute_batch("DROP TABLE token").unwrap();
    let reply = crate::client::ask_for_token(&emulator).await;
    assert_eq!(reply.verdict(), (500, 10500));
}
