//! What a run leaves behind: failed rows, findings, ids, counts; and what it leaves alone.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use feishu_emulator::{Emulator, Fault, FaultKind, Seed};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::server::{Response, Server};
use crate::{Ran, command_for, run, stored};

async fn one_offer() -> (Emulator, TempDir) {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    emulator
        .seed(
            Seed::new()
                .object("external_offer", json!({ "id": "1", "external_application_id": "7" })),
        )
        .await
        .unwrap();
    (emulator, tempfile::tempdir().unwrap())
}

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap()
}

fn offers(emulator: &Emulator, method: &str, path: &Path, more: &[&str]) -> Ran {
    let words = ["hire", "external-offer", method, path.to_str().unwrap()];
    run(&mut command_for(emulator), &[&words[..], more].concat())
}

fn lines(ran: &Ran) -> Vec<Json> {
    ran.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_was_edited_is_another_row_and_is_sent() {
    let (emulator, folder) = one_offer().await;
    let text = "external_offer_id,external_application_id,owner\n1,7,张三\n";
    let path = written(&folder, "offers.csv", text);
    offers(&emulator, "update-many", &path, &[]).ok();
    std::fs::write(&path, text.replace("张三", "李四")).unwrap();
    assert_eq!(offers(&emulator, "update-many", &path, &[]).ok().out, "1 done\n");
    assert_eq!(stored(&emulator, "external_offer", "1").await["owner"], "李四");
}

#[test]
fn a_row_whose_query_was_edited_is_another_row_too() {
    let server = Server::start([Response::data(&json!({}))]);
    let folder = tempfile::tempdir().unwrap();
    let text = "external_application_id,talent_id\n1,71\n";
    let path = written(&folder, "gone.csv", text);
    let delete = ["hire", "external-application", "delete-many", path.to_str().unwrap(), "--yes"];
    assert_eq!(server.run(&delete).ok().out, "1 done\n");
    assert_eq!(server.run(&delete).ok().out, "0 done, 1 done before\n");
    std::fs::write(&path, text.replace("71", "72")).unwrap();
    assert_eq!(server.run(&delete).ok().out, "1 done\n");
    let sent: Vec<_> = server.calls().into_iter().map(|call| call.line).collect();
    assert!(sent.len() == 2 && sent[1].ends_with("?talent_id=72"), "{sent:?}");
}

/// A row that was tried out on one host is not done on another.
#[test]
fn a_journal_is_that_of_one_app_on_one_host() {
    let servers = [(); 2].map(|()| Server::start([Response::data(&json!({}))]));
    let folder = tempfile::tempdir().unwrap();
    let text = "external_offer_id,external_application_id,owner\n1,7,张三\n";
    let path = written(&folder, "offers.csv", text);
    let update = ["hire", "external-offer", "update-many", path.to_str().unwrap()];
    assert_eq!(servers[0].run(&update).ok().out, "1 done\n");
    let other_app = |server: &Server| {
        let mut command = server.command();
        command.env("FEISHU_APP_ID", "cli_other");
        command
    };
    for mut command in [servers[1].command(), other_app(&servers[0])] {
        let ran = run(&mut command, &update).with_status(1);
        assert!(ran.err.contains("offers.csv.journal"), "{}", ran.err);
    }
    assert_eq!([servers[0].calls().len(), servers[1].calls().len()], [1, 0]);
    let other = folder.path().join("other.journal");
    let ran = servers[1].run(&[&update[..], &["--journal", other.to_str().unwrap()]].concat());
    assert_eq!(ran.ok().out, "1 done\n");
    assert_eq!(servers[1].calls().len(), 1);
}

/// Who sends rows that failed again must not send one again that may have been done.
#[tokio::test(flavor = "multi_thread")]
async fn rows_of_unknown_outcome_are_what_the_status_says_though_others_failed() {
    let (emulator, folder) = one_offer().await;
    let text = "external_application_id,owner\n7,张三\n,李四\n";
    let path = written(&folder, "new.csv", text);
    let lost = Fault::new("hire.v1.external_offer.create", FaultKind::Reset { carry_out: true });
    emulator.fault(lost).await.unwrap();
    let ran = offers(&emulator, "create-many", &path, &["--skip-invalid"]).with_status(6);
    assert_eq!(ran.out, "0 done, 1 failed, 1 unknown\n");
    assert!(ran.err.contains("the outcome is unknown for 1 row"), "{}", ran.err);
    let failed = read(&folder, "new.failed.csv");
    assert!(failed.contains("李四") && !failed.contains("张三"), "{failed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_object_could_not_be_read_was_not_written_and_is_among_the_failed() {
    let read_fails = [
        // The connection is lost, each time that the reading is tried.
        FaultKind::Reset { carry_out: true },
        // The platform confirms success in an unreadable response.
        FaultKind::Http {
            status: 200,
            body: "{\"code\":0,\"msg\":\"ok\",\"data\":{\"x\":1e999}}".to_owned(),
            content_type: "application/json".to_owned(),
            carry_out: true,
        },
    ];
    for kind in read_fails {
        let (emulator, folder) = one_offer().await;
        let path = written(&folder, "offers.csv", "external_offer_id,owner\n1,李四\n");
        let fault = Fault::new("hire.v1.external_offer.batch_query", kind.clone()).times(100);
        emulator.fault(fault).await.unwrap();
        let ran = offers(&emulator, "modify-many", &path, &[]).with_status(7);
        assert_eq!(ran.out, "0 done, 1 failed\n", "{kind:?}");
        assert!(read(&folder, "offers.failed.csv").contains("1,李四,"), "{kind:?}");
        assert!(emulator.requests().iter().all(|one| one.method != "PUT"), "{kind:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_without_a_key_is_not_sent_twice_because_another_row_has_one() {
    let (emulator, folder) = one_offer().await;
    let text = "external_id,external_application_id,owner\n,7,张三\nB,7,李四\n";
    let path = written(&folder, "new.csv", text);
    let lost = Fault::new("hire.v1.external_offer.create", FaultKind::Reset { carry_out: true });
    emulator.fault(lost).await.unwrap();
    let one_by_one = ["--concurrency", "1"];
    let ran = offers(&emulator, "create-many", &path, &one_by_one).with_status(6);
    assert_eq!(ran.out, "1 done, 1 unknown\n");
    let ran = offers(&emulator, "create-many", &path, &one_by_one).with_status(6);
    assert_eq!(ran.out, "0 done, 1 done before, 1 unknown\n");
    let creates = emulator.requests();
    let creates = creates.iter().filter(|one| one.path.ends_with("external_offers"));
    assert_eq!(creates.count(), 2);
}

/// The platform creates one object for each row without a key.
#[test]
fn an_empty_key_is_no_key_however_the_row_says_it() {
    let created = json!({ "external_offer": { "id": "1", "external_application_id": "7" } });
    for (name, rows) in [
        ("new.csv", ["external_application_id,owner", "7,张三", "7,李四"].join("\n")),
        ("new.csv", ["external_id,external_application_id,owner", ",7,张三", ",7,李四"].join("\n")),
        (
            "new.jsonl",
            ["张三", "李四"]
                .map(|owner| json!({ "external_application_id": "7", "owner": owner }).to_string())
                .join("\n"),
        ),
        (
            "new.jsonl",
            ["张三", "李四"]
                .map(|owner| {
                    json!({ "external_id": "", "external_application_id": "7", "owner": owner })
                        .to_string()
                })
                .join("\n"),
        ),
    ] {
        // One response is lost: with a key that row would be sent again, here it is unknown.
        let server = Server::start([Response::body(502, ""), Response::data(&created)]);
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, name, &rows);
        let create = ["hire", "external-offer", "create-many", path.to_str().unwrap()];
        let create = [&create[..], &["--concurrency", "1"]].concat();
        for told in ["1 done, 1 unknown\n", "0 done, 1 done before, 1 unknown\n"] {
            let ran = server.run(&create).with_status(6);
            assert_eq!(ran.out, told, "{rows}: {}", ran.err);
        }
        assert_eq!(server.calls().len(), 2, "{rows}");
    }
}

/// Two offers that are alike may be meant.
#[tokio::test(flavor = "multi_thread")]
async fn of_rows_that_say_the_same_each_is_done_and_told_for_itself() {
    let (emulator, folder) = one_offer().await;
    let text = "external_application_id,owner\n7,张三\n7,张三\n7,张三\n";
    let path = written(&folder, "new.csv", text);
    let lost = Fault::new("hire.v1.external_offer.create", FaultKind::Reset { carry_out: true });
    emulator.fault(lost).await.unwrap();
    for expected in
        [["2 unknown", "3 done", "4 done"], ["2 unknown", "3 done_before", "4 done_before"]]
    {
        let more = ["--concurrency", "1", "-ojson"];
        let ran = offers(&emulator, "create-many", &path, &more).with_status(6);
        let told = |one: &Json| format!("{} {}", one["line"], one["outcome"].as_str().unwrap());
        let mut told: Vec<_> = lines(&ran).iter().map(told).collect();
        told.sort();
        assert_eq!(told, expected);
    }
    let creates = emulator.requests();
    let creates = creates.iter().filter(|one| one.path.ends_with("external_offers"));
    assert_eq!(creates.count(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_fail_again_can_be_fed_back_again() {
    let (emulator, folder) = one_offer().await;
    let text = "external_offer_id,external_application_id,owner\n404,7,张三\n";
    let path = written(&folder, "offers.csv", text);
    offers(&emulator, "update-many", &path, &[]).with_status(7);
    let failed = folder.path().join("offers.failed.csv");
    offers(&emulator, "update-many", &failed, &[]).with_status(7);
    let again = read(&folder, "offers.failed.failed.csv");
    let header = "external_offer_id,external_application_id,owner,_error\n";
    assert!(again.starts_with(header), "{again}");
    let corrected = written(&folder, "corrected.csv", &again.replace("404,", "1,"));
    assert_eq!(offers(&emulator, "update-many", &corrected, &[]).ok().out, "1 done\n");
    assert_eq!(stored(&emulator, "external_offer", "1").await["owner"], "张三");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_failed_rows_that_was_edited_is_never_overwritten_nor_removed() {
    let (emulator, folder) = one_offer().await;
    let text = "external_offer_id,external_application_id,owner\n404,7,张三\n";
    let path = written(&folder, "offers.csv", text);
    for _ in 0..2 {
        offers(&emulator, "update-many", &path, &[]).with_status(7);
    }
    let names = || std::fs::read_dir(folder.path()).unwrap().count();
    // Its reason has the log id of the call, so the second is another file.
    let (before, first) = (names(), read(&folder, "offers.failed.csv"));
    let edited = first.replace("404,", "1,");
    let failed = written(&folder, "offers.failed.csv", &edited);
    let ran = offers(&emulator, "update-many", &path, &[]).with_status(7);
    assert_eq!(read(&folder, "offers.failed.csv"), edited);
    assert_eq!(names(), before + 1);
    let named = format!("These rows are in {}", folder.path().join("offers.failed-").display());
    assert!(ran.err.contains(&named), "{}", ran.err);
    std::fs::write(&path, text.replace("404,", "1,")).unwrap();
    offers(&emulator, "update-many", &path, &[]).ok();
    assert!(failed.exists(), "what a person has edited is not removed either");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_ids_are_in_a_file_beside_the_journal_and_on_lines_of_json() {
    let (emulator, folder) = one_offer().await;
    let text = "external_id,external_application_id,owner\nA,7,张三\nB,7,李四\n,,王五\n";
    let path = written(&folder, "new.csv", text);
    let ran = offers(&emulator, "create-many", &path, &["--skip-invalid", "-ojson"]).with_status(7);
    assert!(ran.err.contains("2 done, 1 failed"), "{}", ran.err);
    let told = lines(&ran);
    assert_eq!(told.len(), 3, "a line for each row: {}", ran.out);
    let of = |line: u64| told.iter().find(|one| one["line"] == line).unwrap();
    assert_eq!(
        (&of(2)["outcome"], &of(3)["outcome"], &of(4)["outcome"]),
        (&"done".into(), &"done".into(), &"failed".into())
    );
    assert!(of(4)["error"].as_str().unwrap().contains("external_application_id is required"));
    let results = read(&folder, "new.results.csv");
    assert!(results.starts_with("line,id,outcome,external_id\n"), "{results}");
    for (line, key, owner) in [(2, "A", "张三"), (3, "B", "李四")] {
        let id = of(line)["id"].as_str().unwrap();
        assert!(results.contains(&format!("{line},{id},done,{key}\n")), "{results}");
        assert_eq!(stored(&emulator, "external_offer", id).await["owner"], owner);
    }
    let again =
        offers(&emulator, "create-many", &path, &["--skip-invalid", "-oyaml"]).with_status(7);
    assert!(again.out.contains("- line: 2\n  outcome: done_before\n"), "{}", again.out);
}

/// Ids below other headers would be read as something else, by people and by the next run.
#[tokio::test(flavor = "multi_thread")]
async fn new_ids_do_not_go_into_a_file_of_results_that_was_edited_into_another_table() {
    type Edit = fn(&str) -> String;
    let cases: [(&str, Edit, bool); 7] = [
        ("as it was", str::to_owned, true),
        ("without its rows", |_| "line,id,outcome,external_id\n".to_owned(), true),
        ("another name", |text| text.replace("line,id,", "line,number,"), false),
        ("another order", |text| text.replace("line,id,", "id,line,"), false),
        ("a column more", |text| text.replace(",external_id\n", ",external_id,note\n"), false),
        ("a column less", |text| text.replace(",external_id\n", "\n").replace(",A\n", "\n"), false),
        ("another separator", |text| text.replace(',', ";"), false),
    ];
    for (what, edit, goes_on) in cases {
        let (emulator, folder) = one_offer().await;
        let text = "external_id,external_application_id,owner\nA,7,张三\n";
        let path = written(&folder, "new.csv", text);
        offers(&emulator, "create-many", &path, &[]).ok();
        let edited = edit(&read(&folder, "new.results.csv"));
        written(&folder, "new.results.csv", &edited);
        std::fs::write(&path, format!("{text}B,7,李四\n")).unwrap();
        let ran = offers(&emulator, "create-many", &path, &[]).ok();
        assert_eq!(ran.out, "1 done, 1 done before\n", "{what}");
        let first = read(&folder, "new.results.csv");
        let second = folder.path().join("new.results-2.csv");
        assert_eq!(second.exists(), !goes_on, "{what}: {first}");
        if goes_on {
            assert!(first.starts_with(&edited) && first.ends_with(",done,B\n"), "{what}: {first}");
        } else {
            assert_eq!(first, edited, "{what}");
            let second = read(&folder, "new.results-2.csv");
            let header = "line,id,outcome,external_id\n";
            assert!(
                second.starts_with(header) && second.ends_with(",done,B\n"),
                "{what}: {second}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn all_findings_of_a_dry_run_are_counted_and_in_a_file() {
    let (emulator, folder) = one_offer().await;
    let mut text = "external_offer_id;biz_create_time;owner\r\n".to_owned();
    for number in 1..=30 {
        text += &format!("{number};soon;张三\r\n");
    }
    let path = written(&folder, "offers.csv", &text);
    let ran = offers(&emulator, "update-many", &path, &["--dry-run"]).with_status(3);
    assert!(
        ran.err.contains("30 of 30 rows cannot be sent as they are (60 findings)"),
        "{}",
        ran.err
    );
    assert!(ran.err.contains("… and 10 more"), "{}", ran.err);
    let found = read(&folder, "offers.findings.csv");
    assert!(found.starts_with("line;finding\r\n2;"), "{found}");
    assert_eq!(found.lines().count(), 61);
    offers(&emulator, "update-many", &path, &["--dry-run"]).with_status(3);
    assert!(!folder.path().join("offers.findings-2.csv").exists(), "the same is not written twice");
    let ran = offers(&emulator, "update-many", &path, &["--dry-run", "-ojson"]).with_status(3);
    assert_eq!(lines(&ran).len(), 60);
    assert!(emulator.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_whose_response_cannot_be_read_is_done_and_not_among_the_failed() {
    let (emulator, folder) = one_offer().await;
    let text = "external_offer_id,external_application_id,owner\n1,7,张三\n";
    let path = written(&folder, "offers.csv", text);
    let odd = FaultKind::Http {
        status: 200,
        // No JSON reader accepts that number, but the code confirms success.
        body: "{\"code\":0,\"msg\":\"ok\",\"data\":{\"x\":1e999}}".to_owned(),
        content_type: "application/json".to_owned(),
        carry_out: true,
    };
    emulator.fault(Fault::new("hire.v1.external_offer.update", odd)).await.unwrap();
    let ran = offers(&emulator, "update-many", &path, &[]);
    assert_eq!(ran.ok().out, "1 done\n");
    assert!(!folder.path().join("offers.failed.csv").exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_that_is_not_there_is_told_before_anything_is_sent() {
    let (emulator, folder) = one_offer().await;
    let path = written(&folder, "new.csv", "external_application_id\n7\n");
    for flag in ["--journal", "--failed", "--findings", "--results"] {
        let nowhere = folder.path().join("none/file").display().to_string();
        let ran = offers(&emulator, "create-many", &path, &[flag, &nowhere]).with_status(2);
        assert!(ran.err.contains("its folder does not exist"), "{flag}: {}", ran.err);
    }
    assert!(emulator.requests().is_empty());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_through_a_link_and_rights_are_those_of_the_source() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let (emulator, folder) = one_offer().await;
    let text = "external_id,external_application_id,biz_create_time\nA,7,0\nB,7,soon\n";
    let path = written(&folder, "new.csv", text);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    let victim = written(&folder, "victim", "mine");
    let names = ["new.failed.csv", "new.findings.csv", "new.results.csv", "new.csv.journal"];
    for name in names {
        symlink(&victim, folder.path().join(name)).unwrap();
    }
    let ran = offers(&emulator, "create-many", &path, &["--skip-invalid"]).with_status(1);
    assert!(ran.err.contains("it is a symbolic link"), "{}", ran.err);
    std::fs::remove_file(folder.path().join("new.csv.journal")).unwrap();
    offers(&emulator, "create-many", &path, &["--dry-run"]).with_status(3);
    offers(&emulator, "create-many", &path, &["--skip-invalid"]).with_status(7);
    assert_eq!(read(&folder, "victim"), "mine");
    let made = ["new.failed-2.csv", "new.findings-2.csv", "new.results-2.csv", "new.csv.journal"];
    for name in made {
        let mode = folder.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let hidden = std::fs::read_dir(folder.path())
        .unwrap()
        .filter(|entry| entry.as_ref().unwrap().file_name().to_string_lossy().starts_with('.'));
    assert_eq!(hidden.count(), 0, "no half file is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_cell_holds_does_not_reach_a_terminal_as_it_is() {
    let (emulator, folder) = one_offer().await;
    let text = "external_offer_id,own\u{1b}[31mer\u{202e}\n1,张三\n";
    let path = written(&folder, "offers.csv", text);
    let ran = offers(&emulator, "update-many", &path, &[]).with_status(2);
    let text = "external_offer_id,external_application_id,biz_create_time\n1,7,a\u{1b}[31mb\n";
    let path = written(&folder, "cell.csv", text);
    let second = offers(&emulator, "update-many", &path, &[]).with_status(3);
    let shown: HashSet<char> = ran.err.chars().chain(second.err.chars()).collect();
    assert!(
        !shown.contains(&'\u{1b}') && !shown.contains(&'\u{202e}'),
        "{}{}",
        ran.err,
        second.err
    );
}

/// Rows that one job has done are not those of another, even if they are the same rows.
#[tokio::test(flavor = "multi_thread")]
async fn a_journal_goes_on_with_the_job_that_began_it_and_with_no_other() {
    let jobs = [
        ("update-many", "external_offer_id,external_application_id,owner\n1,7,张三\n", ""),
        ("modify-many", "external_offer_id,external_application_id,owner\n1,7,张三\n", ""),
        ("create-many", "external_id,external_application_id,owner\n1,7,张三\n", ""),
        ("delete-many", "external_offer_id\n1\n", "--yes"),
    ];
    for (began, ..) in jobs {
        let (emulator, folder) = one_offer().await;
        let journal = folder.path().join("journal").display().to_string();
        let go = |method: &str| {
            let (_, text, yes) = jobs.into_iter().find(|job| job.0 == method).unwrap();
            let path = written(&folder, "offers.csv", text);
            let more = ["--journal", &journal, yes];
            let more = if yes.is_empty() { &more[..2] } else { &more };
            offers(&emulator, method, &path, more)
        };
        assert_eq!(go(began).ok().out, "1 done\n", "{began}");
        for (then, ..) in jobs {
            let ran = go(then);
            if then == began {
                assert_eq!(ran.ok().out, "0 done, 1 done before\n", "{began}");
                continue;
            }
            let ran = ran.with_status(1);
            assert!(ran.err.contains("it belongs to the job"), "{began}, {then}: {}", ran.err);
            assert_eq!(ran.out, "", "{began}, {then}");
        }
        let writes = emulator.requests();
        let is_write = |path: &str| !path.contains("access_token") && !path.ends_with("query");
        let writes = writes.iter().filter(|one| is_write(&one.path));
        assert_eq!(writes.count(), 1, "{began}");
    }
}

/// The lines that a text tells of, in its order.
fn told_lines(text: &str) -> Vec<u64> {
    let line =
        |line: &str| line.trim_start().strip_prefix("line ")?.split_once(':')?.0.parse().ok();
    text.lines().filter_map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn failed_rows_are_told_and_kept_in_the_order_of_the_file_whoever_refused_them() {
    let (emulator, folder) = one_offer().await;
    let rows = ["404,7,0", "x,7,soon", "405,7,0", "1,7,0", "y,7,soon", "406,7,0"];
    let text = "external_offer_id,external_application_id,biz_create_time\n";
    let path = written(&folder, "offers.csv", &format!("{text}{}\n", rows.join("\n")));
    for concurrency in ["1", "16"] {
        let more = ["--skip-invalid", "--concurrency", concurrency];
        let ran = offers(&emulator, "update-many", &path, &more).with_status(7);
        assert_eq!(told_lines(&ran.err), [2, 3, 4, 6, 7], "{}", ran.err);
    }
    let failed = read(&folder, "offers.failed.csv");
    let ids = failed.lines().skip(1).filter_map(|row| row.split(',').next());
    assert_eq!(ids.collect::<Vec<_>>(), ["404", "x", "405", "y", "406"], "{failed}");
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_of_unknown_outcome_are_told_in_the_order_of_the_file_whichever_run_sent_them() {
    let (emulator, folder) = one_offer().await;
    let lost = Fault::new("hire.v1.external_offer.create", FaultKind::Reset { carry_out: true });
    emulator.fault(lost.times(5)).await.unwrap();
    let text = "external_application_id,owner\n7,a\n7,b\n7,c\n";
    let path = written(&folder, "new.csv", text);
    let ran = offers(&emulator, "create-many", &path, &[]).with_status(6);
    assert_eq!(told_lines(&ran.err), [2, 3, 4], "{}", ran.err);
    // The second is told at once by the journal, the others after they were sent.
    std::fs::write(&path, text.replace("7,a", "7,d").replace("7,c", "7,e")).unwrap();
    let ran = offers(&emulator, "create-many", &path, &[]).with_status(6);
    assert_eq!(told_lines(&ran.err), [2, 3, 4], "{}", ran.err);
}
