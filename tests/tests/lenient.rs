//! Whatever the SDK reads from a response without loss, the schemas of the response accept, and the other way round: the
//! emitted one and the one that `schemars` derives, for the response of every operation.
//!
//! Two things are the reader's alone, and the tests hold it to exactly these: an empty string, list or object in place of
//! another type is an absent field, and a number may be too wide for its type, which schemas leave to `format`.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::LazyLock;

use feishu_tests::oracle::Schema;
use feishu_tests::products;
use feishu_tests::spoil::{Edges, neighbours};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

/// The `data` of a response.
struct Data {
    name: &'static str,
    emitted: Schema,
    derived: Schema,
    /// Why the SDK loses something of a value.
    read: fn(&Json) -> Result<(), String>,
    /// A value with every field.
    full: Json,
}

impl Data {
    fn of<T: DeserializeOwned + schemars::JsonSchema>(name: &'static str, schema: &str) -> Self {
        let emitted = Schema::parse(schema).definition(name);
        let full = instance(&emitted.json, &emitted.json);
        Self { name, emitted, derived: Schema::derived::<T>(), read: read::<T>, full }
    }

    /// Fails if the reader and one of the schemas disagree about a value.
    fn judge(&self, value: &Json) {
        for (which, schema) in [("emitted", &self.emitted), ("derived", &self.derived)] {
            match ((self.read)(value), schema.accepts(value)) {
                (Ok(()), false) => assert!(
                    accepts_without_empties(schema, value),
                    "the {which} schema of {} refuses {value}: {:?}",
                    self.name,
                    schema.complaints(value)
                ),
                (Err(why), true) => assert!(
                    is_of_width(&why) && has_wide_number(value),
                    "the {which} schema of {} accepts {value}: {why}",
                    self.name
                ),
                (Ok(()), true) | (Err(_), false) => {}
            }
        }
    }
}

/// `Deserialize` of a response refuses what the client would list as lost.
fn read<T: DeserializeOwned>(value: &Json) -> Result<(), String> {
    let read = serde_json::from_str::<T>(&value.to_string());
    read.map(drop).map_err(|error| error.to_string())
}

/// Whether a schema accepts a value without some of the empty values in it.
fn accepts_without_empties(schema: &Schema, value: &Json) -> bool {
    let mut places = Vec::new();
    empties(value, "", &mut places);
    places.truncate(8);
    (1..1_usize << places.len()).any(|some| {
        let mut rest = value.clone();
        for (at, (object, name)) in places.iter().enumerate() {
            if some & (1 << at) != 0
                && let Some(Json::Object(fields)) = rest.pointer_mut(object)
            {
                fields.remove(name);
            }
        }
        schema.accepts(&rest)
    })
}

/// The empty values of the objects in a value: the JSON Pointer of the object, and the name of the field.
fn empties(value: &Json, at: &str, places: &mut Vec<(String, String)>) {
    match value {
        Json::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                empties(item, &format!("{at}/{index}"), places);
            }
        }
        Json::Object(fields) => {
            for (name, field) in fields {
                if [json!(""), json!([]), json!({})].contains(field) {
                    places.push((at.to_owned(), name.clone()));
                }
                empties(
                    field,
                    &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")),
                    places,
                );
            }
        }
        _ => {}
    }
}

fn is_of_width(why: &str) -> bool {
    ["a 32-bit integer", "a 64-bit integer", "a number"].iter().any(|what| why.contains(what))
}

/// Whether there is a number that does not fit 64 bits, or a string of one that does not fit 32.
fn has_wide_number(value: &Json) -> bool {
    match value {
        Json::Number(number) => {
            !number.is_i64() && number.as_f64().is_none_or(|it| it.abs() >= 9e18)
        }
        Json::String(text) => text.parse::<f64>().is_ok_and(|it| it.abs() > f64::from(i32::MAX)),
        Json::Array(items) => items.iter().any(has_wide_number),
        Json::Object(fields) => fields.values().any(has_wide_number),
        _ => false,
    }
}

/// A value with every property that a schema names, each of the first type that it may have.
fn instance(schema: &Json, root: &Json) -> Json {
    if let Some(reference) = schema["$ref"].as_str() {
        let place = reference.strip_prefix('#').expect("inside the document");
        return instance(root.pointer(place).expect("a definition"), root);
    }
    if let Some(forms) = schema["anyOf"].as_array() {
        return instance(&forms[0], root);
    }
    let first = schema["type"].as_array().map_or(&schema["type"], |types| &types[0]);
    match first.as_str() {
        Some("object") => {
            let properties = schema["properties"].as_object().into_iter().flatten();
            let mut fields: Map<_, _> =
                properties.map(|(name, it)| (name.clone(), instance(it, root))).collect();
            if let entry @ Json::Object(_) = &schema["additionalProperties"] {
                fields.insert("key".to_owned(), instance(entry, root));
            }
            fields.into()
        }
        Some("array") => json!([instance(&schema["items"], root)]),
        Some("string") => json!("text"),
        Some("integer") => json!(7),
        Some("number") => json!(1.5),
        Some("boolean") => json!(true),
        _ => json!({ "any": ["thing"] }),
    }
}

macro_rules! data {
    ($($product:ident { $($operation:ident($($body:ident)?) -> $data:ident = $schema:ident;)+ })+) => {
        vec![$($(
            Data::of::<products::$product::$data>(
                stringify!($data),
                products::$product::schemas::$schema,
            )
        ),+),+]
    };
}

static ALL: LazyLock<Vec<Data>> = LazyLock::new(|| {
    let mut all = feishu_tests::product_calls!(data);
    all.extend(feishu_tests::kitchen_calls!(data));
    all
});

#[test]
fn what_is_one_step_from_a_full_response_is_judged_alike() {
    let edges = Edges::of(&json!([i32::MIN, i32::MAX, 0, 1]));
    let mut judged = 0;
    for data in &*ALL {
        assert_eq!(
            ((data.read)(&data.full), data.emitted.complaints(&data.full)),
            (Ok(()), Vec::new())
        );
        for value in neighbours(&data.full, &edges) {
            data.judge(&value);
            judged += 1;
        }
    }
    assert!(judged > 10_000, "{judged} values");
}

/// Numbers in strings, which neighbours of a value are few of.
fn scalars() -> impl Strategy<Value = Json> {
    prop_oneof![
        "-?[0-9]{1,9}".prop_map(Json::from),
        "[-+]?[0-9]{0,3}[.]?[0-9]{0,3}([eE][-+]?[0-9]{0,2})?".prop_map(Json::from),
        prop::sample::select(vec![
            "true", "false", "True", "0", "1", " 1", "1 ", "1\n", "nan", "inf"
        ])
        .prop_map(Json::from),
        any::<i32>().prop_map(Json::from),
        any::<bool>().prop_map(Json::from),
        (-1e9..1e9).prop_map(Json::from),
        Just(Json::Null),
    ]
}

/// How many values are inside a value, and itself.
fn count(value: &Json) -> usize {
    1 + match value {
        Json::Array(items) => items.iter().map(count).sum(),
        Json::Object(fields) => fields.values().map(count).sum(),
        _ => 0,
    }
}

/// Puts `new` in place of the value that is the `at`th, in the order in which it is written.
fn replace(value: &mut Json, at: &mut usize, new: &Json) {
    if *at == 0 {
        *value = new.clone();
        *at = usize::MAX;
        return;
    }
    *at -= 1;
    let inside: Vec<&mut Json> = match value {
        Json::Array(items) => items.iter_mut().collect(),
        Json::Object(fields) => fields.values_mut().collect(),
        _ => Vec::new(),
    };
    for value in inside {
        if *at != usize::MAX {
            replace(value, at, new);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, ..feishu_tests::proptest_config() })]

    #[test]
    fn a_response_in_which_anything_is_something_else_is_judged_alike(
        of in any::<prop::sample::Index>(),
        changes in prop::collection::vec((any::<prop::sample::Index>(), prop_oneof![
            4 => scalars(),
            1 => prop::collection::vec(scalars(), 0..3).prop_map(Json::from),
            1 => feishu_core::strategies::json(),
        ]), 1..5),
    ) {
        let data = of.get(&ALL);
        let mut value = data.full.clone();
        for (at, new) in &changes {
            let mut at = at.index(count(&value));
            replace(&mut value, &mut at, new);
        }
        data.judge(&value);
    }
}
