//! Snapshots: what is taken is what comes back.

use feishu_emulator::{Emulator, Error, Snapshot};
use serde_json::{Value, json};

use crate::client::{JSON, Reply, SAMPLE_OFFER, call, data, put_offer, send, with_samples};
use crate::uploads::{follow, upload_named};

async fn post(emulator: &Emulator, snapshot: &str) -> Reply {
    send(emulator.base_url(), "POST", "/_emulator/snapshot", &[JSON], snapshot.as_bytes()).await
}

async fn create(emulator: &Emulator, external_id: &str) -> Value {
    let body = json!({
        "external_id": external_id,
        "external_application_id": "1",
        "interview_assessments": [{ "username": "张三", "conclusion": 2 }],
    });
    data(emulator, "hire.v1.external_interview.create", "", "", &body).await
}

/// The answers that everything stored leads to, in an order of their own.
async fn answers(emulator: &Emulator) -> Vec<String> {
    let offers = "hire.v1.external_offer.batch_query";
    let page = "external_application_id=1&page_size=1";
    let mut answers = Vec::new();
    for (operation, query) in [
        (offers, ""),
        (offers, page),
        ("hire.v1.external_interview.batch_query", ""),
        ("hire.v1.external_background_check.batch_query", ""),
    ] {
        answers.push(call(emulator, operation, "", query, &json!({})).await.text);
    }
    let path = "talent_id=1";
    let list = call(emulator, "hire.v1.external_application.list", "", path, &Value::Null).await;
    answers.push(list.text);
    // A repeat is recognized, and the next object gets the next id.
    answers.push(create(emulator, "first").await.to_string());
    answers.push(create(emulator, "next").await.to_string());
    answers
}

async fn filled() -> Emulator {
    let emulator = with_samples().await;
    create(&emulator, "first").await;
    for owner in ["a", "b", "c"] {
        let body = json!({ "external_application_id": "1", "owner": owner });
        data(&emulator, "hire.v1.external_offer.create", "", "", &body).await;
    }
    emulator
}

#[tokio::test]
async fn what_is_restored_answers_exactly_as_before() {
    let emulator = filled().await;
    let taken = send(emulator.base_url(), "GET", "/_emulator/snapshot", &[], b"").await;
    let before = answers(&emulator).await;
    let body = json!({ "external_application_id": "1", "owner": "another" });
    put_offer(&emulator, SAMPLE_OFFER, &body).await;
    create(&emulator, "more").await;
    assert_eq!(post(&emulator, &taken.text).await.json(), json!({ "restored": true }));
    assert_eq!(answers(&emulator).await, before);
    post(&emulator, &taken.text).await;
    let again = send(emulator.base_url(), "GET", "/_emulator/snapshot", &[], b"").await;
    assert_eq!(again.json(), taken.json());
}

#[tokio::test]
async fn a_snapshot_restores_over_a_reset_and_in_another_emulator() {
    let emulator = filled().await;
    let taken = emulator.snapshot().await.unwrap();
    emulator.reset().await.unwrap();
    assert_ne!(emulator.snapshot().await.unwrap(), taken);
    emulator.restore(&taken).await.unwrap();
    assert_eq!(emulator.snapshot().await.unwrap(), taken);

    let other = Emulator::start().await.unwrap();
    other.restore(&Snapshot::from_json(&taken.to_json()).unwrap()).await.unwrap();
    assert_eq!(other.snapshot().await.unwrap(), taken);
    let offer = async |emulator: &Emulator| {
        emulator.object("external_offer", SAMPLE_OFFER).await.unwrap().unwrap()
    };
    assert_eq!(offer(&other).await, offer(&emulator).await);
    assert_eq!(create(&other, "next").await, create(&emulator, "next").await);
}

#[tokio::test]
async fn a_file_that_is_sent_after_a_restore_takes_no_other_ones_place() {
    let emulator = Emulator::start().await.unwrap();
    let old = upload_named(&emulator, "old", b"the old one").await;
    let taken = emulator.snapshot().await.unwrap();
    // In an emulator that has seen no file.
    let fresh = Emulator::start().await.unwrap();
    fresh.restore(&taken).await.unwrap();
    let new = upload_named(&fresh, "new", b"the new one").await;
    for (file, content) in [(&old, "the old one"), (&new, "the new one")] {
        let id = file["id"].as_str().unwrap();
        let link = data(&fresh, "hire.v1.attachment.preview", id, "", &Value::Null).await;
        assert_eq!(follow(&fresh, &link["url"]).await.text, content);
    }
}

/// Pieces are read by the number of their file: if one came twice, a download that is under way would go on with the
/// pieces of another file.
#[tokio::test]
async fn no_number_of_a_file_comes_twice_though_a_restore_has_removed_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feishu.db");
    let emulator = Emulator::builder().data(&path).start().await.unwrap();
    let empty = emulator.snapshot().await.unwrap();
    let database = rusqlite::Connection::open(&path).unwrap();
    let number = || {
        let only = "SELECT content FROM file";
        database.query_row(only, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    upload_named(&emulator, "old", b"the old one").await;
    let old = number();
    emulator.restore(&empty).await.unwrap();
    upload_named(&emulator, "new", b"the new one").await;
    assert!(number() > old, "{old} came again");
}

#[tokio::test]
async fn large_ids_are_text_so_that_no_reader_rounds_them() {
    let emulator = filled().await;
    let taken: Value = serde_json::from_str(&emulator.snapshot().await.unwrap().to_json()).unwrap();
    let last = taken["tables"]["last_id"][0]["value"].as_str().unwrap();
    assert_eq!(last, "7500000000000000005");
}

#[tokio::test]
async fn a_snapshot_larger_than_a_call_may_be_is_restored() {
    let emulator = with_samples().await;
    let owner = "x".repeat(600_000);
    for _ in 0..2 {
        let body = json!({ "external_application_id": "1", "owner": owner });
        data(&emulator, "hire.v1.external_offer.create", "", "", &body).await;
    }
    let taken = emulator.snapshot().await.unwrap().to_json();
    assert!(taken.len() > 1 << 20);
    assert_eq!(post(&emulator, &taken).await.status, 200);
}

#[tokio::test]
async fn a_snapshot_that_is_not_usable_is_refused_whole_with_its_places() {
    let emulator = filled().await;
    let before = emulator.snapshot().await.unwrap();
    let good: Value = serde_json::from_str(&before.to_json()).unwrap();
    let with = |pointer: &str, value: Value| {
        let mut changed = good.clone();
        *changed.pointer_mut(pointer).unwrap() = value;
        changed
    };
    let without = |pointer: &str, key: &str| {
        let mut changed = good.clone();
        changed.pointer_mut(pointer).unwrap().as_object_mut().unwrap().remove(key).unwrap();
        changed
    };
    let mut strange_table = good.clone();
    strange_table["tables"]["token"] = json!([]);
    let mut strange_column = good.clone();
    strange_column["tables"]["object"][0]["x"] = json!(1);
    let mut twice = good.clone();
    twice["tables"]["object"][1] = twice["tables"]["object"][0].clone();
    for (snapshot, expected) in [
        (json!([]), "it is no object"),
        (json!({}), "missing field `format`"),
        (with("/format", json!("x")), "/format: is \"x\", expected \"feishu-emulator snapshot\""),
        (with("/version", json!(1)), "/version: is 1, and this emulator has version"),
        (with("/last_number", json!(-1)), "invalid value"),
        (with("/tables/object", json!({})), "/tables/object: is no list of rows"),
        (without("/tables", "creation"), "/tables/creation: is required and missing"),
        (strange_table, "/tables/token: is not a table here; the tables are creation, file, "),
        (strange_column, "/tables/object/0: has a column \"x\"; the columns are number, kind, "),
        (without("/tables/object/0", "id"), "/tables/object/0: has no column id"),
        (twice, "/tables/object/1: UNIQUE constraint failed"),
        (with("/tables/last_id", json!([])), "/tables/last_id: has 0 rows, not one"),
        (with("/tables/last_id/0/value", json!("x")), "/tables/last_id/0: cannot store TEXT"),
        (with("/tables/object/0/kind", json!("offer")), "/tables/object/0/kind: is not one of "),
        (with("/tables/object/0/id", json!("")), "/tables/object/0/id: is no text, or empty"),
        (with("/tables/object/0/id", json!(7)), "/tables/object/0/id: is no text, or empty"),
        (with("/tables/object/0/number", json!(0)), "/tables/object/0/number: is not from 1"),
        (with("/tables/object/0/parent", json!("x")), "/tables/object/0/parent: is not what"),
        (with("/tables/object/0/document", json!("x")), "/tables/object/0: document is not of a"),
        (with("/tables/file/0/kind", json!("offer")), "/tables/file/0/kind: is not one of attach"),
        (with("/tables/file/0/kind", json!("external_offer")), "/tables/file/0/kind: is not one"),
        (with("/tables/object/0/kind", json!("attachment")), "/tables/object/0/kind: is not one"),
        (with("/tables/file/0/size", json!(-1)), "/tables/file/0: CHECK constraint"),
        (with("/tables/file/0", json!([])), "/tables/file/0: is no object"),
    ] {
        let reply = post(&emulator, &snapshot.to_string()).await;
        assert_eq!(reply.status, 400, "{expected}: {}", reply.text);
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert!(error.contains(expected), "{expected}: {error}");
        assert_eq!(emulator.snapshot().await.unwrap(), before, "{expected}");
    }
    assert_eq!(post(&emulator, "{").await.status, 400);
    assert!(matches!(Snapshot::from_json("{"), Err(Error::Snapshot { .. })));
}
