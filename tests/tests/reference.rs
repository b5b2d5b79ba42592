//! The examples of the reference: what a page says in Rust compiles, and what it says for a shell
//! is taken by the emulator.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "other tests need the rest")]
mod support;

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use feishu_codegen::{Sources, reference};
use feishu_emulator::{App, Emulator};
use feishu_tests::{products, tools};
use serde_json::Value as Json;
use support::{files_below, text};

/// The pages of the operations of some specs, by id.
fn pages(specs: &[&str]) -> BTreeMap<String, String> {
    let mut sources = Sources::new();
    for path in specs.iter().flat_map(|place| files_below(place)) {
        if path.ends_with(".yaml") {
            sources.add(&path, text(&path));
        }
    }
    let (files, _) = reference(&sources, None);
    let operation = |path: &str| {
        let name = path.strip_prefix("src/operations/")?;
        name.strip_suffix(".md").map(str::to_owned)
    };
    let pages = files.iter().filter_map(|(path, page)| Some((operation(path)?, page.to_owned())));
    pages.collect()
}

fn of_products() -> BTreeMap<String, String> {
    let pages = pages(&["spec"]);
    assert!(pages.len() >= 30, "{}", pages.len());
    pages
}

/// The block of a page that is in this language.
fn block<'a>(page: &'a str, language: &str) -> &'a str {
    let start = format!("\n```{language}\n");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no {language} in {page}"));
    rest.split_once("\n```\n").expect("an end").0
}

/// Each example is a module of one crate, so that each brings its own imports. The kitchen has one
/// of everything that a spec can say.
#[test]
fn the_rust_of_every_page_compiles_without_a_warning() {
    let krate = Path::new(env!("CARGO_TARGET_TMPDIR")).join("reference-rust");
    let _ = fs::remove_dir_all(krate.join("src"));
    fs::create_dir_all(krate.join("src")).expect("a folder");
    let mut lib = String::from("#![allow(dead_code)]\n\n");
    let kitchen = pages(&["spec/platform.yaml", "tests/kitchen/spec"]);
    assert!(kitchen.len() > 5, "{}", kitchen.len());
    for (id, page) in of_products().into_iter().chain(kitchen) {
        let module = id.replace('.', "_");
        fs::write(krate.join(format!("src/{module}.rs")), block(&page, "rust")).expect("written");
        writeln!(lib, "mod {module};").expect("written");
    }
    fs::write(krate.join("src/lib.rs"), lib).expect("written");
    let root = support::root();
    let mut manifest = format!(
        "[package]\nname = \"reference-rust\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         kitchen = {{ path = {:?} }}\n",
        root.join("tests/kitchen"),
    );
    // It turns on all groups of each product.
    let whole = root.join("crates/feishu");
    writeln!(
        manifest,
        "feishu = {{ path = {whole:?}, default-features = false, features = [\"full\"] }}"
    )
    .expect("written");
    for product in products::crates() {
        let path = root.join("crates/sdk").join(&product);
        writeln!(manifest, "{product} = {{ path = {path:?}, default-features = false }}")
            .expect("written");
    }
    fs::write(krate.join("Cargo.toml"), manifest).expect("written");
    fs::copy(root.join("Cargo.lock"), krate.join("Cargo.lock")).expect("copied");
    let output = Command::new(std::env::var_os("CARGO").expect("set by cargo"))
        .current_dir(&krate)
        // Shared with the other crates that tests make, for what they all depend on.
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger"))
        .env("CARGO_TERM_COLOR", "never")
        .env("RUSTFLAGS", "")
        .args(["check", "--quiet"])
        .output()
        .expect("cargo starts");
    assert_eq!(
        (output.status.code(), String::from_utf8_lossy(&output.stderr)),
        (Some(0), "".into())
    );
}

/// The apps and the tenant that the pages of the token endpoints have for samples.
const APP: (&str, &str) = ("cli_slkdjalasdkjasd", "dskLLdkasdjlasdKK");
const TENANT: &str = "73658811060f175d";

/// Runs the shell commands of a page, with the emulator instead of the platform.
fn shell(script: &str, emulator: &Emulator, folder: &Path, set: &[(&str, String)]) -> Json {
    assert!(script.contains("https://open.feishu.cn/"), "{script}");
    let script = script.replace("https://open.feishu.cn", emulator.base_url());
    let output = Command::new("sh")
        .current_dir(folder)
        .args(["-euc", &script])
        .envs(set.iter().map(|(name, value)| (name, value)))
        .env("NO_PROXY", "127.0.0.1")
        .env("no_proxy", "127.0.0.1")
        .output()
        .expect("sh starts");
    let stderr = String::from_utf8_lossy(&output.stderr);
    serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
        panic!("{error}: {}{stderr}\n{script}", String::from_utf8_lossy(&output.stdout))
    })
}

fn text_of(answer: &Json, field: &str) -> String {
    answer[field].as_str().unwrap_or_else(|| panic!("no {field} in {answer}")).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shell_line_of_every_page_is_taken_by_the_emulator() {
    let Some(_) = tools::curl() else { return };
    let pages = of_products();
    let line = |id: &str| block(&pages[id], "sh");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("resume.pdf"), "a resume").expect("written");
    for id in pages.keys() {
        // Each on data of its own, since some delete what others need.
        let is_of_store = pages[id].contains("| Apps | store |");
        let app = if is_of_store {
            App::store(APP.0, APP.1).tenant(TENANT)
        } else {
            App::new(APP.0, APP.1)
        };
        let emulator = Emulator::builder().samples().app(app).start().await.expect("an emulator");
        let mut set = vec![("APP_SECRET", APP.1.to_owned())];
        if is_of_store {
            let ticket = emulator.app_ticket(APP.0).await.expect("asked").expect("a ticket");
            set.push(("APP_TICKET", ticket));
            let answer =
                shell(line("auth.v3.app_access_token.create"), &emulator, folder.path(), &set);
            set.push(("APP_ACCESS_TOKEN", text_of(&answer, "app_access_token")));
        } else {
            let answer =
                shell(line("auth.v3.tenant_access_token.internal"), &emulator, folder.path(), &set);
            set.push(("TENANT_ACCESS_TOKEN", text_of(&answer, "tenant_access_token")));
        }
        let answer = shell(line(id), &emulator, folder.path(), &set);
        assert_eq!(answer["code"], 0, "{id}: {answer}");
        let asked = emulator.requests();
        assert_eq!(asked.last().and_then(|one| one.operation.as_deref()), Some(id.as_str()));
    }
}
