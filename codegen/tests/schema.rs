//! What the emitted schemas take and refuse.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_codegen::{Code, Sources, Target, generate, lint};
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

/// The sources, with another field in the place of one.
fn with_field(legs: &str, sample: &str) -> Sources {
    const LEGS: &str = "    legs: { type: i32, range: 0..8, example: 4 }\n";
    const SAMPLE: &str = "  example: { owner_id: \"8\", name: 小白, tags: [a] }\n";
    let mut sources = Sources::new();
    for (path, text) in FIXTURE {
        if path.ends_with("replace.yaml") {
            assert_eq!((text.matches(LEGS).count(), text.matches(SAMPLE).count()), (1, 1));
            let legs = format!("    legs: {{ {legs} }}\n");
            sources.add(path, text.replace(LEGS, &legs).replace(SAMPLE, sample));
        } else {
            sources.add(path, text);
        }
    }
    sources
}

/// Two judges that share no code: the check of samples, and the schema.
#[test]
fn a_sample_is_taken_exactly_where_the_schema_takes_it() {
    let values = [
        json!("a"),
        json!("abcdef"),
        json!("1721899352428"),
        json!("2024-05-01"),
        json!("red"),
        json!("7"),
        json!(1),
        json!(3),
        json!(-1),
        json!(9),
        json!(3_000_000_000_i64),
        json!(1.5),
        json!(true),
        json!([]),
        json!(["a"]),
        json!(["a", "a"]),
        json!([1]),
        json!([1, 1]),
        json!([["a"]]),
        json!([[1]]),
        json!([1, "a"]),
        json!([[1], ["a"]]),
        json!(["a", 1]),
        json!([["1721899352428"]]),
        json!([null]),
        json!(["a", "b", "c", "d"]),
        json!({}),
        json!({ "a": "b" }),
        json!({ "a": 1 }),
        json!({ "a": 3 }),
        json!({ "a": [1] }),
        json!({ "a": ["a"] }),
        json!({ "a": [[1]] }),
        json!({ "a": "b", "c": 1 }),
        json!({ "label": "x" }),
        json!({ "label": "" }),
        json!({ "label": 1 }),
        json!({ "label": "x", "more": 1 }),
        json!([{ "label": "x" }]),
        json!([{ "label": "x" }, {}]),
        json!([{ "label": "x" }, { "label": 7 }]),
        json!({ "a": { "label": "x" } }),
        json!({ "a": { "label": "" } }),
        json!({ "a": [{ "label": "x" }], "b": [{ "label": "y" }, { "label": "" }] }),
        json!({ "a": [] }),
    ];
    let (mut taken, mut refused) = (0, 0);
    for field in [
        "type: string",
        "type: string, chars: 2..5",
        "type: string, pattern: \"^[a-z]{3}$\"",
        "type: i32",
        "type: i32, range: 0..8",
        "type: i64",
        "type: i64, range: 2..",
        "type: f64",
        "type: f64, range: ..1.5",
        "type: bool",
        "type: json",
        "type: UnixMillis",
        "type: Size",
        "type: PetId",
        "type: Toy",
        "type: \"[string]\"",
        "type: \"[string]\", items: 1..3",
        "type: \"[string]\", unique_items: true",
        "type: \"[i32]\"",
        "type: \"[[i32]]\"",
        "type: \"[[UnixMillis]]\"",
        "type: \"[Size]\"",
        "type: \"[PetId]\"",
        "type: \"[Toy]\"",
        "type: \"{string: string}\"",
        "type: \"{string: i32}\"",
        "type: \"{string: Size}\"",
        "type: \"{string: Toy}\"",
        "type: \"{string: [Toy]}\"",
        "type: \"{string: [i64]}\"",
        "type: \"[json]\"",
        "type: \"{string: json}\"",
    ] {
        let sources = with_field(field, "");
        let (files, problems) = generate(&sources, &Target::sdk("sdk", "spec"));
        assert!(problems.is_empty(), "{field}: {problems:?}");
        let found =
            files.iter().find(|(path, _)| path.ends_with("zoo.v1.pet.replace.request.json"));
        let (_, text) = found.expect("the schema");
        let judge = jsonschema::draft202012::new(&serde_json::from_str(text).expect("JSON"));
        let judge = judge.expect("a schema");
        for value in &values {
            let takes = judge.is_valid(&json!({ "owner_id": "8", "legs": value }));
            let of_field = with_field(&format!("{field}, example: {value}"), "");
            let whole = format!("  example: {{ owner_id: \"8\", legs: {value} }}\n");
            for (what, sources) in [("field", of_field), ("body", with_field(field, &whole))] {
                let (_, problems) = lint(&sources);
                assert!(
                    problems.iter().all(|it| it.code == Code::BadExample),
                    "{field}: {problems:?}"
                );
                assert_eq!(problems.is_empty(), takes, "{what}, {field}: {value}: {problems:?}");
            }
            if takes { taken += 1 } else { refused += 1 }
        }
    }
    assert!(taken > 100 && refused > 500, "{taken} taken, {refused} refused");
}
