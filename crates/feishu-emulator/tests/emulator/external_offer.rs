//! `hire.v1.external_offer.update`.

use serde_json::{Value, json};

use crate::catalogue::{operation, response_schema};
use crate::client::{SAMPLE_OFFER, lenient, put_offer, put_offer_bytes, with_samples};

const UPDATE: &str = "hire.v1.external_offer.update";

#[tokio::test]
async fn the_pages_sample_request_gets_the_pages_sample_answer() {
    let emulator = with_samples().await;
    let operation = operation(UPDATE);
    let reply = put_offer(&emulator, SAMPLE_OFFER, &operation["request_example"]).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.json(), operation["response_example"]);
}

#[tokio::test]
async fn an_answer_has_its_fields_in_the_order_of_the_page() {
    let emulator = with_samples().await;
    let reply = put_offer(&emulator, SAMPLE_OFFER, &operation(UPDATE)["request_example"]).await;
    let expected = concat!(
        r#"{"code":0,"msg":"SUCCESS","data":{"external_offer":{"id":"6989202908470446380","#,
        r#""external_application_id":"7395015673275697419","biz_create_time":"1721899352428","#,
        r#""owner":"张三","offer_status":"已发送","attachment_list":[{"id":"6987954043925432620","#,
        r#""name":"test_resume.pdf","size":126371}]}}}"#,
    );
    assert_eq!(reply.text, expected);
}

#[tokio::test]
async fn the_id_of_the_pages_path_example_is_an_offer_of_the_samples_too() {
    let emulator = with_samples().await;
    let body = json!({ "external_application_id": "7395015673275697419" });
    let reply = put_offer(&emulator, "6960663240925956660", &body).await;
    assert_eq!(reply.json()["data"]["external_offer"]["id"], "6960663240925956660");
}

#[tokio::test]
async fn a_field_that_is_left_out_is_cleared() {
    let emulator = with_samples().await;
    let full = operation(UPDATE)["request_example"].clone();
    for left_out in ["biz_create_time", "owner", "offer_status", "attachment_id_list"] {
        put_offer(&emulator, SAMPLE_OFFER, &full).await;
        let mut body = full.clone();
        body.as_object_mut().unwrap().remove(left_out);
        let answer = put_offer(&emulator, SAMPLE_OFFER, &body).await.json();

        let answered = &answer["data"]["external_offer"];
        let shown_as = left_out.replace("attachment_id_list", "attachment_list");
        let mut expected = operation(UPDATE)["response_example"]["data"]["external_offer"].clone();
        expected.as_object_mut().unwrap().remove(&shown_as);
        assert_eq!(answered, &expected, "{left_out}");
        let stored = emulator.object("external_offer", SAMPLE_OFFER).await.unwrap();
        assert_eq!(stored.as_ref(), Some(answered), "{left_out}");
    }
}

#[tokio::test]
async fn an_empty_list_of_attachments_clears_them() {
    let emulator = with_samples().await;
    put_offer(&emulator, SAMPLE_OFFER, &operation(UPDATE)["request_example"]).await;
    let body = json!({ "external_application_id": "1", "attachment_id_list": [] });
    let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
    assert_eq!(reply.json()["data"]["external_offer"].get("attachment_list"), None);
}

#[tokio::test]
async fn attachments_keep_the_order_and_number_of_the_request() {
    let emulator = with_samples().await;
    let ids = ["7404675264888097068"; 10];
    let body = json!({ "external_application_id": "1", "attachment_id_list": ids });
    let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
    let listed = reply.json()["data"]["external_offer"]["attachment_list"].clone();
    assert_eq!(listed.as_array().unwrap().len(), 10);
}

#[tokio::test]
async fn any_text_comes_back_as_it_was_sent() {
    let emulator = lenient().await;
    for text in ["", " ", "\u{0}\u{1f}\"\\", "👩‍👩‍👧", "'); DROP TABLE external_offer; --", "null"]
    {
        let body = json!({ "external_application_id": text, "owner": text, "offer_status": text });
        let offer = put_offer(&emulator, SAMPLE_OFFER, &body).await.json()["data"].take();
        for field in ["external_application_id", "owner", "offer_status"] {
            assert_eq!(offer["external_offer"][field], text, "{field}");
        }
    }
}

#[tokio::test]
async fn every_success_keeps_the_response_schema() {
    let emulator = with_samples().await;
    let schema = response_schema(UPDATE);
    for body in [
        operation(UPDATE)["request_example"].clone(),
        json!({ "external_application_id": "1" }),
        json!({ "external_application_id": "1", "biz_create_time": "-1" }),
    ] {
        let answer = put_offer(&emulator, SAMPLE_OFFER, &body).await.json();
        assert_eq!(answer["code"], 0);
        assert!(schema.is_valid(&answer), "{answer}");
    }
}

/// Each body, and the pointer and value of every violation that the answer must list.
fn broken_bodies() -> Vec<(Value, Vec<(&'static str, &'static str)>)> {
    let application = "external_application_id";
    vec![
        (json!({}), vec![("/external_application_id", "")]),
        (json!([]), vec![("", "[]")]),
        (json!(null), vec![("", "null")]),
        (json!({ application: 7 }), vec![("/external_application_id", "7")]),
        (json!({ application: null }), vec![("/external_application_id", "null")]),
        (json!({ application: "1", "owner": null }), vec![("/owner", "null")]),
        (json!({ application: "1", "Owner": "x" }), vec![("/Owner", "x")]),
        (json!({ application: "1", "a/b~c": true }), vec![("/a~1b~0c", "true")]),
        (
            json!({ application: "1", "biz_create_time": "2024-07-25" }),
            vec![("/biz_create_time", "2024-07-25")],
        ),
        (
            json!({ application: "1", "biz_create_time": 1721899352428_i64 }),
            vec![("/biz_create_time", "1721899352428")],
        ),
        (
            json!({ application: "1", "attachment_id_list": ["7404675264888097068", 7] }),
            vec![("/attachment_id_list/1", "7")],
        ),
        (
            json!({ "owner": 1, "offer_status": 2, "x": 3 }),
            vec![
                ("/external_application_id", ""),
                ("/offer_status", "2"),
                ("/owner", "1"),
                ("/x", "3"),
            ],
        ),
    ]
}

#[tokio::test]
async fn a_body_that_breaks_the_schema_is_refused_with_every_place() {
    let emulator = with_samples().await;
    let before = emulator.object("external_offer", SAMPLE_OFFER).await.unwrap();
    for (body, expected) in broken_bodies() {
        let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{body}");
        let violations = reply.violations();
        let found: Vec<_> = violations.iter().map(|(f, v)| (f.as_str(), v.as_str())).collect();
        assert_eq!(found, expected, "{body}");
        for (pointer, _) in expected {
            assert!(reply.msg().contains(&format!("{pointer}: ")), "{}", reply.msg());
        }
    }
    assert_eq!(emulator.object("external_offer", SAMPLE_OFFER).await.unwrap(), before);
}

#[tokio::test]
async fn one_attachment_too_many_is_refused_at_the_list() {
    // The limit is the page's, and changes with it.
    let schema = &operation("hire.v1.external_offer.update")["request_schema"];
    let limit = schema["properties"]["attachment_id_list"]["maxItems"].as_u64().unwrap();
    let emulator = with_samples().await;
    let ids = vec!["7404675264888097068"; usize::try_from(limit).unwrap() + 1];
    let body = json!({ "external_application_id": "1", "attachment_id_list": ids });
    let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
    assert_eq!(reply.verdict(), (400, 1002002));
    let violation = &reply.json()["error"]["field_violations"][0];
    assert_eq!(violation["field"], "/attachment_id_list");
    let expected = format!("holds {} items, at most {limit} are allowed", limit + 1);
    assert_eq!(violation["description"], expected);
}

#[tokio::test]
async fn an_unknown_field_is_refused_and_the_known_ones_are_named() {
    let emulator = with_samples().await;
    let body = json!({ "external_application_id": "1", "salary": 1 });
    let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
    assert_eq!(reply.verdict(), (400, 1002002));
    assert!(reply.msg().contains("/salary: is not a field"), "{}", reply.msg());
    assert!(reply.msg().contains("owner"), "{}", reply.msg());
}

#[tokio::test]
async fn a_body_that_is_not_json_is_refused() {
    let emulator = with_samples().await;
    let deep = "[".repeat(100_000);
    let bodies: [&[u8]; 8] = [
        b"",
        b"{",
        b"{\"external_application_id\":\"1\",}",
        b"{} {}",
        b"\xff\xfe",
        b"{\"owner\":\"\xc3\x28\"}",
        b"{\"x\":1e999}",
        deep.as_bytes(),
    ];
    for body in bodies {
        let reply = put_offer_bytes(&emulator, SAMPLE_OFFER, body).await;
        assert_eq!(reply.verdict(), (400, 1002002), "{}", String::from_utf8_lossy(body));
        assert!(reply.msg().starts_with("The body is not JSON: "), "{}", reply.msg());
    }
}

#[tokio::test]
async fn an_offer_that_does_not_exist_is_not_made() {
    let emulator = with_samples().await;
    let body = operation(UPDATE)["request_example"].clone();
    let reply = put_offer(&emulator, "1", &body).await;
    assert_eq!(reply.verdict(), (400, 1002002));
    assert_eq!(reply.violations(), [("external_offer_id".to_owned(), "1".to_owned())]);
    assert_eq!(emulator.object("external_offer", "1").await.unwrap(), None);
}

#[tokio::test]
async fn attachments_that_do_not_exist_are_each_named_and_nothing_is_written() {
    let emulator = with_samples().await;
    let before = emulator.object("external_offer", SAMPLE_OFFER).await.unwrap();
    let body = json!({
        "external_application_id": "1",
        "attachment_id_list": ["1", "7404675264888097068", "6987954043925432620"],
    });
    let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
    assert_eq!(reply.verdict(), (400, 1002002));
    let place = |index: u8, id: &str| (format!("/attachment_id_list/{index}"), id.to_owned());
    assert_eq!(reply.violations(), [place(0, "1"), place(2, "6987954043925432620")]);
    assert_eq!(emulator.object("external_offer", SAMPLE_OFFER).await.unwrap(), before);
}

#[tokio::test]
async fn an_answer_repeats_only_the_beginning_of_a_long_value() {
    let emulator = with_samples().await;
    let body = json!({ "external_application_id": "1", "biz_create_time": "9".repeat(100_000) });
    let reply = put_offer(&emulator, SAMPLE_OFFER, &body).await;
    assert_eq!(reply.verdict(), (400, 1002002));
    assert!(reply.text.len() < 2000, "{} bytes", reply.text.len());
}
