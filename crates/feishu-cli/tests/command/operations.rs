//! Operations that are carried out.

use feishu_emulator::{Fault, FaultKind};
use serde_json::{Value as Json, json};

use crate::server::{Response, Server};
use crate::{APPLICATION, OFFER, command, command_for, emulator, run, run_with_input, stored};

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_is_replaced_by_flags() {
    let emulator = emulator().await;
    let ran = run(
        &mut command_for(&emulator),
        &[
            "hire",
            "external-offer",
            "update",
            OFFER,
            "--external-application-id",
            APPLICATION,
            "--owner",
            "李四",
            "--attachment-id",
            "1",
            "--attachment-id",
            "2",
            "-o",
            "json",
        ],
    )
    .ok();
    assert_eq!(ran.json()["external_offer"]["owner"], "李四");
    let offer = stored(&emulator, "external_offer", OFFER).await;
    assert_eq!(offer["owner"], "李四");
    assert_eq!(offer["attachment_list"][1]["id"], "2");
    assert!(offer["offer_status"].is_null(), "a replace clears what is left out: {offer}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_comes_from_an_argument_a_file_or_the_input_and_flags_go_before_it() {
    let emulator = emulator().await;
    let body = json!({ "external_application_id": APPLICATION, "owner": "王五" }).to_string();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offer.json");
    std::fs::write(&path, format!("\u{feff}{body}")).unwrap();
    let at = format!("@{}", path.display());
    for argument in [body.as_str(), at.as_str(), "-"] {
        let arguments = [
            "hire",
            "external-offer",
            "update",
            OFFER,
            "--json",
            argument,
            "--offer-status",
            "签约",
        ];
        run_with_input(&mut command_for(&emulator), &arguments, &body).ok();
        let offer = stored(&emulator, "external_offer", OFFER).await;
        assert_eq!((&offer["owner"], &offer["offer_status"]), (&json!("王五"), &json!("签约")));
        run(
            &mut command_for(&emulator),
            &["hire", "external-offer", "update", OFFER, "--external-application-id", "1"],
        )
        .ok();
    }
}

#[test]
fn the_value_of_a_field_may_begin_with_a_hyphen() {
    let server = Server::start([Response::data(&json!({}))]);
    let offer = ["external-offer", "create", "--external-application-id", "7"];
    let reward = ["external-referral-reward", "create", "--external-id", "A"];
    for (words, flags, field, expected) in [
        (&offer, &["--owner", "- urgent"][..], "/owner", json!("- urgent")),
        (&offer, &["--owner", "-1"], "/owner", json!("-1")),
        (&offer, &["--owner", "-x"], "/owner", json!("-x")),
        (&offer, &["--owner", "--none--"], "/owner", json!("--none--")),
        (
            &offer,
            &["--attachment-id", "-1", "--attachment-id", "-2"],
            "/attachment_id_list",
            json!(["-1", "-2"]),
        ),
        (&reward, &["--bonus.point-bonus", "-100"], "/bonus/point_bonus", json!(-100)),
    ] {
        let call = [&["hire"], &words[..], flags, &["--no-validate"]].concat();
        server.run(&call).ok();
        let body: Json = serde_json::from_str(&server.calls().pop().unwrap().body).unwrap();
        assert_eq!(body.pointer(field), Some(&expected), "{flags:?}: {body}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_violation_is_named_and_nothing_is_sent() {
    let emulator = emulator().await;
    let arguments = [
        "hire",
        "external-offer",
        "update",
        OFFER,
        "--biz-create-time",
        "soon",
        "--json",
        "{\"onwer\": 1}",
    ];
    let ran = run(&mut command_for(&emulator), &arguments).with_status(3);
    for expected in [
        "3 rules",
        "/biz_create_time is \"soon\"",
        "/external_application_id is required",
        "/onwer is not a field; did you mean owner?",
    ] {
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    assert!(emulator.requests().is_empty());

    let ran = run(command_for(&emulator).args(arguments), &["--no-validate"]);
    assert_ne!(ran.status, 3);
    assert!(!emulator.requests().is_empty(), "the platform decides now");
}

/// A request without a body, or with an empty one, lacks what a larger one must have.
#[tokio::test(flavor = "multi_thread")]
async fn a_command_without_any_field_is_told_which_are_required() {
    let emulator = emulator().await;
    for (arguments, missing) in [
        (&["external-offer", "create"][..], "/external_application_id"),
        (&["external-offer", "create", "--json", "{}"], "/external_application_id"),
        (&["external-offer", "update", OFFER], "/external_application_id"),
        (&["external-application", "create"], "/talent_id"),
        (&["external-application", "list"], "/talent_id"),
    ] {
        let call = [&["hire"], arguments].concat();
        let ran = run(&mut command_for(&emulator), &call).with_status(3);
        let expected = format!("{missing} is required and missing");
        assert!(ran.err.contains(&expected), "{arguments:?}: {}", ran.err);
    }
    assert!(emulator.requests().is_empty(), "nothing is sent");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_read_with_all() {
    let emulator = emulator().await;
    for number in 0..5 {
        let number = number.to_string();
        let arguments = [
            "hire",
            "external-application",
            "create",
            "--talent-id",
            "77",
            "--stage",
            &number,
            "--job-recruitment-type",
            "campus",
        ];
        run(&mut command_for(&emulator), &arguments).ok();
    }
    let arguments =
        ["hire", "external-application", "list", "--talent-id", "77", "--page-size", "2"];
    let ran = run(command_for(&emulator).arg("-ojson"), &arguments).ok();
    assert_eq!(ran.json()["items"].as_array().unwrap().len(), 2);
    assert!(ran.err.contains("There are more"), "{}", ran.err);
    let ran =
        run(command_for(&emulator).args(["-ojson"]), &[&arguments[..], &["--all"]].concat()).ok();
    let mut stages: Vec<_> = ran
        .json()
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["stage"].as_str().unwrap().to_owned())
        .collect();
    stages.sort();
    assert_eq!(stages, ["0", "1", "2", "3", "4"]);
    assert_eq!(ran.json()[0]["job_recruitment_type"], 2, "a name of a value is the value");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_it_went() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().unwrap();
    let (there, back) = (folder.path().join("聘书.pdf"), folder.path().join("back.pdf"));
    std::fs::write(&there, b"%PDF \x00\xff").unwrap();
    let arguments = ["hire", "attachment", "create", "-ojson", "--file", there.to_str().unwrap()];
    let id =
        run(&mut command_for(&emulator), &arguments).ok().json()["id"].as_str().unwrap().to_owned();
    let arguments =
        ["hire", "attachment", "get", &id, "--type", "general", "--save", back.to_str().unwrap()];
    let ran = run(&mut command_for(&emulator), &arguments).ok();
    assert!(ran.out.contains("聘书.pdf"), "{}", ran.out);
    assert_eq!(std::fs::read(&back).unwrap(), b"%PDF \x00\xff");
    let ran = run(&mut command_for(&emulator), &arguments).with_status(1);
    assert!(ran.err.contains("is not overwritten"), "{}", ran.err);
}

#[test]
fn an_emulator_inside_keeps_its_data_in_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let emulator = format!("--emulator={}", folder.path().join("data").display());
    let body = json!({ "external_application_id": APPLICATION, "owner": "赵六" }).to_string();
    run(&mut command(), &[&emulator, "hire", "external-offer", "update", OFFER, "--json", &body])
        .ok();
    let query = [
        &emulator,
        "-ojson",
        "hire",
        "external-offer",
        "batch-query",
        "--external-application-id",
        APPLICATION,
    ];
    let found = run(&mut command(), &query).ok().json();
    let offers = found["items"].as_array().unwrap();
    let offer = offers.iter().find(|offer| offer["id"] == OFFER).unwrap();
    assert_eq!(offer["owner"], "赵六");
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_come_from_the_environment_and_are_not_shown() {
    let emulator = emulator().await;
    let token = ["auth", "tenant-access-token", "internal", "-ojson"];
    let ran = run(&mut command_for(&emulator), &token).ok();
    assert_eq!(ran.json()["tenant_access_token"], "***");
    let ran = run(command_for(&emulator).args(token), &["--show-secrets"]).ok();
    assert_ne!(ran.json()["tenant_access_token"], "***");
    let ran = run(command_for(&emulator).args(token), &["--dry-run"]).ok();
    assert!(!ran.out.contains(emulator.app_secret()), "{}", ran.out);
    let ran = run(&mut command(), &[&token[..], &["--json", "{\"app_secret\":\"s\"}"]].concat())
        .with_status(2);
    assert!(ran.err.contains("every process on this machine"), "{}", ran.err);
}

/// With the secret of another app, the call is made as that app.
#[test]
fn a_secret_in_the_body_is_sent_and_only_those_that_it_lacks_come_from_the_environment() {
    let other =
        json!({ "app_id": "cli_other", "app_secret": "s-other", "app_ticket": "ticket-other" });
    let environment =
        json!({ "app_id": "cli_env", "app_secret": "secret-env", "app_ticket": "ticket-env" });
    let ticket = json!({ "app_ticket": "ticket-other" });
    let mixed =
        json!({ "app_id": "cli_env", "app_secret": "secret-env", "app_ticket": "ticket-other" });
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("body.json");
    let at = format!("@{}", path.display());
    for (body, expected) in [(&other, &other), (&ticket, &mixed), (&json!({}), &environment)] {
        std::fs::write(&path, body.to_string()).unwrap();
        let server = Server::start([Response::data(&json!({}))]);
        let create = ["auth", "app-access-token", "create", "--json", &at];
        // The response has no token, which is not what this is about.
        run(server.command().env("FEISHU_APP_TICKET", "ticket-env"), &create);
        let sent = server.requests().pop().unwrap();
        assert_eq!(serde_json::from_str::<serde_json::Value>(&sent.body).unwrap(), *expected);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn scripts_can_tell_by_the_status_what_went_wrong() {
    let emulator = emulator().await;
    let delete = ["hire", "external-offer", "delete"];
    run(&mut command(), &[&delete[..], &["1"]].concat()).with_status(2);
    run(&mut command(), &["hire", "external-offer", "remove"]).with_status(2);
    let refused =
        run(&mut command_for(&emulator), &[&delete[..], &["404"]].concat()).with_status(4);
    assert!(refused.err.contains("1002002"), "{}", refused.err);
    let mut wrong = command_for(&emulator);
    run(wrong.env("FEISHU_APP_SECRET", "wrong"), &[&delete[..], &[OFFER]].concat()).with_status(4);
    let mut nobody = command_for(&emulator);
    // Port 9 is for discarding; nobody listens there in a test.
    run(nobody.env("FEISHU_BASE_URL", "http://127.0.0.1:9"), &[&delete[..], &[OFFER]].concat())
        .with_status(5);
    let lost = Fault::new("hire.v1.external_offer.create", FaultKind::Reset { carry_out: true });
    emulator.fault(lost).await.unwrap();
    let create = ["hire", "external-offer", "create", "--external-application-id", "1"];
    run(&mut command_for(&emulator), &create).with_status(6);
}
