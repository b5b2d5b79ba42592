//! Every page of the vendor's, imported and generated into crates that are thrown away: they
//! compile, and the samples of the pages go through their types without loss.
//!
//! It compiles dozens of crates, so it runs only on request:
//! `FEISHU_PAGES=… cargo test -p feishu-tests --test imported -- --ignored --nocapture`

#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "tests fail by panicking"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_codegen::{PageText, Sources, Target, generate, has_errors, import};
use serde_json::Value as Json;

/// The workspace, found at run time: a checkout may have moved since this was compiled.
fn workspace() -> PathBuf {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    here.parent().expect("a workspace").to_owned()
}

fn pages(folder: &Path, below: &Path, found: &mut Vec<PageText>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            pages(&path, below, found);
        } else if path.extension().is_some_and(|extension| extension == "md") {
            let name = path.strip_prefix(below).expect("below it").display().to_string();
            found.push(PageText { name, text: fs::read_to_string(&path).expect("text") });
        }
    }
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, text).expect("written");
}

/// The manifest of a generated crate, or of the one that tests them.
fn manifest(name: &str, dependencies: &str) -> String {
    format!(
        "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\npublish = false\n\n[features]\nfull-serde = []\nschemars = []\nproptest = []\n\n[dependencies]\n{dependencies}"
    )
}

/// The same but for `1` and `1.0`.
const SAME: &str = r#"
use serde_json::Value as Json;

fn same(a: &Json, b: &Json) -> bool {
    match (a, b) {
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (Json::Number(a), Json::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        _ => a == b,
    }
}

fn check<T: serde::de::DeserializeOwned + serde::Serialize>(what: &str, sample: &str) {
    let sample: Json = serde_json::from_str(sample).unwrap();
    let value: T = serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{what}: {error}"));
    let back = serde_json::to_value(&value).unwrap();
    assert!(same(&sample, &back), "{what}: {sample} became {back}");
}
"#;

#[test]
#[ignore = "compiles dozens of crates"]
fn every_page_becomes_code_that_compiles_and_takes_its_samples() {
    let vendor =
        PathBuf::from(std::env::var_os("FEISHU_PAGES").expect("FEISHU_PAGES names the pages"));
    let vendor = vendor.join("source-2026-03");
    let mut texts = Vec::new();
    pages(&vendor, &vendor, &mut texts);
    texts.sort_by(|a, b| a.name.cmp(&b.name));
    let platform =
        fs::read_to_string(workspace().join("spec/platform.yaml")).expect("the platform");
    let mut beginning = Sources::new();
    beginning.add("spec/platform.yaml", platform.clone());
    let imported = import(&texts, &beginning, "spec", &mut |_| {});

    // A crate for each product and version.
    let mut products: BTreeMap<String, Vec<(&str, &str)>> = BTreeMap::new();
    for (path, text) in imported.files.iter() {
        let mut parts = path.split('/').skip(1);
        let name =
            format!("{}-{}", parts.next().expect("a project"), parts.next().expect("a version"));
        products.entry(name.replace('_', "-")).or_default().push((path, text));
    }
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("imported");
    drop(fs::remove_dir_all(&root));
    let core = workspace().join("crates/feishu-core");
    let mut members = BTreeSet::from(["samples".to_owned()]);
    let mut dependencies = String::from("serde = \"1\"\nserde_json = \"1\"\n");
    let mut tests = SAME.to_owned();
    let (mut operations, mut samples) = (0, 0);
    for (name, files) in &products {
        let mut sources = Sources::new();
        sources.add("spec/platform.yaml", platform.clone());
        files.iter().for_each(|(path, text)| {
            sources.add(*path, *text);
        });
        let (generated, problems) = generate(&sources, &Target::sdk(name.clone(), "spec"));
        assert!(!has_errors(&problems), "{name}: {problems:?}");
        generated.iter().for_each(|(path, text)| write(&root, path, text));
        write(
            &root,
            &format!("{name}/src/lib.rs"),
            "#[rustfmt::skip]\nmod generated;\npub use generated::*;\n",
        );
        let needs = format!(
            "feishu-core = {{ path = {core:?}, default-features = false }}\nserde = {{ version = \"1\", features = [\"derive\"] }}\n"
        );
        write(&root, &format!("{name}/Cargo.toml"), &manifest(name, &needs));
        members.insert(name.clone());
        let _ = writeln!(
            dependencies,
            "{name} = {{ path = \"../{name}\", features = [\"full-serde\"] }}"
        );
        let krate = name.replace('-', "_");
        for (path, text) in generated.iter() {
            let side = ["request", "response"]
                .into_iter()
                .find(|side| path.ends_with(&format!(".{side}.json")));
            let Some(side) = side else { continue };
            operations += usize::from(side == "response");
            let schema: Json = serde_json::from_str(text).expect("JSON");
            let title = schema["title"].as_str().expect("a title");
            let Some(sample) = schema["examples"].get(0) else { continue };
            let (ty, sample) = match side {
                "request" => (title.to_owned(), sample.clone()),
                _ => {
                    let ty =
                        format!("{}Data", title.strip_suffix("Response").expect("of a response"));
                    let data = if schema.get("allOf").is_some() {
                        let mut body = sample.as_object().cloned().expect("an object");
                        body.retain(|name, _| name != "code" && name != "msg" && name != "message");
                        body.into()
                    } else {
                        sample
                            .get("data")
                            .cloned()
                            .unwrap_or_else(|| Json::Object(Default::default()))
                    };
                    (ty, data)
                }
            };
            samples += 1;
            let _ = writeln!(
                tests,
                "#[test]\nfn sample_{samples}() {{ check::<{krate}::{ty}>({path:?}, {:?}); }}",
                sample.to_string()
            );
        }
    }
    write(&root, "samples/Cargo.toml", &manifest("samples", &dependencies));
    write(&root, "samples/src/lib.rs", "");
    write(&root, "samples/tests/samples.rs", &tests);
    let list: Vec<_> = members.iter().map(|member| format!("{member:?}")).collect();
    write(
        &root,
        "Cargo.toml",
        &format!("[workspace]\nresolver = \"3\"\nmembers = [{}]\n", list.join(", ")),
    );
    fs::copy(workspace().join("Cargo.lock"), root.join("Cargo.lock")).expect("the lock file");
    eprintln!(
        "{} pages, {operations} operations in {} crates, {samples} samples",
        texts.len(),
        products.len()
    );

    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("stranger");
    let status = Command::new(cargo)
        .current_dir(&root)
        .args(["test", "--quiet", "--package", "samples", "--", "--format", "terse"])
        .env("CARGO_TARGET_DIR", target)
        .status()
        .expect("cargo starts");
    assert!(status.success(), "a crate does not compile, or a sample does not go through its type");
}
