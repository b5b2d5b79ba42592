//! The examples, as a reader runs them: without anything set, and against a tenant, which an emulator stands for.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use feishu_emulator::Emulator;
use serde_json::{Value, json};

const OFFER: &str = "6989202908470446380";
const APPLICATION: &str = "7395015673275697419";

/// The program of an example. Cargo builds examples with the tests of a package, into a folder beside that of the tests.
fn program(name: &str) -> PathBuf {
    let here = env::current_exe().expect("this program");
    let folder = here.parent().and_then(Path::parent).expect("target/…/deps");
    let program = folder.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    assert!(
        program.is_file(),
        "{} is missing; `cargo test -p feishu-hire` builds the examples, `--test examples` alone does not",
        program.display()
    );
    program
}

/// Runs an example with what only `set` sets, and gives what it printed.
fn output(name: &str, arguments: &[&str], set: &[(&str, &str)]) -> Output {
    let mut command = Command::new(program(name));
    command.args(arguments);
    for variable in ["FEISHU_APP_ID", "FEISHU_APP_SECRET", "FEISHU_BASE_URL"] {
        command.env_remove(variable);
    }
    command.envs(set.iter().copied()).output().expect("it starts")
}

fn succeeded(name: &str, output: Output) -> String {
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{name}: {stdout}{stderr}");
    stdout
}

fn alone(name: &str) -> String {
    let printed = succeeded(name, output(name, &[], &[]));
    assert!(printed.starts_with("This is a Feishu on this machine."), "{printed}");
    printed
}

/// What makes a tenant of an emulator.
fn credentials(emulator: &Emulator) -> [(&str, &str); 3] {
    [
        ("FEISHU_APP_ID", emulator.app_id()),
        ("FEISHU_APP_SECRET", emulator.app_secret()),
        ("FEISHU_BASE_URL", emulator.base_url()),
    ]
}

/// Runs an example against an emulator as if that were a tenant. The emulator answers on other threads meanwhile.
fn for_tenant(emulator: &Emulator, name: &str, arguments: &[&str]) -> String {
    let printed = succeeded(name, output(name, arguments, &credentials(emulator)));
    assert!(printed.starts_with("This is your tenant, by the app cli_emulator:"), "{printed}");
    assert!(!printed.contains(emulator.app_secret()), "{printed}");
    printed
}

async fn tenant() -> Emulator {
    Emulator::builder().samples().start().await.expect("an emulator")
}

async fn stored(emulator: &Emulator, id: &str) -> Value {
    emulator.object("external_offer", id).await.expect("read").expect("it is there")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_offer_is_written() {
    assert!(alone("push_offer").contains("张三"));
    let emulator = tenant().await;
    for_tenant(&emulator, "push_offer", &[OFFER, APPLICATION]);
    let offer = stored(&emulator, OFFER).await;
    assert_eq!(
        (&offer["owner"], &offer["biz_create_time"]),
        (&json!("张三"), &json!("1721899352428"))
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_spreadsheet_is_brought_in_once_and_bad_rows_are_said() {
    let printed = alone("sync_csv");
    assert!(printed.contains("2 made now, 0 before") && printed.contains("offer-3: "), "{printed}");
    // Another Feishu on this machine has none of it.
    assert!(alone("sync_csv").contains("2 made now, 0 before"));

    let emulator = tenant().await;
    let folder = tempfile::tempdir().expect("a folder");
    let (csv, journal) = (folder.path().join("mine.csv"), folder.path().join("mine.journal"));
    let (csv, journal) = (csv.to_str().expect("UTF-8"), journal.to_str().expect("UTF-8"));
    let row = |key: &str, owner: &str| format!("{key},{APPLICATION},{owner},\n");
    let head = "key,application,owner,status\n";
    let two = row("a", "甲") + &row("b", "乙");
    fs::write(csv, format!("{head}{two}")).expect("written");
    let printed = for_tenant(&emulator, "sync_csv", &[csv, journal]);
    assert!(printed.contains("2 made now, 0 before"), "{printed}");
    fs::write(csv, format!("{head}{two}{}", row("c", "丙"))).expect("written");
    let printed = for_tenant(&emulator, "sync_csv", &[csv, journal]);
    assert!(printed.contains("1 made now, 2 before"), "{printed}");
    let asked = emulator.requests();
    let creates = asked.iter().filter(|one| one.path.ends_with("/external_offers"));
    assert_eq!(creates.count(), 3, "none was sent twice");

    // A column that is not known stops it before the first call.
    fs::write(csv, format!("key,application,salary\nd,{APPLICATION},1\n")).expect("written");
    let refused = output("sync_csv", &[csv, journal], &credentials(&emulator));
    let stderr = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && stderr.contains("salary"), "{stderr}");
    assert_eq!(emulator.requests().len(), asked.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_part_of_an_offer_is_changed_and_the_rest_stays() {
    assert!(alone("modify_offer").contains("李四"));
    let emulator = tenant().await;
    let mut before = stored(&emulator, OFFER).await;
    for_tenant(&emulator, "modify_offer", &[OFFER, "钱七"]);
    before["owner"] = json!("钱七");
    assert_eq!(stored(&emulator, OFFER).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_uploaded_and_linked_beside_those_that_are_there() {
    assert!(alone("attach_file").contains(&format!("of offer {OFFER}")));
    let emulator = tenant().await;
    let before = stored(&emulator, OFFER).await;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("合同.pdf");
    fs::write(&path, "twelve bytes").expect("written");
    for_tenant(&emulator, "attach_file", &[path.to_str().expect("UTF-8"), OFFER]);
    let after = stored(&emulator, OFFER).await;
    let files = |offer: &Value| offer["attachment_list"].as_array().cloned().unwrap_or_default();
    let mut found = files(&after);
    let last = found.pop().expect("the new one");
    assert_eq!((&last["name"], &last["size"]), (&json!("合同.pdf"), &json!(12)));
    assert_eq!(found, files(&before));
    assert_eq!(after["owner"], before["owner"]);
}

#[test]
fn half_of_the_credentials_and_samples_for_a_tenant_are_refused() {
    let half = output("modify_offer", &[], &[("FEISHU_APP_ID", "cli_1")]);
    let stderr = String::from_utf8_lossy(&half.stderr);
    assert!(!half.status.success() && stderr.contains("or neither"), "{stderr}");

    // Nothing is listening there, and nothing needs to: each ends before a call.
    let set = [
        ("FEISHU_APP_ID", "cli_1"),
        ("FEISHU_APP_SECRET", "s"),
        ("FEISHU_BASE_URL", "http://127.0.0.1:9"),
    ];
    for name in ["push_offer", "modify_offer", "attach_file", "sync_csv"] {
        let missing = output(name, &[], &set);
        let stderr = String::from_utf8_lossy(&missing.stderr);
        assert!(
            !missing.status.success() && stderr.contains("it is argument 1"),
            "{name}: {stderr}"
        );
    }
}
