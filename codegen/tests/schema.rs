//! What the emitted schemas take and refuse.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Sources, Target, generate};
use serde_json::{Value as Json, json};

const FIXTURE: [(&str, &str); 3] = [
    ("spec/platform.yaml", include_str!("fixture/platform.yaml")),
    ("spec/zoo/v1/types.yaml", include_str!("fixture/types.yaml")),
    ("spec/zoo/v1/pet/replace.yaml", include_str!("fixture/replace.yaml")),
];

/// The schema of the request to replace a pet, with other values of its size.
fn schema(values: &str) -> Json {
    let mut sources = Sources::new();
    for (path, text) in FIXTURE {
        let known = "      small: { value: 1 }\n      large: { value: 2 }\n";
        let text = text.replace(known, values).replace(", example: 2 }", " }");
        sources.add(path, text.replace("size: 1 }", "}").replace(", }", " }"));
    }
    let (files, problems) = generate(&sources, &Target::sdk("sdk", "spec"));
    let found = files.iter().find(|(path, _)| path.ends_with("zoo.v1.pet.replace.request.json"));
    let (_, text) = found.unwrap_or_else(|| {
        let paths: Vec<_> = files.iter().map(|(path, _)| path).collect();
        panic!("{paths:?} {problems:?}")
    });
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn a_request_takes_every_value_of_an_enumeration_however_many_there_are_and_no_other() {
    for count in [1, 2, 63, 64, 65, 66, 300] {
        let value = |number: i32, is_text: bool| {
            if is_text { json!(format!("v{number}")) } else { json!(number) }
        };
        for is_text in [false, true] {
            let line =
                |number| format!("      n{number}: {{ value: {} }}\n", value(number, is_text));
            let schema = schema(&(0..count).map(line).collect::<String>());
            let judge = jsonschema::draft202012::new(&schema).expect("a schema");
            let takes = |size: Json| judge.is_valid(&json!({ "owner_id": "8", "size": size }));
            for number in 0..count {
                assert!(takes(value(number, is_text)), "{number} of {count}");
            }
            for other in [value(count, is_text), value(0, !is_text), json!(true)] {
                assert!(!takes(other.clone()), "{other} is none of {count}");
            }
        }
    }
}

#[test]
fn an_enumeration_has_every_number_of_32_bits() {
    let (least, most) = (i32::MIN, i32::MAX);
    let schema =
        schema(&format!("      cold: {{ value: {least} }}\n      hot: {{ value: {most} }}\n"));
    let judge = jsonschema::draft202012::new(&schema).expect("a schema");
    for (size, expected) in [(least, true), (most, true), (least + 1, false), (most - 1, false)] {
        assert_eq!(judge.is_valid(&json!({ "owner_id": "8", "size": size })), expected, "{size}");
    }
}
