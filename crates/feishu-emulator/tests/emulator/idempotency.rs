//! Creations that are sent twice with one external id.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator};
use serde_json::{Value, json};

use crate::catalogue::{operation, operation_ids};
use crate::client::{JSON, TOKEN_PATH, call, data, send};

async fn start() -> Emulator {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(1_721_899_352));
    Emulator::builder().samples().clock(clock).start().await.unwrap()
}

/// The id in an answer about one object, which is the answer itself for some.
fn id(data: &Value) -> String {
    let object = data.as_object().unwrap().values().next().unwrap();
    object.get("id").unwrap_or(object).as_str().unwrap().to_owned()
}

fn operations() -> Vec<(String, Value, u64)> {
    let found: Vec<_> = operation_ids()
        .into_iter()
        .filter_map(|id| {
            let operation = operation(&id);
            let seconds = operation["idempotency"]["seconds"].as_u64()?;
            Some((id, operation["request_example"].clone(), seconds))
        })
        .collect();
    assert!(found.iter().any(|(id, ..)| id == "hire.v1.external_offer.create"));
    found
}

#[tokio::test]
async fn a_repeat_within_the_time_answers_the_object_that_is_there() {
    for (operation, body, seconds) in operations() {
        let emulator = start().await;
        let first = data(&emulator, &operation, "", "", &body).await;
        assert_eq!(data(&emulator, &operation, "", "", &body).await, first, "{operation}");
        emulator.clock().advance(Duration::from_millis(seconds * 1000 - 1));
        assert_eq!(data(&emulator, &operation, "", "", &body).await, first, "{operation}");
    }
}

#[tokio::test]
async fn a_repeat_after_the_time_makes_another_object() {
    for (operation, body, seconds) in operations() {
        let emulator = start().await;
        let first = data(&emulator, &operation, "", "", &body).await;
        emulator.clock().advance(Duration::from_secs(seconds));
        let second = data(&emulator, &operation, "", "", &body).await;
        assert_ne!(id(&second), id(&first), "{operation}");
        assert_eq!(data(&emulator, &operation, "", "", &body).await, second, "{operation}");
    }
}

#[tokio::test]
async fn other_external_ids_and_none_at_all_make_objects_of_their_own() {
    let emulator = start().await;
    let create = "hire.v1.external_offer.create";
    let application = "7395015673275697419";
    let mut ids = Vec::new();
    for external_id in ["a", "b", "A", "", "a "] {
        let body = json!({ "external_id": external_id, "external_application_id": application });
        ids.push(id(&data(&emulator, create, "", "", &body).await));
    }
    for _ in 0..2 {
        let body = json!({ "external_application_id": application });
        ids.push(id(&data(&emulator, create, "", "", &body).await));
    }
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), 7);
}

#[tokio::test]
async fn an_external_id_means_nothing_to_another_operation() {
    let emulator = start().await;
    let application = "7395015673275697419";
    let body = json!({ "external_id": "a", "external_application_id": application });
    let offer = data(&emulator, "hire.v1.external_offer.create", "", "", &body).await;
    let check = data(&emulator, "hire.v1.external_background_check.create", "", "", &body).await;
    assert_ne!(id(&offer), id(&check));
}

#[tokio::test]
async fn an_external_id_means_nothing_to_another_app() {
    let apps = [App::new("cli_a", "s"), App::new("cli_b", "s")];
    let [first, second] = apps.clone();
    let emulator = Emulator::builder().samples().app(first).app(second).start().await.unwrap();
    let body = json!({ "external_id": "a", "external_application_id": "7395015673275697419" });
    let mut ids = Vec::new();
    for app in apps {
        let login = json!({ "app_id": app.id(), "app_secret": app.secret() }).to_string();
        let token = send(emulator.base_url(), "POST", TOKEN_PATH, &[JSON], login.as_bytes()).await;
        let token = token.json()["tenant_access_token"].as_str().unwrap().to_owned();
        let headers = [&format!("Authorization: Bearer {token}"), JSON];
        let path = "/open-apis/hire/v1/external_offers";
        let body = body.to_string();
        let made = send(emulator.base_url(), "POST", path, &headers, body.as_bytes()).await;
        ids.push(id(&made.json()["data"]));
    }
    assert_ne!(ids[0], ids[1]);
}

#[tokio::test]
async fn a_repeat_shows_the_object_as_it_is_now_and_changes_nothing() {
    let emulator = start().await;
    let application = "7395015673275697419";
    let body = |owner| json!({ "external_id": "a", "external_application_id": application, "owner": owner });
    let create = "hire.v1.external_offer.create";
    let made = id(&data(&emulator, create, "", "", &body("first")).await);
    let change = json!({ "external_application_id": application, "owner": "second" });
    data(&emulator, "hire.v1.external_offer.update", &made, "", &change).await;
    let repeat = data(&emulator, create, "", "", &body("third")).await;
    assert_eq!(repeat["external_offer"]["owner"], "second");
}

#[tokio::test]
async fn a_repeat_for_an_object_that_was_deleted_is_refused() {
    let emulator = start().await;
    let body = json!({ "external_id": "a", "external_application_id": "7395015673275697419" });
    let create = "hire.v1.external_offer.create";
    let made = id(&data(&emulator, create, "", "", &body).await);
    data(&emulator, "hire.v1.external_offer.delete", &made, "", &Value::Null).await;
    let refused = call(&emulator, create, "", "", &body).await;
    assert_eq!(refused.verdict(), (400, 1002002));
    assert_eq!(refused.violations(), [("/external_id".to_owned(), "a".to_owned())]);
}

/// A client repeats a call because it knows nothing of the first: whatever has happened since, the object is its own.
#[tokio::test]
async fn a_repeat_is_answered_although_what_it_names_is_gone() {
    let field = "external_application_id";
    let mut checked = 0;
    for (operation, mut body, _) in operations() {
        if body.get(field).is_none() {
            continue;
        }
        let emulator = start().await;
        let talent = json!({ "talent_id": "1" });
        let create = "hire.v1.external_application.create";
        let application = id(&data(&emulator, create, "", "", &talent).await);
        body[field] = application.as_str().into();
        let made = data(&emulator, &operation, "", "", &body).await;
        let delete = "hire.v1.external_application.delete";
        data(&emulator, delete, &application, "", &Value::Null).await;
        assert_eq!(data(&emulator, &operation, "", "", &body).await, made, "{operation}");
        if body.get("attachment_id_list").is_some() {
            body["attachment_id_list"] = json!(["none"]);
            assert_eq!(data(&emulator, &operation, "", "", &body).await, made, "{operation}");
        }
        // Another object needs what is gone.
        body["external_id"] = "another".into();
        let refused = call(&emulator, &operation, "", "", &body).await;
        assert_eq!(refused.verdict(), (400, 1002002), "{operation}");
        checked += 1;
    }
    assert!(checked >= 3, "{checked}");
}

#[tokio::test]
async fn a_creation_that_was_refused_is_not_remembered() {
    let emulator = start().await;
    let body =
        |application: &str| json!({ "external_id": "a", "external_application_id": application });
    let create = "hire.v1.external_offer.create";
    assert_eq!(call(&emulator, create, "", "", &body("none")).await.status, 400);
    data(&emulator, create, "", "", &body("7395015673275697419")).await;
}
