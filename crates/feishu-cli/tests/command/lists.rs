//! Lists that do not come to their end.

use serde_json::{Value as Json, json};

use crate::server::{Response, Server};

const LIST: [&str; 5] = ["hire", "external-application", "list", "--talent-id", "7"];

fn page(ids: &[&str], rest: Json) -> Response {
    let items: Vec<_> = ids.iter().map(|id| json!({ "id": id })).collect();
    let mut data = json!({ "items": items });
    data.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    Response::data(&data)
}

fn ids(list: &Json) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect()
}

#[test]
fn what_was_read_before_a_page_fails_is_printed_with_the_token_to_go_on() {
    let server = Server::start([
        page(&["1", "2"], json!({ "has_more": true, "page_token": "two" })),
        page(&["3"], json!({ "has_more": true, "page_token": "it's\u{202e} three" })),
        Response::refusal(400, 1_002_002, "param is invalid"),
    ]);
    let ran = server.run(&[&LIST[..], &["--all", "-ojson"]].concat()).with_status(4);
    assert_eq!(ids(&ran.json()), ["1", "2", "3"]);
    let error: Json = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["code"], 1_002_002);
    assert_eq!(error["error"]["pages"], 2);
    assert_eq!(error["error"]["page_token"], "it's\u{202e} three");

    let server = Server::start([
        page(&["1", "2"], json!({ "has_more": true, "page_token": "two" })),
        page(&["3"], json!({ "has_more": true, "page_token": "it's\u{202e} three" })),
        Response::refusal(400, 1_002_002, "param is invalid"),
    ]);
    let ran = server.run(&[&LIST[..], &["--all"]].concat()).with_status(4);
    assert!(ran.out.contains("1\n2\n3"), "{}", ran.out);
    assert!(ran.err.starts_with("error: param is invalid: code 1002002"), "{}", ran.err);
    assert!(ran.err.contains("2 pages were read and printed"), "{}", ran.err);
    assert!(
        ran.err.contains("--page-token=$'it\\'s\\342\\200\\256 three'"),
        "it can be pasted: {}",
        ran.err
    );
}

/// Else the second page would be one of another list.
#[test]
fn each_page_is_asked_for_as_the_first_was() {
    let query = ["hire", "external-offer", "batch-query", "--external-application-id", "7"];
    let offers = r#"{"external_offer_id_list":["1","2"]}"#;
    for (arguments, filter, body) in [
        (&LIST[..], "talent_id=7", ""),
        (&[&query[..], &["--json", offers]].concat(), "external_application_id=7", offers),
    ] {
        let server = Server::start([
            page(&["1", "2"], json!({ "has_more": true, "page_token": "two" })),
            page(&["3", "4"], json!({ "has_more": true, "page_token": "three" })),
            page(&["5"], json!({ "has_more": false })),
        ]);
        let more = ["--page-size", "2", "--all", "-ojson"];
        let ran = server.run(&[arguments, &more].concat()).ok();
        assert_eq!(ids(&ran.json()), ["1", "2", "3", "4", "5"]);
        let calls = server.calls();
        assert_eq!(calls.len(), 3, "{arguments:?}");
        for (call, token) in calls.iter().zip([None, Some("two"), Some("three")]) {
            let line = &call.line;
            assert!(line.contains(filter) && line.contains("page_size=2"), "{line}");
            let found = line.split(['?', '&']).find_map(|one| one.strip_prefix("page_token="));
            assert_eq!(found, token, "{line}");
            assert_eq!(call.body, body, "{line}");
        }
    }
}

#[test]
fn a_failure_of_the_first_page_is_a_failure_of_the_call() {
    let server = Server::start([Response::refusal(400, 1_002_002, "param is invalid")]);
    let ran = server.run(&[&LIST[..], &["--all", "-ojson"]].concat()).with_status(4);
    assert_eq!(ran.out, "");
    assert!(!ran.err.contains("pages"), "{}", ran.err);
}

#[test]
fn a_list_that_says_more_and_not_how_to_get_it_is_incomplete() {
    for rest in [
        json!({ "has_more": true }),
        json!({ "has_more": true, "page_token": "" }),
        json!({ "has_more": true, "page_token": "two" }),
        json!({ "has_more": 1, "page_token": null }),
    ] {
        let first = page(&["1"], json!({ "has_more": true, "page_token": "two" }));
        let server = Server::start([first, page(&["2"], rest.clone())]);
        let ran = server.run(&[&LIST[..], &["--all", "-ojson"]].concat()).with_status(8);
        assert_eq!(ids(&ran.json()), ["1", "2"], "{rest}");
        assert!(ran.err.contains("the server sa"), "{}", ran.err);
        let error: Json = serde_json::from_str(&ran.err).unwrap();
        assert_eq!(error["error"]["kind"], "incomplete_list", "{rest}");
    }
}

#[test]
fn a_page_alone_that_leads_nowhere_is_incomplete_too() {
    for (rest, token) in [
        (json!({ "has_more": true }), "one"),
        (json!({ "has_more": true, "page_token": "" }), "one"),
        (json!({ "has_more": "true", "page_token": "one" }), "one"),
    ] {
        let server = Server::start([page(&["1"], rest.clone())]);
        let arguments = [&LIST[..], &["-ojson", "--page-token", token]].concat();
        let ran = server.run(&arguments).with_status(8);
        assert_eq!(ids(&ran.json()["items"]), ["1"], "{rest}");
        assert!(ran.err.contains("incomplete"), "{}", ran.err);
    }
}

#[test]
fn has_more_is_a_boolean_however_it_is_written() {
    for (yes, no) in [(json!(1), json!(0)), (json!("true"), json!("false"))] {
        let server = Server::start([
            page(&["1"], json!({ "has_more": yes, "page_token": "two" })),
            page(&["2"], json!({ "has_more": no, "page_token": "three" })),
        ]);
        let ran = server.run(&[&LIST[..], &["--all", "-ojson"]].concat()).ok();
        assert_eq!(ids(&ran.json()), ["1", "2"], "{yes}");
        assert_eq!(server.calls().len(), 2);
    }
}

#[test]
fn a_list_without_end_ends_where_it_is_told_to() {
    let endless: Vec<_> = (0..9)
        .map(|n| {
            page(&[&n.to_string()], json!({ "has_more": true, "page_token": format!("t{n}") }))
        })
        .collect();
    let server = Server::start(endless);
    let arguments = [&LIST[..], &["--all", "--max-pages", "3", "-ojson"]].concat();
    let ran = server.run(&arguments).with_status(8);
    assert_eq!(ids(&ran.json()), ["0", "1", "2"]);
    let error: Json = serde_json::from_str(&ran.err).unwrap();
    assert_eq!(error["error"]["page_token"], "t2", "{error}");
    assert_eq!(server.calls().len(), 3);
}

#[test]
fn an_object_that_is_in_the_missing_part_of_a_list_is_not_said_to_be_gone() {
    let server = Server::start([page(&["1"], json!({ "has_more": true }))]);
    let modify =
        ["hire", "external-application", "modify", "2", "--find-talent-id", "7", "--stage", "x"];
    let ran = server.run(&modify).with_status(8);
    assert!(!ran.err.contains("finds nothing"), "{}", ran.err);
    assert_eq!(server.calls().len(), 1, "nothing was written");
}
