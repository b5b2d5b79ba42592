//! What is said of rows: before the first call, at the end, and how much of it.

use std::path::PathBuf;

use feishu_emulator::{Emulator, Fault, FaultKind};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::{command, command_for, run};

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// A response that confirms success but cannot be read.
fn unread() -> FaultKind {
    FaultKind::Http {
        status: 200,
        body: "{\"code\":0,\"msg\":\"ok\",\"data\":{\"x\":1e999}}".to_owned(),
        content_type: "application/json".to_owned(),
        carry_out: true,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_end_says_what_to_do_about_each_kind_of_row_and_nothing_about_kinds_that_there_are_not()
{
    let failed = "These rows are in ";
    let ids_lost = "done, but the response cannot be read, so their ids are unknown:\n  line 2";
    let unknown = "it is not known whether these were done:\n  line 2";
    let msg = "bad parameter".to_owned();
    let refusal = FaultKind::Code { http: 400, code: 1_002_002, msg, carry_out: false };
    for (fault, out, expected) in [
        (None, "1 done\n", None),
        (Some(refusal), "0 done, 1 failed\n", Some(failed)),
        (Some(unread()), "1 done\n", Some(ids_lost)),
        (Some(FaultKind::Reset { carry_out: true }), "0 done, 1 unknown\n", Some(unknown)),
    ] {
        let emulator = Emulator::builder().lenient_references().start().await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = written(&folder, "new.csv", "external_application_id\n7\n");
        if let Some(kind) = fault {
            let fault = Fault::new("hire.v1.external_offer.create", kind);
            emulator.fault(fault).await.unwrap();
        }
        let create = ["hire", "external-offer", "create-many", path.to_str().unwrap()];
        let ran = run(&mut command_for(&emulator), &create);
        assert_eq!(ran.out, out, "{}", ran.err);
        for note in [failed, ids_lost, unknown] {
            assert_eq!(ran.err.contains(note), expected == Some(note), "{out}{note}: {}", ran.err);
        }
        assert_eq!(ran.err.contains("--resend-unknown"), expected == Some(unknown), "{}", ran.err);
    }
}

/// The rest is in a file, or is counted.
#[test]
fn twenty_rows_are_named_and_those_beyond_are_counted() {
    let folder = tempfile::tempdir().unwrap();
    let dry = |method: &str, header: &str, rows: Vec<String>| {
        let path = written(&folder, "rows.csv", &format!("{header}\n{}\n", rows.join("\n")));
        let words = ["hire", "external-offer", method, path.to_str().unwrap(), "--dry-run"];
        run(&mut command(), &words).err
    };
    for (count, more) in [(2, None), (19, None), (20, None), (21, Some(1)), (23, Some(3))] {
        let alike = vec!["7".to_owned(); count + 1];
        let alike = dry("create-many", "external_application_id", alike);
        assert!(alike.contains("each of which creates an object: 3 like 2, 4 like 2"), "{alike}");
        assert!(!alike.contains("23 like 2"), "the twenty-first is not named: {alike}");
        let row = |id: usize| format!("{id},7,{}", if id > count { "张三" } else { "" });
        let rows = (1..=count + 1).map(row).collect();
        let cleared = dry("update-many", "external_offer_id,external_application_id,owner", rows);
        assert!(cleared.contains(&format!("owner in {count} rows: line 2, 3")), "{cleared}");
        let soon = (1..=count).map(|_| "7,soon".to_owned()).collect();
        let invalid = dry("create-many", "external_application_id,biz_create_time", soon);
        assert!(invalid.contains("line 3: /biz_create_time"), "{invalid}");
        let ends = [(&alike, " and "), (&cleared, " and "), (&invalid, "… and ")];
        for (told, before) in ends {
            let said = more.map(|more| format!("{before}{more} more"));
            match said {
                Some(said) => assert!(told.contains(&said), "{count}: {told}"),
                None => assert!(!told.contains(" more"), "{count}: {told}"),
            }
        }
    }
}

#[test]
fn a_finding_has_its_line_in_every_form_that_it_is_told_in() {
    let folder = tempfile::tempdir().unwrap();
    let line = json!({ "external_application_id": "7", "biz_create_time": "soon" });
    let path = written(&folder, "new.jsonl", &format!("{line}\n\n{line}\n"));
    let words = ["hire", "external-offer", "create-many", path.to_str().unwrap(), "--dry-run"];
    let ran = run(&mut command(), &[&words[..], &["-ojson"]].concat()).with_status(3);
    let objects = |text: &str| -> Vec<Json> {
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let file = std::fs::read_to_string(folder.path().join("new.findings.jsonl")).unwrap();
    for found in [objects(&ran.out), objects(&file)] {
        assert_eq!(found.len(), 2, "{found:?}");
        for (found, line) in found.iter().zip([1, 3]) {
            assert_eq!(found["line"], line, "{found}");
            let finding = found["finding"].as_str().unwrap();
            assert!(finding.contains("/biz_create_time"), "{finding}");
        }
    }
}
