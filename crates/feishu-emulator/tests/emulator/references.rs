//! What a call names must exist, unless the emulator is told to be lenient; and what the page of
//! rewards says in words.

use serde_json::{Value, json};

use crate::catalogue::operation;
use crate::client::{call, data, lenient, with_samples};

/// Operation, id in the path, field that names another object.
const REFERENCES: &[(&str, &str, &str)] = &[
    ("external_interview.create", "", "external_application_id"),
    ("external_interview.update", "6960663240925956660", "external_application_id"),
    ("external_interview_assessment.create", "", "external_interview_id"),
    ("external_offer.create", "", "external_application_id"),
    ("external_offer.update", "6960663240925956660", "external_application_id"),
    ("external_background_check.create", "", "external_application_id"),
    ("external_background_check.update", "6960663240925956660", "external_application_id"),
];

fn sample(name: &str) -> (String, Value) {
    let id = format!("hire.v1.{name}");
    let body = operation(&id)["request_example"].clone();
    (id, body)
}

#[tokio::test]
async fn an_object_that_a_body_names_must_exist() {
    let emulator = with_samples().await;
    for (name, id, field) in REFERENCES {
        let (operation, mut body) = sample(name);
        body[field] = "none".into();
        let refused = call(&emulator, &operation, id, "", &body).await;
        assert_eq!(refused.verdict(), (400, 1002002), "{name}");
        assert_eq!(refused.violations(), [(format!("/{field}"), "none".to_owned())], "{name}");
        assert!(refused.msg().contains("that exists here"), "{}", refused.msg());
    }
}

#[tokio::test]
async fn attachments_must_exist_and_each_that_does_not_is_named() {
    let emulator = with_samples().await;
    for name in ["external_offer.create", "external_background_check.create"] {
        let (operation, mut body) = sample(name);
        body["attachment_id_list"] = json!(["x", "7404675264888097068", "y"]);
        let refused = call(&emulator, &operation, "", "", &body).await;
        assert_eq!(refused.verdict(), (400, 1002002), "{name}");
        let place = |index: u8, id: &str| (format!("/attachment_id_list/{index}"), id.to_owned());
        assert_eq!(refused.violations(), [place(0, "x"), place(2, "y")], "{name}");
    }
}

#[tokio::test]
async fn an_offer_is_not_an_application() {
    let emulator = with_samples().await;
    let made = data(
        &emulator,
        "hire.v1.external_offer.create",
        "",
        "",
        &json!({
            "external_application_id": "1",
        }),
    )
    .await;
    let body = json!({ "external_application_id": made["external_offer"]["id"] });
    let refused = call(&emulator, "hire.v1.external_interview.create", "", "", &body).await;
    assert_eq!(refused.verdict(), (400, 1002002));
}

#[tokio::test]
async fn any_talent_will_do() {
    let emulator = with_samples().await;
    for talent in ["9", "anyone"] {
        let body = json!({ "talent_id": talent });
        data(&emulator, "hire.v1.external_application.create", "", "", &body).await;
    }
}

#[tokio::test]
async fn a_lenient_emulator_takes_what_names_nothing() {
    let emulator = lenient().await;
    for (name, id, field) in REFERENCES {
        let (operation, mut body) = sample(name);
        body[field] = "none".into();
        body.as_object_mut().unwrap().remove("external_id");
        let made = data(&emulator, &operation, id, "", &body).await;
        let object = made.as_object().unwrap().values().next().unwrap();
        assert_eq!(object[field], "none", "{name}");
    }
    let (operation, mut body) = sample("external_offer.create");
    body["attachment_id_list"] = json!(["x"]);
    let made = data(&emulator, &operation, "", "", &body).await;
    assert_eq!(made["external_offer"]["attachment_list"], json!([{ "id": "x" }]));
}

#[tokio::test]
async fn the_id_in_the_path_must_exist_even_for_a_lenient_emulator() {
    let emulator = lenient().await;
    let (operation, body) = sample("external_offer.update");
    let refused = call(&emulator, &operation, "none", "", &body).await;
    assert_eq!(refused.verdict(), (400, 1002002));
    assert_eq!(refused.violations(), [("external_offer_id".to_owned(), "none".to_owned())]);
}

#[tokio::test]
async fn a_reward_is_tied_to_an_application_or_a_talent_and_pays_in_what_it_says() {
    let emulator = with_samples().await;
    let (operation, sample) = sample("external_referral_reward.create");
    let cash = json!({ "currency_type": "CNY", "amount": 0.5 });
    let both = ["application_id", "talent_id"];
    let cases: Vec<(&[&str], Value, &[&str])> = vec![
        (&both, json!({ "bonus_type": 1, "point_bonus": 1 }), &["/application_id"]),
        (&both[..1], json!({ "bonus_type": 1, "point_bonus": 1 }), &[]),
        (&both[1..], json!({ "bonus_type": 2, "cash": cash }), &[]),
        (&[], json!({ "bonus_type": 1 }), &["/bonus/point_bonus"]),
        (&[], json!({ "bonus_type": 1, "cash": cash }), &["/bonus/point_bonus"]),
        (&[], json!({ "bonus_type": 2, "point_bonus": 1 }), &["/bonus/cash"]),
        (&both, json!({ "bonus_type": 2 }), &["/application_id", "/bonus/cash"]),
    ];
    for (number, (left_out, bonus, expected)) in cases.into_iter().enumerate() {
        let mut body = sample.clone();
        body["bonus"] = bonus;
        body["external_id"] = number.to_string().into();
        for field in left_out {
            body.as_object_mut().unwrap().remove(*field);
        }
        let reply = call(&emulator, &operation, "", "", &body).await;
        let code = if expected.is_empty() { (200, 0) } else { (400, 1002002) };
        assert_eq!(reply.verdict(), code, "{body}");
        let places: Vec<_> = reply.violations().into_iter().map(|(field, _)| field).collect();
        assert_eq!(places, expected, "{body}");
    }
}

#[tokio::test]
async fn a_reward_is_stored_whole_and_deleted_once() {
    let emulator = with_samples().await;
    let (operation, body) = sample("external_referral_reward.create");
    let made = data(&emulator, &operation, "", "", &body).await;
    let id = made["id"].as_str().unwrap();
    let mut expected = body;
    expected["id"] = id.into();
    let stored = emulator.object("external_referral_reward", id).await.unwrap();
    assert_eq!(stored, Some(expected));
    let delete = "hire.v1.external_referral_reward.delete";
    assert_eq!(data(&emulator, delete, id, "", &Value::Null).await, json!({}));
    let again = call(&emulator, delete, id, "", &Value::Null).await;
    assert_eq!(again.verdict(), (400, 1002002));
}
