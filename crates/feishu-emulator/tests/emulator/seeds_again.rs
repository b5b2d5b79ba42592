//! Seeds at the next start on the same data: what is missing comes, and nothing is undone.

use std::path::Path;

use feishu_emulator::{Emulator, EmulatorBuilder, Seed, SeedFile};
use serde_json::{Value, json};

use crate::client::{SAMPLE_OFFER, call, data, put_offer};

fn on(file: &Path) -> EmulatorBuilder {
    Emulator::builder().data(file).lenient_references()
}

async fn owner(emulator: &Emulator, id: &str) -> Value {
    emulator.object("external_offer", id).await.unwrap().map_or(Value::Null, |mut offer| {
        offer.get_mut("owner").map(Value::take).unwrap_or_else(|| json!("nobody"))
    })
}

fn offer(id: &str, owner: &str) -> Value {
    json!({ "id": id, "external_application_id": "1", "owner": owner })
}

#[tokio::test]
async fn samples_at_the_next_start_undo_neither_a_change_nor_a_deletion() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let emulator = on(&file).samples().start().await.unwrap();
    assert!(emulator.warnings().is_empty(), "{:?}", emulator.warnings());
    let changed = json!({ "external_application_id": "1", "owner": "mine" });
    assert_eq!(put_offer(&emulator, SAMPLE_OFFER, &changed).await.verdict(), (200, 0));
    let deleted = "6960663240925956660";
    data(&emulator, "hire.v1.external_offer.delete", deleted, "", &Value::Null).await;
    let before = emulator.snapshot().await.unwrap();
    emulator.shutdown().await;

    let emulator = on(&file).samples().start().await.unwrap();
    assert_eq!(emulator.snapshot().await.unwrap(), before);
    let warnings = emulator.warnings();
    assert_eq!(warnings.len(), 1, "{warnings:?}");
    assert!(warnings[0].contains("were left as they are: 20; start with --reseed"), "{warnings:?}");
    emulator.shutdown().await;

    let emulator = on(&file).samples().reseed().start().await.unwrap();
    assert!(emulator.warnings().is_empty(), "{:?}", emulator.warnings());
    assert_ne!(owner(&emulator, SAMPLE_OFFER).await, "mine");
    assert_ne!(owner(&emulator, deleted).await, Value::Null);
}

#[tokio::test]
async fn a_seed_that_grew_brings_what_is_new_and_leaves_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let first = Seed::new().object("external_offer", offer("1", "first"));
    on(&file).seed(first).start().await.unwrap().shutdown().await;
    let grown = || {
        let seed = Seed::new().object("attachment", SeedFile::new("7", "a.pdf", 1));
        let mut with_file = offer("2", "new");
        with_file["attachment_id_list"] = json!(["7"]);
        seed.object("external_offer", offer("1", "edited")).object("external_offer", with_file)
    };
    let emulator = on(&file).seed(grown()).start().await.unwrap();
    assert_eq!(owner(&emulator, "1").await, "first");
    assert_eq!(owner(&emulator, "2").await, "new");
    emulator.shutdown().await;
    let emulator = on(&file).seed(grown()).reseed().start().await.unwrap();
    assert_eq!(owner(&emulator, "1").await, "edited");
}

#[tokio::test]
async fn an_object_that_a_call_made_is_not_replaced_by_a_seed_of_the_same_id() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let emulator = on(&file).start().await.unwrap();
    let body = json!({ "external_application_id": "1", "owner": "by a call" });
    let made = call(&emulator, "hire.v1.external_offer.create", "", "", &body).await.json();
    let id = made["data"]["external_offer"]["id"].as_str().unwrap();
    emulator.shutdown().await;
    let seed = Seed::new().object("external_offer", offer(id, "by a seed"));
    let emulator = on(&file).seed(seed).start().await.unwrap();
    assert_eq!(owner(&emulator, id).await, "by a call");
}

#[tokio::test]
async fn within_one_start_a_later_seed_replaces_what_an_earlier_one_brought() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let start = || {
        let mine = Seed::new().object("external_offer", offer(SAMPLE_OFFER, "mine"));
        on(&file).samples().seed(mine)
    };
    for _ in 0..2 {
        let emulator = start().start().await.unwrap();
        assert_eq!(owner(&emulator, SAMPLE_OFFER).await, "mine");
        emulator.shutdown().await;
    }
}

#[tokio::test]
async fn a_seed_that_is_sent_while_the_emulator_runs_replaces() {
    let emulator = Emulator::builder().samples().lenient_references().start().await.unwrap();
    emulator.seed(Seed::new().object("external_offer", offer(SAMPLE_OFFER, "sent"))).await.unwrap();
    assert_eq!(owner(&emulator, SAMPLE_OFFER).await, "sent");
}

#[tokio::test]
async fn after_a_reset_the_next_start_seeds_again() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    for _ in 0..2 {
        let emulator = on(&file).samples().start().await.unwrap();
        assert_ne!(owner(&emulator, SAMPLE_OFFER).await, Value::Null);
        emulator.reset().await.unwrap();
        assert_eq!(owner(&emulator, SAMPLE_OFFER).await, Value::Null);
        emulator.shutdown().await;
    }
    // What a reset stored again is known to have been stored.
    let emulator = on(&file).samples().start().await.unwrap();
    emulator.reset_to_seeds().await.unwrap();
    data(&emulator, "hire.v1.external_offer.delete", SAMPLE_OFFER, "", &Value::Null).await;
    emulator.shutdown().await;
    let emulator = on(&file).samples().start().await.unwrap();
    assert_eq!(owner(&emulator, SAMPLE_OFFER).await, Value::Null);
}
