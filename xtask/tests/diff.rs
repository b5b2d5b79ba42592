//! `cargo xtask diff`, run as a maintainer runs it, on copies of the checkout.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "what other tests need")]
mod support;

use std::process::Command;

use serde_json::Value as Json;
use support::{Checkout, OFFER, Output, run};

const RAISED: &str = "request-max-items-raised";

/// The offer as it was, beside the checkout's, which has ten more attachments now.
fn with_a_change() -> (Checkout, String) {
    let checkout = Checkout::copy();
    let limit = checkout.raise_the_limit();
    checkout.write("before/update.yaml", &limit.original);
    let before = checkout.root().join("before/update.yaml").display().to_string();
    (checkout, before)
}

fn json(output: &Output) -> Json {
    serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}\n{output}"))
}

#[test]
fn a_file_is_compared_with_the_checkout_s_spec_of_the_same_operation() {
    let (checkout, before) = with_a_change();
    let output = checkout.xtask(&["diff", &before]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
    for part in [
        // The page is the same one: a person changed the spec.
        "hire.v1.external_offer.update (spec edited)\n",
        RAISED,
        "1 change: 0 breaking, 0 risky, 1 safe",
        "Rust API: patch\n",
    ] {
        assert!(output.stdout.contains(part), "{part} is missing\n{output}");
    }
    // A path may have two dots, as a range of revisions has.
    let around = checkout.root().join("spec/../before/update.yaml").display().to_string();
    assert_eq!(checkout.xtask(&["diff", &around]).stdout, output.stdout);
    // The other way round, the limit is lowered.
    let offer = checkout.root().join(OFFER).display().to_string();
    let output = checkout.xtask(&["diff", &offer, &before, "--current", "1.2.3"]);
    assert_eq!(output.status, 1, "{output}");
    assert!(output.stdout.contains("request-max-items-lowered"), "{output}");
    assert!(output.stdout.ends_with("Rust API: patch, 1.2.3 -> 1.2.4\n"), "{output}");
}

#[test]
fn the_version_is_that_of_the_workspace() {
    let (checkout, before) = with_a_change();
    checkout.write("Cargo.toml", "[workspace]\n\n[workspace.package]\nversion = \"3.1.4\"\n");
    let output = checkout.xtask(&["diff", &before]);
    assert!(output.stdout.ends_with("3.1.4 -> 3.1.5\n"), "{output}");
}

#[test]
fn folders_are_compared_and_each_format_says_the_same() {
    let checkout = Checkout::copy();
    let other = Checkout::copy();
    other.raise_the_limit();
    let [old, new] = [&checkout, &other].map(|side| side.root().join("spec").display().to_string());
    let output = checkout.xtask(&["diff", &old, &new, "--format", "json"]);
    let found = json(&output);
    let change = &found["changes"][0];
    assert_eq!(found["changes"].as_array().map(Vec::len), Some(1), "{output}");
    assert_eq!([&change["id"], &change["wire"], &change["rust"]], [RAISED, "safe", "patch"]);
    assert_eq!(change["place"], "hire.v1.external_offer.update#/request/body/attachment_id_list");
    let output = checkout.xtask(&["diff", &old, &new, "--format", "markdown"]);
    let row = format!("| safe | patch | `{RAISED}` | `/request/body/attachment_id_list` |");
    assert!(output.stdout.contains(&row), "{output}");
    // A folder of one product has the platform of the checkout.
    let [old, new] = [old, new].map(|folder| folder + "/hire");
    let output = checkout.xtask(&["diff", &old, &new]);
    assert!(output.status == 0 && output.stdout.contains(RAISED), "{output}");
    // A file whose name ends like that of the platform is not the platform.
    let spec = checkout.read("spec/hire/v1/external_offer/delete.yaml");
    let spec = spec.replace("hire.v1.external_offer.delete", "hire.v1.external_offer.get_platform");
    let spec = spec.replace("external_offers/:", "external_offer_platforms/:");
    checkout.write("spec/hire/v1/external_offer/get_platform.yaml", &spec);
    let output = checkout.xtask(&["diff", &old, &old]);
    assert_eq!((output.status, output.stdout.as_str()), (0, "no change\n"), "{output}");
}

fn git(checkout: &Checkout, arguments: &[&str]) {
    let identity =
        ["-c", "user.name=A", "-c", "user.email=a@example.com", "-c", "commit.gpgsign=false"];
    let output = Command::new("git")
        .current_dir(checkout.root())
        .args(identity)
        .args(arguments)
        .output()
        .expect("git starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn revisions_are_compared_as_git_diff_does() {
    let checkout = Checkout::copy();
    let git = |arguments: &[&str]| git(&checkout, arguments);
    git(&["init", "--quiet"]);
    git(&["add", "spec"]);
    git(&["commit", "--quiet", "--message", "One"]);
    checkout.raise_the_limit();
    let uncommitted = checkout.xtask(&["diff", "HEAD"]);
    assert!(uncommitted.status == 0 && uncommitted.stdout.contains(RAISED), "{uncommitted}");
    git(&["add", "spec"]);
    git(&["commit", "--quiet", "--message", "Two"]);
    for (arguments, expected) in [
        (&["diff", "HEAD~1.."][..], RAISED),
        (&["diff", "HEAD~1..HEAD"], RAISED),
        (&["diff", "HEAD~1", "HEAD"], RAISED),
        (&["diff", "HEAD..HEAD~1"], "request-max-items-lowered"),
        (&["diff", "HEAD"], "no change"),
    ] {
        let output = checkout.xtask(arguments);
        assert!(output.stdout.contains(expected), "{arguments:?}\n{output}");
    }
}

#[test]
fn a_revision_of_a_larger_repository_is_that_of_the_checkout_inside_it() {
    const PLACE: &str = "vendor/sdk";
    let checkout = Checkout::copy();
    let repository = Checkout::without_files();
    let write = |place: &str| {
        let files = checkout.files().into_iter().filter(|(path, _)| path.starts_with("spec/"));
        files.for_each(|(path, text)| repository.write(&format!("{place}/{path}"), &text));
    };
    write(PLACE);
    checkout.raise_the_limit();
    // Specs of somebody else, who has raised it before.
    write(".");
    git(&repository, &["init", "--quiet"]);
    git(&repository, &["add", "."]);
    git(&repository, &["commit", "--quiet", "--message", "One"]);
    repository.write(&format!("{PLACE}/{OFFER}"), &checkout.read(OFFER));
    let root = repository.root().join(PLACE).display().to_string();
    let output = run(repository.bare().args(["diff", "HEAD", "--root", &root]));
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
    assert!(output.stdout.contains(RAISED), "{output}");
}

/// The version of a release follows from what is in it, not from what somebody is at work on.
#[test]
fn what_is_not_committed_is_no_part_of_a_range() {
    let checkout = Checkout::copy();
    git(&checkout, &["init", "--quiet"]);
    git(&checkout, &["add", "spec"]);
    git(&checkout, &["commit", "--quiet", "--message", "One"]);
    git(&checkout, &["tag", "v1"]);
    checkout.raise_the_limit();
    // Neither while it is on disk only, nor when it waits for a commit.
    for _ in 0..2 {
        for (range, expected) in [
            ("HEAD..", "no change"),
            ("v1..", "no change"),
            ("..HEAD", "no change"),
            ("..v1", "no change"),
            ("v1..HEAD", "no change"),
            ("v1", RAISED),
        ] {
            let output = checkout.xtask(&["diff", range]);
            assert!(output.status == 0 && output.stdout.contains(expected), "{range}\n{output}");
        }
        git(&checkout, &["add", "spec"]);
    }
}

#[test]
fn what_fails_is_a_change_as_bad_as_the_caller_says_or_worse() {
    let (checkout, fewer_attachments) = with_a_change();
    let at = |path: &str| checkout.root().join(path).display().to_string();
    let without = |name: &str, parts: &[&str]| {
        let mut text = checkout.read(OFFER);
        for part in parts {
            assert!(text.contains(part), "{part}");
            // The sample of the response comes behind that of the request.
            text = text.replacen(part, "", 1);
        }
        checkout.write(&format!("{name}.yaml"), &text);
        at(&format!("{name}.yaml"))
    };
    let offer = at(OFFER);
    let owner = "    owner:\n      type: string\n      example: 张三\n      description: Name of the person who is responsible for the offer.\n";
    let no_owner = without("no-owner", &[owner, "    owner: 张三\n"]);
    let no_sample = without("no-sample", &["    owner: 张三\n"]);
    let unlimited = without("unlimited", &["rate_limit: 10/s\n"]);
    let all = ["breaking", "risky", "safe", "major", "minor", "patch", "never"];
    for (old, new, wire, rust) in [
        (&fewer_attachments, &offer, "safe", "patch"),
        (&offer, &fewer_attachments, "breaking", "patch"),
        (&unlimited, &offer, "risky", "patch"),
        (&no_owner, &no_sample, "safe", "minor"),
        (&no_sample, &no_owner, "risky", "major"),
    ] {
        let place = |verdict| all.iter().position(|one| *one == verdict).expect("a verdict");
        for verdict in all {
            let output = checkout.xtask(&["diff", old, new, "--fail-on", verdict]);
            let fails = match place(verdict) {
                limit @ 0..3 => limit >= place(wire),
                limit @ 3..6 => limit >= place(rust),
                _ => false,
            };
            assert_eq!(output.status, i32::from(fails), "{verdict}: {old} {new}\n{output}");
        }
    }
    let output = checkout.xtask(&[
        "diff",
        &fewer_attachments,
        "--fail-on",
        "breaking",
        "--fail-on",
        "patch",
    ]);
    assert_eq!(output.status, 1, "{output}");
}

#[test]
fn the_operation_of_a_file_is_known_however_yaml_writes_it() {
    let (checkout, _) = with_a_change();
    let plain = checkout.read(OFFER);
    let line = "operation: hire.v1.external_offer.update\n";
    for written in [
        "operation: hire.v1.external_offer.update # the offer\n",
        "operation:   'hire.v1.external_offer.update'\n",
        "operation: \"hire.v1.external_offer.update\"  # \"quoted\"\n",
    ] {
        assert_eq!(plain.matches(line).count(), 1);
        checkout.write("same.yaml", &plain.replace(line, written));
        let same = checkout.root().join("same.yaml").display().to_string();
        let output = checkout.xtask(&["diff", &same]);
        assert_eq!(
            (output.status, output.stdout.as_str()),
            (0, "no change\n"),
            "{written}{output}"
        );
    }
}

#[test]
fn an_accepted_change_does_not_fail_and_a_stale_entry_does() {
    let (checkout, before) = with_a_change();
    let list = |id: &str| {
        let place = "hire.v1.external_offer.update#/request/body/attachment_id_list";
        checkout.write(
            "accepted.yaml",
            &format!("accept:\n  - {{ id: {id}, place: \"{place}\", why: More fit in. }}\n"),
        );
        let path = checkout.root().join("accepted.yaml").display().to_string();
        checkout.xtask(&["diff", &before, "--fail-on", "safe", "--accept", &path])
    };
    let output = list(RAISED);
    assert!(output.status == 0 && output.stdout.contains("accepted: More fit in."), "{output}");
    let output = list("request-max-items-lowered");
    assert_eq!((output.status, output.stdout.as_str()), (2, ""), "{output}");
    for part in ["stale-entry", "accepted.yaml:2:5", "remove the entry"] {
        assert!(output.stderr.contains(part), "{part} is missing\n{output}");
    }
}

#[test]
fn what_cannot_be_compared_ends_with_2_and_says_why() {
    let (checkout, before) = with_a_change();
    checkout.write("empty/notes.txt", "");
    checkout.write("page.md", "# A page\n");
    let at = |path: &str| checkout.root().join(path).display().to_string();
    let cases = [
        (at("nowhere"), "neither a file, nor a folder, nor a revision"),
        (at("nowhere.yaml"), "nowhere.yaml"),
        (at("empty"), "no spec in this folder"),
        (at("page.md"), "no table with an HTTP URL"),
        (at("spec/platform.yaml"), "to compare types or the platform, name their folder"),
        ("--output=x".to_owned(), "--output"),
    ];
    for (argument, expected) in cases {
        let output = checkout.xtask(&["diff", &argument]);
        assert_eq!((output.status, output.stdout.as_str()), (2, ""), "{argument}\n{output}");
        assert!(output.stderr.contains(expected), "{expected}: {argument}\n{output}");
    }
    let output = checkout.xtask(&["diff", &before, "--current", "one"]);
    assert!(output.status == 2 && output.stderr.contains("is not a version"), "{output}");
    // A spec with a mistake is shown as `lint` shows it.
    checkout.write(OFFER, &checkout.read(OFFER).replacen("type: UnixMillis", "type: UnixMilis", 1));
    let output = checkout.xtask(&["diff", &before]);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""), "{output}");
    for part in [OFFER, "did you mean `UnixMillis`?", "nothing was compared"] {
        assert!(output.stderr.contains(part), "{part} is missing\n{output}");
    }
}
