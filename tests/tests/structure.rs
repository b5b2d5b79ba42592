//! The schema that `schemars` derives from a type and the one that is emitted beside it are the
//! same, not only on the values that somebody thought of: they have one normal form.
//! `tests/src/normal.rs` says what it takes away, and why it may.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_tests::normal::normal;
use feishu_tests::oracle::Schema;
use feishu_tests::products;
use feishu_tests::spoil::{is_a, without_each_keyword};
use serde_json::{Value as Json, json};

/// A type: its name, the text of its emitted schema, and the derived schema.
type Row = (&'static str, &'static str, fn() -> Schema);

macro_rules! requests {
    ($($product:ident { $($module:ident: $type:ident = $schema:ident;)+ })+) => {
        &[$($((
            stringify!($type),
            products::$product::schemas::$schema,
            Schema::derived::<products::$product::$type> as fn() -> Schema,
        )),+),+]
    };
}

macro_rules! responses {
    ($($product:ident { $($operation:ident($($body:ident)?) -> $data:ident = $schema:ident;)+ })+) => {
        &[$($((
            stringify!($data),
            products::$product::schemas::$schema,
            Schema::derived::<products::$product::$data> as fn() -> Schema,
        )),+),+]
    };
}

const REQUESTS: [&[Row]; 2] =
    [feishu_tests::product_requests!(requests), feishu_tests::kitchen_requests!(requests)];
const RESPONSES: [&[Row]; 2] =
    [feishu_tests::product_calls!(responses), feishu_tests::kitchen_calls!(responses)];

fn requests() -> impl Iterator<Item = &'static Row> {
    REQUESTS.into_iter().flatten()
}

fn responses() -> impl Iterator<Item = &'static Row> {
    RESPONSES.into_iter().flatten()
}

fn emitted(schema: &str) -> Json {
    serde_json::from_str(schema).expect("JSON")
}

/// The normal form of a response whose `data` has this one. Whether the fields are beside `code`,
/// and by what name the message goes, only the operation knows.
fn envelope(data: &Json, message: &str, flat: bool) -> Json {
    let codes = json!([{ "type": "integer", "enum": [0] }, { "type": "string", "enum": ["0"] }]);
    let message_type = json!(["string", "null"]);
    let mut properties = json!({ "code": { "anyOf": codes }, message: { "type": message_type } });
    let mut required = vec!["code"];
    if flat {
        let fields = data["properties"].as_object().cloned().unwrap_or_default();
        properties.as_object_mut().expect("an object").extend(fields);
        required.extend(data["required"].as_array().into_iter().flatten().filter_map(Json::as_str));
    } else {
        if data.get("required").is_some() {
            properties["data"] = data.clone();
            required.push("data");
        } else {
            properties["data"] = json!({ "anyOf": [data, { "type": "null" }] });
        }
    }
    normal(&json!({ "type": "object", "properties": properties, "required": required }))
}

#[test]
fn every_request_and_query_has_the_schema_of_its_type() {
    for (name, schema, derived) in requests() {
        assert_eq!(normal(&emitted(schema)), normal(&derived().json), "{name}");
    }
    assert!(requests().count() > 30);
}

#[test]
fn every_answer_has_the_schema_of_its_type_in_its_envelope() {
    for (name, schema, derived) in responses() {
        let schema = emitted(schema);
        let message = if schema["properties"].get("message").is_some() { "message" } else { "msg" };
        let flat = schema["properties"].get("data").is_none();
        let expected = envelope(&normal(&derived().json), message, flat);
        assert_eq!(normal(&schema), expected, "{name}");
    }
    assert!(responses().count() > 30);
}

#[test]
fn no_schema_is_missing_from_the_lists() {
    let listed: Vec<_> = requests()
        .chain(responses())
        .map(|(_, schema, _)| emitted(schema)["$id"].clone())
        .collect();
    let all: Vec<_> = products::all().flat_map(|tables| tables.schemas).collect();
    for (name, schema) in &all {
        assert!(listed.contains(&emitted(schema)["$id"]), "{name}");
    }
    assert_eq!(listed.len(), all.len());
}

/// The test of the tests: the normal form takes nothing away that says something.
#[test]
fn a_schema_without_any_one_keyword_has_another_normal_form() {
    let says_nothing = [
        "$schema",
        "$id",
        "$comment",
        "title",
        "description",
        "examples",
        "default",
        "deprecated",
        "format",
        "$defs",
    ];
    let mut checked = 0;
    for (name, schema, _) in requests().chain(responses()) {
        let schema = emitted(schema);
        let form = normal(&schema);
        for mutant in without_each_keyword(&schema) {
            if says_nothing.contains(&mutant.keyword.as_str())
                && !mutant.pointer.ends_with("/properties")
            {
                continue;
            }
            // The next test looks for it.
            if mutant.is_type_of_values() {
                continue;
            }
            // An object without fields lists none.
            if mutant.removed == json!({}) && mutant.keyword == "properties" {
                continue;
            }
            // An envelope and the fields in it are one object, and both say so; where
            // there are none, the reference to them adds nothing.
            let flat = schema.get("allOf").is_some();
            let no_fields = *name == "ResendAppTicketData" && mutant.keyword == "allOf";
            if flat && (mutant.removed == "object" || no_fields) {
                continue;
            }
            assert_ne!(
                normal(&mutant.schema),
                form,
                "{name}: {} at {}",
                mutant.keyword,
                mutant.pointer
            );
            checked += 1;
        }
    }
    assert!(checked > 1000, "{checked}");
    println!("{checked} keywords, each of them in the normal form");
}

/// A program that reads a schema need not infer the type of an enumeration from its values.
#[test]
fn what_lists_values_that_are_sent_says_their_type() {
    fn walk(schema: &Json, name: &str, checked: &mut usize) {
        if let Some(values) = schema.get("enum").and_then(Json::as_array) {
            let is_right = values.iter().all(|value| is_a(value, &schema["type"]));
            assert!(is_right, "{name}: {schema}");
            *checked += 1;
        }
        match schema {
            Json::Object(fields) => fields.values().for_each(|field| walk(field, name, checked)),
            Json::Array(items) => items.iter().for_each(|item| walk(item, name, checked)),
            _ => {}
        }
    }
    let mut checked = 0;
    for (name, schema, derived) in requests() {
        walk(&emitted(schema), name, &mut checked);
        walk(&derived().json, name, &mut checked);
    }
    assert!(checked > 20, "{checked}");
}
