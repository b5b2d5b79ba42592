//! What readers of each output rely on: a program that reads a schema or the OpenAPI document, a person who reads a page of
//! the reference or the docs of a crate. All come from one small spec.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

mod examples;
mod format;
mod openapi;
mod pages;
mod rustdoc;
mod schemas;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use feishu_codegen::{About, Sources, Target, generate};
use serde_json::Value as Json;

/// The second of two codes is the lower one.
const PLATFORM: &str = concat!(
    include_str!("../fixture/platform.yaml"),
    "  - { code: 7, name: too_busy, http: [429], action: wait, advice: \"Wait, then repeat.\" }\n"
);

const SPECS: [(&str, &str); 7] = [
    ("spec/platform.yaml", PLATFORM),
    ("spec/zoo/v1/token/issue.yaml", include_str!("../fixture/issue.yaml")),
    ("spec/zoo/v1/token/sign.yaml", include_str!("spec/sign.yaml")),
    ("spec/zoo/v1/types.yaml", include_str!("spec/types.yaml")),
    ("spec/zoo/v1/pet/create.yaml", include_str!("spec/create.yaml")),
    ("spec/zoo/v1/pet/get.yaml", include_str!("spec/get.yaml")),
    ("spec/zoo/v1/photo/create.yaml", include_str!("spec/photo.yaml")),
];

fn sources(specs: &[(&str, &str)]) -> Sources {
    let mut sources = Sources::new();
    for (path, text) in specs {
        sources.add(*path, *text);
    }
    sources
}

/// Every file, by its path.
static FILES: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let sources = sources(&SPECS);
    let mut target = Target::sdk("sdk", "spec");
    target.runtime = Some("core".to_owned());
    target.format_schema = Some("format.json".to_owned());
    target.openapi = Some(About {
        path: "openapi.json".to_owned(),
        title: "Zoo".to_owned(),
        description: "Animals.".to_owned(),
        version: "1.0.0".to_owned(),
        license: "MIT".to_owned(),
    });
    let (files, problems) = generate(&sources, &target);
    let problems: Vec<_> = problems.iter().map(|it| it.render(&sources, false)).collect();
    assert!(problems.is_empty(), "{}", problems.join("\n"));
    files.iter().map(|(path, text)| (path.to_owned(), text.to_owned())).collect()
});

fn json(path: &str) -> Json {
    serde_json::from_str(&FILES[path]).expect("JSON")
}

/// The value of each pointer.
#[track_caller]
fn assert_at(document: &Json, expected: &[(&str, Json)]) {
    for (pointer, value) in expected {
        assert_eq!(document.pointer(pointer), Some(value), "{pointer} of {document:#}");
    }
}

/// That nothing stands there, in a document that has what is above it.
#[track_caller]
fn assert_absent(document: &Json, pointers: &[&str]) {
    for pointer in pointers {
        let (above, _) = pointer.rsplit_once('/').expect("a pointer");
        assert!(document.pointer(above).is_some(), "{above} of {document:#}");
        assert_eq!(document.pointer(pointer), None, "{pointer}");
    }
}
