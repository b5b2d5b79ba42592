//! Operations that the emulator does not implement: calls are checked like all others, and return
//! the sample of the page, which is marked. And two versions of a product, whose names have nothing
//! to do with each other, from the specs to the wire.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

use feishu_emulator::{App, Emulator};
use feishu_tests::products::kitchen::v2::{
    self, DishId, Heat, Ingredient, ListDishQuery, Odd, ReplaceDish,
};
use feishu_tests::products::kitchen::{self, Client};
use futures_util::TryStreamExt;
use serde_json::{Value as Json, json};

/// An emulator that offers what the kitchen describes, too.
async fn start() -> (Emulator, Client) {
    let catalogue = include_str!("../kitchen/catalogue.json");
    let emulator = Emulator::builder().catalogue(catalogue).start().await.expect("an emulator");
    let client = Client::builder(emulator.app_id(), emulator.app_secret())
        .base_url(emulator.base_url())
        .build()
        .expect("a client");
    (emulator, client)
}

/// Sends a body directly, without the SDK's checks: returns whether the response is marked, and
/// what it says.
async fn send(
    emulator: &Emulator,
    method: &str,
    path: &str,
    token: &str,
    body: &Json,
) -> (bool, Json) {
    // The client is built without a provider of its own; a second one is refused, and does no harm.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let url = format!("{}/open-apis{path}", emulator.base_url());
    let call = reqwest::Client::new()
        .request(method.parse().expect("a method"), url)
        .header("content-type", "application/json")
        .bearer_auth(token)
        .body(body.to_string());
    let response = call.send().await.expect("sent");
    let mark = response.headers().get("x-emulator-response").cloned();
    let body = response.text().await.expect("a body");
    (mark.is_some_and(|mark| mark == "sample"), serde_json::from_str(&body).expect("JSON"))
}

async fn token(emulator: &Emulator) -> String {
    let path = "/auth/v3/tenant_access_token/internal";
    let credentials = json!({ "app_id": emulator.app_id(), "app_secret": emulator.app_secret() });
    let (_, body) = send(emulator, "POST", path, "", &credentials).await;
    body["tenant_access_token"].as_str().expect("a token").to_owned()
}

#[tokio::test]
async fn a_call_that_nothing_carries_out_gets_the_sample_of_its_page_with_a_mark() {
    let (emulator, _) = start().await;
    let token = token(&emulator).await;
    let answered =
        send(&emulator, "PUT", "/kitchen/v2/dishes/7", &token, &json!({ "heat": "MILD" })).await;
    assert_eq!(answered, (true, json!({ "code": 0, "msg": "success", "data": {} })));
    let calls = emulator.requests();
    let [.., last] = calls.as_slice() else { panic!("{calls:?}") };
    assert!(last.sample && last.to_string().contains(" sample"), "{last}");
    // What is carried out has no mark.
    assert!(!calls[0].sample && !calls[0].to_string().contains(" sample"), "{}", calls[0]);
}

#[tokio::test]
async fn a_sample_comes_only_after_every_check() {
    let (emulator, client) = start().await;
    let token = token(&emulator).await;
    for (path, token, body, what) in [
        ("/dishes/7", "t-unknown", json!({}), "token"),
        ("/dishes/7", &*token, json!({ "heat": "TEPID" }), "/heat"),
        ("/dishes/7", &*token, json!({ "made_of": [{ "name": "x" }] }), "/made_of/0/name"),
        ("/dishes/7", &*token, json!({ "taste": 1 }), "taste"),
        ("/plates/7", &*token, json!({}), "no operation"),
    ] {
        let path = format!("/kitchen/v2{path}");
        let (is_sample, body) = send(&emulator, "PUT", &path, token, &body).await;
        assert!(!is_sample && body["code"] != 0, "{what}: {body}");
        let msg = body["msg"].as_str().expect("a message");
        assert!(msg.contains(what), "{msg}");
    }
    // The client's own check comes first, by the rules of this version.
    let dish = ReplaceDish::new().made_of([Ingredient::new("x")]);
    let refused = client.v2().dish().replace("7", &dish).await.expect_err("too short");
    let violations = refused.violations().expect("violations");
    assert_eq!(violations.iter().next().expect("one").pointer, "/made_of/0/name");
}

#[test]
fn fields_may_be_called_as_methods_of_generated_code() {
    let odd = Odd::new().with_check(true).with_clone("a").with_default(1);
    let odd = odd.with_serialize(["b"]).with_deserialize(7).with_new(Heat::Mild).with_validate(0.5);
    let dish = ReplaceDish::new().odd([odd.clone(), odd.with_clone("")]);
    let broken = dish.validate().expect_err("an empty string");
    let places: Vec<_> = broken.iter().map(|violation| violation.pointer.as_str()).collect();
    assert_eq!(places, ["/odd/1/clone"]);
}

#[tokio::test]
async fn a_list_ends_with_its_sample() {
    let (emulator, client) = start().await;
    let query = ListDishQuery::new().heat(Heat::Mild);
    let items = client.v2().dish().list_items(&query).try_collect::<Vec<_>>().await;
    assert!(items.expect("a whole list").is_empty());
    let lists = emulator.requests().iter().filter(|call| call.sample).count();
    assert_eq!(lists, 1);
}

#[tokio::test]
async fn two_versions_of_a_product_are_called_by_one_client() {
    let (emulator, client) = start().await;
    let first = client.dish().get(kitchen::DishId::from("7")).await.expect("the first version");
    assert!(first.plate.is_none());
    let dish = ReplaceDish::new().heat(Heat::Blazing);
    client.v2().dish().replace(DishId::from("7"), &dish).await.expect("the second version");
    let calls = emulator.requests();
    let called = calls.iter().filter(|call| call.sample).filter_map(|call| call.operation.clone());
    assert_eq!(called.collect::<Vec<_>>(), ["kitchen.v1.dish.get", "kitchen.v2.dish.replace"]);
    let sent: Json = serde_json::from_slice(&calls.last().expect("a call").body).expect("JSON");
    assert_eq!(sent, json!({ "heat": "BLAZING" }));
}

#[test]
fn what_two_versions_call_alike_are_two_things() {
    // A code has a name in each, values are of another kind, and so are the types.
    assert_eq!(kitchen::ErrorCode::from(4_040_001), kitchen::ErrorCode::NoSuchDish);
    assert_eq!(v2::ErrorCode::from(4_040_001), v2::ErrorCode::DishIsGone);
    assert_eq!(kitchen::Heat::from(1), kitchen::Heat::Mild);
    assert_eq!(v2::Heat::from("MILD"), v2::Heat::Mild);
    assert_eq!(v2::Course::from(9), v2::Course::Last);
    let ids =
        |all: &[&kitchen::Operation]| all.iter().map(|it| it.id.to_string()).collect::<Vec<_>>();
    assert!(ids(kitchen::operations::ALL).iter().all(|id| id.starts_with("kitchen.v1.")));
    assert_eq!(
        ids(v2::operations::ALL),
        ["kitchen.v2.dish.get", "kitchen.v2.dish.list", "kitchen.v2.dish.replace"]
    );
    let schemas = v2::schemas::ALL.iter().map(|(file, _)| *file).collect::<Vec<_>>();
    assert!(schemas.contains(&"kitchen.v2.dish.replace.request.json"), "{schemas:?}");
    let _: fn(&v2::Client) -> &feishu_core::Client = v2::Client::core;
}

#[tokio::test]
async fn an_app_that_lacks_the_scope_gets_no_sample() {
    let app = App::new("cli_poor", "secret").scopes(["kitchen:other"]);
    let catalogue = include_str!("../kitchen/catalogue.json");
    let emulator =
        Emulator::builder().catalogue(catalogue).app(app).start().await.expect("an emulator");
    let token = token(&emulator).await;
    let (is_sample, body) = send(&emulator, "GET", "/kitchen/v2/dishes", &token, &Json::Null).await;
    assert_eq!((is_sample, &body["code"]), (false, &json!(99_991_672)), "{body}");
}

#[tokio::test]
async fn a_catalogue_that_is_none_is_refused_at_the_start() {
    let refused = Emulator::builder().catalogue("{}").start().await;
    let refused = refused.expect_err("no catalogue").to_string();
    assert!(refused.contains("missing field"), "{refused}");
}
