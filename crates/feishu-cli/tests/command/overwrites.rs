//! What is changed and what is not: full overwrites, changes of a part, repeats, deletions.

use std::path::{Path, PathBuf};

use feishu_emulator::{Emulator, Seed};
use serde_json::json;
use tempfile::TempDir;

use crate::server::{Response, Server};
use crate::{Ran, command, command_for, run, stored};

/// An emulator with three offers that have an owner and a status, and a folder for files.
async fn three_offers() -> (Emulator, TempDir) {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    for id in ["1", "2", "3"] {
        let offer = json!({
            "id": id,
            "external_application_id": "7",
            "owner": "张三",
            "offer_status": "已发送",
        });
        emulator.seed(Seed::new().object("external_offer", offer)).await.unwrap();
    }
    (emulator, tempfile::tempdir().unwrap())
}

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn offers(emulator: &Emulator, method: &str, path: &Path, more: &[&str]) -> Ran {
    let words = ["hire", "external-offer", method, path.to_str().unwrap()];
    run(&mut command_for(emulator), &[&words[..], more].concat())
}

fn writes(emulator: &Emulator) -> usize {
    let is_write = |method: &str| ["PUT", "DELETE"].contains(&method);
    emulator.requests().iter().filter(|request| is_write(&request.method)).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_that_an_overwrite_clears_are_named_by_the_dry_run_and_by_the_run() {
    let (emulator, folder) = three_offers().await;
    let text = "external_offer_id,external_application_id,owner\n1,7,李四\n2,7,\n3,7, \n";
    let path = written(&folder, "offers.csv", text);
    for more in [&["--dry-run"][..], &[]] {
        let ran = offers(&emulator, "update-many", &path, more).ok();
        for expected in [
            "each object is replaced as a whole, which clears what a row omits:",
            "\n  biz_create_time in every row",
            "\n  owner in 2 rows: line 3, 4",
            "\n  offer_status in every row",
            "\nmodify-many changes only the fields in a row.",
        ] {
            assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
        }
        assert!(!ran.err.contains("external_application_id in"), "{}", ran.err);
    }
    assert!(stored(&emulator, "external_offer", "2").await["owner"].is_null());
}

#[tokio::test(flavor = "multi_thread")]
async fn modify_many_changes_only_what_a_row_says() {
    let (emulator, folder) = three_offers().await;
    let text = "external_offer_id,owner,offer_status\n1,李四,\n2,-,\n3,张三,已发送\n404,李四,\n";
    let path = written(&folder, "offers.csv", text);
    let dry = offers(&emulator, "modify-many", &path, &["--clear", "-", "--dry-run"]).ok();
    assert!(!dry.err.contains("clears"), "{}", dry.err);
    assert!(emulator.requests().is_empty());
    let ran = offers(&emulator, "modify-many", &path, &["--clear", "-"]).with_status(7);
    assert_eq!(ran.out, "2 done, 1 unchanged (already as in the row), 1 failed\n");
    assert!(ran.err.contains("line 5: ") && ran.err.contains("404"), "{}", ran.err);
    assert_eq!(writes(&emulator), 2);
    for (id, owner) in [("1", json!("李四")), ("2", json!(null)), ("3", json!("张三"))] {
        let offer = stored(&emulator, "external_offer", id).await;
        assert_eq!((&offer["owner"], &offer["offer_status"]), (&owner, &json!("已发送")), "{id}");
    }
    // It has a journal of its own: the same file can be sent by update-many as well.
    assert!(folder.path().join("offers.csv.modify.journal").exists());
    let again = offers(&emulator, "modify-many", &path, &["--clear", "-"]).with_status(7);
    assert_eq!(again.out, "0 done, 3 done before, 1 failed\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn modify_many_takes_null_for_a_clear_and_holds_the_whole_against_the_rules() {
    let (emulator, folder) = three_offers().await;
    let text = "{\"external_offer_id\":\"1\",\"owner\":null}\n\
                {\"external_offer_id\":\"2\",\"external_application_id\":null}\n";
    let path = written(&folder, "offers.jsonl", text);
    let ran = offers(&emulator, "modify-many", &path, &[]).with_status(7);
    assert_eq!(ran.out, "1 done, 1 failed\n");
    assert!(ran.err.contains("/external_application_id is required and missing"), "{}", ran.err);
    assert!(stored(&emulator, "external_offer", "1").await["owner"].is_null());
    assert_eq!(writes(&emulator), 1);
    let path = written(&folder, "bad.csv", "external_offer_id,biz_create_time\n1,soon\n");
    offers(&emulator, "modify-many", &path, &[]).with_status(3);
    assert_eq!(writes(&emulator), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn modify_many_looks_for_an_object_where_the_row_says() {
    let (emulator, folder) = three_offers().await;
    let mut ids = Vec::new();
    for (talent, stage) in [("71", "a"), ("72", "b")] {
        let words = ["hire", "external-application", "create", "--talent-id", talent];
        let ran =
            run(&mut command_for(&emulator), &[&words[..], &["--stage", stage, "-ojson"]].concat());
        ids.push(ran.ok().json()["external_application"]["id"].as_str().unwrap().to_owned());
    }
    let modify = |path: &Path, more: &[&str]| {
        let words = ["hire", "external-application", "modify-many", path.to_str().unwrap()];
        run(&mut command_for(&emulator), &[&words[..], more].concat())
    };
    let text = format!("external_application_id,job_title\n{},工程师\n", ids[0]);
    let path = written(&folder, "none.csv", &text);
    let ran = modify(&path, &[]).with_status(3);
    assert!(ran.err.contains("find-talent-id is required and missing"), "{}", ran.err);
    modify(&path, &["--find-talent-id", "71"]).ok();
    let text = format!("external_application_id,talent_id,job_title\n{},72,设计师\n", ids[1]);
    modify(&written(&folder, "own.csv", &text), &[]).ok();
    let text = format!("external_application_id,find-talent-id,stage\n{},72,c\n", ids[1]);
    modify(&written(&folder, "find.csv", &text), &[]).ok();
    let one = stored(&emulator, "external_application", &ids[0]).await;
    assert_eq!((&one["job_title"], &one["stage"]), (&json!("工程师"), &json!("a")));
    let two = stored(&emulator, "external_application", &ids[1]).await;
    assert_eq!((&two["job_title"], &two["stage"]), (&json!("设计师"), &json!("c")));
}

#[test]
fn every_overwrite_that_can_be_read_first_has_modify_many() {
    let mut seen = 0;
    for contract in feishu::hire::contracts::ALL.iter().filter(|one| one.modify.is_some()) {
        let resource = contract.operation.id.split('.').nth(2).unwrap().replace('_', "-");
        run(&mut command(), &["hire", &resource, "modify-many", "--help"]).ok();
        seen += 1;
    }
    assert!(seen >= 4, "{seen}");
}

#[test]
fn what_writes_as_the_app_and_takes_no_file_can_be_done_for_many_rows_and_nothing_else() {
    let (mut with, mut without) = (0, 0);
    for contract in feishu::contracts() {
        let operation = contract.operation;
        let words: Vec<_> = operation.id.split('.').map(|word| word.replace('_', "-")).collect();
        let many = format!("{}-many", words[3]);
        let ran = run(&mut command(), &[&words[0], &words[2], &many, "--help"]);
        let takes_rows = operation.effect != feishu_core::Effect::Read
            && !operation.tokens.is_empty()
            && operation.upload.is_none();
        assert_eq!(ran.status, if takes_rows { 0 } else { 2 }, "{}: {}", operation.id, ran.err);
        *(if takes_rows { &mut with } else { &mut without }) += 1;
    }
    assert!(with >= 10 && without >= 10, "{with} {without}");
}

#[cfg(feature = "emulator")]
#[test]
fn only_what_a_later_run_can_meet_again_is_written_down_beside_the_rows() {
    let names = |folder: &TempDir| {
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    };
    let folder = tempfile::tempdir().unwrap();
    let text = "external_application_id,owner\n7395015673275697419,张三\n";
    let path = written(&folder, "new.csv", text);
    let create = ["hire", "external-offer", "create-many", path.to_str().unwrap()];
    // Without a file the emulator forgets, so there is nothing to continue, and no id to look
    // for.
    for _ in 0..2 {
        let ran = run(&mut command(), &[&["--emulator"], &create[..]].concat()).ok();
        assert_eq!(ran.out, "1 done\n");
        assert_eq!(names(&folder), ["new.csv"]);
    }
    let kept = format!("--emulator={}", folder.path().join("kept.db").display());
    run(&mut command(), &[&[kept.as_str()], &create[..]].concat()).ok();
    let found = names(&folder);
    for name in ["new.csv.journal", "new.results.csv"] {
        assert!(found.iter().any(|one| one == name), "{found:?}");
    }
    let again = run(&mut command(), &[&[kept.as_str()], &create[..]].concat()).ok();
    assert_eq!(again.out, "0 done, 1 done before\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_in_two_rows_is_named_before_anything_is_sent() {
    let (emulator, folder) = three_offers().await;
    let text = "external_id,external_application_id,owner\nA,7,张三\nB,7,李四\n A ,7,王五\n";
    let path = written(&folder, "new.csv", text);
    for more in [&["--dry-run"][..], &[]] {
        let ran = offers(&emulator, "create-many", &path, more).with_status(3);
        assert!(ran.err.contains("line 4: the same external_id as line 2"), "{}", ran.err);
        assert!(ran.err.contains("1 of 3 rows"), "{}", ran.err);
    }
    assert!(emulator.requests().is_empty());
    let text = "external_application_id,owner\n7,张三\n7,李四\n7,张三\n";
    let path = written(&folder, "alike.csv", text);
    let ran = offers(&emulator, "create-many", &path, &["--dry-run"]).ok();
    assert!(ran.err.contains("each of which creates an object: 4 like 2"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_the_platform_knows_is_counted_apart() {
    let (emulator, folder) = three_offers().await;
    let text = "external_id,external_application_id,owner\nA,7,张三\nB,7,李四\n";
    let path = written(&folder, "new.csv", text);
    assert_eq!(offers(&emulator, "create-many", &path, &[]).ok().out, "2 done\n");
    // Edited, so another row with a key that is known; and a new one.
    std::fs::write(&path, text.replace("张三", "赵六") + "C,7,王五\n").unwrap();
    let ran = offers(&emulator, "create-many", &path, &[]).ok();
    assert_eq!(ran.out, "1 done, 1 done before, 1 repeated (exists already, not changed)\n");
    // Without a journal, and with the values of before: the file of ids knows them.
    std::fs::write(&path, text).unwrap();
    let other = folder.path().join("other.journal");
    let ran = offers(&emulator, "create-many", &path, &["--journal", other.to_str().unwrap()]).ok();
    assert_eq!(ran.out, "0 done, 2 repeated (exists already, not changed)\n");
    let results = std::fs::read_to_string(folder.path().join("new.results.csv")).unwrap();
    let mut lines = results.lines();
    assert_eq!(lines.next(), Some("line,id,outcome,external_id"));
    assert_eq!(lines.count(), 3, "each id is there once: {results}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_that_somebody_else_has_used_is_told_by_other_values_in_the_response() {
    let (emulator, folder) = three_offers().await;
    let text = "external_id,external_application_id,owner\nA,7,张三\nB,7,李四\n";
    let path = written(&folder, "one.csv", text);
    offers(&emulator, "create-many", &path, &[]).ok();
    let other = written(&folder, "other.csv", &(text.replace("张三", "赵六") + "C,7,王五\n"));
    let ran = offers(&emulator, "create-many", &other, &["-ojson"]).ok();
    assert!(ran.err.contains("2 done, 1 repeated (exists already, not changed)"), "{}", ran.err);
    let told = ran.out.lines().find(|line| line.contains("\"line\":2")).unwrap();
    let told: serde_json::Value = serde_json::from_str(told).unwrap();
    assert_eq!(told["outcome"], "repeated");
    let kept = stored(&emulator, "external_offer", told["id"].as_str().unwrap()).await;
    assert_eq!(kept["owner"], "张三");
}

/// Platforms show some fields otherwise than they were sent. Only a key makes a create a repeat.
#[test]
fn an_object_made_without_a_key_is_new_however_the_response_shows_it() {
    let shown = json!({ "external_offer": { "id": "71", "owner": "Zhang San" } });
    for (key, outcome, told) in [
        ("", "done", "1 done\n"),
        ("A", "repeated", "0 done, 1 repeated (exists already, not changed)\n"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start([Response::data(&shown)]);
        let text = format!("external_id,external_application_id,owner\n{key},7,张三\n");
        let path = written(&folder, "new.csv", &text);
        let create = ["hire", "external-offer", "create-many", path.to_str().unwrap()];
        assert_eq!(server.run(&create).ok().out, told, "{key:?}");
        let results = std::fs::read_to_string(folder.path().join("new.results.csv")).unwrap();
        assert!(results.ends_with(&format!("\n2,71,{outcome},{key}\n")), "{key:?}: {results}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_deletions_need_a_word() {
    let (emulator, folder) = three_offers().await;
    let path = written(&folder, "gone.csv", "external_offer_id\n1\n2\n");
    let ran = offers(&emulator, "delete-many", &path, &[]).with_status(2);
    assert!(ran.err.contains("this deletes 2 objects") && ran.err.contains("--yes"), "{}", ran.err);
    assert!(emulator.requests().is_empty());
    offers(&emulator, "delete-many", &path, &["--dry-run"]).ok();
    assert_eq!(offers(&emulator, "delete-many", &path, &["--yes"]).ok().out, "2 done\n");
    assert!(emulator.object("external_offer", "1").await.unwrap().is_none());
    assert!(emulator.object("external_offer", "3").await.unwrap().is_some());
}

/// A terminal, as `script` makes one; what is typed comes from its own standard input.
#[cfg(target_os = "linux")]
#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_many_deletions_are_asked_about() {
    use std::io::Write;
    use std::process::{Command, Stdio};

    let (emulator, folder) = three_offers().await;
    let path = written(&folder, "gone.csv", "external_offer_id\n1\n2\n");
    let said = written(&folder, "said", "2\n");
    let from_file = format!(" < {}", said.display());
    for (typed, redirected, is_asked, left) in [
        ("y\n", "", true, true),
        // A prompt that nobody sees, or that a file answers, does not count.
        ("2\n", " 2> /dev/null", false, true),
        ("2\n", from_file.as_str(), false, true),
        ("2\n", "", true, false),
    ] {
        let line = format!(
            "{} hire external-offer delete-many {}{redirected}",
            env!("CARGO_BIN_EXE_feishu"),
            path.display()
        );
        let mut script = Command::new("script");
        script.args(["-qec", &line, "/dev/null"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        script
            .env("FEISHU_APP_ID", emulator.app_id())
            .env("FEISHU_APP_SECRET", emulator.app_secret())
            .env("FEISHU_BASE_URL", emulator.base_url());
        let Ok(mut child) = script.spawn() else {
            skip::skip("script of util-linux is not installed; run tests/vendor/setup");
            return;
        };
        child.stdin.take().unwrap().write_all(typed.as_bytes()).unwrap();
        let shown = child.wait_with_output().unwrap();
        let shown = String::from_utf8_lossy(&shown.stdout);
        let question = format!("Delete 2 objects at {}? Type the number", emulator.base_url());
        assert_eq!(shown.contains(&question), is_asked, "{redirected:?}: {shown}");
        let there = emulator.object("external_offer", "1").await.unwrap().is_some();
        assert_eq!(there, left, "{typed:?} {redirected:?}: {shown}");
    }
}
