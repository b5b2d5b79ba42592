//! Uploads and downloads: the form byte for byte, and failures during the transfer.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::{Arc, Mutex};

use feishu_hire::{Client, ErrorKind, Upload};
use feishu_tests::recorder::{Recorder, Request};
use kitchen::{Course, CreatePhoto, Heat};

const ANSWER: &str = r#"{"code":0,"message":"OK","data":{"id":"3382901186408483126","name":"test.rar","url":"https://xxx.feishu.cn/x"}}"#;

async fn client(server: &Recorder) -> Client {
    Client::builder("cli_upload", "s").base_url(&server.base_url()).build().expect("a client")
}

/// The parts of a form: their headers and what they hold.
fn parts(request: &Request) -> Vec<(String, Vec<u8>)> {
    let content_type = request.header("content-type").expect("a content type");
    let boundary = content_type.strip_prefix("multipart/form-data; boundary=").expect("a form");
    let marker = format!("--{boundary}");
    let body = String::from_utf8(request.body.clone()).expect("text in this test");
    let mut pieces = body.split(&marker);
    assert_eq!(pieces.next(), Some(""));
    let mut pieces: Vec<_> = pieces.collect();
    assert_eq!(pieces.pop(), Some("--\r\n"), "the form has an end");
    pieces
        .iter()
        .map(|piece| {
            let piece = piece.strip_prefix("\r\n").and_then(|p| p.strip_suffix("\r\n"));
            let (head, content) = piece.expect("a part").split_once("\r\n\r\n").expect("a head");
            (head.to_owned(), content.as_bytes().to_vec())
        })
        .collect()
}

#[tokio::test]
async fn a_file_is_sent_under_its_real_name_as_what_it_is() {
    for (name, shown, media_type) in [
        ("test.rar", "test.rar", "application/x-rar-compressed"),
        ("张三的简历.pdf", "张三的简历.pdf", "application/pdf"),
        ("a \"b\".txt", "a \\\"b\\\".txt", "text/plain"),
    ] {
        let server = Recorder::answering(ANSWER).await.expect("a server");
        let file = Upload::bytes(name, "content");
        let answer = client(&server).await.attachment().create(file).await.expect("uploaded");
        assert_eq!(answer.id.as_str(), "3382901186408483126");
        let request = server.calls().remove(0);
        assert_eq!(request.line, "POST /open-apis/hire/v1/attachments HTTP/1.1");
        assert_eq!(request.header("authorization"), Some("Bearer t-recorded"));
        assert_eq!(request.header("content-length"), Some(&*request.body.len().to_string()));
        let head = format!(
            "Content-Disposition: form-data; name=\"content\"; filename=\"{shown}\"\r\nContent-Type: {media_type}"
        );
        assert_eq!(parts(&request), [(head, b"content".to_vec())]);
    }
}

#[tokio::test]
async fn text_goes_beside_a_file_and_is_held_to_its_rules() {
    let server = Recorder::answering(r#"{"code":0,"message":"OK","data":{"id":"p1"}}"#).await;
    let server = server.expect("a server");
    let client = kitchen::Client::builder("cli_upload", "s").base_url(&server.base_url()).build();
    let photos = client.expect("a client").photo();
    let photo = CreatePhoto::new("上菜")
        .width(640)
        .heat(Heat::Hot)
        .course(Course::Dessert)
        .public(true)
        .taken_at("1721899352428");
    photos.create("7", &photo, Upload::bytes("a.png", "PNG")).await.expect("uploaded");
    let heads_and_texts: Vec<_> = parts(&server.calls()[0])
        .into_iter()
        .map(|(head, text)| {
            let name = head.split('"').nth(1).expect("a name").to_owned();
            (name, String::from_utf8(text).expect("text"))
        })
        .collect();
    let course = serde_json::to_value(Course::Dessert).expect("a value");
    let expected = [
        ("title", "上菜"),
        ("width", "640"),
        ("heat", "2"),
        ("course", course.as_str().expect("text")),
        ("public", "true"),
        ("taken_at", "1721899352428"),
        ("file", "PNG"),
    ];
    assert_eq!(heads_and_texts, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));

    let bad = CreatePhoto::new("").width(0);
    let error = photos.create("7", &bad, Upload::bytes("a.png", vec![0; 1001])).await;
    let error = error.expect_err("refused");
    let found: Vec<_> = error.violations().expect("violations").iter().collect();
    let found: Vec<_> = found.iter().map(|v| (v.pointer.as_str(), v.rule.name())).collect();
    assert_eq!(found, [("/title", "chars"), ("/width", "range"), ("/file", "bytes")]);
    assert_eq!(server.calls().len(), 1, "nothing was sent for it");
}

#[tokio::test]
async fn a_file_of_this_machine_is_streamed_and_tells_how_far_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("长.txt");
    let content = "字".repeat(50_000);
    std::fs::write(&path, &content).expect("written");
    let server = Recorder::answering(ANSWER).await.expect("a server");
    let told = Arc::new(Mutex::new(Vec::new()));
    let tell = Arc::clone(&told);
    let file = Upload::open(&path).await.expect("opened").on_progress(move |progress| {
        assert_eq!(progress.total, Some(150_000));
        tell.lock().expect("not poisoned").push(progress.done);
    });
    client(&server).await.attachment().create(file).await.expect("uploaded");
    let parts = parts(&server.calls()[0]);
    assert!(parts[0].0.contains("filename=\"长.txt\""), "{}", parts[0].0);
    assert_eq!(parts[0].1, content.as_bytes());
    let told = told.lock().expect("not poisoned");
    assert!(told.len() > 1 && told.is_sorted() && told.last() == Some(&150_000), "{told:?}");
}

#[tokio::test]
async fn a_file_that_changes_on_its_way_breaks_the_request_off() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.txt");
    std::fs::write(&path, "four").expect("written");
    let server = Recorder::answering(ANSWER).await.expect("a server");
    for (now, problem) in [("longer than four", "continued beyond 4"), ("no", "ended after 2")] {
        std::fs::write(&path, "four").expect("written");
        let file = Upload::open(&path).await.expect("opened");
        std::fs::write(&path, now).expect("written");
        let error = client(&server).await.attachment().create(file).await.expect_err("broken off");
        assert_eq!(error.kind(), ErrorKind::File, "{error}");
        assert!(error.to_string().contains(problem), "{error}");
    }
    let file = Upload::open(&path).await.expect("opened");
    std::fs::remove_file(&path).expect("removed");
    let error = client(&server).await.attachment().create(file).await.expect_err("gone");
    assert!(error.kind() == ErrorKind::File && error.to_string().contains("cannot be opened"));
    assert!(server.calls().is_empty(), "no request was complete");
}

#[tokio::test]
async fn what_no_form_can_carry_is_refused_before_a_token_is_asked_for() {
    let server = Recorder::answering(ANSWER).await.expect("a server");
    for file in [
        Upload::bytes("", "x"),
        Upload::bytes("a\r\nX-Evil: 1", "x"),
        Upload::bytes("a", "x").content_type("nonsense"),
    ] {
        let error = client(&server).await.attachment().create(file).await.expect_err("refused");
        assert_eq!(error.kind(), ErrorKind::File, "{error}");
    }
    let huge = Upload::reader("a", tokio::io::empty()).length(300 * 1024 * 1024 + 1);
    let error = client(&server).await.attachment().create(huge).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Rules, "{error}");
    assert!(server.requests().is_empty());
}
