//! What a crate that depends on `feishu-hire` sees: it compiles with no feature and with all,
//! brings nothing that was not asked for, and the wrong thing does not compile.
//!
//! Cases that must not compile check error codes and lines, not the compiler's wording. One small
//! crate is compiled and Cargo's messages are read: a tenth of the time of `trybuild`, and stable
//! across compilers.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_tests::products;
use serde_json::Value as Json;

/// The workspace, found at run time: a checkout may have moved since this was compiled.
fn workspace() -> PathBuf {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    here.parent().expect("a workspace").to_owned()
}

/// Cargo, with a target folder that it shares with nobody.
fn command(folder: &Path) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let mut command = Command::new(cargo);
    command
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger"))
        .env("CARGO_TERM_COLOR", "never");
    command
}

/// Runs cargo in the workspace, and gives what it printed. Not `--offline`: an optional dependency
/// may not have been needed on this machine before.
fn cargo(arguments: &[&str]) -> String {
    let output = command(&workspace())
        .args(arguments)
        .args(["--locked", "--package", "stranger"])
        .output()
        .expect("cargo starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {}\n{stderr}", arguments.join(" "));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn it_compiles_with_no_feature_with_the_default_ones_and_with_all() {
    for features in [&["--no-default-features"][..], &[], &["--features", "all"]] {
        cargo(&[&["check"], features].concat());
    }
}

#[test]
fn a_feature_that_nobody_asked_for_brings_no_crate() {
    let crates = |features: &[&str]| {
        let tree = ["tree", "--prefix", "none", "--format", "{p}", "--edges", "normal"];
        let tree = cargo(&[&tree, features].concat());
        let names = tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned);
        names.collect::<BTreeSet<_>>()
    };
    let cases = [
        (&["--no-default-features"][..], &[][..]),
        (&[], &["rustls"]),
        (&["--features", "all"], &["rustls", "schemars", "proptest"]),
    ];
    for (features, expected) in cases {
        let crates = crates(features);
        for name in ["rustls", "schemars", "proptest"] {
            assert_eq!(crates.contains(name), expected.contains(&name), "{name} with {features:?}");
        }
        // The generator, and all that only the workspace needs, stays there.
        for name in ["feishu-codegen", "feishu-emulator", "jsonschema", "prettyplease"] {
            assert!(!crates.contains(name), "{name} with {features:?}");
        }
        assert!(crates.contains("feishu-core") && crates.contains("serde_core"), "{crates:?}");
    }
}

/// A macro and the parser of Rust that it needs take longer to build than the SDK.
#[test]
fn by_default_no_macro_has_to_be_built_first() {
    let lines = ["tree", "--prefix", "none", "--format", "{p}", "--edges", "normal,build"];
    for features in [&["--no-default-features"][..], &[]] {
        let tree = cargo(&[&lines, features].concat());
        assert!(tree.contains("feishu-hire v"), "{tree}");
        for line in tree.lines() {
            let name = line.split(' ').next().expect("a name");
            let is_macro = line.contains("(proc-macro)");
            let is_parser = ["syn", "quote", "proc-macro2"].contains(&name);
            assert!(!is_macro && !is_parser, "{line} with {features:?}");
        }
    }
}

/// The crate `stranger` implements each of them by the names of `feishu_hire` alone, and compiles.
#[test]
fn every_public_trait_can_be_implemented_from_outside() {
    let root = workspace();
    let own = fs::read_to_string(root.join("tests/stranger/src/own.rs")).expect("its traits");
    let mut traits = BTreeSet::new();
    let mut folders = vec![root.join("crates/feishu-core/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("the runtime") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).expect("text");
            let names = text.lines().filter_map(|line| line.strip_prefix("pub trait "));
            let end = |c: char| !c.is_ascii_alphanumeric();
            traits.extend(names.filter_map(|name| name.split(end).next()).map(str::to_owned));
        }
    }
    assert!(traits.contains("TokenStore") && traits.len() > 8, "{traits:?}");
    for name in traits {
        let implemented = own.lines().any(|line| {
            let of = line.strip_prefix("impl").and_then(|line| line.split_once(" for "));
            let path = of.map(|(path, _)| path.rsplit([' ', ':']).next().unwrap_or_default());
            path.is_some_and(|path| path.split('<').next() == Some(&name))
        });
        assert!(implemented, "tests/stranger/src/own.rs does not implement {name}");
    }
}

/// The crates that one of the workspace is built with, for its tests too where `edges` says so.
fn crates_of(package: &str, edges: &str, features: &[&str]) -> BTreeSet<String> {
    let output = command(&workspace())
        .args(["tree", "--locked", "--prefix", "none", "--format", "{p}", "--edges", edges])
        .args(["--package", package])
        .args(features)
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let tree = String::from_utf8(output.stdout).expect("UTF-8");
    tree.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

#[test]
fn the_emulator_knows_nothing_of_the_sdk_unless_asked_and_its_library_brings_no_clap() {
    let products = products::crates();
    let sdk = products.iter().map(String::as_str).chain(["feishu", "feishu-core"]);
    for (features, expected) in [
        (&["--no-default-features"][..], &[][..]),
        (&["--no-default-features", "--features", "client"], &["feishu-core"]),
        (&[], &["clap"]),
        (&["--features", "client"], &["clap", "feishu-core"]),
    ] {
        let crates = crates_of("feishu-emulator", "normal", features);
        for name in sdk.clone().chain(["clap"]) {
            let is_expected = expected.contains(&name);
            assert_eq!(crates.contains(name), is_expected, "{name} with {features:?}");
        }
        assert!(crates.contains("rusqlite"), "{crates:?}");
    }
    // As a dev-dependency, as in this crate, it brings no argument parser
    // from it.
    let crates = crates_of("feishu-hire", "normal,dev", &[]);
    assert!(crates.contains("feishu-emulator") && !crates.contains("clap"), "{crates:?}");
}

/// Each file of `compile/` is a program of its own. `//~ E0061` at the end of a line says that this
/// line, and no other, is an error of that code; how the compiler words it is the compiler's.
#[test]
fn what_is_wrong_does_not_compile_and_what_is_right_does() {
    let root = workspace();
    let krate = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    let programs = krate.join("src/bin");
    let _ = fs::remove_dir_all(&programs);
    fs::create_dir_all(&programs).expect("a folder");
    let mut expected = BTreeSet::new();
    for entry in fs::read_dir(root.join("tests/tests/compile")).expect("the cases") {
        let path = entry.expect("a case").path();
        let name = path.file_name().expect("a name").to_str().expect("UTF-8").to_owned();
        let text = fs::read_to_string(&path).expect("text");
        for (line, code) in text.lines().enumerate().filter_map(|(index, line)| {
            line.split_once("//~ ").map(|(_, code)| (index as u64 + 1, code.to_owned()))
        }) {
            expected.insert((name.clone(), line, code));
        }
        fs::write(programs.join(name), text).expect("written");
    }
    let manifest = format!(
        "[package]\nname = \"compile\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         feishu-hire = {{ path = {:?}, default-features = false, features = [\"full\"] }}\n",
        root.join("crates/sdk/feishu-hire"),
    );
    fs::write(krate.join("Cargo.toml"), manifest).expect("written");
    fs::copy(root.join("Cargo.lock"), krate.join("Cargo.lock")).expect("copied");
    let output = command(&krate)
        .args(["check", "--keep-going", "--message-format", "json"])
        .output()
        .expect("cargo starts");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let mut found = BTreeSet::new();
    for line in stdout.lines() {
        let message: Json = serde_json::from_str(line).expect("JSON");
        // The last message of a program sums up, and has no code.
        let (problem, Some(code)) =
            (&message["message"], message["message"]["code"]["code"].as_str())
        else {
            continue;
        };
        let spans = problem["spans"].as_array().expect("spans");
        let span = spans.iter().find(|span| span["is_primary"] == true).expect("a place");
        let file = span["file_name"].as_str().and_then(|path| path.rsplit('/').next());
        let place =
            (file.expect("a file").to_owned(), span["line_start"].as_u64().expect("a line"));
        found.insert((place.0, place.1, code.to_owned()));
    }
    assert_eq!(found, expected, "{stderr}\n{stdout}");
    assert!(expected.len() > 5, "{expected:?}");
}
