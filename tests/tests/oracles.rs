//! Three oracles for every rule: generated `validate()`, emitted JSON Schema, and the schema that
//! `schemars` derives from the Rust type. The generated strategies make the values, valid ones and
//! ones that break exactly one rule.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use std::sync::LazyLock;

use feishu_core::strategies;
use feishu_hire::UpdateExternalOffer;
use feishu_tests::oracle::{Oracles, Schema, encode, rust_accepts};
use feishu_tests::samples::{sample, samples, seeded};
use feishu_tests::spoil::{Edges, neighbours, without_each_keyword};
use kitchen::ReplaceDish;
use proptest::prelude::*;
use serde_json::{Value as Json, json};

/// Keywords that say something to a person and refuse nothing. `annotations.rs` holds them against
/// the spec.
const ANNOTATIONS: &[&str] = &[
    "$schema",
    "$id",
    "$comment",
    "title",
    "description",
    "examples",
    "default",
    "format",
    "deprecated",
];

/// One module of tests for each type that a call is made of, given its schema.
macro_rules! oracle_tests {
    ($($product:ident { $($module:ident: $type:ident = $schema:ident;)+ })+) => {$(mod $product {$(
        mod $module {
            use super::super::*;
            use feishu_tests::products::$product::strategies::$module as generated;
            use feishu_tests::products::$product::{$type, schemas};

            static ORACLES: LazyLock<Oracles> = LazyLock::new(|| Oracles::of::<$type>(schemas::$schema));

            /// The sample of the page, and values of the strategies.
            fn bases() -> Vec<Json> {
                let schema = &ORACLES.emitted.json;
                let properties = schema["properties"].as_object().expect("properties");
                // One value with every field, each the richest of many. Fields are independent of
                // each other, so any valid ones go together.
                let mut full = serde_json::Map::new();
                for (name, value) in samples(generated::valid(), 200).iter().filter_map(Json::as_object).flatten() {
                    let richest = full.entry(name).or_insert(Json::Null);
                    if value.to_string().len() > richest.to_string().len() || richest.is_null() {
                        *richest = value.clone();
                    }
                }
                assert_eq!(full.len(), properties.len());
                // The sample of the page, or what the fields give as theirs.
                let mut example = full.clone();
                for (name, property) in properties {
                    example.extend(property.get("examples").map(|examples| (name.clone(), examples[0].clone())));
                }
                let example = schema.get("examples").map_or(example.into(), |examples| examples[0].clone());
                [example, full.into()].into_iter().chain(samples(generated::valid(), 3)).collect()
            }

            proptest! {
                #![proptest_config(feishu_tests::proptest_config())]

                #[test]
                fn valid_values_are_accepted_by_all_and_round_trip(value in generated::valid()) {
                    ORACLES.accept_and_round_trip::<$type>(&value);
                }

                #[test]
                fn any_json_is_judged_alike(value in strategies::json()) {
                    ORACLES.agree::<$type>(&value);
                }

                #[test]
                fn a_valid_value_with_any_json_inside_is_judged_alike(
                    value in generated::valid(), at in any::<prop::sample::Index>(), spoiled in strategies::json(),
                ) {
                    let mut json = encode(&value);
                    let fields = json.as_object_mut().expect("an object");
                    let names: Vec<_> =
                        ORACLES.emitted.json["properties"].as_object().expect("properties").keys().cloned().collect();
                    fields.insert(names[at.index(names.len())].clone(), spoiled);
                    ORACLES.agree::<$type>(&json);
                }
            }

            #[test]
            fn each_broken_rule_is_refused_by_all_and_named() {
                let mut runner = seeded();
                for case in generated::broken() {
                    for _ in 0..64 {
                        let value: $type = sample(&case.strategy, &mut runner);
                        ORACLES.refuse(&value, case.rule, &case.pointer);
                    }
                }
            }

            #[test]
            fn every_value_one_step_from_a_valid_one_is_judged_alike() {
                let edges = Edges::of(&ORACLES.emitted.json);
                let (mut accepted, mut refused) = (0, 0);
                for base in bases() {
                    for value in neighbours(&base, &edges) {
                        if ORACLES.agree::<$type>(&value) { accepted += 1 } else { refused += 1 }
                    }
                }
                assert!(accepted > 3 && refused > 50, "{accepted} accepted, {refused} refused");
            }

            /// The test of the tests: a schema that lacks any one keyword is told from the real
            /// one.
            #[test]
            fn no_keyword_of_the_schema_can_go_unnoticed() {
                let edges = Edges::of(&ORACLES.emitted.json);
                let mut values = bases();
                values.extend(bases().iter().flat_map(|base| neighbours(base, &edges)));
                let verdicts: Vec<_> = values.iter().map(rust_accepts::<$type>).collect();
                let mut checked = 0;
                for mutant in without_each_keyword(&ORACLES.emitted.json) {
                    if ANNOTATIONS.contains(&mutant.keyword.as_str()) && !mutant.pointer.ends_with("/properties") {
                        continue;
                    }
                    // For the validators of other languages, see `judges.rs`.
                    if mutant.is_for_others() || mutant.is_type_of_values() {
                        continue;
                    }
                    // A schema that no longer compiles is noticed too.
                    let noticed = jsonschema::draft202012::new(&mutant.schema).map_or(true, |schema| {
                        values.iter().zip(&verdicts).any(|(value, verdict)| schema.is_valid(value) != *verdict)
                    });
                    assert!(noticed, "`{}` at {} could be deleted, and no test would fail", mutant.keyword, mutant.pointer);
                    checked += 1;
                }
                println!("{checked} keywords, each of them noticed when it is gone");
                assert!(checked > 4);
            }
        }
    )+})+};
}

mod every_type {
    use super::*;

    feishu_tests::product_requests!(oracle_tests);
    feishu_tests::kitchen_requests!(oracle_tests);
}

#[test]
fn not_a_number_is_refused_though_it_has_a_json_form() {
    // serde_json writes NaN as null, which the schema refuses as well; the rule has a name of its
    // own.
    let dish: ReplaceDish = serde_json::from_value(
        Schema::parse(kitchen::schemas::DISH_REPLACE_REQUEST).json["examples"][0].clone(),
    )
    .expect("the sample decodes");
    let violations = dish.ratio(f64::NAN).validate().expect_err("refused");
    assert_eq!(
        violations.iter().map(|v| (v.rule.name(), v.pointer.as_str())).collect::<Vec<_>>(),
        [("finite", "/ratio")]
    );
}

#[test]
fn all_violations_are_listed_and_not_only_the_first() {
    let limit = Schema::parse(feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_REQUEST).json["properties"]["attachment_id_list"]["maxItems"]
        .as_u64()
        .expect("a limit");
    let too_many = usize::try_from(limit).expect("small") + 1;
    let offer = UpdateExternalOffer::new("1")
        .biz_create_time("yesterday")
        .attachment_id_list(vec!["2"; too_many]);
    let violations = offer.validate().expect_err("refused");
    let found: Vec<_> = violations.iter().map(|v| (v.pointer.as_str(), v.rule.name())).collect();
    assert_eq!(found, [("/biz_create_time", "unix_millis"), ("/attachment_id_list", "items")]);
    let text = violations.to_string();
    assert!(
        text.contains(&too_many.to_string())
            && text.contains(&limit.to_string())
            && text.contains("yesterday"),
        "{text}"
    );
}

#[test]
fn a_request_refuses_what_the_wire_does_not_know() {
    for (json, why) in [
        (json!({ "external_application_id": "1", "owner": null }), "null is not absent"),
        (json!({ "external_application_id": "1", "ownr": "x" }), "an unknown field"),
        (json!({ "external_application_id": 1 }), "a number where text belongs"),
        (json!({}), "a required field is missing"),
        (json!(["1"]), "an array, which serde's derive takes for the fields in order"),
    ] {
        assert!(!rust_accepts::<UpdateExternalOffer>(&json), "{why}");
    }
}
