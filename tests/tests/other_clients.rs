//! Clients that other generators make of our OpenAPI documents: they compile, they refuse what the
//! types can refuse, and they write an offer on the emulator.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_emulator::Emulator;
use feishu_tests::tools;
use serde_json::{Value as Json, json};

const APPLICATION: &str = "7395015673275697419";

fn document(krate: &str) -> PathBuf {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    here.parent().expect("a workspace").join("crates/sdk").join(krate).join("openapi.json")
}

/// What a program wrote, if it ended well.
fn run(command: &mut Command) -> Result<String, String> {
    let output = command.output().expect("started");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    match output.status.success() {
        true => Ok(text),
        false => Err(format!("{text}{}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// A folder with the generated types, and the client that uses them.
fn typescript(folder: &Path) -> Option<()> {
    for (krate, types) in [("feishu-auth", "auth.d.ts"), ("feishu-hire", "hire.d.ts")] {
        let mut generator = tools::openapi("openapi-typescript")?;
        run(generator.arg(document(krate)).arg("-o").arg(folder.join(types))).expect("generated");
    }
    std::fs::copy(tools::script("openapi/client.ts"), folder.join("client.ts")).expect("copied");
    std::os::unix::fs::symlink(tools::openapi_modules(), folder.join("node_modules"))
        .expect("linked");
    Some(())
}

/// The errors of the TypeScript compiler for a file, in its strictest mode.
fn compile(folder: &Path, file: &str) -> Option<Result<String, String>> {
    let mut compiler = tools::openapi("tsc")?;
    let strict = ["--strict", "--noUncheckedIndexedAccess", "--exactOptionalPropertyTypes"];
    let target = ["--target", "es2022", "--module", "commonjs", "--moduleResolution", "node10"];
    compiler.args(strict).args(target).args(["--lib", "es2023,dom"]).args(["--types", "node"]);
    Some(run(compiler.arg(file).current_dir(folder)))
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn openapi_fetch_writes_an_offer() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(()) = typescript(folder.path()) else { return };
    let Some(compiled) = compile(folder.path(), "client.ts") else { return };
    compiled.expect("it compiles");

    let mut node = Command::new("node");
    node.arg(folder.path().join("client.js"));
    writes_an_offer(node).await;
}

/// progenitor reads OpenAPI 3.0: its build script says what becomes of our documents for it.
#[tokio::test(flavor = "multi_thread")]
async fn progenitor_writes_an_offer() {
    let Some(program) = tools::progenitor() else { return };
    writes_an_offer(program).await;
}

/// Runs a client that makes, replaces and reads an offer, and sends one that the server refuses.
async fn writes_an_offer(mut client: Command) {
    let emulator = Emulator::builder().samples().start().await.expect("an emulator");
    client
        .env("BASE_URL", emulator.base_url())
        .env("APP_ID", emulator.app_id())
        .env("APP_SECRET", emulator.app_secret())
        .env("APPLICATION", APPLICATION)
        .env("NO_PROXY", "127.0.0.1,localhost");
    let said = tokio::task::spawn_blocking(move || run(&mut client)).await.expect("run");
    let said: Json = serde_json::from_str(&said.expect("it ends well")).expect("JSON");
    assert_eq!((&said["refused"], &said["status"]), (&json!(1_002_002), &json!(400)), "{said:#}");
    for offer in [&said["replaced"], &said["found"][0]] {
        let words = (&offer["owner"], &offer["offer_status"]);
        assert_eq!(words, (&json!("李四"), &json!("已接受")), "{said:#}");
        assert_eq!(offer["external_application_id"], APPLICATION);
    }
    let id = said["replaced"]["id"].as_str().expect("an id");
    let stored = emulator.object("external_offer", id).await.expect("read").expect("there");
    assert_eq!(stored["owner"], "李四");
}

/// The compiler of another language gets all types. (An unknown field is
/// through by the types of `openapi-fetch`, which the server then ignores.)
#[cfg(unix)]
#[test]
fn typescript_refuses_what_the_document_forbids() {
    let folder = tempfile::tempdir().expect("a folder");
    let Some(()) = typescript(folder.path()) else { return };
    let client = std::fs::read_to_string(folder.path().join("client.ts")).expect("the client");
    let wrong = [
        (
            "a field that is required and missing",
            "{ external_application_id: address('APPLICATION'), owner: '张三' }",
            "{ owner: '张三' }",
        ),
        ("text for a list", "external_offer_id_list: [id]", "external_offer_id_list: id"),
        ("a number for text", "owner: '张三'", "owner: 3"),
        (
            "a path that there is not",
            "'/open-apis/hire/v1/external_offers/batch_query'",
            "'/open-apis/hire/v1/external_offers/query'",
        ),
        (
            "a parameter that is missing",
            "params: { path: { external_offer_id: id } },\n        body: { external_application_id: address('APPLICATION'), owner",
            "body: { external_application_id: address('APPLICATION'), owner",
        ),
    ];
    // One run of the compiler for all of them: it names the file of each mistake.
    let mut all = Vec::new();
    for (at, (what, from, to)) in wrong.iter().enumerate() {
        assert!(client.contains(from), "{what}: {from}");
        let file = format!("wrong_{at}.ts");
        std::fs::write(folder.path().join(&file), client.replacen(from, to, 1)).expect("written");
        all.push(file);
    }
    std::fs::write(
        folder.path().join("all.ts"),
        all.iter()
            .map(|file| format!("import './{}';\n", file.trim_end_matches(".ts")))
            .collect::<String>(),
    )
    .expect("written");
    let Some(said) = compile(folder.path(), "all.ts") else { return };
    let said = said.expect_err("nothing of it compiles");
    for (file, (what, ..)) in all.iter().zip(wrong) {
        assert!(said.contains(&format!("{file}(")), "{what} compiles\n{said}");
    }
}
