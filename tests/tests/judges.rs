//! Every schema of a request means the same to three validators that have nothing in common, and to
//! the generated types: `jsonschema` for Rust, `jsonschema` for Python, `ajv` for Node, and
//! decoding with `validate()`.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use feishu_core::Validate;
use feishu_core::strategies::{self, Broken};
use feishu_tests::judges::{Case, decide};
use feishu_tests::oracle::encode;
use feishu_tests::products;
use feishu_tests::samples::{sample, seeded};
use feishu_tests::tools;
use proptest::prelude::*;
use proptest::sample::Index;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

/// How many values of a type are judged: valid ones, ones that break a rule, and valid ones with
/// other JSON inside.
const VALID: usize = 3_000;
const BROKEN: usize = 3_000;
const SPOILED: usize = 4_200;

fn case<T: DeserializeOwned + Serialize + Validate + Debug>(
    name: &'static str,
    schema: &str,
    valid: impl Strategy<Value = T>,
    broken: Vec<Broken<T>>,
) -> Case {
    let mut runner = seeded();
    let good: Vec<_> = (0..VALID).map(|_| encode(&sample(&valid, &mut runner))).collect();
    let bad = broken.iter().cycle().take(BROKEN);
    let bad: Vec<_> = bad.map(|case| encode(&sample(&case.strategy, &mut runner))).collect();
    let names: Vec<_> = serde_json::from_str::<Json>(schema).expect("JSON")["properties"]
        .as_object()
        .expect("properties")
        .keys()
        .cloned()
        .collect();
    let other = (strategies::json(), any::<Index>(), any::<bool>());
    // Where no rule can be broken, more of these.
    let spoiled = good.iter().cycle().take(SPOILED + BROKEN - bad.len()).map(|good| {
        let (other, at, outside) = sample(&other, &mut runner);
        let mut value = good.clone();
        if outside {
            value[&names[at.index(names.len())]] = other;
        } else {
            put_inside(&mut value, other, at);
        }
        value
    });
    let spoiled: Vec<_> = spoiled.collect();
    let values = good.iter().chain(&bad).chain(&spoiled).map(Json::to_string).collect();
    Case::new::<T>(name, schema, values)
}

/// Puts `other` into the place of any node of `value`.
fn put_inside(value: &mut Json, other: Json, at: Index) {
    fn nodes(value: &Json, at: String, found: &mut Vec<String>) {
        match value {
            Json::Array(items) => (items.iter().enumerate())
                .for_each(|(index, item)| nodes(item, format!("{at}/{index}"), found)),
            Json::Object(fields) => fields.iter().for_each(|(name, field)| {
                let name = name.replace('~', "~0").replace('/', "~1");
                nodes(field, format!("{at}/{name}"), found);
            }),
            _ => {}
        }
        found.push(at);
    }
    let mut found = Vec::new();
    nodes(value, String::new(), &mut found);
    *value.pointer_mut(&found[at.index(found.len())]).expect("found") = other;
}

macro_rules! cases {
    ($($product:ident { $($module:ident: $type:ident = $schema:ident;)+ })+) => {
        &[$($(|| {
            use products::$product::strategies::$module as generated;
            let (schema, broken) = (products::$product::schemas::$schema, generated::broken());
            case::<products::$product::$type>(stringify!($type), schema, generated::valid(), broken)
        }),+),+]
    };
}

#[test]
fn ten_thousand_values_of_every_request_are_judged_alike_by_three_validators_and_the_types() {
    let (Some(python), Some(node)) = (tools::python_judge(), tools::node_judge()) else { return };
    let python = {
        let mut python = python;
        python.arg(tools::script("judge.py"));
        python
    };
    let node = {
        let mut node = node;
        node.arg(tools::script("judge.mjs"));
        node
    };
    let cases: [&[fn() -> Case]; 2] =
        [feishu_tests::product_requests!(cases), feishu_tests::kitchen_requests!(cases)];
    let cases = cases.concat();
    let next = AtomicUsize::new(0);
    // The processes judge while the values of other types are still being made.
    let (by_python, by_node) = thread::scope(|scope| {
        let (to_python, for_python) = mpsc::channel();
        let (to_node, for_node) = mpsc::channel();
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            let (to_python, to_node) = (to_python.clone(), to_node.clone());
            let (cases, next) = (&cases, &next);
            scope.spawn(move || {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let case = Arc::new(case());
                    to_python.send(Arc::clone(&case)).expect("Python judges");
                    to_node.send(case).expect("Node judges");
                }
            });
        }
        drop((to_python, to_node));
        let by_python = scope.spawn(move || decide(python, &for_python));
        let by_node = scope.spawn(move || decide(node, &for_node));
        let both = (by_python.join().expect("Python"), by_node.join().expect("Node"));
        (both.0.expect("Python judges"), both.1.expect("Node judges"))
    });
    let mut judged = 0;
    for (case, python) in &by_python {
        let (_, node) = by_node.iter().find(|(other, _)| Arc::ptr_eq(case, other)).expect("both");
        assert!(case.values.len() >= 10_000, "{}", case.name);
        let all = [&case.by_type, &case.by_schema, python, node];
        for (at, value) in case.values.iter().enumerate() {
            let verdicts = all.map(|verdicts| verdicts.as_bytes()[at] as char);
            assert!(
                verdicts.windows(2).all(|two| two[0] == two[1]) && verdicts[0] != '?',
                "(type, jsonschema, Python, ajv) say {verdicts:?}\nof: {value}\nas {} by: {}",
                case.name,
                case.schema,
            );
        }
        let accepted = python.matches('y').count();
        assert!(accepted >= VALID && accepted < case.values.len(), "{}: {accepted}", case.name);
        judged += case.values.len();
    }
    assert_eq!(by_python.len(), cases.len());
    println!("{judged} values of {} types", cases.len());
}
