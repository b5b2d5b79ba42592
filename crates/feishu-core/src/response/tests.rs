use serde_json::{Value, json};

use super::*;
use crate::ErrorKind;

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        log_id: Some("log-1".to_owned()),
        retry_after: None,
        rate_limit: None,
        date: None,
        body: body.as_bytes().to_vec(),
    }
}

#[test]
fn the_code_decides_and_the_status_only_where_it_cannot() {
    for (status, body, expected) in [
        (200, r#"{"code":0}"#, None),
        (201, r#"{"code":"0","data":{}}"#, None),
        (200, r#"{"code":1002002}"#, Some((ErrorKind::Api, Some(1_002_002)))),
        (400, r#"{"code":1002002}"#, Some((ErrorKind::Api, Some(1_002_002)))),
        (302, r#"{"code":7}"#, Some((ErrorKind::Api, Some(7)))),
        (500, r#"{"code":0}"#, Some((ErrorKind::Status, None))),
        (502, "<html>", Some((ErrorKind::Status, None))),
        (307, "", Some((ErrorKind::Status, None))),
        (200, "<html>", Some((ErrorKind::Decode, None))),
        (204, "", Some((ErrorKind::Decode, None))),
    ] {
        let found = answer(status, body).judge().err();
        assert_eq!(found.as_ref().map(|e| (e.kind(), e.code())), expected, "{status} {body}");
        if let Some(error) = found {
            assert_eq!(error.status(), Some(status));
            assert_eq!(error.body(), Some(body.as_bytes()));
            assert_eq!(error.log_id(), Some("log-1"));
        }
    }
}

#[test]
fn an_answer_without_data_is_an_empty_object() {
    for body in [r#"{"code":0}"#, r#"{"code":0,"data":null}"#, r#"{"code":0,"data":{}}"#] {
        let response: Response<Value> = answer(200, body).judge().unwrap().decode(false).unwrap();
        assert_eq!(*response, json!({}), "{body}");
        assert_eq!(response.body(), body.as_bytes());
    }
}

#[test]
fn a_response_is_its_data_and_keeps_the_answer_around_it() {
    let body = r#"{"code":0,"data":["a"],"unknown":1}"#;
    let response: Response<Vec<String>> = answer(201, body).judge().unwrap().decode(false).unwrap();
    assert_eq!(response.len(), 1);
    assert_eq!(response.data(), &["a"]);
    assert_eq!((response.status(), response.log_id()), (201, Some("log-1")));
    assert_eq!(
        format!("{response:?}"),
        "Response { data: [\"a\"], status: 201, log_id: Some(\"log-1\"), .. }"
    );
    assert_eq!(response.into_inner(), ["a"]);
}

#[test]
fn data_of_another_shape_is_an_error_that_keeps_the_answer() {
    let body = r#"{"code":0,"data":{"size":"many"}}"#;
    let success = answer(200, body).judge().unwrap();
    let error = success.decode::<std::collections::BTreeMap<String, i32>>(false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!((error.status(), error.log_id()), (Some(200), Some("log-1")));
    assert_eq!(error.body(), Some(body.as_bytes()));
    assert!(error.to_string().contains("invalid type: string \"many\", expected i32"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}

#[test]
fn a_flat_answer_is_decoded_from_beside_its_code() {
    let body = r#"{"code":0,"msg":"ok","expire":7200,"data":{"expire":1}}"#;
    let response: Response<Value> = answer(200, body).judge().unwrap().decode(true).unwrap();
    assert_eq!(response["expire"], 7200);
    let error = answer(200, body).judge().unwrap().decode::<Vec<i32>>(true).unwrap_err();
    assert!(error.to_string().contains("the response is not as documented"), "{error}");
}
