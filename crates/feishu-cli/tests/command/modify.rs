//! Full overwrites that change a part.

use serde_json::json;

use crate::{APPLICATION, OFFER, command_for, emulator, run, stored};

const MODIFY: [&str; 4] = ["hire", "external-offer", "modify", OFFER];

#[tokio::test(flavor = "multi_thread")]
async fn one_field_is_changed_and_the_others_are_kept() {
    let emulator = emulator().await;
    let before = stored(&emulator, "external_offer", OFFER).await;
    let ran = run(&mut command_for(&emulator), &[&MODIFY[..], &["--owner", "李四"]].concat()).ok();
    assert!(ran.err.contains("- owner: \"张三\"\n+ owner: \"李四\""), "{}", ran.err);
    let mut expected = before;
    expected["owner"] = json!("李四");
    assert_eq!(stored(&emulator, "external_offer", OFFER).await, expected);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_is_cleared_by_name_or_null() {
    let emulator = emulator().await;
    run(
        &mut command_for(&emulator),
        &[&MODIFY[..], &["--unset", "owner", "--json", "{\"biz_create_time\":null}"]].concat(),
    )
    .ok();
    let offer = stored(&emulator, "external_offer", OFFER).await;
    assert!(offer["owner"].is_null() && offer["biz_create_time"].is_null(), "{offer}");
    assert_eq!(offer["offer_status"], "已发送");
    let ran = run(&mut command_for(&emulator), &[&MODIFY[..], &["--unset", "onwer"]].concat())
        .with_status(2);
    assert!(ran.err.contains("did you mean owner?"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_and_a_change_of_nothing_write_nothing() {
    let emulator = emulator().await;
    let ran = run(
        &mut command_for(&emulator),
        &[&MODIFY[..], &["--owner", "李四", "--dry-run"]].concat(),
    )
    .ok();
    assert!(
        ran.out.contains("+ owner: \"李四\"") && ran.out.contains("Nothing was written."),
        "{}",
        ran.out
    );
    let ran = run(&mut command_for(&emulator), &[&MODIFY[..], &["--owner", "张三"]].concat()).ok();
    assert_eq!(ran.out, "Nothing to change.\n");
    let bad = ["--biz-create-time", "soon"];
    run(&mut command_for(&emulator), &[&MODIFY[..], &bad].concat()).with_status(3);
    assert!(emulator.requests().iter().all(|request| request.method != "PUT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_there_is_not_written() {
    let emulator = emulator().await;
    let modify = ["hire", "external-offer", "modify", "404", "--owner", "李四"];
    let ran = run(&mut command_for(&emulator), &modify);
    assert_eq!(ran.status, 4, "{}", ran.err);
    assert!(emulator.requests().iter().all(|request| request.method != "PUT"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_object_that_cannot_be_asked_for_is_searched() {
    let emulator = emulator().await;
    for stage in ["0", "1", "2"] {
        let create = [
            "hire",
            "external-application",
            "create",
            "--talent-id",
            "77",
            "--stage",
            stage,
            "-ojson",
        ];
        run(&mut command_for(&emulator), &create).ok();
    }
    let list = ["hire", "external-application", "list", "--talent-id", "77", "-ojson", "--all"];
    let all = run(&mut command_for(&emulator), &list).ok().json();
    let id = all[2]["id"].as_str().unwrap();
    let modify = [
        "hire",
        "external-application",
        "modify",
        id,
        "--find-talent-id",
        "77",
        "--job-title",
        "工程师",
    ];
    run(&mut command_for(&emulator), &modify).ok();
    let application = stored(&emulator, "external_application", id).await;
    assert_eq!(application["job_title"], "工程师");
    assert_eq!(application["stage"], all[2]["stage"]);
    let without = &modify[..4];
    let ran = run(&mut command_for(&emulator), without).with_status(2);
    assert!(ran.err.contains("--find-talent-id"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn interviews_are_written_back_with_their_assessments() {
    let emulator = emulator().await;
    let body = json!({
        "external_application_id": APPLICATION,
        "participate_status": 1,
        "begin_time": 1_618_500_278_638_i64,
        "interview_assessments": [{ "username": "张三", "conclusion": 1, "content": "好" }],
    });
    let create = ["hire", "external-interview", "create", "-ojson", "--json", &body.to_string()];
    let created = run(&mut command_for(&emulator), &create).ok().json();
    let id = created["external_interview"]["id"].as_str().unwrap().to_owned();
    let modify = ["hire", "external-interview", "modify", &id, "--end-time", "1618500279638"];
    run(&mut command_for(&emulator), &modify).ok();
    let interview = stored(&emulator, "external_interview", &id).await;
    assert_eq!(interview["begin_time"], created["external_interview"]["begin_time"]);
    let assessments = run(
        &mut command_for(&emulator),
        &["hire", "external-interview", "batch-query", "-ojson", "--external-interview-id", &id],
    )
    .ok()
    .json();
    assert_eq!(assessments["items"][0]["interview_assessments"][0]["content"], "好");
}
