//! Many rows of a file: checked, sent, interrupted, resumed.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

use feishu_emulator::{Emulator, Fault, FaultKind, Seed};
use serde_json::json;
use tempfile::TempDir;

use crate::{command_for, ran, run, stored};

const UPDATE: [&str; 3] = ["hire", "external-offer", "update-many"];

/// Some offers, and a file that gives each of them an owner.
async fn offers(count: usize) -> (Emulator, TempDir, PathBuf) {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    let mut text =
        "\u{feff}external_offer_id,external_application_id,owner,attachment-id\r\n".to_owned();
    for number in 1..=count {
        let offer = json!({ "id": number.to_string(), "external_application_id": "7" });
        emulator.seed(Seed::new().object("external_offer", offer)).await.unwrap();
        text += &format!("{number},7,\"张三, {number}\",1;2\r\n");
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("offers.csv");
    std::fs::write(&path, text).unwrap();
    (emulator, folder, path)
}

fn update(emulator: &Emulator, path: &Path, more: &[&str]) -> crate::Ran {
    let path = path.to_str().unwrap();
    run(&mut command_for(emulator), &[&UPDATE[..], &[path], more].concat())
}

/// How often each offer was written.
fn writes(emulator: &Emulator) -> HashMap<String, usize> {
    let mut writes = HashMap::new();
    for request in emulator.requests().iter().filter(|request| request.method == "PUT") {
        *writes.entry(request.path.clone()).or_default() += 1;
    }
    writes
}

async fn all_have_their_owner(emulator: &Emulator, count: usize) {
    for number in 1..=count {
        let offer = stored(emulator, "external_offer", &number.to_string()).await;
        assert_eq!(offer["owner"], format!("张三, {number}"));
        assert_eq!(offer["attachment_list"][1]["id"], "2");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_row_is_sent_once_and_not_again() {
    let (emulator, _folder, path) = offers(5).await;
    let ran = update(&emulator, &path, &[]).ok();
    assert_eq!(ran.out, "5 done\n");
    all_have_their_owner(&emulator, 5).await;
    assert_eq!(update(&emulator, &path, &[]).ok().out, "0 done, 5 done before\n");
    assert!(writes(&emulator).values().all(|count| *count == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_are_checked_before_the_first_call() {
    let (emulator, folder, _) = offers(1).await;
    let path = folder.path().join("wrong.csv");
    std::fs::write(&path, "external_offer_id,external_application_id,onwer\n1,7,张三\n").unwrap();
    let ran = update(&emulator, &path, &[]).with_status(2);
    assert!(ran.err.contains("onwer is not a field; did you mean owner?"), "{}", ran.err);
    assert!(emulator.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_checked_before_the_first_call_unless_others_are_to_be_sent() {
    let (emulator, folder, _) = offers(2).await;
    let path = folder.path().join("some.csv");
    let text =
        "external_offer_id,external_application_id,biz_create_time\n1,7,soon\n2,7,0\n2,7,1\n,7,0\n";
    std::fs::write(&path, text).unwrap();
    let ran = update(&emulator, &path, &[]).with_status(3);
    for expected in [
        "line 2: /biz_create_time is \"soon\"",
        "line 4: the same object as line 3",
        "line 5: external_offer_id is required",
    ] {
        assert!(ran.err.contains(expected), "{}", ran.err);
    }
    assert!(emulator.requests().is_empty());
    let ran = update(&emulator, &path, &["--skip-invalid"]).with_status(7);
    assert!(ran.out.starts_with("1 done, 3 failed"), "{}", ran.out);
    let failed = std::fs::read_to_string(folder.path().join("some.failed.csv")).unwrap();
    assert!(
        failed.starts_with(
            "external_offer_id,external_application_id,biz_create_time,_error\n1,7,soon,"
        ),
        "{failed}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_rows_can_be_put_right_and_fed_back_in() {
    let (emulator, folder, path) = offers(3).await;
    let text = std::fs::read_to_string(&path).unwrap().replace("\r\n2,", "\r\n404,");
    std::fs::write(&path, text).unwrap();
    let ran = update(&emulator, &path, &[]).with_status(7);
    assert!(ran.err.contains("line 3: ") && ran.err.contains("1002002"), "{}", ran.err);
    let failed = folder.path().join("offers.failed.csv");
    let text = std::fs::read_to_string(&failed).unwrap();
    assert_eq!(text.lines().count(), 2, "{text}");
    std::fs::write(&failed, text.replace("404,", "2,")).unwrap();
    assert_eq!(update(&emulator, &failed, &[]).ok().out, "1 done\n");
    all_have_their_owner(&emulator, 3).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_have_been_done_is_not_sent_again_unless_that_is_said() {
    let emulator = crate::emulator().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.jsonl");
    std::fs::write(&path, "{\"external_application_id\":\"7\",\"owner\":\"张三\"}\n").unwrap();
    let lost = Fault::new("hire.v1.external_offer.create", FaultKind::Reset { carry_out: true });
    emulator.fault(lost).await.unwrap();
    let create = ["hire", "external-offer", "create-many", path.to_str().unwrap()];
    run(&mut command_for(&emulator), &create).with_status(6);
    let ran = run(&mut command_for(&emulator), &create).with_status(6);
    assert_eq!(ran.out, "0 done, 1 unknown\n");
    let created = |emulator: &Emulator| {
        emulator.requests().iter().filter(|one| one.path.ends_with("external_offers")).count()
    };
    assert_eq!(created(&emulator), 1);
    run(&mut command_for(&emulator), &[&create[..], &["--resend-unknown"]].concat()).ok();
    assert_eq!(created(&emulator), 2);
}

/// Starts the update of all, and waits until the emulator has seen some of it.
async fn under_way(emulator: &Emulator, path: &Path) -> Child {
    let mut command = command_for(emulator);
    let child = command.args(UPDATE).arg(path).args(["--concurrency", "4"]).spawn().unwrap();
    while writes(emulator).len() < 8 {
        tokio::task::yield_now().await;
    }
    child
}

#[tokio::test(flavor = "multi_thread")]
async fn a_killed_run_goes_on_and_nothing_is_lost() {
    let (emulator, _folder, path) = offers(20).await;
    let mut child = under_way(&emulator, &path).await;
    child.kill().unwrap();
    child.wait().unwrap();
    let ran = update(&emulator, &path, &[]).ok();
    assert!(ran.out.contains("done before"), "{}", ran.out);
    all_have_their_owner(&emulator, 20).await;
    let twice = writes(&emulator).values().filter(|count| **count > 1).count();
    assert!(twice <= 4, "{twice} rows were sent again, though only 4 were under way");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_run_ends_what_is_under_way_and_goes_on() {
    let (emulator, _folder, path) = offers(20).await;
    let child = under_way(&emulator, &path).await;
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ran = ran(&child.wait_with_output().unwrap()).with_status(130);
    assert!(ran.out.contains("not sent"), "{}", ran.out);
    let counts = ran.out.split(|other: char| !other.is_ascii_digit());
    let sum: usize = counts.filter_map(|count| count.parse::<usize>().ok()).sum();
    assert_eq!(sum, 20, "the counts add up to the rows: {}", ran.out);
    assert!(ran.err.contains("run the same command to continue"), "{}", ran.err);
    update(&emulator, &path, &[]).ok();
    all_have_their_owner(&emulator, 20).await;
    assert!(writes(&emulator).values().all(|count| *count == 1), "{:?}", writes(&emulator));
}
