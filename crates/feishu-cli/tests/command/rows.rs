//! What of a file is sent, and where: columns, lines of JSON, flags for every row, values as they
//! are.

use std::path::PathBuf;

use serde_json::{Value as Json, json};
use tempfile::TempDir;

use crate::server::{Response, Server};
use crate::{Ran, command, run};

fn written(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

/// A dry run, which calls nobody.
fn dry(words: [&str; 2], path: &std::path::Path) -> Ran {
    let arguments = ["hire", words[0], words[1], path.to_str().unwrap(), "--dry-run"];
    run(&mut command(), &arguments)
}

#[test]
fn columns_of_nothing_that_a_spreadsheet_leaves_behind_do_no_harm() {
    let folder = tempfile::tempdir().unwrap();
    let headers = "external_offer_id,external_application_id,owner,,";
    for (rest, wrong) in [
        (",,", None),
        (", ,\u{3000}", None),
        (",x,", Some("column 4 has cells but no header")),
        (",,x", Some("column 5 has cells but no header")),
    ] {
        let text = format!("{headers}\n1,7,张三,,\n2,7,李四{rest}\n,,,,\n");
        let path = written(&folder, "offers.csv", &text);
        let ran = dry(["external-offer", "update-many"], &path);
        match wrong {
            None => assert!(ran.ok().out.starts_with("2 rows would be sent"), "{rest:?}"),
            Some(wrong) => assert!(ran.with_status(2).err.contains(wrong), "{rest:?}"),
        }
    }
}

#[test]
fn a_field_has_one_column_however_the_headers_spell_it() {
    let folder = tempfile::tempdir().unwrap();
    for (headers, twice) in [
        ("external_application_id,external-application-id", true),
        ("external_application_id,stage,stage", true),
        ("external_application_id,job_title,job-title", true),
        ("external_application_id,find_talent_id,find-talent-id", true),
        ("external_application_id,talent_id,find_talent_id", false),
        ("external_application_id,stage,job_title", false),
    ] {
        let cells = vec!["7"; headers.split(',').count()].join(",");
        let text = format!("{headers}\n{cells}\n");
        let path = written(&folder, "applications.csv", &text);
        let ran = dry(["external-application", "modify-many"], &path);
        let told = ran.err.contains("fills the same field as");
        assert_eq!((told, ran.status == 2), (twice, twice), "{headers}: {}", ran.err);
    }
}

#[test]
fn names_in_a_line_of_json_lead_into_path_query_and_body() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start([Response::data(&json!({}))]);
    let sent = |words: [&str; 2], line: &Json, more: &[&str]| {
        let path = written(&folder, "rows.jsonl", &format!("{line}\n"));
        let journal = folder.path().join(format!("{}.journal", server.count()));
        let arguments = ["hire", words[0], words[1], path.to_str().unwrap(), "--journal"];
        let arguments = [&arguments[..], &[journal.to_str().unwrap()], more].concat();
        server.run(&arguments).ok();
        server.calls().pop().unwrap()
    };
    let gone = json!({ "external_application_id": "1", "talent_id": "71" });
    let call = sent(["external-application", "delete-many"], &gone, &["--yes"]);
    assert!(call.line.ends_with("/external_applications/1?talent_id=71"), "{}", call.line);
    let reward = json!({
        "user_id_type": "union_id", "referral_user_id": "on_1", "external_id": "A",
        "rule_type": 1, "bonus": { "bonus_type": 1, "point_bonus": 100 }, "stage": 1,
    });
    let call = sent(["external-referral-reward", "create-many"], &reward, &[]);
    assert!(call.line.ends_with("?user_id_type=union_id"), "{}", call.line);
    let mut body = reward;
    body.as_object_mut().unwrap().remove("user_id_type");
    assert_eq!(serde_json::from_str::<Json>(&call.body).unwrap(), body);
}

/// A message calls it `find-talent-id`.
#[test]
fn a_line_of_json_says_where_to_look_for_its_object_by_either_spelling() {
    let found = json!({
        "items": [{ "id": "1", "talent_id": "71", "stage": "a" }], "has_more": false,
    });
    for name in ["find_talent_id", "find-talent-id"] {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::start([Response::data(&found)]);
        let line = json!({ "external_application_id": "1", name: "71", "stage": "b" });
        let path = written(&folder, "applications.jsonl", &format!("{line}\n"));
        let words = ["hire", "external-application", "modify-many", path.to_str().unwrap()];
        assert_eq!(server.run(&words).ok().out, "1 done\n");
        let calls = server.calls();
        assert!(calls[0].line.contains("talent_id=71"), "{name}: {}", calls[0].line);
        let body: Json = serde_json::from_str(&calls[1].body).unwrap();
        assert_eq!((&body["talent_id"], &body["stage"]), (&json!("71"), &json!("b")), "{name}");
        assert!(body.get(name).is_none(), "{name}: {body}");
    }
}

#[test]
fn what_is_no_time_is_sent_as_a_flag_says_it() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start([Response::data(&json!({}))]);
    let text = "external_offer_id,external_application_id\n1,7\n";
    let path = written(&folder, "offers.csv", text);
    for owner in ["2024-05-01", "1714528800000", "soon"] {
        let update = ["hire", "external-offer", "update-many", path.to_str().unwrap()];
        server.run(&[&update[..], &["--owner", owner, "--attachment-id", owner]].concat()).ok();
        let body: Json = serde_json::from_str(&server.calls().pop().unwrap().body).unwrap();
        assert_eq!(body["owner"], owner);
        assert_eq!(body["attachment_id_list"], json!([owner]));
    }
}

#[test]
fn without_validation_values_are_sent_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start([Response::data(&json!({}))]);
    let headers = "external_offer_id,external_application_id";
    for (header, cell, flags, field) in [
        (",biz_create_time", ",soon", &[][..], ("biz_create_time", "soon")),
        (",biz_create_time", ",5/1/2024", &[], ("biz_create_time", "5/1/2024")),
        ("", "", &["--biz-create-time", "soon"], ("biz_create_time", "soon")),
        (",owner", ",#N/A", &[], ("owner", "#N/A")),
        (",owner", ",7.39502E+18", &[], ("owner", "7.39502E+18")),
        (",owner", ",7395015673275690000", &[], ("owner", "7395015673275690000")),
    ] {
        let path = written(&folder, "offers.csv", &format!("{headers}{header}\n1,7{cell}\n"));
        let update = ["hire", "external-offer", "update-many", path.to_str().unwrap()];
        let update = [&update[..], flags].concat();
        let refused = server.run(&update);
        assert!([2, 3].contains(&refused.status), "{cell}{flags:?}: {}", refused.err);
        server.run(&[&update[..], &["--no-validate"]].concat()).ok();
        let body: Json = serde_json::from_str(&server.calls().pop().unwrap().body).unwrap();
        assert_eq!(body[field.0], field.1, "{cell}{flags:?}");
    }
}

#[test]
fn a_whole_number_that_excel_has_rounded_is_no_number_to_send() {
    let folder = tempfile::tempdir().unwrap();
    let headers = "external_id,referral_user_id,rule_type,stage,bonus.bonus_type,bonus.point_bonus";
    for (cell, expected) in [
        ("1.5E+11", Some("/bonus/point_bonus is 1.5E+11, which Excel has rounded")),
        ("12345678901234500", Some("/bonus/point_bonus is 12345678901234500, which Excel seems")),
        ("100", None),
        ("1E+02", None),
    ] {
        let path = written(&folder, "new.csv", &format!("{headers}\nA,on_1,1,1,1,{cell}\n"));
        let ran = dry(["external-referral-reward", "create-many"], &path);
        assert_eq!(ran.status, if expected.is_some() { 3 } else { 0 }, "{cell}: {}", ran.err);
        if let Some(expected) = expected {
            assert!(ran.err.contains(expected), "{}", ran.err);
            assert!(ran.err.contains("(1 finding)"), "it is told once: {}", ran.err);
        }
    }
}
