//! A full overwrite that changes a part: what is read is written back, all of it and nothing else.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_emulator::Emulator;
use feishu_hire::{
    Client, CreateExternalApplication, CreateExternalBackgroundCheck, CreateExternalInterview,
    CreateExternalOffer, ErrorKind, ExternalApplicationId, Outcome, TalentId,
    UpdateExternalApplication, strategies,
};
use feishu_tests::recorder::Recorder;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Value as Json, json};
use tokio::runtime::Runtime;

/// How many random values each property is tried with: each is a handful of calls over HTTP.
const CASES: u32 = 24;

async fn start() -> (Emulator, Client) {
    // What the strategies make names attachments that nobody uploaded.
    let emulator = Emulator::builder().lenient_references().start().await.expect("an emulator");
    let client = client(emulator.app_id(), emulator.app_secret(), emulator.base_url());
    (emulator, client)
}

fn client(id: &str, secret: &str, base_url: &str) -> Client {
    Client::builder(id, secret).base_url(base_url).build().expect("a client")
}

async fn application(client: &Client, talent: &TalentId) -> ExternalApplicationId {
    let made = client.external_application().create(&CreateExternalApplication::new(talent)).await;
    made.expect("made").into_inner().external_application.id.expect("an id")
}

/// Tries a property with random values, shrinking what breaks it.
fn property<T: std::fmt::Debug>(
    runtime: &Runtime,
    strategy: impl Strategy<Value = T>,
    holds: impl AsyncFn(T) -> Result<(), TestCaseError>,
) {
    let config =
        Config { cases: CASES, source_file: Some(file!()), ..feishu_tests::proptest_config() };
    let outcome = TestRunner::new(config).run(&strategy, |value| runtime.block_on(holds(value)));
    outcome.unwrap_or_else(|error| panic!("{error}"));
}

fn failed(error: feishu_hire::Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}

/// An object behind the API's back. Where an interview is written as a whole its assessments are
/// made anew, so their ids are no part of what it says.
async fn stored(emulator: &Emulator, kind: &str, id: &str) -> Json {
    let mut object = emulator.object(kind, id).await.expect("read").expect("there");
    for part in object["interview_assessments"].as_array_mut().into_iter().flatten() {
        part.as_object_mut().expect("an object").remove("id");
    }
    object
}

/// Writes random values, and sees that a change of nothing changes nothing.
macro_rules! nothing_changes {
    ($name:ident, $resource:ident, $module:ident, |$client:ident, $application:ident| $make:expr) => {
        #[test]
        fn $name() {
            let runtime = Runtime::new().expect("a runtime");
            let (emulator, $client) = runtime.block_on(start());
            let $application = runtime.block_on(application(&$client, &TalentId::new("7")));
            let id = runtime.block_on(async { $make });
            let resource = $client.$resource();
            property(&runtime, strategies::$module::valid(), async |mut value| {
                value.external_application_id = $application.clone();
                resource.update(&id, &value).await.map_err(failed)?;
                let before = stored(&emulator, stringify!($resource), id.as_str()).await;
                resource.modify(&id, |_| {}).await.map_err(failed)?;
                prop_assert_eq!(
                    stored(&emulator, stringify!($resource), id.as_str()).await,
                    before
                );
                Ok(())
            });
        }
    };
}

nothing_changes!(
    nothing_of_an_offer_changes,
    external_offer,
    update_external_offer,
    |client, application| {
        let made = client.external_offer().create(&CreateExternalOffer::new(&application)).await;
        made.expect("made").into_inner().external_offer.id.expect("an id")
    }
);

nothing_changes!(
    nothing_of_an_interview_changes,
    external_interview,
    update_external_interview,
    |client, application| {
        let made =
            client.external_interview().create(&CreateExternalInterview::new(&application)).await;
        made.expect("made").into_inner().external_interview.id.expect("an id")
    }
);

nothing_changes!(
    nothing_of_a_background_check_changes,
    external_background_check,
    update_external_background_check,
    |client, application| {
        let check = CreateExternalBackgroundCheck::new(&application);
        let made = client.external_background_check().create(&check).await;
        made.expect("made").into_inner().external_background_check.id.expect("an id")
    }
);

#[test]
fn nothing_of_an_application_changes() {
    let runtime = Runtime::new().expect("a runtime");
    let (emulator, client) = runtime.block_on(start());
    let talent = TalentId::new("7");
    let id = runtime.block_on(application(&client, &talent));
    let resource = client.external_application();
    property(&runtime, strategies::update_external_application::valid(), async |mut value| {
        value.talent_id = talent.clone();
        resource.update(&id, &value).await.map_err(failed)?;
        let before = stored(&emulator, "external_application", id.as_str()).await;
        resource.modify(&id, &talent, |_| {}).await.map_err(failed)?;
        prop_assert_eq!(stored(&emulator, "external_application", id.as_str()).await, before);
        Ok(())
    });
}

#[tokio::test]
async fn what_is_changed_changes_and_the_rest_stays() {
    let (emulator, client) = start().await;
    let application = application(&client, &TalentId::new("7")).await;
    let offers = client.external_offer();
    let made = CreateExternalOffer::new(&application).owner("张三").offer_status("已发送");
    let made = made.attachment_id_list(["1", "2"]);
    let id = offers.create(&made).await.expect("made").into_inner().external_offer.id;
    let id = id.expect("an id");
    let before = stored(&emulator, "external_offer", id.as_str()).await;

    let written = offers.modify(&id, |offer| offer.owner = Some("李四".into())).await;
    assert_eq!(written.expect("written").external_offer.owner.as_deref(), Some("李四"));
    let mut expected = before.clone();
    expected["owner"] = "李四".into();
    assert_eq!(stored(&emulator, "external_offer", id.as_str()).await, expected);

    // The closure may clear a field, too.
    offers.modify(&id, |offer| offer.attachment_id_list = None).await.expect("written");
    expected.as_object_mut().expect("an object").remove("attachment_list");
    assert_eq!(stored(&emulator, "external_offer", id.as_str()).await, expected);
}

#[tokio::test]
async fn an_object_on_a_later_page_is_found() {
    let (emulator, client) = start().await;
    let talent = TalentId::new("7");
    let first = application(&client, &talent).await;
    for _ in 0..25 {
        application(&client, &talent).await;
    }
    let resource = client.external_application();
    let last = application(&client, &talent).await;
    for id in [&first, &last] {
        let stage = |a: &mut UpdateExternalApplication| a.stage = Some("面试".into());
        resource.modify(id, &talent, stage).await.expect("written");
        assert_eq!(stored(&emulator, "external_application", id.as_str()).await["stage"], "面试");
    }
    let missing = resource.modify("1", &talent, |_| {}).await.expect_err("not there");
    assert_eq!(missing.kind(), ErrorKind::NotFound, "{missing}");
    assert!(missing.to_string().starts_with("hire.v1.external_application.list: "), "{missing}");
}

#[tokio::test]
async fn what_cannot_be_read_back_is_not_written() {
    let writes = |server: &Recorder| {
        server.calls().iter().filter(|call| call.line.starts_with("PUT")).count()
    };
    for (item, kind, says) in [
        (json!({ "id": "2" }), ErrorKind::NotFound, "there is no 1"),
        (json!({ "id": "1" }), ErrorKind::Incomplete, "external_application_id"),
        (
            json!({ "id": "1", "external_application_id": "3", "attachment_list": [{ "name": "a" }] }),
            ErrorKind::Incomplete,
            "no id",
        ),
        // What a response loses would be cleared by writing back the rest, and what has lost its id may be the one.
        (
            json!({ "id": "1", "external_application_id": "3", "owner": { "name": "a" } }),
            ErrorKind::Incomplete,
            "would be cleared: data.items[0].owner: expected a string or a number, found an object",
        ),
        (
            json!({ "id": "1", "external_application_id": "3", "attachment_list": [{ "id": "4" }, 5] }),
            ErrorKind::Incomplete,
            "data.items[0].attachment_list[1]: expected an object, found 5",
        ),
        (json!({ "id": [1], "owner": "a" }), ErrorKind::Incomplete, "data.items[0].id"),
    ] {
        let body = json!({ "code": 0, "msg": "", "data": { "items": [item], "has_more": false } });
        let server = Recorder::answering(body.to_string()).await.expect("a server");
        let client = client("cli_modify", "s", &server.base_url());
        let error = client.external_offer().modify("1", |_| {}).await.expect_err("refused");
        assert_eq!(error.kind(), kind, "{error}");
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(writes(&server), 0);
    }
    // A value that the spec does not know is reported, not silently passed on.
    let body = json!({ "code": 0, "msg": "", "data": { "items": [
        { "id": "1", "external_application_id": "3", "participate_status": 99 },
    ], "has_more": false } });
    let server = Recorder::answering(body.to_string()).await.expect("a server");
    let client = client("cli_modify", "s", &server.base_url());
    let error = client.external_interview().modify("1", |_| {}).await.expect_err("refused");
    assert_eq!(error.kind(), ErrorKind::Rules, "{error}");
    assert_eq!(writes(&server), 0);
}

#[tokio::test]
async fn what_may_be_in_a_part_of_the_list_that_cannot_be_read_is_not_said_to_be_missing() {
    let item = json!({ "id": "2", "external_application_id": "3" });
    for token in [Json::Null, "".into(), "again".into()] {
        let data = json!({ "items": [item], "has_more": true, "page_token": token });
        let body = json!({ "code": 0, "msg": "", "data": data });
        let server = Recorder::answering(body.to_string()).await.expect("a server");
        let client = client("cli_modify", "s", &server.base_url());
        let error = client.external_offer().modify("1", |_| {}).await.expect_err("not found");
        assert_eq!(error.kind(), ErrorKind::IncompleteList, "{error}");
        assert_eq!(error.outcome(), Outcome::NotDone);
        let calls = server.calls();
        assert!(calls.iter().all(|call| call.line.contains("/batch_query")), "{calls:?}");
        // What comes before the list breaks off is found.
        client.external_offer().modify("2", |_| {}).await.expect_err("no offer in the response");
        assert!(server.calls().last().expect("a call").line.starts_with("PUT "));
    }
}

#[tokio::test]
async fn a_change_may_borrow_and_one_that_owns_can_be_spawned() {
    let (emulator, client) = start().await;
    let application = application(&client, &TalentId::new("7")).await;
    let made = client.external_offer().create(&CreateExternalOffer::new(&application)).await;
    let id = made.expect("made").into_inner().external_offer.id.expect("an id");
    let owner = String::from("张三");
    let borrowed = client.external_offer().modify(&id, |offer| offer.owner = Some(owner.clone()));
    borrowed.await.expect("written");
    assert_eq!(stored(&emulator, "external_offer", id.as_str()).await["owner"], "张三");
    let owned = client
        .external_offer()
        .modify(&id, move |offer| offer.owner = Some(owner.replace('张', "李")));
    tokio::spawn(owned).await.expect("a task").expect("written");
    assert_eq!(stored(&emulator, "external_offer", id.as_str()).await["owner"], "李三");
}

#[tokio::test]
async fn every_kind_of_field_goes_from_an_answer_into_a_request() {
    let course = |title: &str| json!({ "title": title, "steps": [{ "minutes": 3 }], "labels": { "a": "b" }, "new": 1 });
    let step = |minutes: i32| json!({ "minutes": minutes, "new": 1 });
    let written = |minutes: i32| json!({ "minutes": minutes });
    let dish = |id: &str, heat: i32| {
        json!({
            "id": id, "heat": heat, "course": step(heat), "sides": [step(4)],
            "before": step(5), "after": [step(6)],
        })
    };
    let menu = json!({
        "id": "m1", "heading": "午餐", "price": 9.5, "guests": 4, "seats": 6,
        "dishes": [dish("7", 2), dish("8", 1)],
        "starter": course("a"), "main": course("b"), "courses": [course("c")],
        "by_day": { "mon": course("d") }, "grid": [[course("e")], []],
    });
    let body = json!({ "code": 0, "msg": "", "data": { "items": [menu], "has_more": false } });
    let server = Recorder::answering(body.to_string()).await.expect("a server");
    let client = kitchen::Client::builder("cli_modify", "s").base_url(&server.base_url()).build();
    let menus = client.expect("a client").menu();
    menus.modify("m1", "c1", |menu| menu.seats = None).await.expect("written");
    let calls = server.calls();
    assert_eq!(calls[0].line, "GET /open-apis/kitchen/v1/menus?cook_id=c1&page_size=30 HTTP/1.1");
    assert_eq!(calls[1].line, "PUT /open-apis/kitchen/v1/menus/m1 HTTP/1.1");
    let sent: Json = serde_json::from_slice(&calls[1].body).expect("JSON");
    let course = |title: &str| json!({ "title": title, "steps": [{ "minutes": 3 }], "labels": { "a": "b" } });
    assert_eq!(
        sent,
        json!({
            "title": "午餐", "price": 9.5, "guests": 4, "dish_ids": ["7", "8"], "heats": [2, 1],
            "starter": course("a"), "main": course("b"), "courses": [course("c")],
            "by_day": { "mon": course("d") }, "grid": [[course("e")], []],
            "of_dishes": [written(2), written(1)], "sides": [[written(4)], [written(4)]],
            "before": [written(5), written(5)], "after": [[written(6)], [written(6)]],
        })
    );
}
