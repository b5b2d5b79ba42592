//! How failures read, for people and for programs.

use serde_json::{Value as Json, json};

use crate::server::{Response, Server};
use crate::{Ran, command, run};

const DELETE: [&str; 4] = ["hire", "external-offer", "delete", "7"];

#[track_caller]
fn error(ran: &Ran) -> Json {
    let whole: Json = serde_json::from_str(&ran.err).unwrap();
    whole["error"].clone()
}

/// A refusal with everything that the platform can say.
fn refusal() -> Response {
    let link = format!("https://open.feishu.cn/search?{}", "x".repeat(100));
    let body = json!({
        "code": 1_002_002,
        "msg": "the offer does not exist",
        "error": {
            "log_id": "20240726",
            "message": "the offer does not exist",
            "troubleshooter": link,
            "field_violations": [
                { "field": "external_offer_id", "value": "7", "description": "the offer does not exist" },
            ],
        },
    });
    Response::body(400, &body.to_string())
}

#[test]
fn a_refusal_says_the_reason_first_and_once_and_details_below() {
    let server = Server::start([refusal()]);
    let ran = server.run(&DELETE).with_status(4);
    let lines: Vec<_> = ran.err.lines().collect();
    assert!(lines[0].starts_with("error: the offer does not exist: code 1002002"), "{}", ran.err);
    assert!(lines[0].len() < 100, "{}", ran.err);
    assert_eq!(ran.err.matches("the offer does not exist").count(), 1, "{}", ran.err);
    for detail in [
        "  operation: hire.v1.external_offer.delete",
        "  response: HTTP 400, log id 20240726",
        "  field: external_offer_id = \"7\"",
    ] {
        assert!(lines.contains(&detail), "{detail}: {}", ran.err);
    }
    assert!(lines[1..].iter().all(|line| line.starts_with("  ") && line.contains(": ")));
}

#[test]
fn with_json_a_refusal_is_an_object() {
    let server = Server::start([refusal()]);
    let ran = server.run(&[&DELETE[..], &["-ojson"]].concat()).with_status(4);
    assert_eq!(ran.out, "");
    let error = error(&ran);
    for (name, expected) in [
        ("kind", json!("api")),
        ("code", json!(1_002_002)),
        ("operation", json!("hire.v1.external_offer.delete")),
        ("http_status", json!(400)),
        ("log_id", json!("20240726")),
        ("outcome", json!("refused")),
        ("attempts", json!(1)),
        ("exit_status", json!(4)),
        ("retry", json!(false)),
    ] {
        assert_eq!(error[name], expected, "{name}: {error}");
    }
    assert!(error["message"].as_str().unwrap().starts_with("the offer does not exist"), "{error}");
    assert_eq!(error["violations"][0]["field"], "external_offer_id");
}

#[test]
fn with_json_each_broken_rule_has_its_pointer() {
    let arguments = [
        "hire",
        "external-offer",
        "update",
        "7",
        "--biz-create-time",
        "soon",
        "--json",
        "{\"onwer\": 1}",
        "--output",
        "json",
    ];
    let ran = run(&mut command(), &arguments).with_status(3);
    let error = error(&ran);
    assert_eq!((&error["kind"], &error["outcome"]), (&json!("rules"), &json!("not_done")));
    let mut found: Vec<_> = error["violations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["pointer"].as_str().unwrap(), one["rule"].as_str().unwrap()))
        .collect();
    found.sort_unstable();
    assert_eq!(
        found,
        [
            ("/biz_create_time", "pattern"),
            ("/external_application_id", "required"),
            ("/onwer", "unknown_field"),
        ]
    );
}

#[test]
fn with_json_every_failure_is_one_object_on_one_line() {
    for (arguments, kind, status) in [
        (&["hire", "external-offer", "delete", "7"][..], "usage", 2),
        (&["hire", "external-offer", "get"], "usage", 2),
        (&["hire", "external-offer", "update", "7", "--nope"], "usage", 2),
        (&["hire", "external-offer", "update", "7", "--json", "{"], "usage", 2),
        (&["hire", "external-offer", "update", "7", "--json", "@/no/such/file"], "local", 1),
        (
            &["--base-url", "http://127.0.0.1:9", "hire", "external-offer", "delete", "7"],
            "connect",
            5,
        ),
        (&["api", "GET", "https://evil.example/open-apis/x"], "usage", 2),
    ] {
        let mut command = command();
        if kind == "connect" {
            command.env("FEISHU_APP_ID", "cli_a").env("FEISHU_APP_SECRET", "s");
        }
        let ran = run(command.args(["-o", "json"]), arguments).with_status(status);
        assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
        let error = error(&ran);
        assert_eq!(error["kind"], kind, "{arguments:?} {error}");
        assert_eq!(error["exit_status"], status);
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
}

#[test]
fn with_json_notes_are_objects_too() {
    let data = json!({ "items": [], "has_more": true, "page_token": "two" });
    let server = Server::start([Response::data(&data)]);
    let list = ["hire", "external-application", "list", "--talent-id", "7", "-ojson"];
    let ran = server.run(&list).ok();
    let note: Json = serde_json::from_str(&ran.err).unwrap();
    assert!(note["note"].as_str().unwrap().contains("--page-token=two"), "{note}");
}

#[test]
fn an_unknown_command_says_which_there_are() {
    for (arguments, meant) in [
        (
            &["hire", "external-offer", "get"][..],
            "did you mean: feishu hire external-offer batch-query",
        ),
        (
            &["hire", "external-offer", "list"],
            "did you mean: feishu hire external-offer batch-query",
        ),
        (&["hire", "external_offer", "update"], "did you mean: feishu hire external-offer"),
        (&["hire", "offer", "update"], "did you mean: feishu hire external-offer"),
        (&["external-offer", "update"], "did you mean: feishu hire external-offer"),
        (&["-o", "table", "hire", "attachment", "delete", "7"], "commands: create, get"),
        (&["profile", "rm", "x"], "did you mean: feishu profile remove"),
        (&["man", "hire", "offer"], "did you mean: feishu hire external-offer"),
    ] {
        let ran = run(&mut command(), arguments).with_status(2);
        assert!(ran.err.contains(meant), "{arguments:?}: {}", ran.err);
        assert!(ran.err.contains("commands: "), "{}", ran.err);
    }
}

#[test]
fn a_secret_that_breaks_a_rule_is_not_shown() {
    let arguments = ["auth", "tenant-access-token", "internal", "--json", "-"];
    for (input, pointer) in [
        (json!({ "app_id": "a", "app_secret": ["hush"] }), "/app_secret"),
        (json!({ "app_id": "a", "app_secret": { "app_id": "hush" } }), "/app_secret"),
        // The secret alone, where an object with it in it is asked for.
        (json!("hush"), ""),
        (json!(["hush"]), ""),
    ] {
        for more in [&[][..], &["-ojson"]] {
            let arguments = [&arguments[..], more].concat();
            let ran = crate::run_with_input(&mut command(), &arguments, &input.to_string());
            let ran = ran.with_status(3);
            assert!(ran.err.contains(pointer), "{input}: {}", ran.err);
            assert!(!ran.err.contains("hush") && !ran.out.contains("hush"), "{input}: {}", ran.err);
        }
    }
}

#[test]
fn a_code_has_the_name_that_the_spec_or_the_platform_gives_it() {
    for (status, code, name) in [
        (400, 1_002_002, Some("invalid_parameter")),
        (400, 99_991_672, Some("missing_scope")),
        (400, 4_711, None),
    ] {
        let server = Server::start([Response::refusal(status, code, "no")]);
        let ran = server.run(&[&DELETE[..], &["-ojson"]].concat()).with_status(4);
        assert_eq!(error(&ran)["name"], json!(name), "{}", ran.err);
        let ran = server.run(&DELETE).with_status(4);
        let named = name.map_or_else(String::new, |name| format!(" ({name})"));
        let line = ran.err.lines().next().unwrap();
        assert_eq!(line, format!("error: no: code {code}{named}"));
    }
}

#[test]
fn that_something_may_have_been_done_is_said_of_writes_that_may_have_been_and_of_nothing_else() {
    let create = ["hire", "external-offer", "create", "--external-application-id", "7"];
    let replace = ["hire", "external-offer", "update", "7", "--external-application-id", "7"];
    let update = ["api", "PATCH", "/open-apis/x", "--json", "{}"];
    let list = ["hire", "external-application", "list", "--talent-id", "7"];
    let lost = || Response::body(502, "gateway");
    for (response, arguments, status, said) in [
        (lost(), &create[..], 6, true),
        (refusal(), &create, 4, false),
        (lost(), &replace, 6, true),
        (refusal(), &replace, 4, false),
        (lost(), &update, 6, true),
        (refusal(), &update, 4, false),
        (lost(), &DELETE, 6, true),
        (refusal(), &DELETE, 4, false),
        (lost(), &list, 5, false),
        (refusal(), &list, 4, false),
    ] {
        let ran = Server::start([response]).run(arguments).with_status(status);
        let found = ran.err.contains("  outcome: unknown; the platform may have carried it out");
        assert_eq!(found, said, "{arguments:?}: {}", ran.err);
    }
}

#[test]
fn a_secret_that_the_platform_repeats_is_not_shown() {
    let body = json!({
        "code": 10_003,
        "msg": "invalid param",
        "error": { "field_violations": [
            { "field": "app_secret", "value": "secret-env", "description": "wrong" },
            { "field": "body.app_secret", "value": "secret-env", "description": "wrong" },
            { "field": "app_id", "value": "cli_env", "description": "unknown" },
        ] },
    });
    let server = Server::start([Response::body(400, &body.to_string())]);
    let issue = ["auth", "app-access-token", "internal"];
    let ran = server.run(&issue).with_status(4);
    assert!(server.requests()[0].body.contains("secret-env"), "it was sent");
    for expected in [
        "  field: app_secret = ***",
        "  field: body.app_secret = ***",
        "  field: app_id = \"cli_env\"",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    let object = server.run(&[&issue[..], &["-ojson"]].concat()).with_status(4);
    let shown = error(&object)["violations"].clone();
    let values: Vec<_> = shown.as_array().unwrap().iter().map(|one| &one["value"]).collect();
    assert_eq!(values, ["***", "***", "cli_env"]);
    for ran in [ran, object] {
        assert!(!format!("{}{}", ran.out, ran.err).contains("secret-env"), "{}", ran.err);
    }
}
