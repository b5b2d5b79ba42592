//! Raw calls: endpoints by method and path.

use serde_json::json;

use crate::server::{Response, Server};
use crate::{OFFER, command, command_for, emulator, run, run_with_input, stored};

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_is_read_written_and_deleted_without_its_spec() {
    let emulator = emulator().await;
    let api = |arguments: &[&str]| run(command_for(&emulator).arg("api"), arguments);
    let list = [
        "get",
        "/open-apis/hire/v1/external_applications?page_size=10",
        "--query",
        "talent_id=7",
        "-ojson",
    ];
    let ran = api(&list).ok();
    assert_eq!(ran.json()["has_more"], false, "{}", ran.out);
    let path = format!("/open-apis/hire/v1/external_offers/{OFFER}");
    let body =
        json!({ "external_application_id": crate::APPLICATION, "owner": "王五" }).to_string();
    let ran = run_with_input(
        command_for(&emulator).arg("api"),
        &["PUT", &path, "--json", "-", "--jq", ".external_offer.owner"],
        &body,
    )
    .ok();
    assert_eq!(ran.out, "王五\n");
    assert_eq!(stored(&emulator, "external_offer", OFFER).await["owner"], "王五");
    let template = "/open-apis/hire/v1/external_offers/:id";
    let ran = api(&["DELETE", template, "--param", &format!("id={OFFER}")]).ok();
    assert_eq!(ran.out, "Done.\n");
    let ran = api(&["DELETE", &path]).with_status(4);
    assert!(
        ran.err.contains("code 1002002") && ran.err.contains(&format!("DELETE {path}")),
        "{}",
        ran.err
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_uploaded_as_a_form() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("聘书.pdf");
    std::fs::write(&file, "%PDF").unwrap();
    let file = format!("content={}", file.display());
    let upload = ["api", "POST", "/open-apis/hire/v1/attachments", "--file", &file, "--jq", ".id"];
    let ran = run(&mut command_for(&emulator), &upload).ok();
    let id = ran.out.trim();
    let get = ["hire", "attachment", "get", id, "--type", "general", "--jq", ".attachment.name"];
    let ran = run(&mut command_for(&emulator), &get).ok();
    assert_eq!(ran.out, "聘书.pdf\n");
}

#[test]
fn what_is_typed_stays_a_segment_or_a_parameter() {
    let server = Server::start([Response::data(&json!({}))]);
    for (arguments, expected) in [
        (&["GET", "/open-apis/a/v1/b"][..], "GET /open-apis/a/v1/b"),
        (&["GET", "/open-apis/a/张三"], "GET /open-apis/a/%E5%BC%A0%E4%B8%89"),
        (&["GET", "/open-apis/:a", "--param", "a=../x?y#z"], "GET /open-apis/..%2Fx%3Fy%23z"),
        (&["GET", "/open-apis/a%2F..%2Fb"], "GET /open-apis/a%2F..%2Fb"),
        (
            &["GET", "/open-apis/a", "--query", "x=1&y=2", "--query", "x=+"],
            "GET /open-apis/a?x=1%26y%3D2&x=%2B",
        ),
        (&["GET", "/open-apis/a?x=1"], "GET /open-apis/a?x=1"),
    ] {
        server.run(&[&["api"], arguments].concat()).ok();
        assert_eq!(server.calls().last().unwrap().line, expected);
    }
    let count = server.count();
    for path in [
        "https://evil.example/open-apis/x",
        "//evil.example/open-apis/x",
        "/open-apis/../x",
        "/open-apis/%2e%2e/x",
        "/x",
    ] {
        let ran = server.run(&["api", "GET", path]).with_status(2);
        assert!(ran.err.starts_with("error: "), "{}", ran.err);
    }
    assert_eq!(server.count(), count, "nothing was sent");
}

#[test]
fn a_raw_call_sends_the_token_that_is_asked_for_and_is_not_repeated_unless_that_does_no_harm() {
    for (arguments, token) in [
        (&[][..], Some("Bearer t-1")),
        (&["--token", "user"], Some("Bearer u-1")),
        (&["--token", "none"], None),
    ] {
        let server = Server::start([Response::data(&json!({}))]);
        let mut command = server.command();
        command.env("FEISHU_USER_ACCESS_TOKEN", "u-1");
        let ran = run(command.args(["api", "GET", "/open-apis/x"]), arguments).ok();
        assert!(!ran.out.contains("t-1") && !ran.err.contains("u-1"));
        let head = server.calls()[0].head.to_lowercase();
        let found = head.lines().find_map(|line| line.strip_prefix("authorization: "));
        assert_eq!(found, token.map(str::to_lowercase).as_deref(), "{head}");
    }
    // The app's credentials are asked for where its token is.
    for (arguments, token) in
        [(&[][..], None), (&["--token", "user"], Some("bearer u-1")), (&["--token", "none"], None)]
    {
        let server = Server::start([Response::data(&json!({}))]);
        let mut command = command();
        command.env("FEISHU_BASE_URL", &server.url).env("FEISHU_USER_ACCESS_TOKEN", "u-1");
        let ran = run(command.args(["api", "GET", "/open-apis/x"]), arguments);
        if arguments.is_empty() {
            assert!(ran.with_status(2).err.contains("no credentials"));
            assert_eq!(server.count(), 0);
            continue;
        }
        ran.ok();
        let requests = server.requests();
        assert_eq!(requests.len(), 1, "no token is fetched");
        let head = requests[0].head.to_lowercase();
        let found = head.lines().find_map(|line| line.strip_prefix("authorization: "));
        assert_eq!(found, token, "{arguments:?}");
    }
    let ran = run(
        command().env("FEISHU_APP_ID", "a").env("FEISHU_APP_SECRET", "s"),
        &["api", "GET", "/open-apis/x", "--token", "user"],
    )
    .with_status(2);
    assert!(ran.err.contains("FEISHU_USER_ACCESS_TOKEN"), "{}", ran.err);
    for (arguments, calls) in [
        (&["POST", "/open-apis/x"][..], 1),
        (&["POST", "/open-apis/x", "--effect", "read"], 2),
        (&["POST", "/open-apis/x", "--idempotency-key", "uuid", "--json", "{\"uuid\":\"1\"}"], 2),
        (&["POST", "/open-apis/x", "--idempotency-key", "uuid", "--json", "{\"uuid\":\"\"}"], 1),
        (&["GET", "/open-apis/x"], 2),
    ] {
        let server = Server::start([Response::body(502, "gateway"), Response::data(&json!({}))]);
        let ran = server.run(&[&["api"], arguments].concat());
        assert_eq!(server.calls().len(), calls, "{arguments:?} {}", ran.err);
        assert_eq!(ran.status, if calls == 1 { 6 } else { 0 }, "{}", ran.err);
    }
}

#[test]
fn what_would_be_sent_is_shown_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let body = folder.path().join("body.json");
    std::fs::write(&body, json!({ "app_id": "a", "app_secret": "hush", "x": [1] }).to_string())
        .unwrap();
    let at = format!("@{}", body.display());
    let call = ["api", "POST", "/open-apis/a?b=c", "--json", &at];
    let dry = run(command().args(call), &["--dry-run"]).ok();
    assert_eq!(
        dry.out,
        "POST https://open.feishu.cn/open-apis/a?b=c\nAuthorization: Bearer ***\n\
         Content-Type: application/json; charset=utf-8\n\n\
         {\n  \"app_id\": \"a\",\n  \"app_secret\": \"***\",\n  \"x\": [\n    1\n  ]\n}\n\nNothing was sent.\n"
    );
    let curl = run(command().args(call), &["--curl"]).ok();
    assert!(curl.out.contains("\"app_secret\":\"'\"$FEISHU_APP_SECRET\"'\""), "{}", curl.out);
    assert!(!curl.out.contains("hush"), "{}", curl.out);
    // However deep it is.
    let deep = json!({ "x": [{ "y": [{ "app_secret": "hush" }], "z": "plain" }] });
    std::fs::write(&body, deep.to_string()).unwrap();
    for more in ["--dry-run", "--curl"] {
        let ran = run(command().args(call), &[more]).ok();
        assert!(!ran.out.contains("hush") && ran.out.contains("plain"), "{}", ran.out);
    }
    let open = ["api", "POST", "/open-apis/a", "--json", "{\"x\":[{\"app_secret\":\"hush\"}]}"];
    let query = ["api", "GET", "/open-apis/a", "--query", "access_token=hush"];
    for arguments in [open, query] {
        let ran = run(&mut command(), &arguments).with_status(2);
        assert!(ran.err.contains("every process") && !ran.err.contains("hush"), "{}", ran.err);
    }
}

#[test]
fn a_raw_page_that_leads_nowhere_is_incomplete() {
    for (query, rest, status) in [
        ("page_token=one", json!({ "has_more": true, "page_token": "two" }), 0),
        ("page_token=one", json!({ "has_more": true, "page_token": "one" }), 8),
        ("page_token=one", json!({ "has_more": true }), 8),
        ("page_token=one", json!({ "has_more": false, "page_token": "one" }), 0),
        ("page_size=1", json!({ "has_more": true, "page_token": "one" }), 0),
    ] {
        let server = Server::start([Response::data(&rest)]);
        let path = format!("/open-apis/x?{query}");
        for call in [&["api", "GET", &path][..], &["api", "GET", "/open-apis/x", "--query", query]]
        {
            let ran = server.run(call).with_status(status);
            assert_eq!(ran.err.contains("incomplete"), status == 8, "{query} {rest}: {}", ran.err);
        }
    }
}

#[test]
fn tokens_in_a_raw_response_are_masked_unless_they_are_asked_for() {
    let body = r#"{"code":0,"msg":"ok","app_access_token":"a-1","expire":7,"page_token":"p"}"#;
    let server = Server::start([Response::body(200, body)]);
    let call = ["api", "POST", "/open-apis/auth/v3/app_access_token", "-ojson"];
    let ran = server.run(&call).ok();
    assert_eq!(ran.json(), json!({ "app_access_token": "***", "expire": 7, "page_token": "p" }));
    let ran = server.run(&[&call[..], &["--show-secrets"]].concat()).ok();
    assert_eq!(ran.json()["app_access_token"], "a-1");
}

#[test]
fn a_filter_prints_strings_as_they_are_and_the_rest_as_json() {
    let data = json!({ "items": [{ "id": "1", "n": 2 }, { "id": "张", "n": null }] });
    let server = Server::start([Response::data(&data)]);
    for (arguments, expected) in [
        (&["--jq", ".items[].id"][..], "1\n张\n"),
        (&["--jq", ".items[].id", "-ojson"], "\"1\"\n\"张\"\n"),
        (&["--jq", ".items[] | {n}"], "{\"n\":2}\n{\"n\":null}\n"),
        (&["--jq", ".items | length"], "2\n"),
        (&["--jq", "empty"], ""),
    ] {
        let ran = server.run(&[&["api", "GET", "/open-apis/x"], arguments].concat()).ok();
        assert_eq!(ran.out, expected, "{arguments:?}");
    }
    let list = ["hire", "external-application", "list", "--talent-id", "7", "--jq", ".items[].id"];
    assert_eq!(server.run(&list).ok().out, "1\n张\n");
    let all = [&list[..6], &[".[].id", "--all"]].concat();
    assert_eq!(server.run(&all).ok().out, "1\n张\n");
    let count = server.count();
    server.run(&["api", "GET", "/open-apis/x", "--jq", ".items["]).with_status(2);
    assert_eq!(
        server.count(),
        count,
        "a filter that cannot be read is told before anything is sent"
    );
}
