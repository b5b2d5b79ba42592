//! The catalogues, and the schemas of the SDK, as the tests' own oracle.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::{Value, json};

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).unwrap()
}

/// The files in a folder of the workspace.
fn files(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(folder);
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|it| it.unwrap().path()).collect();
    paths.sort();
    paths
}

/// The entries of all operations: those that issue tokens, and those of each product.
fn operations() -> Vec<Value> {
    let generated = "crates/feishu-emulator/src/generated";
    let platform = files(generated).into_iter().find(|it| it.ends_with("platform.json")).unwrap();
    let mut tokens = read(&platform)["tokens"].take();
    let mut operations = vec![tokens["ticket"].take()];
    let sources = tokens["sources"].as_array_mut().unwrap();
    operations.extend(sources.iter_mut().map(|source| source["operation"].take()));
    // Nothing limits who asks for a token, and how often.
    for operation in &mut operations {
        operation["scopes"] = json!([]);
        operation["rate_limits"] = json!([]);
    }
    for product in files(&format!("{generated}/products")) {
        operations.append(read(&product)["operations"].as_array_mut().unwrap());
    }
    operations
}

/// A schema of an operation in the crate of its product, if it has one.
fn schema(id: &str, side: &str) -> Option<Value> {
    let name = format!("schema/{id}.{side}.json");
    let mut paths = files("crates/sdk").into_iter().map(|krate| krate.join(&name));
    paths.find(|path| path.exists()).map(|path| read(&path))
}

/// The catalogue entry of an operation, with the samples of its page.
pub(crate) fn operation(id: &str) -> Value {
    let mut operation = operations().into_iter().find(|operation| operation["id"] == id).unwrap();
    for side in ["request", "response"] {
        let sample = schema(id, side).map(|mut schema| schema["examples"][0].take());
        operation[format!("{side}_example")] = sample.unwrap_or_default();
    }
    operation
}

pub(crate) fn response_schema(id: &str) -> Validator {
    jsonschema::draft202012::new(&schema(id, "response").unwrap()).unwrap()
}

/// Ids of all operations.
pub(crate) fn operation_ids() -> Vec<String> {
    operations().iter().map(|operation| operation["id"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn every_example_keeps_its_own_schema() {
    let mut checked = 0;
    for id in operation_ids() {
        let operation = operation(&id);
        for half in ["request", "response"] {
            let (schema, example) = (schema(&id, half), &operation[format!("{half}_example")]);
            let Some(schema) = schema.filter(|_| !example.is_null()) else { continue };
            let schema = jsonschema::draft202012::new(&schema).unwrap();
            assert!(schema.is_valid(example), "{id} {half}");
            checked += 1;
        }
    }
    assert!(checked >= 40, "{checked}");
}

#[test]
fn what_is_returned_and_checked_is_as_the_crate_of_the_product_has_it() {
    for entry in operations() {
        let id = entry["id"].as_str().unwrap();
        let sample = &operation(id)["response_example"];
        if !entry["response_example"].is_null() && !sample.is_null() {
            assert_eq!(&entry["response_example"], sample, "{id}");
        }
        for side in ["query", "request"].iter().filter(|_| !entry["response_example"].is_null()) {
            let known = schema(id, side).unwrap_or_default();
            assert_eq!(entry[format!("{side}_schema")], known, "{id}");
        }
    }
}
