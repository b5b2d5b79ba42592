//! Files as spreadsheets and people write them: encodings, separators, dates, ids that Excel
//! rounded.

use std::path::PathBuf;

use encoding_rs::{Encoding, GB18030, UTF_8, UTF_16BE, UTF_16LE};
use feishu_emulator::{Emulator, Seed};
use serde_json::json;
use tempfile::TempDir;

use crate::{Ran, command, command_for, run, stored};

const UPDATE: [&str; 3] = ["hire", "external-offer", "update-many"];

/// An emulator with two offers, and a folder for files.
async fn two_offers() -> (Emulator, TempDir) {
    let emulator = Emulator::builder().lenient_references().start().await.unwrap();
    for id in ["1", "2"] {
        emulator
            .seed(
                Seed::new()
                    .object("external_offer", json!({ "id": id, "external_application_id": "7" })),
            )
            .await
            .unwrap();
    }
    (emulator, tempfile::tempdir().unwrap())
}

fn written(folder: &TempDir, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    path
}

fn update(emulator: &Emulator, path: &std::path::Path, more: &[&str]) -> Ran {
    run(&mut command_for(emulator), &[&UPDATE[..], &[path.to_str().unwrap()], more].concat())
}

/// Text in an encoding; `encoding_rs` itself writes no UTF-16.
fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    match encoding {
        one if one == UTF_16LE => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        one if one == UTF_16BE => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
        other => other.encode(text).0.into_owned(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_read_as_it_was_saved_and_failed_rows_go_back_the_same_way() {
    for (encoding, mark, separator, end) in [
        (UTF_8, "\u{feff}", ",", "\r\n"),
        (UTF_8, "", "\t", "\n"),
        (GB18030, "", ";", "\r\n"),
        (GB18030, "", ",", "\n"),
        (UTF_16LE, "\u{feff}", "\t", "\r\n"),
        (UTF_16BE, "\u{feff}", ";", "\n"),
        (UTF_16LE, "", ",", "\r\n"),
    ] {
        let (emulator, folder) = two_offers().await;
        let line = |cells: &[&str]| format!("{}{end}", cells.join(separator));
        let headers = ["external_offer_id", "external_application_id", "owner"];
        let text = [
            mark.to_owned(),
            line(&headers),
            line(&["1", "7", " 张三\u{3000}"]),
            line(&["404", "7", "李四"]),
        ];
        let path = written(&folder, "offers.csv", encoded(encoding, &text.concat()));
        let ran = update(&emulator, &path, &[]).with_status(7);
        assert!(ran.out.starts_with("1 done, 1 failed"), "{}", ran.out);
        assert_eq!(stored(&emulator, "external_offer", "1").await["owner"], "张三");

        let failed = std::fs::read(folder.path().join("offers.failed.csv")).unwrap();
        let (failed, had_errors) = encoding.decode_without_bom_handling(&failed);
        assert!(!had_errors, "{}", encoding.name());
        let expected =
            [mark, &line(&["external_offer_id", "external_application_id", "owner", "_error"])];
        let expected = expected.concat() + &["404", "7", "李四", ""].join(separator);
        assert!(failed.starts_with(&expected), "{}: {failed:?}", encoding.name());
        assert!(failed.ends_with(end), "{failed:?}");
        if encoding == GB18030 {
            let named = format!("is read as GB18030, separated by `{separator}`");
            assert!(ran.err.contains(&named), "{}", ran.err);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn encoding_and_separator_can_be_said() {
    let (emulator, folder) = two_offers().await;
    let text = "external_offer_id|external_application_id|owner\n1|7|張三\n";
    let path = written(&folder, "offers.csv", encoding_rs::BIG5.encode(text).0);
    update(&emulator, &path, &["--encoding", "big5", "--separator", "|"]).ok();
    assert_eq!(stored(&emulator, "external_offer", "1").await["owner"], "張三");
    let ran = update(&emulator, &path, &["--encoding", "utf-9"]).with_status(2);
    assert!(ran.err.contains("try utf-8, utf-16le, utf-16be or gb18030"), "{}", ran.err);
    let ran = update(&emulator, &path, &["--encoding", "utf-8"]).with_status(2);
    assert!(ran.err.contains("line 2 is not UTF-8"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workbook_is_told_from_a_file_of_rows() {
    let (emulator, folder) = two_offers().await;
    for magic in [&b"PK\x03\x04\x14\x00"[..], b"\xd0\xcf\x11\xe0\xa1\xb1"] {
        let path = written(&folder, "offers.csv", magic);
        let ran = update(&emulator, &path, &[]).with_status(2);
        assert!(
            ran.err.contains("this is an Excel workbook; save it as \"CSV UTF-8\""),
            "{}",
            ran.err
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_that_excel_has_rounded_are_named_before_anything_is_sent() {
    let (emulator, folder) = two_offers().await;
    let text = "external_offer_id,external_application_id,attachment_id_list,owner\n\
                1,7.39502E+18,,张三\n\
                7395015673275690000,7,,张三\n\
                2,7395015673275697400,\"7249929009008490000;1\",张三\n";
    let path = written(&folder, "offers.csv", text);
    let ran = update(&emulator, &path, &[]).with_status(3);
    for expected in [
        "3 of 3 rows cannot be sent as they are (3 findings)",
        "line 2: /external_application_id is 7.39502E+18, which Excel has rounded",
        "line 3: external_offer_id is 7395015673275690000, which Excel seems to have rounded",
        "line 4: /attachment_id_list is 7249929009008490000, which Excel seems",
        "choose Data > From Text/CSV",
        "--keep-rounded",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    assert!(emulator.requests().is_empty());

    let lines = "{\"external_offer_id\":7.39502e18,\"external_application_id\":\"7\"}\n";
    let lines = written(&folder, "offers.jsonl", lines);
    assert!(update(&emulator, &lines, &[]).with_status(3).err.contains("Excel has rounded"));

    let text = "external_offer_id,external_application_id\n1,7395015673275690000\n";
    let right = written(&folder, "right.csv", text);
    update(&emulator, &right, &["--keep-rounded"]).ok();
    let offer = stored(&emulator, "external_offer", "1").await;
    assert_eq!(offer["external_application_id"], "7395015673275690000");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_excel_writes_around_a_value_or_in_its_place_is_not_sent() {
    let (emulator, folder) = two_offers().await;
    let text = "external_offer_id,external_application_id,owner\n\
                \"=\"\"1\"\"\",'7395015673275697419,'s Hertogenbosch\n";
    let path = written(&folder, "offers.csv", text);
    update(&emulator, &path, &[]).ok();
    let offer = stored(&emulator, "external_offer", "1").await;
    assert_eq!(offer["external_application_id"], "7395015673275697419");
    assert_eq!(offer["owner"], "'s Hertogenbosch");
    let sent = emulator.requests().len();
    let text =
        "external_offer_id,external_application_id,owner\n#REF!,7,a\n2,#N/A,a\n1,7,########\n";
    let path = written(&folder, "errors.csv", text);
    let ran = update(&emulator, &path, &[]).with_status(3);
    for expected in [
        "line 2: external_offer_id is #REF!, which Excel shows instead of a value",
        "line 3: /external_application_id is #N/A",
        "line 4: /owner is ########",
    ] {
        assert!(ran.err.contains(expected), "{expected}: {}", ran.err);
    }
    assert_eq!(emulator.requests().len(), sent);
}

#[tokio::test(flavor = "multi_thread")]
async fn dates_are_read_in_a_time_zone_that_is_said() {
    let (emulator, folder) = two_offers().await;
    let text = "external_offer_id,external_application_id,biz_create_time\n\
                1,7,2024/5/1 10:00\n2,7,1714528800001\n";
    let path = written(&folder, "offers.csv", text);
    let time = async || stored(&emulator, "external_offer", "1").await["biz_create_time"].clone();
    let ran = update(&emulator, &path, &[]).ok();
    assert!(ran.err.contains("1 time without an offset read in UTC+8"), "{}", ran.err);
    assert_eq!(time().await, "1714528800000");
    assert_eq!(stored(&emulator, "external_offer", "2").await["biz_create_time"], "1714528800001");
    let ran = update(&emulator, &path, &["--time-zone", "+09:00"]).ok();
    assert!(ran.err.contains("read in +09:00"), "{}", ran.err);
    assert_eq!(time().await, "1714525200000");
    let ran = update(&emulator, &path, &["--time-zone", "Mars/Olympus"]).with_status(2);
    assert!(ran.err.contains("not a time zone"), "{}", ran.err);

    let flags = "external_offer_id,external_application_id\n1,7\n";
    let flags = written(&folder, "flags.csv", flags);
    update(&emulator, &flags, &["--biz-create-time", "2024-05-01"]).ok();
    assert_eq!(time().await, "1714492800000", "a flag for each row is read as a cell is");
    let ran = update(&emulator, &flags, &["--biz-create-time", "soon"]).with_status(2);
    assert!(ran.err.contains("--biz-create-time is \"soon\", which is not a time"), "{}", ran.err);

    let text = text.replace("2024/5/1 10:00", "5/1/2024").replace("1714528800001", "soon");
    let path = written(&folder, "wrong.csv", text);
    let ran = update(&emulator, &path, &[]).with_status(3);
    assert!(ran.err.contains("line 2: /biz_create_time is \"5/1/2024\", which has the year last"));
    let sentence =
        "line 3: /biz_create_time is \"soon\", which is not a time; write it like 2024-05-01";
    assert!(ran.err.contains(sentence), "{}", ran.err);
    assert!(ran.err.contains("(2 findings)"), "each is told once: {}", ran.err);
}

#[test]
fn nobody_guesses_the_time_zone_of_a_tenant_of_lark() {
    let folder = tempfile::tempdir().unwrap();
    let text = "talent_id,create_time\n1,2024-05-01\n";
    let path = written(&folder, "new.csv", text);
    let path = path.to_str().unwrap();
    let create = ["hire", "external-application", "create-many", path, "--lark", "--dry-run"];
    let ran = run(&mut command(), &create).with_status(3);
    assert!(
        ran.err.contains("/create_time is \"2024-05-01\", which needs a time zone"),
        "{}",
        ran.err
    );
    run(&mut command(), &[&create[..], &["--time-zone", "Z"]].concat()).ok();
    run(&mut command(), &create[..4]).with_status(2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_of_cells_that_does_not_fit_is_a_finding_of_its_row() {
    let (emulator, folder) = two_offers().await;
    let text = "external_offer_id,external_application_id,owner,,\n1,7,张三,,\n2,7,张,三,\n";
    let path = written(&folder, "offers.csv", text);
    let ran = update(&emulator, &path, &[]).with_status(2);
    assert!(ran.err.contains("column 4 has cells but no header"), "{}", ran.err);
    let path = written(&folder, "more.csv", text.replace(",,\n1", "\n1"));
    let ran = update(&emulator, &path, &[]).with_status(3);
    assert!(ran.err.contains("line 3: 5 cells for 3 headers"), "{}", ran.err);
    assert!(!ran.err.contains("line 2"), "empty ones more do no harm: {}", ran.err);
    let path = written(&folder, "twice.csv", "external_offer_id,owner,external-offer-id\n1,a,2\n");
    let ran = update(&emulator, &path, &[]).with_status(2);
    assert!(ran.err.contains("external-offer-id fills the same field as external_offer_id"));
    assert!(emulator.requests().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_operation_that_takes_rows_has_a_template_that_it_takes_itself() {
    let folder = tempfile::tempdir().unwrap();
    let mut seen = 0;
    for contract in feishu::hire::contracts::ALL {
        let operation = contract.operation;
        if operation.effect == feishu_core::Effect::Read || operation.upload.is_some() {
            continue;
        }
        let id = operation.id.replace('_', "-");
        let mut words: Vec<&str> = id.split('.').collect();
        words.remove(1);
        let many = format!("{}-many", words[2]);
        let mut methods = vec![many.as_str()];
        methods.extend(contract.modify.map(|_| "modify-many"));
        for method in methods {
            words[2] = method;
            let ran = run(command().arg("template"), &words).ok();
            assert!(ran.out.starts_with('\u{feff}') && ran.out.ends_with("\r\n"), "{:?}", ran.out);
            let path = written(&folder, "empty.csv", &ran.out);
            let many = [&words[..], &[path.to_str().unwrap(), "--dry-run"]].concat();
            let ran = run(&mut command(), &many).ok();
            assert_eq!(ran.out, "0 rows would be sent, 0 would be skipped. Nothing was sent.\n");
            seen += 1;
        }
    }
    assert!(seen >= 16, "{seen}");
    let words = ["hire", "external-application", "create", "--separator", ";", "--encoding", "gbk"];
    let ran = run(command().arg("template"), &words).ok();
    assert!(ran.out.starts_with("external_id;job_recruitment_type;job_title;"), "{}", ran.out);
    let ran = run(command().arg("template"), &["hire", "external-ofer", "create"]).with_status(2);
    assert!(ran.err.contains("did you mean hire external-offer create?"), "{}", ran.err);
}
