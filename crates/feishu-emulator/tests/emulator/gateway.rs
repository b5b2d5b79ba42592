//! What happens to a call before an operation sees it: path, method, content type, size, headers.

use std::collections::BTreeSet;

use feishu_emulator::{Emulator, Seed};
use serde_json::json;

use crate::client::{
    JSON, Reply, SAMPLE_OFFER, TOKEN_PATH, authorization, lenient, offer_path, put_offer,
    put_offer_bytes, send, send_bytes, with_samples,
};

#[tokio::test]
async fn an_unknown_path_is_not_found() {
    let emulator = Emulator::start().await.unwrap();
    for path in ["/open-apis/hire/v1/offers/1", "/open-apis/hire/v1", "/_emulator"] {
        let reply = send(emulator.base_url(), "GET", path, &[], b"").await;
        assert_eq!(reply.verdict(), (404, 99991201), "{path}");
    }
}

#[tokio::test]
async fn a_known_path_with_another_method_is_a_mismatch_that_names_the_right_one() {
    let emulator = Emulator::start().await.unwrap();
    for (method, path, allowed) in [
        ("GET", offer_path("1"), "DELETE, PUT"),
        ("POST", offer_path("1"), "DELETE, PUT"),
        ("GET", TOKEN_PATH.to_owned(), "POST"),
        ("put", offer_path("1"), "DELETE, PUT"),
    ] {
        let reply = send(emulator.base_url(), method, &path, &[], b"").await;
        assert_eq!(reply.verdict(), (405, 99991301), "{method} {path}");
        assert_eq!(reply.header("allow"), Some(allowed));
    }
}

#[tokio::test]
async fn a_hostile_id_stays_one_segment_and_names_exactly_the_offer_it_spells() {
    let cases = [
        ("a%2Fb", "a/b"),
        ("..%2F..%2Fauth", "../../auth"),
        ("%2e%2e", ".."),
        ("..", ".."),
        ("%3Fa=b%26c", "?a=b&c"),
        ("%23x", "#x"),
        ("%25", "%"),
        ("%2541", "%41"),
        ("a+b", "a+b"),
        ("%20", " "),
        ("%00", "\0"),
        ("%0d%0aX-Injected:%201", "\r\nX-Injected: 1"),
        ("%E5%BC%A0%E4%B8%89", "张三"),
        ("'%20OR%201=1", "' OR 1=1"),
    ];
    // Two of the spellings mean one id.
    let ids: BTreeSet<&str> = cases.iter().map(|(_, id)| *id).collect();
    let seed = ids.into_iter().fold(Seed::new(), |seed, id| {
        seed.object("external_offer", json!({ "id": id, "external_application_id": "1" }))
    });
    let emulator = Emulator::builder().seed(seed).lenient_references().start().await.unwrap();
    let body = json!({ "external_application_id": "2" });
    for (raw, id) in cases {
        let reply = put_offer(&emulator, raw, &body).await;
        assert_eq!(reply.verdict(), (200, 0), "{raw}: {}", reply.text);
        assert_eq!(reply.json()["data"]["external_offer"]["id"], id);
        assert_eq!(reply.header("x-injected"), None);
    }
}

#[tokio::test]
async fn a_path_that_is_not_whole_utf8_is_refused_not_guessed() {
    let emulator = with_samples().await;
    for raw in ["%ff", "%C3%28", "%ED%A0%80", "%", "%4", "%zz"] {
        let reply = put_offer(&emulator, raw, &json!({ "external_application_id": "1" })).await;
        assert_eq!(reply.verdict(), (404, 99991201), "{raw}");
        assert!(reply.msg().starts_with("Segment 5 of the path"), "{}", reply.msg());
    }
}

#[tokio::test]
async fn a_path_is_taken_as_it_is_without_cleaning() {
    let emulator = with_samples().await;
    for path in [
        format!("{}/", offer_path(SAMPLE_OFFER)),
        format!("/{}", offer_path(SAMPLE_OFFER)),
        format!("/x/..{}", offer_path(SAMPLE_OFFER)),
        offer_path(""),
        offer_path("a/b"),
        offer_path(SAMPLE_OFFER).replace("hire/v1", "hire%2Fv1"),
    ] {
        let authorization = authorization(&emulator).await;
        let headers = [authorization.as_str(), JSON];
        let body = br#"{"external_application_id":"1"}"#;
        let reply = send(emulator.base_url(), "PUT", &path, &headers, body).await;
        assert_eq!(reply.verdict(), (404, 99991201), "{path}");
    }
}

#[tokio::test]
async fn a_query_is_no_part_of_the_path() {
    let emulator = with_samples().await;
    let id = format!("{SAMPLE_OFFER}?");
    let reply = put_offer(&emulator, &id, &json!({ "external_application_id": "1" })).await;
    assert_eq!(reply.json()["data"]["external_offer"]["id"], SAMPLE_OFFER);
}

#[tokio::test]
async fn a_body_of_another_type_is_refused() {
    let emulator = with_samples().await;
    let authorization = authorization(&emulator).await;
    let body = br#"{"external_application_id":"1"}"#;
    for (header, value) in [
        ("X-No-Type: 1", ""),
        ("Content-Type: text/plain", "text/plain"),
        ("Content-Type: application/x-www-form-urlencoded", "application/x-www-form-urlencoded"),
        ("Content-Type: application/json; charset=gbk", "application/json; charset=gbk"),
    ] {
        let headers = [authorization.as_str(), header];
        let reply =
            send(emulator.base_url(), "PUT", &offer_path(SAMPLE_OFFER), &headers, body).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{header}");
        assert_eq!(reply.violations(), [("Content-Type".to_owned(), value.to_owned())]);
    }
}

#[tokio::test]
async fn json_without_a_charset_is_json() {
    let emulator = with_samples().await;
    let authorization = authorization(&emulator).await;
    let headers = [authorization.as_str(), "content-type: application/json"];
    let body = br#"{"external_application_id":"1"}"#;
    let reply = send(emulator.base_url(), "PUT", &offer_path(SAMPLE_OFFER), &headers, body).await;
    assert_eq!(reply.verdict(), (200, 0));
}

#[tokio::test]
async fn a_body_of_one_mebibyte_is_read_and_a_longer_one_is_too_large() {
    let emulator = lenient().await;
    let body = |bytes: usize| {
        let frame = json!({ "external_application_id": "" }).to_string().len();
        json!({ "external_application_id": "x".repeat(bytes - frame) }).to_string()
    };
    let fits = body(1 << 20);
    assert_eq!(fits.len(), 1 << 20);
    let reply = put_offer_bytes(&emulator, SAMPLE_OFFER, fits.as_bytes()).await;
    assert_eq!(reply.verdict(), (200, 0));
    for bytes in [(1 << 20) + 1, 4 << 20] {
        let reply = put_offer_bytes(&emulator, SAMPLE_OFFER, body(bytes).as_bytes()).await;
        assert_eq!(reply.verdict(), (413, 1002002), "{bytes} bytes");
    }
}

/// A `PUT` of an offer whose body is these chunks, authorized.
async fn put_chunks(emulator: &Emulator, chunks: &str) -> Reply {
    let authorization = authorization(emulator).await;
    let path = offer_path(SAMPLE_OFFER);
    let request = format!(
        "PUT {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{authorization}\r\n\
         {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}"
    );
    send_bytes(emulator.base_url(), request.as_bytes()).await
}

#[tokio::test]
async fn a_body_in_chunks_is_a_body() {
    let emulator = with_samples().await;
    let chunks = "11\r\n{\"external_applic\r\ne\r\nation_id\":\"1\"}\r\n0\r\n\r\n";
    let reply = put_chunks(&emulator, chunks).await;
    assert_eq!(reply.json()["data"]["external_offer"]["external_application_id"], "1");
}

#[tokio::test]
async fn a_body_that_breaks_off_is_refused_and_recorded() {
    let emulator = with_samples().await;
    let reply = put_chunks(&emulator, "5\r\n{}\r\nthis is no chunk").await;
    assert_eq!(reply.verdict(), (400, 1002002));
    assert_eq!(emulator.requests().last().map(|call| call.status), Some(400));
}

#[tokio::test]
async fn a_head_with_too_much_in_it_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let many: Vec<String> = (0..100).map(|number| format!("X-{number}: 1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    // No more bytes than are read, so that the answer is not lost to a reset.
    let long = format!("GET / HTTP/1.1\r\nX-Long: {}", "x".repeat(64 * 1024));
    let replies = [
        send(emulator.base_url(), "GET", "/", &many, b"").await,
        send_bytes(emulator.base_url(), &long.as_bytes()[..64 * 1024]).await,
    ];
    for reply in replies {
        assert_eq!((reply.status, reply.text.as_str()), (431, ""));
    }
    let fits = format!("X-Long: {}", "x".repeat(60 * 1024));
    let reply = send(emulator.base_url(), "GET", "/nowhere", &[&fits], b"").await;
    assert_eq!(reply.verdict(), (404, 99991201));
}

#[tokio::test]
async fn every_answer_is_json_with_a_log_id_of_its_own() {
    let emulator = with_samples().await;
    let mut log_ids = BTreeSet::new();
    for (method, path) in [
        ("PUT", offer_path("1")),
        ("GET", offer_path("1")),
        ("GET", "/nowhere".to_owned()),
        ("POST", TOKEN_PATH.to_owned()),
        ("GET", "/_emulator/requests".to_owned()),
    ] {
        let reply = send(emulator.base_url(), method, &path, &[], b"").await;
        assert_eq!(reply.header("content-type"), Some("application/json; charset=utf-8"));
        assert!(log_ids.insert(reply.header("x-tt-logid").unwrap().to_owned()));
    }
}

#[tokio::test]
async fn the_log_id_header_is_spelled_as_the_vendors_python_sdk_looks_for_it() {
    let emulator = with_samples().await;
    let reply = send(emulator.base_url(), "GET", "/nowhere", &[], b"").await;
    assert!(reply.head.contains("\r\nX-Tt-Logid: "), "{}", reply.head);
}

#[tokio::test]
async fn an_error_tells_its_log_id_and_where_to_look_it_up() {
    let emulator = with_samples().await;
    let reply = send(emulator.base_url(), "GET", "/nowhere?a=b", &[], b"").await;
    let error = reply.json()["error"].take();
    assert_eq!(error["log_id"].as_str(), reply.header("x-tt-logid"));
    let link = error["troubleshooter"].as_str().unwrap();
    let path = link.strip_prefix(emulator.base_url()).unwrap();
    let call = send(emulator.base_url(), "GET", path, &[], b"").await.json();
    assert_eq!((&call["path"], &call["query"]), (&json!("/nowhere"), &json!("a=b")));
}
