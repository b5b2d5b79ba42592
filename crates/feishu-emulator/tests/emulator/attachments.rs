//! Attachments that are there: what is known of them, and links to their files.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{Clock, Emulator, Error, Seed, SeedFile};
use serde_json::{Value, json};

use crate::catalogue::response_schema;
use crate::client::{call, data, send, with_samples};
use crate::uploads::{follow, upload, upload_named};

const SAMPLE: &str = "6960663240925956555";

#[tokio::test]
async fn a_sample_is_answered_as_on_the_page_and_its_file_can_be_fetched() {
    let emulator = with_samples().await;
    let get = "hire.v1.attachment.get";
    let reply = call(&emulator, get, SAMPLE, "type=1", &Value::Null).await;
    let mut answer = reply.json();
    assert!(response_schema(get).is_valid(&answer), "{answer}");
    let link = answer["data"]["attachment"]["url"].take();
    let expected = json!({
        "id": SAMPLE,
        "url": null,
        "name": "xx的简历.prd",
        "mime": "application/pdf",
        "create_time": 1_618_899_376_480_i64,
    });
    assert_eq!((&answer["msg"], &answer["data"]["attachment"]), (&json!("ok"), &expected));
    assert_eq!(follow(&emulator, &link).await.text, "%PDF-1.4\n%%EOF\n");

    let preview = "hire.v1.attachment.preview";
    let answer = call(&emulator, preview, SAMPLE, "", &Value::Null).await.json();
    assert!(response_schema(preview).is_valid(&answer), "{answer}");
    assert_eq!(follow(&emulator, &answer["data"]["url"]).await.text, "%PDF-1.4\n%%EOF\n");
}

#[tokio::test]
async fn what_is_not_there_and_what_is_no_type_is_refused() {
    let emulator = with_samples().await;
    for (operation, id, query, field) in [
        ("get", "1", "", "attachment_id"),
        ("preview", "1", "", "attachment_id"),
        ("get", SAMPLE, "type=4", "type"),
        ("get", SAMPLE, "type=x", "type"),
        ("preview", SAMPLE, "type=1", "type"),
    ] {
        let operation = format!("hire.v1.attachment.{operation}");
        let reply = call(&emulator, &operation, id, query, &Value::Null).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{operation} {query}");
        assert_eq!(reply.violations()[0].0, field, "{operation} {query}");
    }
}

#[tokio::test]
async fn a_file_is_sent_as_something_to_save_and_never_to_show() {
    let emulator = Emulator::start().await.unwrap();
    let headers = "Content-Disposition: form-data; name=content; filename=\"张 \\\"三\\\".html\"\r\n\
                   Content-Type: text/html; charset=utf-8";
    let file = upload(&emulator, headers, b"<script>alert(1)</script>").await;
    let reply = follow(&emulator, &file["url"]).await;
    assert_eq!(reply.status, 200);
    for (name, expected) in [
        ("content-type", "text/html; charset=utf-8"),
        ("content-length", "25"),
        ("x-content-type-options", "nosniff"),
        (
            "content-disposition",
            "attachment; filename=\"_ __.html\"; filename*=UTF-8''%E5%BC%A0%20%22%E4%B8%89%22.html",
        ),
    ] {
        let expected = expected.replace("_ __", "_ ___");
        assert_eq!(reply.header(name), Some(&*expected), "{name}");
    }
    assert!(reply.header("x-tt-logid").is_some());
}

#[tokio::test]
async fn a_link_is_good_for_thirty_minutes() {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(1_721_899_352));
    let emulator = Emulator::builder().clock(clock.clone()).start().await.unwrap();
    let file = upload_named(&emulator, "a", b"x").await;
    clock.advance(Duration::from_millis(1_799_999));
    assert_eq!(follow(&emulator, &file["url"]).await.status, 200);
    clock.advance(Duration::from_millis(1));
    let reply = follow(&emulator, &file["url"]).await;
    assert_eq!(reply.verdict(), (403, 1002002));
    assert!(reply.msg().contains("expired"), "{}", reply.text);
    let again = file["id"].as_str().unwrap();
    let answer = data(&emulator, "hire.v1.attachment.get", again, "", &Value::Null).await;
    assert_eq!(follow(&emulator, &answer["attachment"]["url"]).await.status, 200);
}

#[tokio::test]
async fn a_link_that_was_not_given_out_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let first = upload_named(&emulator, "a", b"secret").await;
    let second = upload_named(&emulator, "b", b"x").await;
    let path = |file: &Value| {
        let url = file["url"].as_str().unwrap();
        url.strip_prefix(emulator.base_url()).unwrap().to_owned()
    };
    let (first, second) = (path(&first), path(&second));
    let seal = "/hire/file/blob/".len() + 48;
    let later = format!("/hire/file/blob/7{}", &first["/hire/file/blob/1".len()..]);
    let swapped = format!("{}{}", &second[..seal], &first[seal..]);
    for forged in [
        later,
        swapped,
        format!("{}/", &first[..seal]),
        format!("{}/", &first[..first.len() - 2]),
        first.to_uppercase().replace("/HIRE/FILE/BLOB/", "/hire/file/blob/"),
        "/hire/file/blob/张/".replace('张', "%E5"),
        "/hire/file/blob//".to_owned(),
        format!("/hire/file/blob/{}/", "0".repeat(400)),
    ] {
        let reply = send(emulator.base_url(), "GET", &forged, &[], b"").await;
        assert_eq!(reply.verdict(), (403, 1002002), "{forged}");
        assert!(!reply.text.contains("secret"));
    }
    // No link, but paths that lead nowhere.
    for nowhere in [first[..first.len() - 1].to_owned(), format!("{first}x/")] {
        let reply = send(emulator.base_url(), "GET", &nowhere, &[], b"").await;
        assert_eq!(reply.verdict(), (404, 99991201), "{nowhere}");
    }
    let reply = send(emulator.base_url(), "POST", &first, &[], b"").await;
    assert_eq!((reply.verdict(), reply.header("allow")), ((405, 99991301), Some("GET")));
}

#[tokio::test]
async fn a_seed_brings_files_in_text_and_in_base64() {
    let seed = json!({ "attachments": [
        { "id": "张/三", "name": "a.txt", "text": "李四" },
        { "id": "2", "name": "b", "base64": "AGI=" },
        { "id": "3", "name": "c", "size": 3 },
    ] });
    let seed = Seed::from_json(&seed.to_string()).unwrap();
    let typed = SeedFile::new("4", "d", 0).content("dd").mime("text/plain").create_time(5);
    let builder = Emulator::builder().seed(seed).seed(Seed::new().object("attachment", typed));
    let emulator = builder.start().await.unwrap();
    let get = async |id: &str| {
        let answer = data(&emulator, "hire.v1.attachment.get", id, "", &Value::Null).await;
        answer["attachment"].clone()
    };
    for (id, text) in [("%E5%BC%A0%2F%E4%B8%89", "李四"), ("2", "\0b"), ("4", "dd")] {
        assert_eq!(follow(&emulator, &get(id).await["url"]).await.text, text);
    }
    let object = emulator.object("attachment", "张/三").await.unwrap();
    assert_eq!(object.unwrap()["size"], 6);
    let fourth = get("4").await;
    assert_eq!((&fourth["mime"], &fourth["create_time"]), (&json!("text/plain"), &json!(5)));
    // An attachment without its file is known, and cannot be fetched.
    let third = get("3").await;
    assert_eq!(third.get("create_time"), None);
    let reply = follow(&emulator, &third["url"]).await;
    assert_eq!(reply.verdict(), (404, 1002002));
    // Replaced, it can; and the old link leads to the attachment as it is.
    let seed = Seed::new().object("attachment", SeedFile::new("3", "c", 0).content("new"));
    emulator.seed(seed).await.unwrap();
    assert_eq!(follow(&emulator, &third["url"]).await.text, "new");
}

#[tokio::test]
async fn a_seed_whose_file_is_not_usable_is_refused_with_its_place() {
    for (attachment, expected) in [
        (json!({ "id": "1", "name": "a" }), "/attachments/0/size: is required"),
        (json!({ "id": "1", "name": "a", "base64": "?" }), "/attachments/0/base64: is not base64"),
        (
            json!({ "id": "1", "name": "a", "base64": "", "text": "" }),
            "/attachments/0/base64: stands beside a text",
        ),
        (
            json!({ "id": "1", "name": "a", "text": "abc", "size": 2 }),
            "/attachments/0/size: is 2, and the content has 3 bytes",
        ),
    ] {
        let seed = json!({ "attachments": [attachment] }).to_string();
        let refused = async { Emulator::builder().seed(Seed::from_json(&seed)?).start().await };
        let error = refused.await.unwrap_err();
        assert!(matches!(error, Error::Seed { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}
