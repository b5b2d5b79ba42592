//! The sample calls of the vendor's pages, against an emulator with `--samples`.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::catalogue::{operation, operation_ids, response_schema};
use crate::client::{call, with_samples};

/// The id in the path and the query of the page's sample call; neither is in the catalogue.
const SAMPLES: &[(&str, &str, &str)] = &[
    ("external_application.create", "", ""),
    ("external_application.update", "6960663240925956660", ""),
    ("external_application.delete", "6960663240925956660", "talent_id=6960663240925956660"),
    ("external_application.list", "", "talent_id=6960663240925956660&page_size=10"),
    ("external_interview.create", "", ""),
    ("external_interview.update", "6960663240925956660", ""),
    ("external_interview.delete", "6960663240925956660", ""),
    ("external_interview.batch_query", "", "external_application_id=6960663240925956660"),
    ("external_interview_assessment.create", "", ""),
    ("external_interview_assessment.patch", "6930815272790114324", ""),
    ("external_offer.create", "", ""),
    ("external_offer.update", "6960663240925956660", ""),
    ("external_offer.delete", "6960663240925956660", ""),
    ("external_offer.batch_query", "", "external_application_id=6960663240925956660"),
    ("external_background_check.create", "", ""),
    ("external_background_check.update", "6960663240925956660", ""),
    ("external_background_check.delete", "6960663240925956660", ""),
    ("external_background_check.batch_query", "", "external_application_id=6960663240925956660"),
    ("external_referral_reward.create", "", "user_id_type=open_id"),
    ("external_referral_reward.delete", "6930815272790114324", ""),
    ("talent_external_info.create", "7043758982146345223", ""),
    ("talent_external_info.update", "7043758982146345223", ""),
];

/// The names of all fields, with their places.
fn fields(value: &Value, at: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) => {
            for (name, value) in object {
                found.insert(format!("{at}/{name}"));
                fields(value, &format!("{at}/{name}"), found);
            }
        }
        Value::Array(items) => {
            items.iter().for_each(|item| fields(item, &format!("{at}/-"), found))
        }
        _ => {}
    }
}

fn fields_of(value: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    fields(value, "", &mut found);
    found
}

#[tokio::test]
async fn every_sample_call_of_the_pages_succeeds_in_the_pages_words_and_shape() {
    for (name, id, query) in SAMPLES {
        let operation_id = format!("hire.v1.{name}");
        let operation = operation(&operation_id);
        // Each on data of its own, since some delete what others need.
        let emulator = with_samples().await;
        let reply = call(&emulator, &operation_id, id, query, &operation["request_example"]).await;
        assert_eq!(reply.verdict(), (200, 0), "{name}: {}", reply.text);
        let answer = reply.json();
        assert!(response_schema(&operation_id).is_valid(&answer), "{name}: {answer}");
        assert_eq!(answer["msg"], operation["response_example"]["msg"], "{name}");
        if !operation["request_example"].is_null() && operation["paging"].is_null() {
            let (found, sample) = (fields_of(&answer), fields_of(&operation["response_example"]));
            assert_eq!(found, sample, "{name}");
        }
    }
}

#[test]
fn every_operation_on_an_imported_object_has_its_sample_call_here() {
    let tested: BTreeSet<String> =
        SAMPLES.iter().map(|(name, ..)| format!("hire.v1.{name}")).collect();
    let imported = |id: &String| id.contains(".external_") || id.contains("_external_");
    let known: BTreeSet<String> = operation_ids().into_iter().filter(imported).collect();
    assert_eq!(tested, known);
}

#[tokio::test]
async fn the_samples_hold_what_the_queries_ask_for() {
    let emulator = with_samples().await;
    for (name, _, query) in SAMPLES {
        let operation_id = format!("hire.v1.{name}");
        let operation = operation(&operation_id);
        if operation["paging"].is_null() {
            continue;
        }
        let reply = call(&emulator, &operation_id, "", query, &operation["request_example"]).await;
        let data = reply.json()["data"].take();
        assert_eq!(data["items"][0]["id"], "6960663240925956660", "{name}");
        assert_eq!((&data["has_more"], data.get("page_token")), (&json!(false), None), "{name}");
    }
}
