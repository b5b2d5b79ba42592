//! The maintainer's commands, run as a maintainer runs them, on copies of the checkout.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod support;

use support::{Checkout, OFFER, run};

/// What an edit of a rule of the offer is to change, and nothing else.
const FOLLOWS_FROM_A_RULE: [&str; 6] = [
    "crates/feishu-emulator/src/generated/products/hire.json",
    "crates/sdk/feishu-hire/openapi.json",
    "crates/sdk/feishu-hire/schema/hire.v1.external_offer.update.request.json",
    "crates/sdk/feishu-hire/src/generated/contracts.rs",
    "crates/sdk/feishu-hire/src/generated/resources/external_offer/update.rs",
    "crates/sdk/feishu-hire/src/generated/strategies/update_external_offer.rs",
];

#[test]
fn the_checked_in_files_are_those_that_the_specs_ask_for() {
    let checkout = Checkout::copy();
    let before = checkout.files();
    let output = checkout.xtask(&["generate", "--check"]);
    assert_eq!(output.status, 0, "{output}");
    assert!(output.stdout.contains("every generated file matches the specs"), "{output}");
    assert_eq!(output.stderr, "", "no warning either");
    assert_eq!(checkout.files(), before);
    assert_eq!(checkout.xtask(&["lint"]).status, 0);
}

#[test]
fn one_figure_in_a_spec_changes_what_follows_from_it_and_nothing_else() {
    let checkout = Checkout::copy();
    let original = checkout.files();
    let limit = checkout.raise_the_limit();
    let edited = checkout.files();

    let output = checkout.xtask(&["generate", "--check"]);
    assert_eq!(output.status, 3, "{output}");
    for path in FOLLOWS_FROM_A_RULE {
        assert!(output.stdout.contains(&format!("{path} does not match the specs")), "{output}");
    }
    let (old, new) =
        (format!("\"maxItems\": {}", limit.old), format!("\"maxItems\": {}", limit.new));
    let line = |mark: char, text: &str| {
        let mut lines = output.stdout.lines().filter_map(|line| line.strip_prefix(mark));
        lines.any(|line| line.trim().trim_end_matches(',') == text)
    };
    assert!(line('-', &old) && line('+', &new), "{output}");
    assert!(!line('+', &old) && !line('-', &new), "{output}");
    assert!(output.stderr.contains("6 files stale: run `cargo xtask generate`"), "{output}");
    assert_eq!(checkout.files(), edited, "--check writes nothing");

    let output = checkout.xtask(&["generate"]);
    assert_eq!(output.status, 0, "{output}");
    let changed = checkout.changed_since(&edited);
    assert_eq!(changed, FOLLOWS_FROM_A_RULE);
    for path in &changed {
        assert!(output.stdout.contains(&format!("updated {path}\n")), "{output}");
    }
    assert!(output.stdout.ends_with(": 6 changed\n"), "{output}");
    let request = checkout.read(FOLLOWS_FROM_A_RULE[4]);
    assert!(request.contains(&format!(" {} items", limit.new)), "the docs of the field say it");
    assert!(request.contains(&format!("..={},", limit.new)), "validate() checks it");

    let generated = checkout.files();
    let output = checkout.xtask(&["generate"]);
    assert!(output.status == 0 && output.stdout.ends_with(": 0 changed\n"), "{output}");
    assert_eq!(checkout.files(), generated, "a second run changes nothing");

    checkout.write(OFFER, &limit.original);
    assert_eq!(checkout.xtask(&["generate"]).status, 0);
    assert_eq!(checkout.changed_since(&original), [] as [&str; 0], "and back again, to the byte");
}

#[test]
fn a_generated_file_that_was_edited_is_made_anew() {
    let checkout = Checkout::copy();
    let original = checkout.files();
    let path = "crates/sdk/feishu-hire/src/generated/client.rs";
    checkout.write(path, &checkout.read(path).replace("client", "klient"));
    let output = checkout.xtask(&["generate", "--check"]);
    assert!(output.status == 3 && output.stdout.contains(path), "{output}");
    assert_eq!(checkout.xtask(&["generate"]).status, 0);
    assert_eq!(checkout.changed_since(&original), [] as [&str; 0]);
}

#[test]
fn a_file_that_no_spec_asks_for_is_found_and_removed() {
    let checkout = Checkout::copy();
    let original = checkout.files();
    let extra = [
        "crates/sdk/feishu-hire/schema/hire.v1.nobody.asked.request.json",
        "crates/sdk/feishu-hire/src/generated/resources/candidate/mod.rs",
        "tests/kitchen/src/generated/.hidden",
    ];
    for path in extra {
        checkout.write(path, "// stale\n");
    }
    let output = checkout.xtask(&["generate", "--check"]);
    assert_eq!(output.status, 3, "{output}");
    for path in extra {
        let told = format!("{path} is obsolete");
        assert!(output.stdout.contains(&told), "{output}");
    }
    let output = checkout.xtask(&["generate"]);
    for path in extra {
        assert!(output.stdout.contains(&format!("removed {path}")), "{output}");
    }
    assert_eq!(checkout.files(), original);
    let emptied = checkout.root().join("crates/sdk/feishu-hire/src/generated/resources/candidate");
    assert!(!emptied.exists(), "a folder that is empty now goes, too");
}

#[test]
fn a_file_that_is_missing_is_found_and_written() {
    let checkout = Checkout::copy();
    let original = checkout.files();
    for path in ["spec/spec.schema.json", "crates/feishu-core/src/generated/platform.rs"] {
        checkout.remove(path);
        let output = checkout.xtask(&["generate", "--check"]);
        assert!(output.status == 3, "{output}");
        assert!(output.stdout.contains(&format!("{path} is missing")), "{output}");
        let output = checkout.xtask(&["generate"]);
        assert!(output.stdout.contains(&format!("added   {path}")), "{output}");
    }
    assert_eq!(checkout.files(), original);
}

#[test]
fn every_mistake_is_reported_with_its_place_and_nothing_is_written() {
    let checkout = Checkout::copy();
    let mistakes = [("type: UnixMillis", "UnixMilis"), ("retry: true", "yes")];
    let mut text = checkout.read(OFFER);
    for (right, wrong) in mistakes {
        let key = right.split(' ').next().expect("a key");
        text = text.replacen(right, &format!("{key} {wrong}"), 1);
    }
    checkout.write(OFFER, &text);
    // Stale as well, so that a run in spite of the mistakes would show.
    checkout.remove("crates/sdk/feishu-hire/src/generated/client.rs");
    let before = checkout.files();
    for command in [&["lint"][..], &["generate"], &["generate", "--check"]] {
        let output = checkout.xtask(command);
        assert_eq!(output.status, 1, "{output}");
        for (_, wrong) in mistakes {
            let at = text.find(&format!(": {wrong}")).expect("there") + 2;
            let line = text[..at].matches('\n').count() + 1;
            let column = at - text[..at].rfind('\n').expect("a line end");
            let place = format!("{OFFER}:{line}:{column}");
            assert!(output.stderr.contains(&place), "{place} is missing\n{output}");
        }
        assert!(output.stderr.contains("2 errors and 0 warnings"), "{output}");
        assert_eq!(output.stderr.contains("nothing was written"), command[0] == "generate");
        assert_eq!(checkout.files(), before, "{command:?} wrote something");
    }
}

#[test]
fn the_same_specs_give_the_same_bytes_wherever_and_by_whomever() {
    let original = Checkout::copy().files();
    for environment in [
        [("LC_ALL", "C"), ("TZ", "UTC"), ("HOME", "/nonexistent"), ("NO_COLOR", "1")],
        [("LC_ALL", "tr_TR.UTF-8"), ("TZ", "Asia/Kathmandu"), ("HOME", "/"), ("COLUMNS", "20")],
        [("LC_ALL", "zh_CN.GB18030"), ("TZ", "nowhere"), ("USER", "名"), ("CLICOLOR_FORCE", "1")],
    ] {
        let checkout = Checkout::copy();
        for path in checkout.generated() {
            checkout.remove(&path);
        }
        let mut command = checkout.command(&["generate"]);
        // Outside the checkout: paths are relative to it, not to the caller.
        command.env_clear().envs(environment).current_dir(std::env::temp_dir());
        let output = run(&mut command);
        assert_eq!(output.status, 0, "{output}");
        assert!(!output.stdout.contains('\u{1b}'), "no colour in a pipe: {output}");
        assert_eq!(checkout.files(), original, "{environment:?}");
    }
}

#[test]
fn help_names_every_command_and_every_exit_status() {
    let output = Checkout::without_files().xtask(&["--help"]);
    assert_eq!(output.status, 0);
    for part in ["generate", "lint", "demo", "diff", "--root <DIR>", "Exit statuses:"] {
        assert!(output.stdout.contains(part), "{part} is missing\n{output}");
    }
    for status in ["  0  ", "  1  ", "  2  ", "  3  ", "  4  "] {
        assert!(output.stdout.contains(status), "{status}\n{output}");
    }
    for command in ["generate", "lint", "demo", "diff"] {
        let output = Checkout::without_files().xtask(&[command, "--help"]);
        assert!(output.status == 0 && output.stdout.contains("Exit statuses:"), "{output}");
    }
}

#[test]
fn arguments_that_nobody_understands_end_with_2() {
    let checkout = Checkout::copy();
    let before = checkout.files();
    let cases =
        [&[][..], &["generat"], &["generate", "--chek"], &["lint", "spec"], &["lint", "--root"]];
    for arguments in cases {
        let output = run(Checkout::without_files().bare().args(arguments));
        assert_eq!(output.status, 2, "{arguments:?}\n{output}");
        assert!(output.stderr.contains("--help"), "what to type next: {output}");
    }
    let output = checkout.xtask(&["generat"]);
    assert!(output.stderr.contains("'generate'"), "the likely command is named: {output}");
    assert_eq!(checkout.files(), before);
}

#[test]
fn a_folder_without_specs_ends_with_4_and_stays_as_it_is() {
    let nowhere = Checkout::without_files();
    for command in [&["generate"][..], &["generate", "--check"], &["lint"], &["demo"]] {
        let output = nowhere.xtask(command);
        assert_eq!(output.status, 4, "{output}");
        let root = nowhere.root().display().to_string();
        for part in ["no folder spec/", &root, "--root"] {
            assert!(output.stderr.contains(part), "{part} is missing\n{output}");
        }
        assert_eq!((output.stdout.as_str(), nowhere.files().len()), ("", 0));
    }
}

#[test]
fn a_mistake_in_a_file_that_two_jobs_read_is_reported_once() {
    let checkout = Checkout::copy();
    let path = "spec/platform.yaml";
    checkout.write(path, &checkout.read(path).replacen("action: fail", "action: fall", 1));
    let output = checkout.xtask(&["lint"]);
    assert_eq!((output.status, output.stderr.matches(path).count()), (1, 1), "{output}");
    assert!(output.stderr.ends_with("1 error and 0 warnings\n"), "{output}");

    checkout.remove(path);
    let output = checkout.xtask(&["generate"]);
    assert!(output.status == 1 && output.stderr.contains("no platform.yaml"), "{output}");
}

#[test]
fn a_folder_of_specs_that_is_gone_does_not_take_the_generated_files_along() {
    let checkout = Checkout::copy();
    for path in checkout.files().into_keys().filter(|path| path.starts_with("tests/kitchen/spec")) {
        checkout.remove(&path);
    }
    std::fs::remove_dir_all(checkout.root().join("tests/kitchen/spec")).expect("removed");
    let before = checkout.files();
    let output = checkout.xtask(&["generate"]);
    assert!(output.status == 4 && output.stderr.contains("tests/kitchen/spec"), "{output}");
    assert_eq!(checkout.files(), before);
}

#[test]
fn what_an_editor_leaves_beside_a_spec_is_no_spec() {
    let checkout = Checkout::copy();
    let original = checkout.files();
    for name in [".#update.yaml", ".update.yaml.swp", "update.yaml~", "#update.yaml#", "notes.txt"]
    {
        checkout.write(&format!("spec/hire/v1/external_offer/{name}"), "operation: [");
    }
    assert_eq!(checkout.xtask(&["generate"]).status, 0);
    assert_eq!(checkout.changed_since(&original).len(), 5, "the five and nothing else");
}

#[test]
fn a_spec_of_the_largest_size_is_read_whole_and_a_larger_one_is_said_to_be_too_large() {
    let checkout = Checkout::copy();
    let spec = checkout.read(OFFER);
    for (more, status) in [(0, 0), (1, 1), (100_000, 1)] {
        // A mistake at the very end shows that all of it is read.
        for (end, status) in [("#\n", status), ("a\n", 1)] {
            let filled =
                "#".repeat(feishu_codegen::MAX_FILE_BYTES + more - spec.len() - end.len() - 1);
            checkout.write(OFFER, &format!("{spec}{filled}\n{end}"));
            for command in [&["lint"][..], &["generate", "--check"]] {
                let output = checkout.xtask(command);
                assert_eq!(output.status, status, "{more} {end:?} {output}");
                let is_too_large = output.stderr.contains("file-too-large");
                assert_eq!(is_too_large, more > 0, "{more} {end:?} {output}");
            }
        }
    }
}

#[cfg(unix)]
#[test]
fn a_link_among_specs_is_named_and_not_followed() {
    let checkout = Checkout::copy();
    let secret = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(secret.path(), "the first line of a secret\n").expect("written");
    for (target, name) in [
        (std::path::Path::new(".."), "spec/hire/up"),
        (secret.path(), "spec/hire/v1/leak.yaml"),
        (secret.path(), "spec/hire/v1/external_offer/leak.yml"),
        // It would go into the docs of a crate.
        (secret.path(), "spec/hire/front_page.md"),
    ] {
        let before = std::fs::read(checkout.root().join(name)).ok();
        if before.is_some() {
            checkout.remove(name);
        }
        std::os::unix::fs::symlink(target, checkout.root().join(name)).expect("linked");
        for command in [
            &["lint"][..],
            &["generate"],
            &["generate", "--check"],
            &["docs", "--markdown"],
            &["diff", "spec"],
        ] {
            let output = checkout.xtask(command);
            assert_ne!(output.status, 0, "{name}: {output}");
            assert!(
                output.stderr.contains(&format!("{name} is a symbolic link")),
                "{name}: {output}"
            );
            assert!(!output.to_string().contains("the first line"), "{output}");
        }
        checkout.remove(name);
        if let Some(before) = before {
            std::fs::write(checkout.root().join(name), before).expect("written");
        }
    }
    assert_eq!(checkout.xtask(&["lint"]).status, 0);

    // Other folders of specs, and pages, are read with the facts of the platform of this one.
    let platform = "spec/platform.yaml";
    let others = tempfile::tempdir().expect("a folder");
    let copied = others.path().join("get.yaml");
    std::fs::copy(checkout.root().join("spec/hire/v1/external_offer/update.yaml"), &copied)
        .expect("copied");
    let page = others.path().join("page.md");
    std::fs::write(&page, "# A page\n").expect("written");
    checkout.remove(platform);
    std::os::unix::fs::symlink(secret.path(), checkout.root().join(platform)).expect("linked");
    let (folder, page) = (others.path().to_str().expect("UTF-8"), page.to_str().expect("UTF-8"));
    for command in [&["diff", folder][..], &["diff", page], &["import", page, "--spec", folder]] {
        let output = checkout.xtask(command);
        assert_ne!(output.status, 0, "{command:?}: {output}");
        let said = format!("{platform} is a symbolic link");
        assert!(output.stderr.contains(&said), "{command:?}: {output}");
        assert!(!output.to_string().contains("the first line"), "{output}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_not_read_as_one() {
    let checkout = Checkout::copy();
    let pipe = checkout.root().join("spec/hire/v1/pipe.yaml");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().expect("run").success());
    let output = checkout.xtask(&["lint"]);
    assert!(output.status != 0 && output.stderr.contains("pipe.yaml is not a file"), "{output}");
}

/// Characters that steer a terminal, or that nobody sees.
const HIDDEN: [char; 8] =
    ['\u{1b}', '\u{9b}', '\u{7}', '\u{202e}', '\u{2066}', '\u{200b}', '\u{feff}', '\u{e0041}'];

#[test]
fn no_hidden_character_of_a_name_or_a_spec_reaches_the_terminal() {
    let checkout = Checkout::copy();
    let hidden: String = HIDDEN.iter().collect();
    let spec = checkout.read(OFFER);
    let bad = spec.replace("summary: ", &format!("{hidden}: x\nsummary: {hidden}"));
    checkout.write(&format!("pages/a{hidden}b.md"), &format!("# {hidden}\n"));
    checkout.write(&format!("spec/hire/v1/x{hidden}/get.yaml"), &bad);
    checkout.write(OFFER, &spec.replace("summary: ", &format!("summary: {hidden}")));
    let folder = format!("nowhere{hidden}");
    for command in [
        &["lint"][..],
        &["generate"],
        &["import", "pages"],
        &["import", "--json", "pages"],
        &["diff", &folder],
        &["import", &folder],
        &["render", &folder],
    ] {
        let output = checkout.xtask(command);
        let text = format!("{}{}", output.stdout, output.stderr);
        assert!(!text.is_empty(), "{command:?}");
        let found = text.chars().find(|c| HIDDEN.contains(c));
        assert_eq!(found, None, "{command:?}: {text:?}");
    }
}

#[test]
fn there_is_one_way_to_the_terminal() {
    let mut waiting = vec![std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    let mut files = 0;
    while let Some(folder) = waiting.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            files += 1;
            if path.ends_with("out.rs") {
                continue;
            }
            let code = std::fs::read_to_string(&path).expect("text");
            for direct in ["println!", "print!(", "io::stdout()", "io::stderr()", "stderr().lock"] {
                assert!(!code.contains(direct), "{}: {direct}", path.display());
            }
        }
    }
    assert!(files > 10, "{files}");
}
