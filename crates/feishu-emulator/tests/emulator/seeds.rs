//! Seeds: what may be in one, and what is said of one that is not usable.

use feishu_emulator::{Emulator, Error, Seed, SeedFile};
use serde_json::{Value, json};

use crate::client::{data, put_offer};
use crate::uploads::{follow, upload_named};

/// The problems that a seed is refused for.
fn problems(result: Result<impl Sized, Error>) -> Vec<String> {
    match result {
        Err(Error::Seed { problems, .. }) => problems,
        Err(error) => panic!("{error}"),
        Ok(_) => panic!("the seed was accepted"),
    }
}

#[tokio::test]
async fn a_seeded_offer_is_there_to_be_read_and_replaced() {
    let offer = json!({
        "id": "1",
        "external_application_id": "2",
        "biz_create_time": "1721899352428",
        "owner": "张三",
        "offer_status": "已发送",
        "attachment_id_list": ["7"],
    });
    let seed = Seed::new()
        .object("attachment", SeedFile::new("7", "cv.pdf", 12))
        .object("external_offer", offer);
    let emulator = Emulator::builder().seed(seed).lenient_references().start().await.unwrap();
    let stored = emulator.object("external_offer", "1").await.unwrap();
    let attachment = json!({ "id": "7", "name": "cv.pdf", "size": 12 });
    let expected = json!({
        "id": "1",
        "external_application_id": "2",
        "biz_create_time": "1721899352428",
        "owner": "张三",
        "offer_status": "已发送",
        "attachment_list": [attachment],
    });
    assert_eq!(stored, Some(expected));
    assert_eq!(emulator.object("attachment", "7").await.unwrap(), Some(attachment));
    let body = json!({ "external_application_id": "2" });
    assert_eq!(put_offer(&emulator, "1", &body).await.verdict(), (200, 0));
}

#[tokio::test]
async fn an_attachment_is_asked_for_by_one_id_and_listed_by_the_other() {
    let seed = Seed::new()
        .object("attachment", SeedFile::new("7", "cv.pdf", 12).listed_as("8"))
        .object("external_offer", json!({ "id": "1", "external_application_id": "2" }))
        .object("external_application", json!({ "id": "2", "talent_id": "3" }));
    let emulator = Emulator::builder().seed(seed).start().await.unwrap();
    let body = |id| json!({ "external_application_id": "2", "attachment_id_list": [id] });
    let answer = put_offer(&emulator, "1", &body("7")).await.json();
    assert_eq!(answer["data"]["external_offer"]["attachment_list"][0]["id"], "8");
    assert_eq!(put_offer(&emulator, "1", &body("8")).await.verdict(), (400, 1002002));
}

#[test]
fn a_seed_that_does_not_fit_the_format_is_refused_with_every_place() {
    let offer = json!({ "id": "1", "external_application_id": "2" });
    let with = |key: &str, value: Value| {
        let mut changed = offer.clone();
        changed[key] = value;
        json!({ "external_offers": [offer, changed] })
    };
    for (seed, expected) in [
        (json!([]), ": is a list, which is not an object"),
        (
            json!({ "offers": [] }),
            "/offers: is not a field; the fields are $schema, attachments, external_applications",
        ),
        (with("ownr", json!("x")), "/external_offers/1/ownr: is not a field; did you mean owner?"),
        (with("owner", json!(null)), "/external_offers/1/owner: is null, which is not a string"),
        (with("id", json!(1)), "/external_offers/1/id: is 1, which is not a string"),
        (
            json!({ "external_offers": [{ "id": "1" }] }),
            "/external_offers/0/external_application_id: is required and missing",
        ),
        (
            json!({ "attachments": [{ "id": "1", "name": "a", "size": -1 }] }),
            "/attachments/0/size: is -1, at least 0 is needed",
        ),
    ] {
        let found = problems(Seed::from_json(&seed.to_string()));
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(expected), "{}", found[0]);
    }
    let several = json!({ "x": 1, "attachments": [{ "y": 1 }] });
    assert_eq!(problems(Seed::from_json(&several.to_string())).len(), 5);
}

#[tokio::test]
async fn what_is_added_to_a_seed_that_was_read_is_checked_when_it_is_stored() {
    let emulator = Emulator::start().await.unwrap();
    let offer = |id: Value| json!({ "id": id, "external_application_id": "2" });
    let read = json!({ "external_offers": [offer(json!("1"))] }).to_string();
    let added = |id| Seed::from_json(&read).unwrap().object("external_offer", offer(id));
    let found = problems(emulator.seed(added(json!(3))).await);
    assert_eq!(found, ["/external_offers/1/id: is 3, which is not a string"]);
    emulator.seed(added(json!("3"))).await.unwrap();
}

#[test]
fn a_seed_that_is_not_json_is_refused_with_line_and_column() {
    let found = problems(Seed::from_json("{\n  \"attachments\": [}\n}"));
    assert!(found[0].contains("line 2 column 19"), "{}", found[0]);
}

#[test]
fn the_error_names_the_file_and_the_remedy() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("offers.json");
    let missing = Seed::from_file(&file).unwrap_err();
    assert!(matches!(missing, Error::SeedFile { .. }), "{missing}");
    std::fs::write(&file, r#"{ "offers": [] }"#).unwrap();
    let text = Seed::from_file(&file).unwrap_err().to_string();
    for part in ["offers.json", "/offers", "external_offers", "Nothing was seeded"] {
        assert!(text.contains(part), "{text}");
    }
}

#[tokio::test]
async fn nothing_is_stored_of_a_seed_that_contradicts_itself() {
    let emulator = Emulator::builder().samples().start().await.unwrap();
    let good = || {
        Seed::new()
            .object("attachment", SeedFile::new("new", "a.pdf", 1))
            .object("external_offer", json!({ "id": "new", "external_application_id": "1" }))
    };
    let offer = json!({
        "id": "more",
        "external_application_id": "1",
        "attachment_id_list": ["new", "none"],
    });
    for (seed, expected) in [
        (
            good().object("external_offer", json!({ "id": "new", "external_application_id": "2" })),
            "/external_offers/1/id: \"new\" is there twice",
        ),
        (
            good().object("attachment", SeedFile::new("new", "b.pdf", 1)),
            "/attachments/1/id: \"new\" is there twice",
        ),
        (
            good().object("external_offer", json!({ "id": "", "external_application_id": "2" })),
            "/external_offers/1/id: is empty",
        ),
        (
            good().object("attachment", SeedFile::new("b", "b.pdf", -1)),
            "/attachments/1/size: is -1, at least 0 is needed",
        ),
        (
            good().object("external_offer", offer),
            "/external_offers/1/attachment_id_list/1: there is no attachment \"none\"",
        ),
    ] {
        let found = problems(emulator.seed(seed).await);
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].starts_with(expected), "{}", found[0]);
        for (kind, id) in
            [("attachment", "new"), ("external_offer", "new"), ("external_offer", "more")]
        {
            assert_eq!(emulator.object(kind, id).await.unwrap(), None, "{kind} {id}");
        }
    }
}

#[tokio::test]
async fn a_later_seed_may_use_what_an_earlier_one_brought_and_replaces_its_objects() {
    let emulator = Emulator::builder()
        .seed(Seed::new().object("attachment", SeedFile::new("7", "old.pdf", 1)))
        .seed(Seed::new().object(
            "external_offer",
            json!({ "id": "1", "external_application_id": "2", "attachment_id_list": ["7"] }),
        ))
        .start()
        .await
        .unwrap();
    emulator
        .seed(Seed::new().object("attachment", SeedFile::new("7", "new.pdf", 2)))
        .await
        .unwrap();
    let offer = emulator.object("external_offer", "1").await.unwrap().unwrap();
    assert_eq!(offer["attachment_list"][0]["name"], "new.pdf");
}

#[tokio::test]
async fn a_kind_that_does_not_exist_is_an_error_that_names_the_ones_that_do() {
    let emulator = Emulator::start().await.unwrap();
    let error = emulator.object("offer", "1").await.unwrap_err();
    assert!(error.to_string().contains("attachment, external_application, "), "{error}");
}

#[tokio::test]
async fn a_seed_may_hold_objects_of_every_kind() {
    let objects = [
        ("external_application", json!({ "id": "1", "talent_id": "2", "create_time": 3 })),
        ("external_interview", json!({ "id": "1", "external_application_id": "2" })),
        ("external_interview_assessment", json!({ "id": "9", "external_interview_id": "8" })),
        ("external_offer", json!({ "id": "1", "external_application_id": "2" })),
        ("external_background_check", json!({ "id": "1", "external_application_id": "2" })),
        ("external_referral_reward", json!({ "id": "1", "bonus": { "bonus_type": 1 } })),
        ("talent_external_info", json!({ "talent_id": "1", "external_create_time": "x" })),
    ];
    let emulator = Emulator::start().await.unwrap();
    let seed = objects.iter().fold(Seed::new(), |seed, (kind, it)| seed.object(kind, it));
    emulator.seed(seed).await.unwrap();
    for (kind, object) in &objects {
        let id = object.get("id").unwrap_or(&object["talent_id"]).as_str().unwrap();
        let stored = emulator.object(kind, id).await.unwrap();
        assert_eq!(stored.as_ref(), Some(object), "{kind}");
        let mut strange = object.clone();
        strange["strange"] = true.into();
        let found = problems(emulator.seed(Seed::new().object(kind, strange)).await);
        assert!(found[0].starts_with(&format!("/{kind}s/0/strange: is not a field")), "{found:?}");
        let found = problems(emulator.seed(Seed::new().object(kind, json!({}))).await);
        assert!(found[0].ends_with("is required and missing"), "{found:?}");
    }
    let found = problems(emulator.seed(Seed::new().object("offer", json!({}))).await);
    assert!(found[0].starts_with("/offers: is not a field"), "{found:?}");
}

/// The first ids that an emulator gives out.
const FIRST: [&str; 3] = ["7500000000000000001", "7500000000000000002", "7500000000000000003"];

#[tokio::test]
async fn a_new_object_takes_no_id_that_a_seed_has_brought_for_whatever_kind() {
    let offer = |seed: Seed, id: &str| {
        let owner = "of the seed";
        let offer = json!({ "id": id, "external_application_id": "1", "owner": owner });
        seed.object("external_offer", offer)
    };
    let file = |id: &str| {
        Seed::new().object("attachment", SeedFile::new(id, "old", 0).content("of the seed"))
    };
    for (seed, attachments, offers, free) in [
        (file(FIRST[0]), &FIRST[..1], &[][..], FIRST[1]),
        (offer(Seed::new(), FIRST[0]), &[], &FIRST[..1], FIRST[1]),
        (offer(file(FIRST[0]), FIRST[1]), &FIRST[..1], &FIRST[1..2], FIRST[2]),
        (file(FIRST[1]), &FIRST[1..2], &[], FIRST[0]),
    ] {
        for uploads in [true, false] {
            let builder = Emulator::builder().seed(seed.clone()).lenient_references();
            let emulator = builder.start().await.unwrap();
            let made = if uploads {
                upload_named(&emulator, "new", b"new").await["id"].take()
            } else {
                let body = json!({ "external_application_id": "1" });
                let create = "hire.v1.external_offer.create";
                data(&emulator, create, "", "", &body).await["external_offer"]["id"].take()
            };
            assert_eq!(made, free, "{attachments:?} {offers:?}");
            for id in attachments {
                let preview = "hire.v1.attachment.preview";
                let link = data(&emulator, preview, id, "", &Value::Null).await;
                assert_eq!(follow(&emulator, &link["url"]).await.text, "of the seed", "{id}");
            }
            for id in offers {
                let stored = emulator.object("external_offer", id).await.unwrap().unwrap();
                assert_eq!(stored["owner"], "of the seed", "{id}");
            }
        }
    }
}
