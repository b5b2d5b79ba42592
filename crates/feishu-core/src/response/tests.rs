use serde_json::{Value, json};

use super::*;
use crate::{ErrorKind, Mismatch};

fn answer(status: u16, body: &str) -> Answer {
    let mut answer = Answer::bare(status, body);
    answer.head.headers.insert("x-tt-logid", "log-1".parse().unwrap());
    answer
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
        let response: Response<Value> =
            answer(200, body).judge().unwrap().read(false, false).unwrap();
        assert_eq!(*response, json!({}), "{body}");
        assert_eq!(response.body(), body.as_bytes());
    }
}

#[test]
fn a_response_is_its_data_and_keeps_the_answer_around_it() {
    let body = r#"{"code":0,"data":["a"],"unknown":1}"#;
    let response: Response<Vec<String>> =
        answer(201, body).judge().unwrap().read(false, false).unwrap();
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
fn a_header_is_found_by_its_name_in_any_case() {
    let mut answer = answer(200, r#"{"code":0}"#);
    answer.head.headers.insert("x-emulator-response", "sample".parse().unwrap());
    answer
        .head
        .headers
        .insert("x-bytes", reqwest::header::HeaderValue::from_bytes(b"\xff").unwrap());
    let response: Response<Value> = answer.judge().unwrap().read(false, false).unwrap();
    let response = response.map(drop);
    assert_eq!(response.header("X-Emulator-Response"), Some("sample"));
    assert_eq!((response.header("x-bytes"), response.header("x-none")), (None, None));
}

#[test]
fn a_response_that_has_not_what_it_must_have_is_an_error_that_keeps_the_answer_and_says_where() {
    let body = r#"{"code":0, "data":{"list":["many"]}}"#;
    let error = answer(200, body).judge().unwrap().read::<Vec<i32>>(false, false).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!((error.status(), error.log_id()), (Some(200), Some("log-1")));
    assert_eq!(error.body(), Some(body.as_bytes()));
    let expected = "the response is not as documented: data: expected a list, found an object";
    assert!(error.to_string().contains(expected), "{error}");
    let source = std::error::Error::source(&error).unwrap().downcast_ref::<Mismatch>().unwrap();
    assert_eq!((source.path(), source.expected(), source.found()), ("data", "a list", "an object"));
}

#[test]
fn a_type_that_only_serde_reads_has_a_place_in_its_errors_too() {
    type Sizes = std::collections::BTreeMap<String, Vec<i32>>;
    for (body, flat, place) in [
        (r#"{"code":0,"data":{"sizes":[1,"many"]}}"#, false, "data.sizes[1] is not as documented"),
        (
            "{\"code\":0,\"data\":\n{\"sizes\":\n[1,\"many\"]}}",
            false,
            "data.sizes[1] is not as documented",
        ),
        (r#"{"code":0,"data":"x"}"#, false, "data is not as documented"),
        (r#"{"sizes":["many"],"code":0}"#, true, "sizes[0] is not as documented"),
        ("\u{feff}{\"sizes\":[\"many\"],\"code\":0}", true, "sizes[0] is not as documented"),
    ] {
        let error = answer(200, body).judge().unwrap().decode::<Sizes>(flat, false).unwrap_err();
        assert!(error.to_string().contains(place), "{error}");
        assert_eq!((error.kind(), error.body()), (ErrorKind::Decode, Some(body.as_bytes())));
        assert!(std::error::Error::source(&error).unwrap().is::<serde_json::Error>());
    }
}

#[test]
fn what_cannot_be_read_is_listed_with_its_place_or_is_an_error() {
    let body = r#"{"code":0,"data":[1,"x",null,{"a":1},[],"4"]}"#;
    let response = answer(200, body).judge().unwrap().read::<Vec<i32>>(false, false).unwrap();
    assert_eq!(*response, [1, 4]);
    let lost: Vec<_> = response.lost().iter().map(ToString::to_string).collect();
    let expected = |place: &str, found: &str| {
        format!("{place}: expected a 32-bit integer, possibly as a string, found {found}")
    };
    let places = [("data[1]", "\"x\""), ("data[3]", "an object"), ("data[4]", "a list")];
    assert_eq!(lost, places.map(|(place, found)| expected(place, found)));
    let lost = response.map(|list| list.len()).lost().len();
    assert_eq!(lost, 3, "another value of the same response has lost the same");
    let error = answer(200, body).judge().unwrap().read::<Vec<i32>>(false, true).unwrap_err();
    assert!(
        error.to_string().contains(&format!("{} (and 2 more)", expected("data[1]", "\"x\""))),
        "{error}"
    );
    let body = r#"{"code":0,"data":[1]}"#;
    assert!(answer(200, body).judge().unwrap().read::<Vec<i32>>(false, true).is_ok());
}

#[test]
fn a_byte_order_mark_before_a_response_is_not_part_of_it() {
    let body = "\u{feff}{\"code\":0,\"data\":[7],\"expire\":\"x\"}";
    let response = answer(200, body).judge().unwrap().read::<Vec<i32>>(false, true).unwrap();
    assert_eq!((response.data().as_slice(), response.body()), (&[7][..], body.as_bytes()));
    assert_eq!(answer(200, body).judge().unwrap().text(), &body[3..]);
    let response = answer(200, body).judge().unwrap().read::<Value>(true, true).unwrap();
    assert_eq!(response["expire"], "x");
    assert_eq!(
        answer(200, body).judge().unwrap().decode::<Value>(true, true).unwrap()["expire"],
        "x"
    );
}

#[test]
fn a_flat_answer_is_read_from_beside_its_code() {
    let body = r#"{"code":0,"msg":"ok","expire":7200,"data":{"expire":1}}"#;
    let response: Response<Value> = answer(200, body).judge().unwrap().read(true, false).unwrap();
    assert_eq!(response["expire"], 7200);
    let error = answer(200, body).judge().unwrap().read::<Vec<i32>>(true, false).unwrap_err();
    let expected = "the response is not as documented: expected a list, found an object";
    assert!(error.to_string().contains(expected), "{error}");
}
