//! The life of imported objects: created, found, replaced or changed, deleted.

use feishu_emulator::{Emulator, Seed};
use serde_json::{Value, json};

use crate::client::{call, data};

/// Application `1` of talent `2`, and attachment `7`.
async fn start() -> Emulator {
    let seed = Seed::new()
        .object("attachment", feishu_emulator::SeedFile::new("7", "cv.pdf", 12))
        .object("external_application", json!({ "id": "1", "talent_id": "2" }));
    Emulator::builder().seed(seed).start().await.unwrap()
}

/// Resource, body with everything, body with the least.
fn bodies() -> Vec<(&'static str, Value, Value)> {
    let least = json!({ "external_application_id": "1" });
    let assessment = json!({
        "username": "张三",
        "conclusion": 2,
        "content": "good",
        "assessment_dimension_list": [{ "score": 9, "options": ["a", "b"], "assessment_type": 4 }],
    });
    let interview = json!({
        "external_application_id": "1",
        "participate_status": 2,
        "begin_time": 1_618_500_278_638_i64,
        "end_time": 1_618_500_278_639_i64,
        "interview_assessments": [assessment, { "username": "李四" }],
    });
    let offer = json!({
        "external_application_id": "1",
        "biz_create_time": "1721899352428",
        "owner": "张三",
        "offer_status": "sent",
        "attachment_id_list": ["7"],
    });
    let check = json!({
        "external_application_id": "1",
        "date": 1_626_602_069_393_i64,
        "name": "a check",
        "result": "passed",
        "attachment_id_list": ["7", "7"],
    });
    vec![
        ("external_interview", interview, least.clone()),
        ("external_offer", offer, least.clone()),
        ("external_background_check", check, least),
    ]
}

/// What an answer shows of this body: attachments in full, and no ids of parts.
fn shown(mut body: Value) -> Value {
    let object = body.as_object_mut().unwrap();
    if let Some(ids) = object.remove("attachment_id_list") {
        let attachment = json!({ "id": "7", "name": "cv.pdf", "size": 12 });
        let count = ids.as_array().unwrap().len();
        object.insert("attachment_list".to_owned(), vec![attachment; count].into());
    }
    body
}

/// The object without the ids that the emulator gave out, and its own id.
fn without_ids(mut object: Value) -> (String, Value) {
    for part in object["interview_assessments"].as_array_mut().into_iter().flatten() {
        part.as_object_mut().unwrap().remove("id").unwrap();
    }
    let fields = object.as_object_mut().unwrap();
    let id = fields.remove("id").unwrap();
    fields.retain(|_, value| !value.is_null());
    (id.as_str().unwrap().to_owned(), object)
}

#[tokio::test]
async fn an_object_is_created_found_replaced_and_deleted() {
    for (resource, full, least) in bodies() {
        let emulator = start().await;
        let operation = |method: &str| format!("hire.v1.{resource}.{method}");

        let created = data(&emulator, &operation("create"), "", "", &full).await[resource].take();
        let (id, fields) = without_ids(created.clone());
        assert_eq!(fields, shown(full.clone()), "{resource}");
        assert_eq!(emulator.object(resource, &id).await.unwrap().as_ref(), Some(&created));

        for (query, body) in [
            ("external_application_id=1", json!({})),
            ("", json!({ format!("{resource}_id_list"): [id] })),
            ("", json!({})),
        ] {
            let found = data(&emulator, &operation("batch_query"), "", query, &body).await;
            assert_eq!(found, json!({ "items": [created], "has_more": false }), "{resource}");
        }

        let replaced = data(&emulator, &operation("update"), &id, "", &least).await;
        let (same, fields) = without_ids(replaced[resource].clone());
        assert_eq!((&same, fields), (&id, least), "what was left out of {resource} is gone");
        let answer = call(&emulator, &operation("update"), &id, "", &full).await;
        let (_, fields) = without_ids(answer.json()["data"][resource].take());
        assert_eq!(fields, shown(full), "{resource}");

        let deleted = data(&emulator, &operation("delete"), &id, "", &Value::Null).await;
        assert_eq!(deleted, json!({}), "{resource}");
        assert_eq!(emulator.object(resource, &id).await.unwrap(), None);
        let query = "external_application_id=1";
        let found = data(&emulator, &operation("batch_query"), "", query, &json!({})).await;
        assert_eq!(found, json!({ "items": [], "has_more": false }), "{resource}");
        let again = call(&emulator, &operation("delete"), &id, "", &Value::Null).await;
        assert_eq!(again.verdict(), (400, 1002002), "{resource}");
        assert_eq!(again.violations(), [(format!("{resource}_id"), id)]);
    }
}

#[tokio::test]
async fn an_application_is_created_listed_replaced_and_deleted() {
    let emulator = Emulator::start().await.unwrap();
    let full = json!({
        "talent_id": "2",
        "job_title": "Java",
        "delivery_type": 4,
        "modify_time": 1_618_500_278_645_i64,
        "create_time": 1_618_500_278_644_i64,
    });
    let create = "hire.v1.external_application.create";
    let created = data(&emulator, create, "", "", &full).await["external_application"].take();
    let (id, fields) = without_ids(created.clone());
    assert_eq!(fields, full);
    let list = "hire.v1.external_application.list";
    let none = Value::Null;
    let found = data(&emulator, list, "", "talent_id=2", &none).await;
    assert_eq!(found, json!({ "items": [created], "has_more": false }));

    let least = json!({ "talent_id": "3" });
    let update = "hire.v1.external_application.update";
    let replaced = data(&emulator, update, &id, "", &least).await["external_application"].take();
    assert_eq!(replaced, json!({ "id": id, "talent_id": "3" }));
    assert_eq!(data(&emulator, list, "", "talent_id=2", &none).await["items"], json!([]));
    assert_eq!(data(&emulator, list, "", "talent_id=3", &none).await["items"], json!([replaced]));

    data(&emulator, update, &id, "", &full).await;
    let delete = "hire.v1.external_application.delete";
    let other = call(&emulator, delete, &id, "talent_id=3", &none).await;
    assert_eq!(other.verdict(), (400, 1002002));
    assert_eq!(other.violations(), [("talent_id".to_owned(), "3".to_owned())]);
    let deleted = data(&emulator, delete, &id, "talent_id=2", &none).await;
    let mut expected = created;
    // The page of this operation alone does not list it.
    expected.as_object_mut().unwrap().remove("create_time");
    assert_eq!(deleted, json!({ "external_application": expected }));
    assert_eq!(emulator.object("external_application", &id).await.unwrap(), None);
}

#[tokio::test]
async fn what_belongs_to_an_application_stays_when_that_is_deleted() {
    let emulator = start().await;
    let offer = json!({ "external_application_id": "1" });
    let create = "hire.v1.external_offer.create";
    let created = data(&emulator, create, "", "", &offer).await["external_offer"].take();
    data(&emulator, "hire.v1.external_application.delete", "1", "", &Value::Null).await;
    let (query, body) = ("external_application_id=1", json!({}));
    let found = data(&emulator, "hire.v1.external_offer.batch_query", "", query, &body).await;
    assert_eq!(found["items"], json!([created]));
}

/// An interview with one assessment: both ids.
async fn interview(emulator: &Emulator) -> (String, String) {
    let body = json!({
        "external_application_id": "1",
        "interview_assessments": [{ "username": "first", "content": "good", "conclusion": 2 }],
    });
    let made = data(emulator, "hire.v1.external_interview.create", "", "", &body).await;
    let made = &made["external_interview"];
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    (text(&made["id"]), text(&made["interview_assessments"][0]["id"]))
}

#[tokio::test]
async fn a_patch_changes_what_it_names_and_keeps_the_rest() {
    let emulator = start().await;
    let (interview, assessment) = interview(&emulator).await;
    let patch = "hire.v1.external_interview_assessment.patch";
    let change = json!({ "content": "better", "assessment_dimension_list": [{ "score": 1 }] });
    let patched = data(&emulator, patch, &assessment, "", &change).await;
    let expected = json!({
        "id": assessment,
        "username": "first",
        "conclusion": 2,
        "content": "better",
        "assessment_dimension_list": [{ "score": 1 }],
        "external_interview_id": interview,
    });
    assert_eq!(patched["external_interview_assessment"], expected);
    let nothing = data(&emulator, patch, &assessment, "", &json!({})).await;
    assert_eq!(nothing["external_interview_assessment"], expected);
    let missing = call(&emulator, patch, "9", "", &change).await;
    assert_eq!(missing.verdict(), (400, 1002002));
    let place = ("external_interview_assessment_id".to_owned(), "9".to_owned());
    assert_eq!(missing.violations(), [place]);
}

#[tokio::test]
async fn an_interview_shows_its_assessments_and_an_update_replaces_them() {
    let emulator = start().await;
    let (interview, first) = interview(&emulator).await;
    let body = json!({ "external_interview_id": interview, "username": "second" });
    let create = "hire.v1.external_interview_assessment.create";
    let second = data(&emulator, create, "", "", &body).await;
    let second = second["external_interview_assessment"]["id"].as_str().unwrap().to_owned();
    let shown = emulator.object("external_interview", &interview).await.unwrap().unwrap();
    let expected = json!([
        { "id": first, "username": "first", "conclusion": 2, "content": "good" },
        { "id": second, "username": "second" },
    ]);
    assert_eq!(shown["interview_assessments"], expected);

    let body = json!({
        "external_application_id": "1",
        "interview_assessments": [{ "username": "third" }],
    });
    let update = "hire.v1.external_interview.update";
    let replaced = data(&emulator, update, &interview, "", &body).await;
    let list = replaced["external_interview"]["interview_assessments"].as_array().unwrap().clone();
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["username"], "third");
    data(&emulator, "hire.v1.external_interview.delete", &interview, "", &Value::Null).await;
    for id in [&first, &second, list[0]["id"].as_str().unwrap()] {
        let stored = emulator.object("external_interview_assessment", id).await.unwrap();
        assert_eq!(stored, None, "{id}");
    }
}

#[tokio::test]
async fn external_info_is_written_for_any_talent_and_updated_only_where_it_is() {
    let emulator = Emulator::start().await.unwrap();
    let (create, update) =
        ("hire.v1.talent_external_info.create", "hire.v1.talent_external_info.update");
    let body = |time: &str| json!({ "external_create_time": time });
    let missing = call(&emulator, update, "5", "", &body("1")).await;
    assert_eq!(missing.verdict(), (400, 1002002));
    assert_eq!(missing.violations(), [("talent_id".to_owned(), "5".to_owned())]);
    for (operation, time) in [(create, "1"), (update, "2"), (create, "3")] {
        let info = json!({ "talent_id": "5", "external_create_time": time });
        let answer = data(&emulator, operation, "5", "", &body(time)).await;
        assert_eq!(answer, json!({ "external_info": info }));
        let stored = emulator.object("talent_external_info", "5").await.unwrap();
        assert_eq!(stored, Some(info));
    }
}

#[tokio::test]
async fn ids_have_nineteen_digits_and_grow_and_spare_those_of_seeds() {
    let emulator = start().await;
    let mut last = 0_i64;
    for (resource, _, least) in bodies().into_iter().chain(bodies()) {
        let create = format!("hire.v1.{resource}.create");
        let made = data(&emulator, &create, "", "", &least).await;
        let text = made[resource]["id"].as_str().unwrap();
        assert_eq!(text.len(), 19);
        let id: i64 = text.parse().unwrap();
        assert!(id > last);
        last = id;
    }
    let taken = (last + 1).to_string();
    let seeded = json!({ "id": taken, "talent_id": "2" });
    emulator.seed(Seed::new().object("external_application", seeded)).await.unwrap();
    let body = json!({ "external_application_id": "1" });
    let made = data(&emulator, "hire.v1.external_offer.create", "", "", &body).await;
    assert_eq!(made["external_offer"]["id"], (last + 2).to_string());
}
