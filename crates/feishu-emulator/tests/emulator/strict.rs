//! What a lenient reader would take, and this one refuses: everything that can be read in two ways.

use feishu_emulator::{Emulator, Error, Seed, Snapshot};
use serde_json::json;

use crate::client::{
    JSON, SAMPLE_OFFER, TOKEN_PATH, authorization, data, put_offer_bytes, send, with_samples,
};
use crate::uploads;

#[tokio::test]
async fn a_body_with_one_key_twice_is_refused_at_any_depth_and_every_place_is_named() {
    let emulator = with_samples().await;
    let before = emulator.object("external_offer", SAMPLE_OFFER).await.unwrap();
    let place = |at: &str| (at.to_owned(), String::new());
    for (body, places) in [
        (
            r#"{"external_application_id":"1","external_application_id":"1"}"#,
            vec![place("/external_application_id")],
        ),
        (
            r#"{"external_application_id":"1","owner":"a","owner":"b","x":[{"y":1,"\u0079":2}]}"#,
            vec![place("/owner"), place("/x/0/y")],
        ),
    ] {
        let reply = put_offer_bytes(&emulator, SAMPLE_OFFER, body.as_bytes()).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{body}");
        assert_eq!(reply.violations(), places, "{body}");
        assert!(reply.msg().contains(": is there more than once"), "{}", reply.msg());
    }
    assert_eq!(emulator.object("external_offer", SAMPLE_OFFER).await.unwrap(), before);
}

#[tokio::test]
async fn the_token_service_and_the_emulators_own_calls_are_as_strict() {
    let emulator = with_samples().await;
    let url = emulator.base_url();
    let login = r#"{"app_id":"cli_emulator","app_secret":"x","app_secret":"emulator-secret"}"#;
    let reply = send(url, "POST", TOKEN_PATH, &[JSON], login.as_bytes()).await;
    assert_eq!(reply.verdict(), (400, 10003));
    assert!(!reply.text.contains("emulator-secret"), "{}", reply.text);
    for (path, body, place) in [
        ("seed", r#"{"external_offers":[],"external_offers":[]}"#, "/external_offers"),
        (
            "seed",
            r#"{"external_offers":[{"id":"a","id":"b","external_application_id":"1"}]}"#,
            "/external_offers/0/id",
        ),
        ("faults", r#"[{"operation":"*","reset":{},"reset":{"carry_out":false}}]"#, "/0/reset"),
        ("clock", r#"{"advance_ms":1,"advance_ms":2}"#, "/advance_ms"),
        ("snapshot", r#"{"version":1,"version":5}"#, "/version"),
    ] {
        let path = format!("/_emulator/{path}");
        let reply = send(url, "POST", &path, &[JSON], body.as_bytes()).await;
        assert_eq!(reply.status, 400, "{path}");
        let error = format!("{place}: is there more than once");
        assert!(reply.text.contains(&error), "{path}: {}", reply.text);
    }
    assert!(emulator.faults().pending.is_empty());
}

#[test]
fn a_seed_and_a_snapshot_with_one_key_twice_are_refused_with_every_place() {
    let text = r#"{"attachments":[{"id":"1","id":"2"}],"attachments":[]}"#;
    let expected =
        ["/attachments/0/id: is there more than once", "/attachments: is there more than once"];
    let Err(Error::Seed { problems, .. }) = Seed::from_json(text) else { panic!() };
    assert_eq!(problems, expected);
    let Err(Error::Snapshot { problems }) = Snapshot::from_json(text) else { panic!() };
    assert_eq!(problems, expected);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    std::fs::write(&file, text).unwrap();
    let Err(Error::Seed { problems, .. }) = Seed::from_file(&file) else { panic!() };
    assert_eq!(problems, expected);
}

#[tokio::test]
async fn a_number_that_is_none_a_content_type_twice_and_two_charsets_are_refused() {
    let emulator = with_samples().await;
    let application = |time: &str| format!("{{\"talent_id\":\"1\",\"create_time\":{time}}}");
    let authorization = authorization(&emulator).await;
    let path = "/open-apis/hire/v1/external_applications";
    let post = async |headers: &[&str], body: String| {
        let headers = [&[authorization.as_str()], headers].concat();
        send(emulator.base_url(), "POST", path, &headers, body.as_bytes()).await
    };
    for number in ["1e400", "-1e400", "01", "+1", "1.", ".5", "NaN", "0x10", "1_000"] {
        assert_eq!(post(&[JSON], application(number)).await.verdict(), (400, 1002002), "{number}");
    }
    assert_eq!(post(&[JSON], application("1")).await.verdict(), (200, 0));
    for headers in [
        &[JSON, JSON][..],
        &["Content-Type: text/plain", JSON],
        &["Content-Type: application/json; charset=utf-8; charset=gbk"],
    ] {
        let reply = post(headers, application("1")).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{headers:?}");
        assert_eq!(reply.violations()[0].0, "Content-Type", "{headers:?}");
    }
}

#[tokio::test]
async fn a_form_that_says_something_twice_is_refused() {
    let emulator = Emulator::start().await.unwrap();
    let named = "Content-Disposition: form-data; name=\"content\"; filename=\"a.txt\"";
    for (content_type, headers, problem) in [
        ("boundary=b", format!("{named}; filename=\"b.txt\""), "has a parameter twice"),
        (
            "boundary=b",
            format!("{named}\r\nContent-Transfer-Encoding: base64"),
            "Content-Transfer-Encoding is not decoded here",
        ),
        ("boundary=b; boundary=c", named.to_owned(), "is another type"),
        ("boundary=b\r\nContent-Type: text/plain", named.to_owned(), "is there more than once"),
    ] {
        let content_type = format!("Content-Type: multipart/form-data; {content_type}");
        let body = format!("--b\r\n{headers}\r\n\r\nx\r\n--b--\r\n");
        let authorization = authorization(&emulator).await;
        let headers = [authorization.as_str(), content_type.as_str()];
        let url = emulator.base_url();
        let reply = send(url, "POST", uploads::PATH, &headers, body.as_bytes()).await;
        assert_eq!((reply.status, &reply.json()["code"]), (400, &json!(1002002)), "{content_type}");
        assert!(reply.text.contains(problem), "{problem}: {}", reply.text);
    }
    let plain = format!("{named}\r\nContent-Transfer-Encoding: 8bit");
    assert_eq!(uploads::upload(&emulator, &plain, b"x").await["name"], "a.txt");
}

#[tokio::test]
async fn what_only_looks_like_a_repetition_is_none() {
    let emulator = with_samples().await;
    let body = br#"{"external_application_id":"1","owner":"{\"owner\":1,\"owner\":2}"}"#;
    assert_eq!(put_offer_bytes(&emulator, SAMPLE_OFFER, body).await.verdict(), (200, 0));
    let two = json!({ "external_application_id": "1", "interview_assessments": [
        { "username": "a", "conclusion": 1 }, { "username": "b", "conclusion": 1 },
    ] });
    data(&emulator, "hire.v1.external_interview.create", "", "", &two).await;
}
