//! The schema of the format: an editor marks with it what the reader refuses.

use feishu_codegen::{Sources, has_errors, lint};
use serde_json::{Value as Json, json};

use super::{SPECS, json};

fn operation() -> Json {
    json!({
        "operation": "zoo.v1.pet.feed",
        "summary": "Feed a pet",
        "page": "https://pages.example/pet/feed",
        "http": "POST /open-apis/zoo/v1/pets/:pet_id/meals",
        "tokens": ["tenant_access_token"],
        "apps": ["custom"],
        "rate_limit": "10/s",
        "write": "create",
        "request": {
            "path": { "pet_id": { "type": "PetId", "example": "7" } },
            "body": { "grams": { "type": "i32", "required": true, "range": "1..500" } },
        },
        "response": { "data": { "left": { "type": "i32" } } },
        "errors": [{ "http": 400, "code": 1003, "name": "too_much" }],
    })
}

/// With another value at a pointer; `null` takes it out.
fn with(pointer: &str, value: Json) -> Json {
    let mut spec = operation();
    let (above, key) = pointer.rsplit_once('/').expect("a pointer");
    let above = spec.pointer_mut(above).and_then(Json::as_object_mut).expect("a mapping");
    match value {
        Json::Null => drop(above.shift_remove(key).expect("there")),
        value => drop(above.insert(key.to_owned(), value)),
    }
    spec
}

#[test]
fn the_schema_of_the_format_and_the_reader_judge_a_spec_alike() {
    let schema = json("format.json");
    let judge = jsonschema::draft202012::new(&schema).expect("a schema");
    let cases = [
        (true, operation()),
        (true, with("/description", json!("With hay."))),
        (true, with("/rate_limit", json!(["10/s", "100/min"]))),
        (true, with("/request/body/grams/range", json!("1.."))),
        (true, with("/errors/0/http", Json::Null)),
        (
            true,
            with(
                "/enums",
                json!({ "Meal": { "description": "Which one.", "values": { "noon": { "value": 1 } } } }),
            ),
        ),
        (false, with("/summary", Json::Null)),
        (false, with("/summary", json!(""))),
        (false, with("/sumary", json!("Feed"))),
        (false, with("/operation", json!("feed"))),
        (false, with("/tokens", json!(["tenant"]))),
        (false, with("/tokens", json!("tenant_access_token"))),
        (false, with("/rate_limit", json!("10/h"))),
        (false, with("/write", json!("feed"))),
        (false, with("/request/body/grams/type", Json::Null)),
        (false, with("/request/body/grams/required", json!("yes"))),
        (false, with("/request/body/grams/range", json!("1-500"))),
        (false, with("/request/body/grams/rnage", json!("1..500"))),
        (false, with("/errors/0/code", Json::Null)),
        (false, with("/errors/0/code", json!("many"))),
    ];
    for (is_valid, spec) in cases {
        assert_eq!(judge.is_valid(&spec), is_valid, "the schema: {spec:#}");
        let mut sources = Sources::new();
        for (path, text) in SPECS {
            sources.add(path, text);
        }
        sources.add("spec/zoo/v1/pet/feed.yaml", format!("{spec:#}"));
        let (_, problems) = lint(&sources);
        let problems: Vec<_> = problems
            .iter()
            .filter(|_| has_errors(&problems))
            .map(|problem| problem.render(&sources, false))
            .collect();
        assert_eq!(problems.is_empty(), is_valid, "the reader: {spec:#} {problems:?}");
    }
}

/// Editors show it beside the key.
#[test]
fn the_schema_of_the_format_says_what_each_key_means() {
    let schema = json("format.json");
    let definitions = schema["$defs"].as_object().expect("definitions");
    let mut keys = 0;
    for (shape, definition) in definitions {
        for (key, said) in definition["properties"].as_object().expect("properties") {
            let said = said["description"].as_str().unwrap_or_default();
            assert!(said.len() > 1 && said.ends_with('.'), "{key} of {shape}: {said:?}");
            keys += 1;
        }
    }
    assert!(keys > 50, "{keys}");
}
