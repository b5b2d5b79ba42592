//! Responses are lenient: what the platform adds, mixes or leaves out must not stop a caller.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_hire::{ExternalOffer, UpdateExternalOfferData};
use feishu_tests::oracle::{Schema, encode};
use feishu_tests::spoil::{Edges, neighbours, without_each_keyword};
use kitchen::{Course, Heat, Plate, ReplaceDishData};
use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde_json::{Value as Json, json};

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

fn decode<T: DeserializeOwned>(json: &Json) -> T {
    serde_json::from_value(json.clone()).unwrap_or_else(|error| panic!("{error}: {json}"))
}

fn example(schema: &str) -> Json {
    Schema::parse(schema).json["examples"][0].clone()
}

#[test]
fn the_samples_of_the_pages_decode_and_encode_without_loss() {
    let offer = example(feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE);
    assert_eq!(encode(&decode::<UpdateExternalOfferData>(&offer["data"])), offer["data"]);
    let plate = example(kitchen::schemas::DISH_REPLACE_RESPONSE);
    assert_eq!(encode(&decode::<ReplaceDishData>(&plate["data"])), plate["data"]);
    for schema in [
        feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE,
        kitchen::schemas::DISH_REPLACE_RESPONSE,
    ] {
        let schema = Schema::parse(schema);
        assert_eq!(schema.complaints(&schema.json["examples"][0]), [] as [String; 0]);
    }
}

#[test]
fn every_field_of_the_sample_arrives_under_its_own_name() {
    let data: UpdateExternalOfferData =
        decode(&example(feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE)["data"]);
    let offer = data.external_offer;
    assert_eq!(offer.id.expect("an id").as_str(), "6989202908470446380");
    assert_eq!(offer.external_application_id.expect("an id").as_str(), "7395015673275697419");
    assert_eq!(offer.biz_create_time.expect("a time").millis(), Some(1_721_899_352_428));
    assert_eq!(offer.owner.as_deref(), Some("张三"));
    assert_eq!(offer.offer_status.as_deref(), Some("已发送"));
    let attachments = offer.attachment_list.expect("a list");
    assert_eq!(attachments.len(), 1);
    assert_eq!(attachments[0].id.as_ref().expect("an id").as_str(), "6987954043925432620");
    assert_eq!(attachments[0].name.as_deref(), Some("test_resume.pdf"));
    assert_eq!(attachments[0].size, Some(126_371));
}

#[test]
fn null_is_like_absent() {
    let nulls =
        json!({ "id": null, "owner": null, "attachment_list": null, "biz_create_time": null });
    assert_eq!(decode::<ExternalOffer>(&nulls), ExternalOffer::default());
    let plate: Plate = decode(
        &json!({ "times": [null, "1"], "labels": { "a": null, "b": "c" }, "courses": [null] }),
    );
    assert_eq!(plate.times.expect("a list").len(), 1, "an element that is null is none");
    assert_eq!(plate.labels.expect("a map").len(), 1);
    assert_eq!(plate.courses.expect("a list").len(), 0);
}

#[test]
fn unknown_fields_and_values_are_kept_or_ignored() {
    let plate: Plate =
        decode(&json!({ "heat": 99, "course": "brunch", "invented": { "deep": [1] } }));
    assert_eq!(plate.heat, Some(Heat::Unknown(99)));
    assert_eq!(plate.course, Some(Course::Unknown("brunch".to_owned())));
    assert_eq!(
        encode(&plate),
        json!({ "heat": 99, "course": "brunch" }),
        "a value nobody knows is written as it was read"
    );
}

#[test]
fn numbers_and_text_are_taken_for_each_other_where_the_platform_mixes_them() {
    let plate: Plate = decode(&json!({
        "id": 7, "heat": "2", "count": "12", "total": "9007199254740993", "price": "1.5", "note": 5, "served_at": 1721899352428_i64,
        "table": [["1", 2]],
    }));
    assert_eq!(plate.id.expect("an id").as_str(), "7");
    assert_eq!(plate.heat, Some(Heat::Hot));
    assert_eq!(
        (plate.count, plate.total, plate.price),
        (Some(12), Some(9_007_199_254_740_993), Some(1.5))
    );
    assert_eq!(plate.note.as_deref(), Some("5"));
    assert_eq!(plate.served_at.expect("a time").millis(), Some(1_721_899_352_428));
    assert_eq!(plate.table, Some(vec![vec![1, 2]]));
}

#[test]
fn a_flag_may_be_a_number_or_a_string_and_the_schema_says_so() {
    let whole = |hot: &Json| json!({ "code": 0, "msg": "ok", "data": { "plate": { "hot": hot }, "warnings": [] } });
    let emitted = Schema::parse(kitchen::schemas::DISH_REPLACE_RESPONSE);
    let derived = Schema::derived::<ReplaceDishData>();
    for (hot, expected) in [
        (json!(true), Some(true)),
        (json!(false), Some(false)),
        (json!(1), Some(true)),
        (json!(0), Some(false)),
        (json!(1.0), Some(true)),
        (json!("true"), Some(true)),
        (json!("false"), Some(false)),
        (json!(2), None),
        (json!("True"), None),
        (json!("1"), None),
        (json!(""), None),
        (json!([]), None),
    ] {
        let read = serde_json::from_value::<Plate>(json!({ "hot": hot })).ok();
        assert_eq!(read.and_then(|plate| plate.hot), expected, "{hot}");
        let body = whole(&hot);
        assert_eq!(emitted.accepts(&body), expected.is_some(), "{:?}", emitted.complaints(&body));
        assert_eq!(derived.accepts(&body["data"]), expected.is_some(), "{hot}");
    }
}

#[test]
fn a_required_field_that_is_missing_or_null_is_a_broken_answer() {
    for json in [json!({}), json!({ "external_offer": null })] {
        let error = serde_json::from_value::<UpdateExternalOfferData>(json)
            .expect_err("refused")
            .to_string();
        assert!(error.contains("external_offer") || error.contains("null"), "{error}");
    }
}

proptest! {
    #![proptest_config(feishu_tests::proptest_config())]

    #[test]
    fn whatever_is_added_to_an_answer_it_still_decodes(
        extra in prop::collection::btree_map("[a-z_]{1,8}x", feishu_core::strategies::json(), 0..4),
        absent in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
        nulls in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
    ) {
        let mut offer = example(feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE)["data"]["external_offer"].clone();
        let fields = offer.as_object_mut().expect("an object");
        let names: Vec<_> = fields.keys().cloned().collect();
        for index in nulls {
            fields.insert(names[index.index(names.len())].clone(), Json::Null);
        }
        for index in absent {
            fields.remove(&names[index.index(names.len())]);
        }
        let known = fields.clone();
        fields.extend(extra);
        let decoded: ExternalOffer = decode(&offer);
        let expected: Json = known.into_iter().filter(|(_, value)| !value.is_null()).collect::<serde_json::Map<_, _>>().into();
        prop_assert_eq!(encode(&decoded), expected, "what is known comes through, and only that");
    }
}

/// A judge of responses that does not know the emitted schema: the envelope as the platform
/// describes it, and the schema that `schemars` derives from the type of `data`.
fn is_answer(value: &Json, data: &Schema, data_required: bool) -> bool {
    let Json::Object(envelope) = value else { return false };
    // In JSON, 0 and 0.0 are one number.
    let code = envelope.get("code");
    let succeeded = code.and_then(Json::as_f64) == Some(0.0) || code == Some(&json!("0"));
    let told = envelope.get("msg").is_none_or(|msg| msg.is_string() || msg.is_null());
    let data_fits = match envelope.get("data") {
        None | Some(Json::Null) => !data_required,
        Some(value) => data.accepts(value),
    };
    succeeded && told && data_fits
}

#[test]
fn the_emitted_and_the_derived_schema_of_an_answer_mean_the_same_and_no_keyword_can_go_unnoticed() {
    let plate = json!({ "code": 0, "msg": "ok", "data": { "plate": {
        "id": "1", "heat": 2, "course": "starter", "courses": ["x"], "count": 1, "total": 2, "price": 1.5, "hot": true, "note": "n",
        "extra": { "a": [1] }, "served_at": "1", "times": ["1"], "eaten_on": "2024-05-01", "days": ["2024-02-29"], "table": [[1]], "labels": { "a": "b" },
        "sides": { "left": { "name": "rice", "weight": 3 } },
    }, "warnings": ["w"] } });
    let cases = [
        (
            feishu_hire::schemas::EXTERNAL_OFFER_UPDATE_RESPONSE,
            Schema::derived::<UpdateExternalOfferData>(),
            None,
            true,
        ),
        (
            kitchen::schemas::DISH_REPLACE_RESPONSE,
            Schema::derived::<ReplaceDishData>(),
            Some(plate.clone()),
            true,
        ),
        (
            kitchen::schemas::DISH_GET_RESPONSE,
            Schema::derived::<kitchen::GetDishData>(),
            Some(plate),
            false,
        ),
    ];
    for (emitted, derived, base, data_required) in cases {
        let emitted = Schema::parse(emitted);
        let base = base.unwrap_or_else(|| emitted.json["examples"][0].clone());
        let mut values = neighbours(&base, &Edges::of(&emitted.json));
        values.push(base);
        let verdicts: Vec<_> =
            values.iter().map(|value| is_answer(value, &derived, data_required)).collect();
        for (value, verdict) in values.iter().zip(&verdicts) {
            assert_eq!(
                emitted.accepts(value),
                *verdict,
                "{value}\n{:?}\n{:?}",
                emitted.complaints(value),
                derived.complaints(&value["data"])
            );
        }
        let mut checked = 0;
        for mutant in without_each_keyword(&emitted.json) {
            if ANNOTATIONS.contains(&mutant.keyword.as_str())
                && !mutant.pointer.ends_with("/properties")
            {
                continue;
            }
            // For the validators of other languages, see `judges.rs`.
            if mutant.is_for_others() {
                continue;
            }
            // A property of type `json` says nothing, so nothing can tell that it is gone.
            if mutant.pointer.ends_with("/properties") && mutant.keyword == "extra" {
                continue;
            }
            let noticed = jsonschema::draft202012::new(&mutant.schema).map_or(true, |schema| {
                values
                    .iter()
                    .zip(&verdicts)
                    .any(|(value, verdict)| schema.is_valid(value) != *verdict)
            });
            assert!(
                noticed,
                "`{}` at {} could be deleted, and no test would fail",
                mutant.keyword, mutant.pointer
            );
            checked += 1;
        }
        assert!(checked > 20, "{checked} keywords");
    }
}
