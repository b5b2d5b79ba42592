//! Full overwrites that change a part.

use serde_json::{Value as Json, json};

use crate::{APPLICATION, OFFER, command, command_for, emulator, run, run_with_input, stored};

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
    for more in [&["--dry-run"][..], &[]] {
        let ran = run(&mut command_for(&emulator), &[&MODIFY[..], &bad, more].concat());
        let ran = ran.with_status(3);
        assert!(ran.err.contains("biz_create_time"), "{}", ran.err);
    }
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

/// Where to look is a matter of the query of the reading, but for its pages, which are ours.
#[test]
fn where_to_look_for_an_object_is_said_by_the_query_of_what_reads() {
    let (mut seen, mut flags) = (0, 0);
    for contract in feishu::contracts() {
        let Some(modify) = &contract.modify else { continue };
        let mut of_reading = feishu::contracts();
        let reading = of_reading.find(|one| one.operation.id == modify.read.id).unwrap();
        let query: Json = serde_json::from_str(reading.query.unwrap_or("{}")).unwrap();
        let fields = query["properties"].as_object().cloned().unwrap_or_default();
        let mut expected: Vec<_> = fields
            .keys()
            .filter(|name| !["page_size", "page_token"].contains(&name.as_str()))
            .map(|name| format!("--find-{}", name.replace('_', "-")))
            .collect();
        let words: Vec<_> =
            contract.operation.id.split('.').map(|word| word.replace('_', "-")).collect();
        for method in ["modify", "modify-many"] {
            let help = run(&mut command(), &[&words[0], &words[2], method, "--help"]).ok().out;
            let mut found: Vec<_> = help
                .split_whitespace()
                .filter(|word| word.starts_with("--find-"))
                .map(str::to_owned)
                .collect();
            for list in [&mut expected, &mut found] {
                list.sort();
                list.dedup();
            }
            assert_eq!(found, expected, "{words:?} {method}");
            flags += found.len();
        }
        seen += 1;
    }
    assert!(seen >= 4 && flags >= 2, "{seen} {flags}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_field_to_clear_can_be_called_as_on_the_wire_or_as_its_flag() {
    for name in ["attachment_id_list", "attachment-id-list", "attachment-id"] {
        let emulator = emulator().await;
        let set = ["--attachment-id", "7404675264888097068"];
        run(&mut command_for(&emulator), &[&MODIFY[..], &set].concat()).ok();
        let list = |offer: &Json| offer["attachment_list"].as_array().map_or(0, Vec::len);
        assert_eq!(list(&stored(&emulator, "external_offer", OFFER).await), 1);
        run(&mut command_for(&emulator), &[&MODIFY[..], &["--unset", name]].concat()).ok();
        assert_eq!(list(&stored(&emulator, "external_offer", OFFER).await), 0, "{name}");
        // What is set and cleared at once is neither.
        let both = [&MODIFY[..], &set, &["--unset", name]].concat();
        let ran = run(&mut command_for(&emulator), &both).with_status(2);
        assert!(ran.err.contains("give only one"), "{name}: {}", ran.err);
    }
    // Standard input can be read once, and is read for the value.
    let list = ["hire", "external-interview", "modify", "7", "--interview-assessments", "-"];
    let both = [&list[..], &["--unset", "interview_assessments"]].concat();
    let ran = run_with_input(&mut command(), &both, "[]").with_status(2);
    assert!(ran.err.contains("give only one"), "{}", ran.err);
    // Fields of other parts of the call, or inside an object, are none of the body's own.
    let emulator = emulator().await;
    for name in ["external_offer_id", "external_application_id.x", "attachment"] {
        let ran = run(&mut command_for(&emulator), &[&MODIFY[..], &["--unset", name]].concat());
        assert!(ran.with_status(2).err.contains("is not a field"), "{name}");
    }
    assert!(emulator.requests().is_empty());
}
