//! The Rust verdict of `diff` is what the compiler says: code that used what changed compiles against the crate as it is
//! after the change, or does not.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "verdicts/base.rs"]
mod base;
#[path = "verdicts/cases.rs"]
#[allow(dead_code, reason = "what code cannot see is checked elsewhere")]
mod cases;

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_codegen::diff::RustApi;
use feishu_codegen::{Target, generate};
use serde_json::Value as Json;

use base::{Files, between, files, sources};
use cases::CASES;

/// A crate that is a module: many of them are compiled at once, beside each other.
fn write_module(krate: &Path, name: &str, files: &Files) {
    let (generated, problems) = generate(&sources(files), &Target::sdk("sdk", "spec"));
    assert!(generated.iter().next().is_some(), "{name}: {problems:?}");
    for (path, text) in generated.iter() {
        let path = path.strip_prefix("sdk/").expect("in the crate");
        // Schemas lie two folders above the file that includes them. What they say is not compiled.
        let path = match path.strip_prefix("src/") {
            Some(file) => format!("src/{name}/{file}"),
            None => format!("src/{path}"),
        };
        write(
            &krate.join(path),
            &text.replace("crate::generated", &format!("crate::{name}::generated")),
        );
    }
    let root = "mod generated;\n\npub use feishu_core::{Error, Upload};\npub use generated::*;\n";
    write(&krate.join(format!("src/{name}/mod.rs")), root);
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("made");
    fs::write(path, text).expect("written");
}

/// Code of somebody who depends on the crate.
fn consumer(uses: &str) -> String {
    format!(
        "pub async fn call(client: &api::Client) -> Result<(), api::Error> {{\n    {uses}\n    Ok(())\n}}\n"
    )
}

#[test]
fn a_change_is_major_if_and_only_if_code_that_uses_what_changed_no_longer_compiles() {
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let root = root.parent().expect("a workspace");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let krate = scratch.join("verdicts");
    let _ = fs::remove_dir_all(&krate);
    write_module(&krate, "before", &files());
    let (mut modules, mut before) = (vec!["before".to_owned()], String::new());
    let old = sources(&files());
    let mut expected = BTreeMap::new();
    for (index, case) in CASES.iter().enumerate() {
        let name = format!("case{index}");
        write_module(&krate, &name, &case.files());
        let uses = consumer(case.uses);
        before += &format!("mod {name} {{\n    use verdicts::before as api;\n\n{uses}}}\n\n");
        let text = format!(
            "#![allow(dead_code)]\n\nuse verdicts::{name} as api;\n\n{uses}\nfn main() {{}}\n"
        );
        write(&krate.join(format!("src/bin/{name}.rs")), &text);
        let found = between(&old, &sources(&case.files()));
        expected.insert(name.clone(), (case.id, found.rust().expect("it changed")));
        modules.push(name);
    }
    write(
        &krate.join("src/bin/before.rs"),
        &format!("#![allow(dead_code)]\n\n{before}fn main() {{}}\n"),
    );
    let library: String = modules.iter().map(|name| format!("pub mod {name};\n")).collect();
    write(&krate.join("src/lib.rs"), &library);
    let manifest = format!(
        "[package]\nname = \"verdicts\"\nedition = \"2024\"\n\n[workspace]\n\n[features]\nfull-serde = []\nschemars = []\nproptest = []\n\n\
         [dependencies]\nfeishu-core = {{ path = {:?}, default-features = false }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n",
        root.join("crates/feishu-core"),
    );
    write(&krate.join("Cargo.toml"), &manifest);
    fs::copy(root.join("Cargo.lock"), krate.join("Cargo.lock")).expect("copied");

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .current_dir(&krate)
        .env("CARGO_TARGET_DIR", scratch.join("verdicts-target"))
        .env("CARGO_TERM_COLOR", "never")
        .args(["check", "--keep-going", "--message-format", "json"])
        .output()
        .expect("cargo starts");
    let stdout = String::from_utf8(output.stdout).expect("UTF-8");
    let mut errors = BTreeMap::<String, String>::new();
    let mut finished = BTreeSet::new();
    for line in stdout.lines() {
        let message: Json = serde_json::from_str(line).expect("JSON");
        let target = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        if message["reason"] == "compiler-artifact" {
            finished.insert(target);
        } else if message["message"]["level"] == "error" {
            let text = message["message"]["rendered"].as_str().unwrap_or_default();
            errors.entry(target).or_default().push_str(text);
        }
    }
    let stderr = String::from_utf8_lossy(&output.stderr);
    for name in ["verdicts", "before"] {
        assert!(finished.contains(name), "{name} compiles\n{:?}\n{stderr}", errors.get(name));
    }
    let mut wrong = Vec::new();
    for (name, (id, rust)) in &expected {
        let compiles = finished.contains(name);
        assert_ne!(compiles, errors.contains_key(name), "{name} was checked\n{stderr}");
        if compiles == (*rust == RustApi::Major) {
            let error = errors.get(name).map_or("it compiles", String::as_str);
            wrong.push(format!("{id} is said to be {rust}: {error}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let kinds: BTreeSet<_> = CASES.iter().map(|case| case.id).collect();
    let of = |wanted| expected.values().filter(|(_, rust)| *rust == wanted).count();
    assert!(kinds.len() >= 60, "{}", kinds.len());
    assert!([RustApi::Major, RustApi::Minor, RustApi::Patch].into_iter().all(|rust| of(rust) >= 5));
}
