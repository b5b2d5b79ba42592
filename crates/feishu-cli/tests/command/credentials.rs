//! Credentials: profiles, and their diagnosis.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use feishu_emulator::{App, Emulator};
use jiff::fmt::rfc2822::DateTimePrinter;
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::server::{Response, Server};
use crate::{command, command_for, emulator, run, run_with_input};

/// The command with a profile file of its own.
fn with_profiles(path: &Path) -> std::process::Command {
    let mut command = command();
    command.env("FEISHU_PROFILES", path);
    command
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_is_kept_for_its_owner_alone_and_used() {
    let emulator = emulator().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new").join("profiles.toml");
    let add = [
        "profile",
        "add",
        "work",
        "--app-id",
        emulator.app_id(),
        "--base-url",
        emulator.base_url(),
    ];
    run_with_input(&mut with_profiles(&path), &add, &format!("{}\n", emulator.app_secret())).ok();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);

    let delete = ["hire", "external-offer", "delete", crate::OFFER];
    run(&mut with_profiles(&path), &delete).ok();
    let list = run(&mut with_profiles(&path), &["profile", "list"]).ok();
    assert!(list.out.contains("work") && !list.out.contains(emulator.app_secret()), "{}", list.out);
    let other = run(with_profiles(&path).args(["--profile", "home"]), &delete).with_status(2);
    assert!(other.err.contains("there is no profile home"), "{}", other.err);

    run(&mut with_profiles(&path), &["profile", "remove", "work"]).ok();
    let gone = run(&mut with_profiles(&path), &delete).with_status(2);
    assert!(gone.err.contains("no credentials"), "{}", gone.err);
}

/// A file that nobody knows of, with a secret in it, would be worse than none.
#[test]
fn a_profile_file_that_cannot_be_put_in_its_place_leaves_nothing_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    // It ends as the name of a folder does, so that no file can have it.
    let path = folder.path().join("settings").join("profiles.toml").join("");
    let add = ["profile", "add", "work", "--app-id", "cli_a"];
    let ran = run_with_input(&mut with_profiles(&path), &add, "hush\n").with_status(1);
    assert!(ran.err.contains("profiles.toml") && !ran.err.contains("hush"), "{}", ran.err);
    let left = std::fs::read_dir(folder.path().join("settings")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_profile_file_that_others_can_read_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    std::fs::write(&path, "").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
    let ran = run(&mut with_profiles(&path), &["profile", "list"]).with_status(2);
    assert!(ran.err.contains("mode 640") && ran.err.contains("chmod 600"), "{}", ran.err);
}

#[test]
fn a_mistake_in_a_profile_file_is_named_by_its_line_without_what_stands_there() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    std::fs::write(&path, "[profiles.work]\napp_id = \"a\"\napp_secrte = \"hush\"\n").unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
    let ran = run(&mut with_profiles(&path), &["profile", "list"]).with_status(2);
    assert!(ran.err.contains("line 3") && ran.err.contains("app_secrte"), "{}", ran.err);
    assert!(!ran.err.contains("hush"), "{}", ran.err);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_finds_nothing_wrong_where_nothing_is() {
    let ran = run(&mut command_for(&emulator().await), &["doctor"]).ok();
    for what in ["credentials", "network", "clock", "app", "scopes"] {
        assert!(ran.out.contains(&format!("good  {what}")), "{}", ran.out);
    }
    assert!(!ran.out.contains("bad"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_wrong() {
    let emulator = emulator().await;
    let ran = run(&mut command(), &["doctor"]).with_status(2);
    assert!(ran.out.contains("FEISHU_APP_SECRET"), "{}", ran.out);

    let mut wrong = command_for(&emulator);
    let ran = run(wrong.env("FEISHU_APP_SECRET", "wrong"), &["doctor"]).with_status(4);
    assert!(
        ran.out.contains("bad   app") && ran.out.contains("compare id and secret"),
        "{}",
        ran.out
    );

    let mut nobody = command_for(&emulator);
    let ran = run(nobody.env("FEISHU_BASE_URL", "http://127.0.0.1:9"), &["doctor"]).with_status(5);
    assert!(ran.out.contains("bad   network"), "{}", ran.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_names_a_scope_that_is_missing() {
    let app = App::new("cli_few", "secret").scopes(["hire:external_offer"]);
    let emulator = Emulator::builder().app(app).start().await.unwrap();
    let ran = run(&mut command_for(&emulator), &["doctor"]).with_status(4);
    assert!(ran.out.contains("bad   scopes"), "{}", ran.out);
    assert!(ran.out.contains("hire:external_application"), "{}", ran.out);
    assert!(
        ran.out.contains("good  scopes       hire.v1.external_offer.batch_query"),
        "{}",
        ran.out
    );
}

/// Scopes are not all that a gateway asks for, and it does not always say which of them are
/// missing.
#[test]
fn the_doctor_calls_nothing_allowed_that_the_gateway_refuses_for_whatever_reason() {
    for (code, is_refused) in [
        // An address that is not allowed, an app that is not enabled, a quota that is used up.
        (99_991_401, true),
        (99_991_662, true),
        (99_991_403, true),
        (99_991_672, true),
        // The response of an endpoint for an unknown object.
        (1_002_002, false),
        (4_711, false),
    ] {
        let server = Server::start([Response::refusal(400, code, "no")]);
        let ran = server.run(&["doctor", "-ojson"]).with_status(if is_refused { 4 } else { 0 });
        let findings = ran.json();
        let mut scopes = findings.as_array().unwrap().clone();
        scopes.retain(|one| one["what"] == "scopes");
        assert!(scopes.len() > 1, "{code}: {findings}");
        for scope in scopes {
            let words = scope["words"].as_str().unwrap();
            assert_eq!(scope["good"], !is_refused, "{code}: {words}");
            assert_eq!(words.ends_with("may be called"), !is_refused, "{code}: {words}");
            assert_eq!(words.contains(&code.to_string()), is_refused, "{code}: {words}");
        }
    }
}

/// Tokens of a clock that is behind outlive themselves; those of one that is ahead are thrown away.
#[test]
fn the_doctor_says_which_way_and_how_far_the_clock_is_off() {
    let answers =
        [Response::data(&json!({})), Response::refusal(400, 1_002_002, "there is no such object")];
    // What the platform's clock is ahead of that of the test, in seconds.
    for (ahead, good, words) in [
        (Some(0), Some(true), "agrees"),
        (Some(20), Some(true), "agrees"),
        (Some(-20), Some(true), "agrees"),
        (Some(120), Some(false), "s behind the platform's"),
        (Some(-120), Some(false), "s ahead of the platform's"),
        (Some(3600), Some(false), "s behind the platform's"),
        (Some(-3600), Some(false), "s ahead of the platform's"),
        (None, None, "the response has no Date header"),
    ] {
        for answer in answers.clone() {
            let answer = match ahead {
                Some(seconds) => {
                    let time = Timestamp::now() + SignedDuration::from_secs(seconds);
                    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&time).unwrap();
                    answer.header("Date", &date)
                }
                None => answer,
            };
            let ran = Server::start([answer]).run(&["doctor", "-ojson"]);
            let ran = ran.with_status(i32::from(good == Some(false)));
            let findings = ran.json();
            let found = findings.as_array().unwrap().iter().find(|one| one["what"] == "clock");
            let found = found.unwrap();
            assert_eq!(found["good"], json!(good), "{ahead:?}: {found}");
            let said = found["words"].as_str().unwrap();
            assert!(said.contains(words), "{ahead:?}: {said}");
            if good == Some(false) {
                let off: i64 = said.split(' ').next().unwrap().parse().unwrap();
                // The run takes a while, too.
                assert!((off - ahead.unwrap().abs()).abs() < 60, "{ahead:?}: {said}");
            }
        }
    }
}

/// One of the two would be the wrong one, and nobody could tell which.
#[test]
fn a_profile_has_its_secret_in_one_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("profiles.toml");
    for secret in ["app_secret = \"hush\"\nkeyring = true\n", ""] {
        std::fs::write(
            &path,
            format!("default = \"work\"\n[profiles.work]\napp_id = \"a\"\n{secret}"),
        )
        .unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o600)).unwrap();
        let delete = ["--base-url", "http://127.0.0.1:9", "hire", "external-offer", "delete", "7"];
        let ran = run(&mut with_profiles(&path), &delete).with_status(2);
        assert!(
            ran.err.contains("the profile work needs either app_secret or keyring = true"),
            "{}",
            ran.err
        );
    }
}
