//! What is shown instead of sent: help, dry runs, curl, schemas.

use serde_json::Value as Json;

use crate::{OFFER, command, run};

#[test]
fn the_help_of_an_operation_says_what_the_spec_says() {
    let ran = run(&mut command(), &["hire", "external-offer", "update", "--help"]).ok();
    insta::assert_snapshot!(ran.out);
}

#[test]
fn the_help_of_a_command_for_rows_says_what_is_done_with_a_file() {
    let ran = run(&mut command(), &["hire", "external-offer", "update-many", "--help"]).ok();
    insta::assert_snapshot!(ran.out);
}

/// It is the difference between a field that stays and one that is gone.
#[test]
fn the_help_of_a_command_for_rows_says_what_an_empty_cell_does() {
    let left_out = "an empty cell omits the field. Times";
    for (words, expected) in [
        (["external-offer", "create-many"], left_out),
        (["external-interview-assessment", "patch-many"], left_out),
        (["external-offer", "delete-many"], left_out),
        (
            ["external-offer", "update-many"],
            "an empty cell omits the field, which clears it. Times",
        ),
        (["external-offer", "modify-many"], "an empty cell leaves the field unchanged. Times"),
    ] {
        let help = run(&mut command(), &["hire", words[0], words[1], "--help"]).ok().out;
        let help = help.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(help.contains(expected), "{words:?}: {help}");
    }
}

#[test]
fn each_command_for_rows_is_listed_with_what_it_does_to_one_of_them() {
    let list = run(&mut command(), &["hire", "external-offer", "--help"]).ok().out;
    for (word, summary) in [
        ("create-many", "Import an offer, for each row of a file"),
        ("update-many", "Replace an external offer, for each row of a file"),
        ("delete-many", "Delete an external offer, for each row of a file"),
        ("modify-many", "Change some fields of each object that a row names"),
    ] {
        let line = list.lines().find(|line| line.trim_start().starts_with(word)).unwrap();
        assert!(line.contains(summary), "{line}");
    }
}

#[test]
fn the_help_of_the_whole_says_what_a_status_means() {
    let ran = run(&mut command(), &["--help"]).ok();
    insta::assert_snapshot!(ran.out);
}

#[test]
fn a_dry_run_shows_the_request_and_every_violation() {
    let arguments = [
        "hire",
        "external-offer",
        "update",
        OFFER,
        "--owner",
        "张三",
        "--biz-create-time",
        "soon",
        "--json",
        "{\"onwer\":\"李四\"}",
        "--dry-run",
    ];
    let ran = run(&mut command(), &arguments).with_status(3);
    insta::assert_snapshot!(format!("{}\n--- standard error\n{}", ran.out, ran.err));
}

#[test]
fn curl_says_the_same_without_a_secret() {
    let arguments =
        ["hire", "external-offer", "update", "a/b", "--external-application-id", "it's", "--curl"];
    insta::assert_snapshot!(run(&mut command(), &arguments).ok().out);
    let mut known = command();
    known.env("FEISHU_APP_ID", "cli_a").env("FEISHU_APP_SECRET", "hush");
    let ran = run(&mut known, &["auth", "tenant-access-token", "internal", "--curl"]).ok();
    assert!(!ran.out.contains("hush"), "{}", ran.out);
    insta::assert_snapshot!(ran.out);
}

#[test]
fn schemas_need_neither_an_id_nor_credentials() {
    let schema = run(&mut command(), &["hire", "external-offer", "update", "--schema"]).ok().json();
    let known: Json =
        serde_json::from_str(feishu::hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST).unwrap();
    assert_eq!(schema, known);
    run(&mut command(), &["hire", "external-offer", "delete", "--schema"]).with_status(2);
    run(&mut command(), &["hire", "external-offer", "delete", "--schema=response"]).ok();
}

#[test]
fn every_operation_of_the_spec_is_a_command() {
    for contract in feishu::contracts() {
        let parts: Vec<_> =
            contract.operation.id.split('.').map(|part| part.replace('_', "-")).collect();
        let ran = run(&mut command(), &[&parts[0], &parts[2], &parts[3], "--help"]).ok();
        assert!(ran.out.contains(contract.operation.summary), "{}", contract.operation.id);
        for name in contract.secrets {
            assert!(!ran.out.contains(&format!("--{}", name.replace('_', "-"))), "{}", ran.out);
        }
    }
}

#[test]
fn shells_complete_operations_flags_and_names_of_values() {
    // What the generators know: fish goes two commands deep, PowerShell and elvish know no values.
    let (words, flags, values) = ("external-offer", "attachment-id", "campus");
    for (shell, expected) in [
        ("bash", &[words, flags, values][..]),
        ("zsh", &[words, flags, values]),
        ("fish", &[words]),
        ("elvish", &[words, flags]),
        ("powershell", &[words, flags]),
    ] {
        let ran = run(&mut command(), &["completions", shell]).ok();
        for text in expected {
            assert!(ran.out.contains(text), "{shell}: {text}");
        }
    }
}

#[test]
fn a_manual_has_a_page_for_each_command() {
    let ran = run(&mut command(), &["man", "hire", "external-offer", "update"]).ok();
    assert!(
        ran.out.contains(".TH") && ran.out.contains("Clears every omitted field"),
        "{}",
        ran.out
    );
    let folder = tempfile::tempdir().unwrap();
    run(&mut command(), &["man", "--folder", folder.path().to_str().unwrap()]).ok();
    for page in ["feishu.1", "feishu-hire-external-offer-update.1", "feishu-doctor.1"] {
        assert!(folder.path().join(page).is_file(), "{page}");
    }
    run(&mut command(), &["man", "hire", "offer"]).with_status(2);
}

#[test]
fn colours_are_only_where_they_are_wanted() {
    let list = [
        "--emulator",
        "hire",
        "external-offer",
        "batch-query",
        "--external-application-id",
        "7395015673275697419",
    ];
    let plain = run(&mut command(), &list).ok();
    assert!(!plain.out.contains('\u{1b}'), "{}", plain.out);
    let always = run(command().args(["--color", "always"]), &list).ok();
    assert!(always.out.contains("\u{1b}[1m"), "{}", always.out);
}
