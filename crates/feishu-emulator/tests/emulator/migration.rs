//! Data files of earlier versions.

use std::path::Path;

use feishu_emulator::Emulator;
use rusqlite::types::Null;
use rusqlite::{Connection, params};
use serde_json::{Value, json};

use crate::client::data;

/// A file as the first version wrote it: two offers, the first with all it can have.
fn write_version_1(path: &Path) {
    let file = Connection::open(path).unwrap();
    file.execute_batch(include_str!("../../src/store/v1.sql")).unwrap();
    let offer = "INSERT INTO external_offer VALUES (?1, ?2, ?3, ?4, ?5)";
    let owner = "张三 \u{0}\"\\\u{1f} 👩‍👩‍👧";
    file.execute(offer, params!["9", "1", "1721899352428", owner, ""]).unwrap();
    file.execute(offer, params!["8", "1", Null, Null, Null]).unwrap();
    file.execute_batch(
        "INSERT INTO attachment VALUES ('a', 'listed', 'cv.pdf', 12), ('b', 'b', 'b.pdf', 1);
         INSERT INTO external_offer_attachment VALUES ('9', 1, 'a'), ('9', 0, 'b'), ('9', 2, 'a');
         PRAGMA application_id = 0x4653454d;
         PRAGMA user_version = 1;",
    )
    .unwrap();
}

fn first_offer() -> Value {
    let listed = json!({ "id": "listed", "name": "cv.pdf", "size": 12 });
    json!({
        "id": "9",
        "external_application_id": "1",
        "biz_create_time": "1721899352428",
        "owner": "张三 \u{0}\"\\\u{1f} 👩‍👩‍👧",
        "offer_status": "",
        "attachment_list": [{ "id": "b", "name": "b.pdf", "size": 1 }, listed, listed],
    })
}

#[tokio::test]
async fn a_file_of_version_1_opens_and_keeps_its_offers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feishu.db");
    write_version_1(&path);
    for _ in 0..2 {
        let emulator = Emulator::builder().data(&path).start().await.unwrap();
        let second = json!({ "id": "8", "external_application_id": "1" });
        let query = "external_application_id=1";
        let found =
            data(&emulator, "hire.v1.external_offer.batch_query", "", query, &json!({})).await;
        assert_eq!(found["items"], json!([first_offer(), second]));
        emulator.shutdown().await;
    }
    let file = Connection::open(&path).unwrap();
    let document = "SELECT document FROM object WHERE id = '8'";
    let text: String = file.query_row(document, [], |row| row.get(0)).unwrap();
    assert_eq!(text, r#"{"external_application_id":"1","attachment_id_list":[]}"#);
    let listed = "SELECT kind, listed_as, mime FROM file WHERE id = 'a'";
    let listed: (String, String, String) =
        file.query_row(listed, [], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).unwrap();
    let expected = ["attachment", "listed", "application/octet-stream"].map(str::to_owned);
    assert_eq!(listed, expected.into());
    let version: i64 = file.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, 6);
}
