//! Programs that are not of this workspace: what they depend on is what any other crate can have.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_emulator::Emulator;
use serde_json::{Value as Json, json};

/// A talent of the emulator's samples.
const TALENT: &str = "6960663240925956459";

/// The program `outside/{name}.rs`, built as a package of its own with `dependencies`.
fn program(name: &str, dependencies: &str) -> PathBuf {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    let root = here.parent().expect("a workspace");
    let scratch = Path::new(env!("CARGO_TARGET_TMPDIR")).join("outside");
    let package = scratch.join(name);
    fs::create_dir_all(package.join("src")).expect("a folder");
    let core = root.join("crates/feishu-core");
    let manifest = format!(
        "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         feishu-core = {{ path = {core:?}, default-features = false }}\n{dependencies}\n\n\
         [profile.dev]\ndebug = false\n"
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("written");
    fs::copy(root.join("Cargo.lock"), package.join("Cargo.lock")).expect("copied");
    let source = here.join("tests/outside").join(format!("{name}.rs"));
    fs::copy(source, package.join("src/main.rs")).expect("copied");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let target = scratch.join("target");
    let output = Command::new(cargo)
        .current_dir(&package)
        .args(["build", "--quiet"])
        .env("CARGO_TARGET_DIR", &target)
        .env("CARGO_TERM_COLOR", "never")
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    target.join("debug").join(name)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crate_of_another_workspace_calls_endpoints_that_have_no_spec() {
    let build = || {
        program(
            "raw_calls",
            "serde_json = \"1\"\n\
             tokio = { version = \"1\", default-features = false, features = [\"macros\", \"rt\"] }",
        )
    };
    let program = tokio::task::spawn_blocking(build).await.expect("built");
    let emulator = Emulator::builder().samples().start().await.expect("an emulator");
    let mut command = Command::new(program);
    command
        .env("BASE_URL", emulator.base_url())
        .env("APP_ID", emulator.app_id())
        .env("APP_SECRET", emulator.app_secret())
        .env("TALENT", TALENT)
        .env("NO_PROXY", "127.0.0.1,localhost");
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("ran");
    let output = output.expect("it starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Json = serde_json::from_slice(&output.stdout).expect("JSON");

    let created = &said["created"]["external_application"];
    let id = created["id"].as_str().expect("an id");
    let stored = emulator.object("external_application", id).await.expect("read").expect("there");
    assert_eq!(stored["job_title"], "画家");
    let listed = said["listed"]["items"].as_array().expect("items");
    assert!(listed.iter().any(|item| item["id"] == id), "{said:#}");
    assert!(said["uploaded"]["id"].is_string(), "{said:#}");
    assert_eq!((&said["refused"], &said["attempts"]), (&json!(1_002_002), &json!(1)), "{said:#}");
    assert_eq!(said["operation"], "DELETE /open-apis/hire/v1/external_applications/:id");
}
