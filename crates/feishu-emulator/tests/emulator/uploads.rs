//! Files that are sent: every way to name one, and every way to send it wrong.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator, Seed, SeedFile};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::catalogue::response_schema;
use crate::client::{JSON, Reply, authorization, data, send, send_bytes};

pub(crate) const PATH: &str = "/open-apis/hire/v1/attachments";
const MULTIPART: &str = "Content-Type: multipart/form-data; boundary=b";

/// A body with one part, whose headers are given.
fn part(headers: &str, content: &[u8]) -> Vec<u8> {
    let mut body = format!("--b\r\n{headers}\r\n\r\n").into_bytes();
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n--b--\r\n");
    body
}

fn named(name: &str) -> String {
    format!("Content-Disposition: form-data; name=\"content\"; filename=\"{name}\"")
}

async fn post(emulator: &Emulator, content_type: &str, body: &[u8]) -> Reply {
    let headers = [&*authorization(emulator).await, content_type];
    send(emulator.base_url(), "POST", PATH, &headers, body).await
}

/// `data` of an upload that succeeds.
pub(crate) async fn upload(emulator: &Emulator, headers: &str, content: &[u8]) -> Value {
    let reply = post(emulator, MULTIPART, &part(headers, content)).await;
    assert_eq!(reply.verdict(), (200, 0), "{}", reply.text);
    reply.json()["data"].take()
}

pub(crate) async fn upload_named(emulator: &Emulator, name: &str, content: &[u8]) -> Value {
    upload(emulator, &named(name), content).await
}

pub(crate) async fn follow(emulator: &Emulator, link: &Value) -> Reply {
    let path = link.as_str().unwrap().strip_prefix(emulator.base_url()).unwrap();
    send(emulator.base_url(), "GET", path, &[], b"").await
}

#[tokio::test]
async fn an_upload_answers_id_name_and_link_in_the_pages_words() {
    let emulator = Emulator::start().await.unwrap();
    let reply = post(&emulator, MULTIPART, &part(&named("test.rar"), b"bytes")).await;
    let answer = reply.json();
    assert!(response_schema("hire.v1.attachment.create").is_valid(&answer), "{answer}");
    assert_eq!((&answer["message"], answer.get("msg")), (&json!("OK"), None));
    assert_eq!(answer["data"]["id"], "7500000000000000001");
    assert_eq!(answer["data"]["name"], "test.rar");
    let link = answer["data"]["url"].as_str().unwrap();
    assert!(link.starts_with(&format!("{}/hire/file/blob/", emulator.base_url())), "{link}");
    assert!(link.ends_with('/'), "{link}");
    assert_eq!(follow(&emulator, &answer["data"]["url"]).await.text, "bytes");
}

#[tokio::test]
async fn offers_and_background_checks_list_what_was_uploaded() {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    let id = upload_named(&emulator, "张三.pdf", b"12345").await["id"].take();
    let body = json!({ "external_application_id": "1", "attachment_id_list": [id] });
    let listed = json!([{ "id": id, "name": "张三.pdf", "size": 5 }]);
    for kind in ["external_offer", "external_background_check"] {
        let mut body = body.clone();
        if kind == "external_background_check" {
            body["name"] = "check".into();
        }
        let answer = data(&emulator, &format!("hire.v1.{kind}.create"), "", "", &body).await;
        assert_eq!(answer[kind]["attachment_list"], listed);
    }
}

#[tokio::test]
async fn a_file_name_arrives_as_it_was_meant() {
    let emulator = Emulator::start().await.unwrap();
    for (parameters, expected) in [
        ("filename=\"张三.pdf\"", "张三.pdf"),
        (r#"filename="a\"b.pdf""#, "a\"b.pdf"),
        ("filename=\"a%22b.pdf\"", "a\"b.pdf"),
        ("filename=x; filename*=utf-8''%E5%BC%A0%E4%B8%89.pdf", "张三.pdf"),
    ] {
        let headers = format!("Content-Disposition: form-data; name=\"content\"; {parameters}");
        assert_eq!(upload(&emulator, &headers, b"x").await["name"], expected, "{parameters}");
    }
}

#[tokio::test]
async fn the_type_of_the_part_is_kept() {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_millis(1_618_899_376_480));
    let emulator = Emulator::builder().clock(clock).start().await.unwrap();
    for (header, expected) in [
        ("\r\nContent-Type: application/pdf", "application/pdf"),
        ("\r\nContent-Type: no type at all", "application/octet-stream"),
        ("", "application/octet-stream"),
    ] {
        let headers = named("a") + header;
        let sent = upload(&emulator, &headers, b"x").await;
        let id = sent["id"].as_str().unwrap();
        let answer = data(&emulator, "hire.v1.attachment.get", id, "type=3", &Value::Null).await;
        let found = answer["attachment"].clone();
        assert_eq!(found["mime"], expected, "{header}");
        assert_eq!((&found["id"], &found["name"]), (&json!(id), &json!("a")));
        assert_eq!(found["create_time"], 1_618_899_376_480_i64);
    }
}

#[tokio::test]
async fn a_file_that_is_sent_wrong_is_refused_where_it_is_wrong() {
    let emulator = Emulator::builder().max_upload_bytes(1000).start().await.unwrap();
    let good = part(&named("a"), b"x");
    let without = |end: &[u8]| good.strip_suffix(end).unwrap().to_vec();
    let mut twice = without(b"--\r\n");
    twice.extend_from_slice(b"\r\n");
    twice.extend_from_slice(&good[5..]);
    let mut another = without(b"--\r\n");
    another.extend_from_slice(&part("Content-Disposition: form-data; name=\"x\"", b"")[3..]);
    let endless = part(&format!("{}\r\nX: {}", named("a"), "x".repeat(100_000)), b"x");
    let preamble = ["x".repeat(100_000).as_bytes(), b"\r\n", &good].concat();
    let headers = "X: y\r\n".repeat(40) + &named("a");
    let missing = "form-data; name=\"content\"";
    let disposition = |value: &str| part(&format!("Content-Disposition: {value}"), b"x");
    let cases: Vec<(&str, &str, Vec<u8>, &str, &str)> = vec![
        ("no part", MULTIPART, b"--b--\r\n".to_vec(), "content", "required and missing"),
        ("nothing", MULTIPART, Vec::new(), "content", "before its closing boundary"),
        ("another boundary", MULTIPART, b"--c--\r\n".to_vec(), "content", "closing boundary"),
        ("no closing boundary", MULTIPART, without(b"--b--\r\n"), "content", "closing boundary"),
        ("half a boundary", MULTIPART, without(b"b--\r\n"), "content", "closing boundary"),
        ("junk after a boundary", MULTIPART, b"--bxx\r\n\r\n".to_vec(), "content", "closing"),
        ("headers only", MULTIPART, b"--b\r\nA: b".to_vec(), "content", "closing boundary"),
        ("two files", MULTIPART, twice, "content", "more than once"),
        ("another part", MULTIPART, another, "x", "the part is content"),
        ("no field name", MULTIPART, disposition("form-data; filename=a"), "", "part is content"),
        ("no file name", MULTIPART, disposition(missing), "content", "no file name"),
        ("empty file name", MULTIPART, part(&named(""), b"x"), "content", "no file name"),
        ("a folder", MULTIPART, part(&named("a/"), b"x"), "content", "no file name"),
        ("no form", MULTIPART, disposition("attachment"), "content", "is not form-data"),
        ("no disposition", MULTIPART, part("X: y", b"x"), "content", "Content-Disposition is"),
        ("bad header", MULTIPART, part("a b\x01", b"x"), "content", "headers of a part"),
        ("many headers", MULTIPART, part(&headers, b"x"), "content", "headers of a part"),
        ("endless header", MULTIPART, endless, "content", "beside the file"),
        ("endless preamble", MULTIPART, preamble, "content", "beside the file"),
        ("too large", MULTIPART, part(&named("a"), &[b'x'; 1001]), "content", "than 1000 bytes"),
        ("json", JSON, b"{}".to_vec(), "Content-Type", "expected multipart/form-data"),
        ("no type", "X: y", good.clone(), "Content-Type", "is missing"),
        (
            "no boundary",
            "Content-Type: multipart/form-data",
            good.clone(),
            "Content-Type",
            "with a",
        ),
        (
            "empty boundary",
            "Content-Type: multipart/form-data; boundary=\"\"",
            good.clone(),
            "Content-Type",
            "with a boundary",
        ),
    ];
    for (name, content_type, body, field, words) in cases {
        let reply = post(&emulator, content_type, &body).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{name}: {}", reply.text);
        let answer = reply.json();
        let violation = &answer["error"]["field_violations"][0];
        assert_eq!(violation["field"], field, "{name}: {answer}");
        assert!(violation["description"].as_str().unwrap().contains(words), "{name}: {answer}");
        assert!(answer["message"].as_str().unwrap().contains(words), "{name}: {answer}");
    }
    // None of it has become an attachment, and the limit itself is still good.
    let file = upload_named(&emulator, "a", &[b'x'; 1000]).await;
    assert_eq!(file["id"], "7500000000000000001");
    let size = emulator.object("attachment", "7500000000000000001").await.unwrap().unwrap();
    assert_eq!(size["size"], 1000);
}

#[tokio::test]
async fn a_body_that_ends_before_its_length_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{}\r\n{MULTIPART}\r\n\
         Transfer-Encoding: chunked\r\n\r\n",
        authorization(&emulator).await
    );
    let chunk = "5\r\n--b\r\n\r\n\r\nnot a chunk";
    let reply = send_bytes(emulator.base_url(), (head + chunk).as_bytes()).await;
    assert_eq!(reply.verdict(), (400, 1002002));
    assert!(reply.text.contains("ended early"), "{}", reply.text);
}

#[tokio::test]
async fn a_file_that_contains_almost_its_boundary_stays_whole() {
    let emulator = Emulator::start().await.unwrap();
    for content in ["\r\n--", "\r\n-", "\r", "\r\n\r\n--c--\r\n", "--b", "", "\r\n--\r\n--\r\n"] {
        let link = upload_named(&emulator, "a", content.as_bytes()).await["url"].take();
        assert_eq!(follow(&emulator, &link).await.text, content);
    }
}

#[tokio::test]
async fn a_large_file_comes_back_as_it_was_sent() {
    let emulator = Emulator::start().await.unwrap();
    // Eight megabytes and a bit, no two pieces of it alike.
    let content: String = (0..800_000).map(|number| format!("{number:010}\n")).collect();
    let file = upload_named(&emulator, "large", content.as_bytes()).await;
    let reply = follow(&emulator, &file["url"]).await;
    assert_eq!(reply.header("content-length"), Some("8800000"));
    assert!(reply.text == content);
}

#[tokio::test]
async fn whether_an_app_may_upload_is_told_before_it_sends_the_file() {
    let app = App::new("a", "b").scopes(["hire:attachment:readonly"]);
    let emulator = Emulator::builder().app(app).start().await.unwrap();
    let without_scope = authorization(&emulator).await;
    for (header, code) in [("X: y", 99991661), (&*without_scope, 99991672)] {
        // Of a gigabyte that is announced nothing is sent: the caller waits for leave to.
        let head = format!(
            "POST {PATH} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nExpect: 100-continue\r\n\
             Content-Length: 1000000000\r\n{MULTIPART}\r\n{header}\r\n\r\n"
        );
        let answered = send_bytes(emulator.base_url(), head.as_bytes());
        let reply = tokio::time::timeout(Duration::from_secs(30), answered).await;
        assert_eq!(reply.expect("an answer before the file").verdict(), (400, code));
        let body = part(&named("a"), &[b'x'; 3 << 20]);
        let reply = send(emulator.base_url(), "POST", PATH, &[MULTIPART, header], &body).await;
        assert_eq!(reply.verdict(), (400, code));
        assert!(reply.json()["msg"].is_string());
    }
}

#[tokio::test]
async fn the_log_holds_nothing_of_a_file_or_a_link() {
    let emulator = Emulator::start().await.unwrap();
    let file = upload_named(&emulator, "a", b"what nobody should read").await;
    follow(&emulator, &file["url"]).await;
    let calls = emulator.requests();
    let [.., sent, fetched] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!(sent.operation.as_deref(), Some("hire.v1.attachment.create"));
    assert_eq!((sent.body.len(), sent.code), (0, 0));
    assert_eq!((fetched.path.as_str(), fetched.status), ("/hire/file/blob/{link}/", 200));
}

#[tokio::test]
async fn files_are_there_again_after_a_restart_and_broken_uploads_are_not() {
    let known = SeedFile::new("3", "known without its file", 3);
    for others in [Seed::new(), Seed::new().object("attachment", known)] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("feishu.db");
        let pieces = || {
            let file = rusqlite::Connection::open(&path).unwrap();
            let count = "SELECT count(*) FROM file_piece";
            file.query_row(count, [], |row| row.get::<_, i64>(0)).unwrap()
        };
        let start = || Emulator::builder().data(&path).seed(others.clone());
        let emulator = start().start().await.unwrap();
        let id = upload_named(&emulator, "a", b"kept").await["id"].take();
        emulator.shutdown().await;
        // What the end of a process leaves behind in the middle of an upload.
        let file = rusqlite::Connection::open(&path).unwrap();
        file.execute("INSERT INTO file_piece VALUES (99, 0, x'00')", []).unwrap();
        drop(file);
        assert_eq!(pieces(), 2);
        let emulator = start().start().await.unwrap();
        assert_eq!(pieces(), 1, "{others:?}");
        let id = id.as_str().unwrap();
        let answer = data(&emulator, "hire.v1.attachment.preview", id, "", &Value::Null).await;
        assert_eq!(follow(&emulator, &answer["url"]).await.text, "kept");
    }
}

#[tokio::test]
async fn a_caller_that_hangs_up_or_is_refused_late_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("feishu.db");
    let emulator = Emulator::builder().data(&path).start().await.unwrap();
    let file = rusqlite::Connection::open(&path).unwrap();
    let large = part(&named("a"), &[b'x'; 1 << 20]);
    let head = format!(
        "POST {PATH} HTTP/1.1\r\nHost: localhost\r\n{}\r\n{MULTIPART}\r\nContent-Length: 2000000\r\n\r\n",
        authorization(&emulator).await
    );
    let address = emulator.base_url().strip_prefix("http://").unwrap();
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(head.as_bytes()).await.unwrap();
    stream.write_all(&large).await.unwrap();
    drop(stream);
    let mut twice = large[..large.len() - 4].to_vec();
    twice.extend_from_slice(b"\r\n");
    twice.extend_from_slice(&large[5..]);
    assert_eq!(post(&emulator, MULTIPART, &twice).await.verdict(), (400, 1002002));
    // Both have begun. Pieces are deleted behind the caller's back, so it takes a call or two.
    let (begun, count) = ("SELECT value FROM last_file", "SELECT count(*) FROM file_piece");
    let mut calls = 0;
    loop {
        let begun: i64 = file.query_row(begun, [], |row| row.get(0)).unwrap();
        let pieces: i64 = file.query_row(count, [], |row| row.get(0)).unwrap();
        if (begun, pieces) == (2, 0) {
            break;
        }
        calls += 1;
        assert!(calls < 10_000, "{begun} files, {pieces} pieces");
        authorization(&emulator).await;
    }
}
