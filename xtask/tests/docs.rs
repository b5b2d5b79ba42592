//! `cargo xtask docs`, run as a maintainer runs it, as far as the Markdown. `feishu-site` is tested
//! beside itself.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "what other tests need")]
mod support;

use std::process::Command;

use support::Checkout;

const CHANGES: &str = "site/src/changes.md";

fn docs(checkout: &Checkout, arguments: &[&str]) -> support::Output {
    let out = checkout.root().join("site").display().to_string();
    checkout.xtask(&[&["docs", "--markdown", "--out", &out], arguments].concat())
}

#[test]
fn there_is_a_page_for_each_operation_and_stale_ones_go() {
    let checkout = Checkout::copy();
    checkout.write("site/src/operations/gone.md", "of an operation that is no more");
    let output = docs(&checkout, &[]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
    let pages = checkout.files();
    let pages: Vec<_> =
        pages.keys().filter(|path| path.starts_with("site/src/operations/")).collect();
    assert_eq!(pages.len(), 30, "{pages:?}");
    assert!(
        checkout
            .read("site/src/SUMMARY.md")
            .contains("operations/hire.v1.external_offer.update.md")
    );
    assert!(checkout.read(CHANGES).contains("No release to compare with yet"));
}

/// Otherwise a site with dead links, or none at all, would be published.
#[cfg(unix)]
#[test]
fn a_site_that_could_not_be_made_is_no_success() {
    use std::os::unix::fs::PermissionsExt;

    let checkout = Checkout::copy();
    let out = checkout.root().join("site").display().to_string();
    for (script, status) in [
        (Some("exit 0"), 0),
        (Some("exit 1"), 4),
        (Some("exit 101"), 4),
        (Some("kill -9 $$"), 4),
        (None, 4),
    ] {
        // It replaces cargo, which would build and run the site generator.
        let cargo = checkout.root().join("cargo");
        let _ = std::fs::remove_file(&cargo);
        if let Some(script) = script {
            checkout.write("cargo", &format!("#!/bin/sh\necho \"$@\" > told\n{script}\n"));
            let rights = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(&cargo, rights).expect("it may run");
        }
        let mut command = checkout.command(&["docs", "--out", &out]);
        let output = support::run(command.env("CARGO", &cargo));
        assert_eq!(output.status, status, "{script:?}: {output}");
        assert_eq!(output.stderr.is_empty(), script.is_some(), "{script:?}: {output}");
    }
    assert!(checkout.read("told").contains("--package feishu-site"));
}

#[test]
fn what_changed_is_said_with_its_verdict_and_a_link() {
    let checkout = Checkout::copy();
    let limit = checkout.raise_the_limit();
    checkout.write("before/update.yaml", &limit.original);
    let before = checkout.root().join("before/update.yaml").display().to_string();
    let output = docs(&checkout, &["--since", &before]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""), "{output}");
    let page = checkout.read(CHANGES);
    for part in [
        "0 breaking, 0 risky and 1 safe on the wire",
        r"<code>request\-max\-items\-raised</code>",
        "(operations/hire.v1.external_offer.update.md)",
    ] {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
}

#[test]
fn the_last_release_is_compared_with_unless_something_else_is_said() {
    let checkout = Checkout::copy();
    let git = |arguments: &[&str]| {
        let mut git = Command::new("git");
        git.current_dir(checkout.root()).args(["-c", "user.name=t", "-c", "user.email=t@t"]);
        assert!(
            git.args(arguments).output().expect("git starts").status.success(),
            "{arguments:?}"
        );
    };
    git(&["init", "-q"]);
    git(&["add", "spec"]);
    git(&["commit", "-q", "-m", "specs"]);
    git(&["tag", "v9.8.7"]);
    let output = docs(&checkout, &[]);
    assert_eq!(output.status, 0, "{output}");
    assert!(checkout.read(CHANGES).contains("have not changed since <code>v9\\.8\\.7</code>"));
    checkout.raise_the_limit();
    docs(&checkout, &[]);
    assert!(checkout.read(CHANGES).contains("raised"), "{}", checkout.read(CHANGES));
    // The release is the tag, however many commits there are since.
    git(&["commit", "-q", "-a", "-m", "a higher limit"]);
    for (arguments, since, is_changed) in
        [(&[][..], "v9\\.8\\.7", true), (&["--since", "HEAD"], "HEAD", false)]
    {
        let output = docs(&checkout, arguments);
        assert_eq!(output.status, 0, "{arguments:?}: {output}");
        let page = checkout.read(CHANGES);
        let start = if is_changed { "Since" } else { "The specs have not changed since" };
        assert!(page.contains(&format!("{start} <code>{since}</code>")), "{arguments:?}: {page}");
        assert_eq!(page.contains("raised"), is_changed, "{arguments:?}: {page}");
    }
    // Of two, it is the later one.
    git(&["tag", "-a", "v9.9.0", "-m", "with a message"]);
    docs(&checkout, &[]);
    assert!(checkout.read(CHANGES).contains("have not changed since <code>v9\\.9\\.0</code>"));
}

#[test]
fn a_spec_with_errors_and_an_unknown_revision_are_said_and_nothing_is_written() {
    let checkout = Checkout::copy();
    let output = docs(&checkout, &["--since", "v0.0.0-never"]);
    assert!(output.status == 4 && output.stderr.contains("v0.0.0-never"), "{output}");
    checkout.write(support::OFFER, "operation: nothing else\n");
    let output = docs(&checkout, &[]);
    assert_eq!(output.status, 1, "{output}");
    assert!(!checkout.root().join("site").exists());
}

#[test]
fn the_mistakes_of_the_release_and_of_the_specs_are_said_in_one_run() {
    let checkout = Checkout::copy();
    let spec = checkout.read(support::OFFER);
    checkout.write("before/update.yaml", &format!("{spec}colour: red\n"));
    checkout.write(support::OFFER, &format!("{spec}weight: 3\n"));
    let before = checkout.root().join("before/update.yaml").display().to_string();
    let output = docs(&checkout, &["--since", &before]);
    assert_eq!(output.status, 1, "{output}");
    for key in ["`colour`", "`weight`"] {
        assert!(output.stderr.contains(key), "{key}: {output}");
    }
    assert!(!checkout.root().join("site").exists());
}
