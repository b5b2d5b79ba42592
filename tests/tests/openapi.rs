//! The OpenAPI documents, judged by tools that others wrote: whether they are documents at all, and
//! whether the emulator does what they say.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use feishu_auth::InternalTenantAccessToken;
use feishu_emulator::Emulator;
use feishu_tests::{products, tools};
use serde_json::Value as Json;

/// The document of each crate.
fn documents() -> Vec<String> {
    let products = products::crates().into_iter().map(|name| format!("crates/sdk/{name}"));
    let all = products.chain(["tests/kitchen".to_owned()]);
    all.map(|folder| format!("{folder}/openapi.json")).collect()
}

fn root() -> PathBuf {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").expect("set by cargo"));
    here.parent().expect("a workspace").to_owned()
}

fn read(path: &str) -> Json {
    let text = std::fs::read_to_string(root().join(path)).expect("a document");
    serde_json::from_str(&text).expect("JSON")
}

/// The operations of a document.
fn operations(document: &Json) -> impl Iterator<Item = &Json> {
    let paths = document["paths"].as_object().expect("paths").values();
    paths.flat_map(|methods| methods.as_object().expect("methods").values())
}

#[test]
fn every_operation_is_described_with_what_the_table_says() {
    let document = read("crates/sdk/feishu-hire/openapi.json");
    let described: BTreeSet<_> =
        operations(&document).map(|operation| operation["x-feishu-operation"].as_str()).collect();
    let known: BTreeSet<_> =
        feishu_hire::operations::ALL.iter().map(|operation| Some(&*operation.id)).collect();
    assert_eq!(described, known);

    for operation in feishu_hire::operations::ALL {
        let path: Vec<_> = operation
            .path
            .split('/')
            .map(|segment| match segment.strip_prefix(':') {
                Some(name) => format!("{{{name}}}"),
                None => segment.to_owned(),
            })
            .collect();
        let method = operation.method.as_str().to_lowercase();
        let described = &document["paths"][path.join("/")][method];
        assert_eq!(described["x-feishu-operation"], *operation.id);
        let scopes: Vec<_> =
            described["x-feishu-scopes"]["any_of"].as_array().expect("scopes").iter().collect();
        assert_eq!(scopes, operation.scopes);
        assert_eq!(
            described["x-feishu-full-overwrite"],
            operation.effect == feishu_hire::Effect::Replace
        );
        for error in operation.errors {
            let answer = &described["responses"][error.http_status.to_string()]["content"]["application/json"];
            assert_eq!(
                answer["examples"][error.name]["value"]["code"], error.code,
                "{}",
                operation.id
            );
        }
        let texts = |list: &Json| -> Vec<String> {
            let list = list.as_array().expect("a list");
            list.iter().map(|text| text.as_str().expect("a text").to_owned()).collect()
        };
        let apps: Vec<_> = operation.apps.iter().map(|app| app.as_str()).collect();
        assert_eq!(texts(&described["x-feishu-apps"]), apps);
        let kinds = described["security"].as_array().expect("alternatives").iter();
        let kinds: Vec<_> = kinds.filter_map(|one| one.as_object()?.keys().next()).collect();
        let tokens: Vec<_> = operation.tokens.iter().map(|token| token.as_str()).collect();
        assert_eq!(kinds, tokens);
        assert_eq!(
            described["x-feishu-idempotency-key"]["field"].as_str(),
            operation.idempotency.as_ref().map(|key| &*key.field)
        );
        assert_eq!(
            described["x-feishu-idempotency-key"]["seconds"].as_u64(),
            operation.idempotency.as_ref().map(|key| key.window.as_secs())
        );
        assert_eq!(
            described["x-feishu-max-file-bytes"].as_u64(),
            operation.upload.as_ref().and_then(|file| file.max_bytes)
        );
        for limit in &*operation.rate_limits {
            let known = described["x-feishu-rate-limit"].as_array().expect("limits");
            assert!(
                known.iter().any(|known| known["calls"] == limit.calls
                    && known["seconds"] == limit.per.as_secs())
            );
        }
    }
}

/// A template is its parameters' places, by the specification: `/pets/{id}` beside `/pets/{pet_id}`
/// is one path twice.
#[test]
fn no_document_describes_a_path_twice() {
    for name in documents() {
        let document = read(&name);
        let paths: Vec<_> = document["paths"].as_object().expect("paths").keys().collect();
        let segment = |segment: &str| segment.split('{').next().expect("a part").to_owned();
        let places: BTreeSet<Vec<String>> =
            paths.iter().map(|path| path.split('/').map(segment).collect()).collect();
        assert_eq!(places.len(), paths.len(), "{name}: {paths:?}");
        // And each operation declares what its path names.
        for (path, methods) in document["paths"].as_object().expect("paths") {
            for operation in methods.as_object().expect("methods").values() {
                let declared = operation["parameters"].as_array().into_iter().flatten();
                let declared = declared.filter(|parameter| parameter["in"] == "path");
                let declared: Vec<_> =
                    declared.filter_map(|parameter| parameter["name"].as_str()).collect();
                let named: Vec<_> = path
                    .split('/')
                    .filter_map(|segment| segment.strip_prefix('{')?.strip_suffix('}'))
                    .collect();
                assert_eq!(declared, named, "{name}: {path}");
            }
        }
    }
    let kitchen = read("tests/kitchen/openapi.json");
    let methods = kitchen["paths"]["/open-apis/kitchen/v2/dishes/{id}"].as_object().expect("one");
    assert_eq!(methods.keys().collect::<Vec<_>>(), ["get", "put"]);
}

#[test]
fn what_a_page_advises_against_is_marked_and_scopes_of_fields_are_named() {
    let document = read("tests/kitchen/openapi.json");
    let taste = operations(&document)
        .find(|operation| operation["x-feishu-operation"] == "kitchen.v1.dish.taste")
        .expect("the operation");
    assert_eq!(taste["deprecated"], true);
    assert_eq!(taste["x-feishu-scopes"]["fields"], serde_json::json!(["kitchen:secret"]));
    let others = operations(&document).filter(|operation| operation.get("deprecated").is_some());
    assert_eq!(others.count(), 1);
}

#[test]
fn an_error_stands_where_its_status_says() {
    let document = read("tests/kitchen/openapi.json");
    let answers = operations(&document)
        .find(|operation| operation["x-feishu-operation"] == "kitchen.v1.dish.taste")
        .map(|operation| &operation["responses"])
        .expect("the operation");
    let json = "/content/application~1json";
    let at = |status: &str, path: &str| answers[status].pointer(&format!("{json}{path}"));
    // No page says with which status it comes.
    assert!(at("default", "/examples/nothing_left").is_some());
    // It comes with the status of a success, which is still there.
    let either = at("200", "/schema/anyOf").and_then(Json::as_array).expect("two");
    let names: Vec<_> = either.iter().filter_map(|schema| schema["$ref"].as_str()).collect();
    assert_eq!(
        names,
        ["#/components/schemas/TasteDishResponse", "#/components/schemas/ErrorResponse"]
    );
    assert!(at("200", "/example").is_some());
}

#[test]
fn links_lead_to_operations_and_their_parameters() {
    let document = read("crates/sdk/feishu-hire/openapi.json");
    let mut checked = 0;
    for from in operations(&document) {
        for link in from["responses"]["200"]["links"]
            .as_object()
            .into_iter()
            .flat_map(|links| links.values())
        {
            let to = operations(&document)
                .find(|to| to["operationId"] == link["operationId"])
                .expect("an operation");
            for name in link["parameters"].as_object().expect("parameters").keys() {
                let (place, name) = name.split_once('.').expect("a place");
                let parameters = to["parameters"].as_array().expect("parameters");
                assert!(
                    parameters.iter().any(|known| known["in"] == place && known["name"] == name)
                );
                checked += 1;
            }
        }
    }
    assert!(checked > 50, "{checked}");
}

#[test]
fn a_validator_of_openapi_takes_every_document() {
    for document in documents() {
        let Some(mut python) = tools::python_judge() else { return };
        let output =
            python.args(["-m", "openapi_spec_validator", &document]).output().expect("run");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("OK"), "{said}");
    }
}

/// Linters report nothing.
#[test]
fn linters_of_openapi_have_nothing_to_say() {
    let folder = tempfile::tempdir().expect("a folder");
    let ruleset = folder.path().join("rules.yaml");
    std::fs::write(&ruleset, "extends: [\"spectral:oas\"]\n").expect("written");
    for document in documents() {
        let Some(mut redocly) = tools::openapi("redocly") else { return };
        let output =
            redocly.args(["lint", "--extends", "recommended", "--format", "json", &document]);
        let output = output.output().expect("run");
        let said: Json = serde_json::from_slice(&output.stdout).expect("JSON");
        assert_eq!(said["problems"], serde_json::json!([]), "{document}: {said:#}");
        assert_eq!(said["totals"]["warnings"], 0, "{document}: {said:#}");

        let Some(mut spectral) = tools::openapi("spectral") else { return };
        spectral
            .args(["lint", "--fail-severity", "hint", "--ruleset"])
            .arg(&ruleset)
            .arg(&document);
        let output = spectral.output().expect("run");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && said.contains("No results"), "{document}: {said}");
    }
}

/// Every phase, the stateful one included, and every check but those that ask for what the platform
/// does not do:
///
/// - `ignored_auth` and `missing_required_header` want 401 where there is no token; the platform
///   answers 400 with a code of its own, and the emulator's own tests hold it to that.
/// - `positive_data_acceptance` wants whatever keeps its schema to be taken; a check of ours in its
///   place knows the reasons for which it may be refused.
#[tokio::test(flavor = "multi_thread")]
async fn the_emulator_does_what_the_document_says() {
    let Some(schemathesis) = tools::python_judge() else { return };
    let emulator =
        Emulator::builder().samples().lenient_references().start().await.expect("an emulator");
    let client = feishu_auth::Client::builder(emulator.app_id(), emulator.app_secret());
    let client = client.base_url(emulator.base_url()).build().expect("a client");
    let request = InternalTenantAccessToken::new(emulator.app_id(), emulator.app_secret());
    let issued = client.tenant_access_token().internal(&request).await.expect("a token");
    let (url, token) =
        (emulator.base_url().to_owned(), issued.tenant_access_token.expose().to_owned());
    let said =
        tokio::task::spawn_blocking(move || run(schemathesis, &url, &token)).await.expect("run");
    println!("{said}");
    emulator.shutdown().await;
}

fn run(mut schemathesis: Command, url: &str, token: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let document = root().join("crates/sdk/feishu-hire/openapi.json");
    // It keeps what it found beside itself: what fails once is to fail by its seed, and not by
    // memory.
    schemathesis
        .current_dir(folder.path())
        .env("PYTHONPATH", tools::script(""))
        .env("SCHEMATHESIS_HOOKS", "schemathesis_checks");
    schemathesis.args(["-m", "schemathesis.cli", "run"]).arg(&document);
    schemathesis.args(["--url", url, "--header", &format!("Authorization: Bearer {token}")]);
    schemathesis.args([
        "--seed",
        "20241203",
        "--max-examples",
        "25",
        "--workers",
        "2",
        "--no-color",
        "--continue-on-failure",
    ]);
    schemathesis.args([
        "--exclude-checks",
        "ignored_auth,missing_required_header,positive_data_acceptance",
    ]);
    let output = schemathesis.output().expect("run");
    let said = String::from_utf8_lossy(&output.stdout).replace(token, "[token]");
    let complaints = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}{complaints}");
    assert!(said.contains("Selected: 25/25") && said.contains("Stateful"), "{said}");
    let summary = said.split("SUMMARY").last().unwrap_or_default().to_owned();
    assert!(Path::new(&document).exists());
    summary
}
