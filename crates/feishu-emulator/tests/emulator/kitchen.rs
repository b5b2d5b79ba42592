//! A product that the emulator knows nothing of: its catalogue comes in at the start, and what its `product.yaml` says of
//! objects is all that there is. The kitchen has one of everything that the format can say.

use feishu_emulator::{Emulator, Error, Seed, SeedFile};
use serde_json::{Value, json};

use crate::client::{JSON, Reply, authorization, send};
use crate::uploads::follow;

const CATALOGUE: &str = include_str!("../../../../tests/kitchen/catalogue.json");

async fn start() -> Emulator {
    Emulator::builder().catalogue(CATALOGUE).samples().start().await.unwrap()
}

async fn call(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Reply {
    let authorization = authorization(emulator).await;
    let path = format!("/open-apis/kitchen/{path}");
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let headers = [authorization.as_str(), JSON];
    let reply = send(emulator.base_url(), method, &path, &headers, body.as_bytes()).await;
    assert_eq!(reply.header("x-emulator-response"), None, "{path} is carried out");
    reply
}

async fn data(emulator: &Emulator, method: &str, path: &str, body: &Value) -> Value {
    let reply = call(emulator, method, path, body).await;
    assert_eq!(reply.verdict(), (200, 0), "{path}: {}", reply.text);
    reply.json()["data"].take()
}

async fn upload(emulator: &Emulator, content: &str) -> Value {
    let authorization = authorization(emulator).await;
    let head = "Content-Disposition: form-data; name=\"receipt\"; filename=\"a.txt\"";
    let body = format!("--b\r\n{head}\r\n\r\n{content}\r\n--b--\r\n");
    let headers = [authorization.as_str(), "Content-Type: multipart/form-data; boundary=b"];
    let path = "/open-apis/kitchen/v1/receipts";
    let reply = send(emulator.base_url(), "POST", path, &headers, body.as_bytes()).await;
    assert_eq!(reply.verdict(), (200, 0), "{}", reply.text);
    reply.json()["data"].take()
}

#[tokio::test]
async fn a_file_of_which_no_page_says_how_large_it_may_be_may_be_large() {
    let emulator = start().await;
    let receipt = upload(&emulator, &"paid ".repeat(1_000_000)).await;
    assert!(receipt["id"].is_string(), "{receipt}");
}

/// 400 is what the platform's own code for this has.
#[tokio::test]
async fn an_error_of_which_the_page_names_no_status_has_the_status_of_its_kind() {
    let emulator = start().await;
    let reply = call(&emulator, "POST", "v1/orders", &json!({ "table": 3 })).await;
    assert_eq!(reply.verdict(), (400, 4_000_001), "{}", reply.text);
}

#[tokio::test]
async fn an_object_is_created_read_and_changed_with_its_parts_and_files() {
    let emulator = start().await;
    let receipt = upload(&emulator, "paid").await;
    // What the page lists and the emulator does not know is left out.
    assert_eq!(receipt.as_object().unwrap().keys().collect::<Vec<_>>(), ["id", "url"]);
    let body = json!({
        "table": "3",
        "payment": { "by": "cash" },
        "items": [{ "dish_id": "9", "count": 2 }, { "count": 1 }],
        "receipt_ids": [receipt["id"]],
    });
    let reply = call(&emulator, "POST", "v1/orders", &body).await;
    let created = reply.json()["data"]["order"].take();
    let id = created["id"].as_str().unwrap().to_owned();
    let items: Vec<_> = (0..2).map(|at| created["items"][at]["id"].as_str().unwrap()).collect();
    // The fields of the response type, in its order; inside the whole, a part does not repeat what it is a part of.
    let order = format!(
        r#"{{"id":"{id}","table":"3","payment":{{"by":"cash"}},"items":[{{"id":"{}","dish_id":"9","count":2}},{{"id":"{}","count":1}}],"receipts":[{{"size":4,"id":{},"name":"a.txt"}}]}}"#,
        items[0], items[1], receipt["id"]
    );
    assert!(reply.text.contains(&format!(r#""data":{{"order":{order}}}"#)), "{}", reply.text);
    let path = format!("v1/orders/{id}");
    let read = data(&emulator, "GET", &path, &Value::Null).await;
    assert_eq!(read, json!({ "order": created }));

    let guest = data(&emulator, "PATCH", &path, &json!({ "guest": "李四" })).await;
    assert_eq!(
        (&guest["order"]["guest"], &guest["order"]["items"]),
        (&json!("李四"), &created["items"])
    );
    let others = data(&emulator, "PATCH", &path, &json!({ "items": [{ "count": 7 }] })).await;
    assert_eq!(others["order"]["items"].as_array().unwrap().len(), 1);
    assert_eq!(others["order"]["items"][0]["count"], 7);
    assert_eq!(others["order"]["table"], "3");
    for gone in items {
        assert_eq!(emulator.object("item_of_an_order", gone).await.unwrap(), None);
    }
    // An operation of another resource than the one that is called as the kind.
    let item = data(&emulator, "POST", "v1/order_items", &json!({ "order_id": id })).await;
    let stored = emulator.object("item_of_an_order", item["item"]["id"].as_str().unwrap()).await;
    assert_eq!(stored.unwrap(), Some(item["item"].clone()));
    let read = data(&emulator, "GET", &path, &Value::Null).await;
    assert_eq!(read["order"]["items"].as_array().unwrap().len(), 2);
    let missing = call(&emulator, "GET", "v1/orders/9", &Value::Null).await;
    assert_eq!(missing.violations(), [("order_id".to_owned(), "9".to_owned())]);
}

#[tokio::test]
async fn a_response_to_a_write_shows_the_object_that_a_later_read_shows() {
    let emulator = start().await;
    let (one, other) = (upload(&emulator, "paid").await, upload(&emulator, "paid again").await);
    let receipts = [&other["id"], &one["id"], &other["id"]];
    let body = json!({ "table": "3", "items": [{ "count": 2 }], "receipt_ids": receipts });
    let created = data(&emulator, "POST", "v1/orders", &body).await;
    let path = format!("v1/orders/{}", created["order"]["id"].as_str().unwrap());
    let count = |order: &Value, field: &str| order["order"][field].as_array().map_or(0, Vec::len);
    assert_eq!(count(&created, "receipts"), 3, "{created}");
    assert_eq!(data(&emulator, "GET", &path, &Value::Null).await, created);
    for (change, items) in [
        (json!({ "guest": "李四" }), 1),
        (json!({ "items": [{ "count": 1 }, { "count": 2 }, { "count": 3 }] }), 3),
        (json!({ "guest": "张三" }), 3),
        (json!({ "items": [] }), 0),
    ] {
        let written = data(&emulator, "PATCH", &path, &change).await;
        assert_eq!((count(&written, "items"), count(&written, "receipts")), (items, 3), "{change}");
        assert_eq!(data(&emulator, "GET", &path, &Value::Null).await, written, "{change}");
    }
}

#[tokio::test]
async fn what_a_page_demands_in_words_is_checked() {
    let emulator = start().await;
    for (body, expected) in [
        (json!({}), "/table: is required unless guest or payment.by is given, and none is"),
        (json!({ "payment": { "by": "card" } }), "/payment/card: is required where by is \"card\""),
        (
            json!({ "guest": "a", "receipt_ids": ["9"] }),
            "/receipt_ids/0: names no receipt that exists",
        ),
    ] {
        let refused = call(&emulator, "POST", "v1/orders", &body).await;
        assert_eq!(refused.status, 400, "{}", refused.text);
        assert!(refused.msg().contains(expected), "{}", refused.msg());
    }
    data(&emulator, "POST", "v1/orders", &json!({ "payment": { "by": "cash" } })).await;
}

#[tokio::test]
async fn files_of_two_products_have_nothing_to_do_with_each_other() {
    let seed = Seed::new()
        .object("attachment", SeedFile::new("7", "cv.pdf", 0).content("cv"))
        .object("receipt", SeedFile::new("7", "bill.txt", 0).content("bill"));
    let emulator = Emulator::builder().catalogue(CATALOGUE).seed(seed).start().await.unwrap();
    let receipt = data(&emulator, "GET", "v1/receipts/7", &Value::Null).await;
    assert_eq!(receipt, json!({ "receipt": { "size": 4, "id": "7", "name": "bill.txt" } }));
    let id = json!("7");
    let attachment =
        crate::client::data(&emulator, "hire.v1.attachment.get", "7", "", &Value::Null);
    let attachment = attachment.await["attachment"].take();
    assert_eq!((&attachment["id"], &attachment["name"]), (&id, &json!("cv.pdf")));
    let uploaded = upload(&emulator, "paid").await;
    let reply = follow(&emulator, &uploaded["url"]).await;
    assert_eq!(reply.text, "paid");
    let recorded = emulator.requests().last().unwrap().path.clone();
    assert_eq!(recorded, "/kitchen/file/blob/{link}/");
    // The link of one product opens nothing under the name of another.
    let url = uploaded["url"].as_str().unwrap().replace("/kitchen/file/", "/hire/file/");
    let reply = follow(&emulator, &json!(url)).await;
    assert_eq!(reply.verdict(), (403, 1002002));
}

#[tokio::test]
async fn a_list_shows_fields_under_the_names_of_the_page_and_the_objects_that_it_names() {
    let emulator = start().await;
    let dish = |name: &str| json!({ "name": name });
    let made = data(&emulator, "POST", "v1/dishes", &dish("a")).await["id"].take();
    let other = data(&emulator, "POST", "v1/dishes", &dish("b")).await["id"].take();
    let ids = json!({ "dish_ids": [other], "favourites": [made] });
    let found = data(&emulator, "POST", "v1/dishes/list?cook_id=1", &ids).await;
    assert_eq!(found, json!({ "plates": [{ "id": other }], "has_more": false }));

    let starter = json!({ "title": "汤", "steps": [{ "minutes": 3 }] });
    let sample = |dishes: Value| json!({ "id": "m1", "heading": "早餐", "dishes": dishes, "starter": starter });
    let found = data(&emulator, "GET", "v1/menus?cook_id=1", &Value::Null).await;
    assert_eq!(found["items"], json!([sample(json!([{ "id": "7" }]))]), "the sample");
    let body = json!({
        "title": "晚餐",
        "guests": 2,
        "dish_ids": [made, other],
        "main": { "title": "主菜", "steps": [] },
    });
    assert_eq!(data(&emulator, "PUT", "v1/menus/m1", &body).await, json!({}));
    let found = data(&emulator, "GET", "v1/menus?cook_id=1", &Value::Null).await;
    let expected = json!({
        "id": "m1",
        "heading": "晚餐",
        "guests": 2,
        "dishes": [{ "id": made }, { "id": other }],
        "main": { "title": "主菜", "steps": [] },
    });
    assert_eq!(found["items"], json!([expected]));
    let unknown = json!({ "title": "a", "guests": 1, "dish_ids": ["x"], "main": body["main"] });
    let refused = call(&emulator, "PUT", "v1/menus/m2", &unknown).await;
    let places = [("/dish_ids/0", "x"), ("menu_id", "m2")];
    assert_eq!(refused.violations(), places.map(|(at, id)| (at.to_owned(), id.to_owned())));
}

#[tokio::test]
async fn objects_of_another_version_have_a_kind_of_their_own() {
    let emulator = start().await;
    let dish = json!({ "id": "7", "heat": "MILD", "made_of": [{ "name": "tofu" }] });
    let read = data(&emulator, "GET", "v2/dishes/7", &Value::Null).await;
    assert_eq!(read, json!({ "plate": dish }));
    assert_eq!(emulator.object("dish_of_the_new_kitchen", "7").await.unwrap(), Some(dish));
    assert_eq!(emulator.object("dish", "7").await.unwrap(), None);
    let seed = json!({ "dish_of_the_new_kitchens": [{ "id": "8", "heat": 1 }] }).to_string();
    let sent = |seed: String| {
        let url = emulator.base_url().to_owned();
        async move { send(&url, "POST", "/_emulator/seed", &[JSON], seed.as_bytes()).await }
    };
    let refused = sent(seed.clone()).await;
    assert!(refused.text.contains("/heat: is 1, which is not a string"), "{}", refused.text);
    let stored = sent(seed.replace("\"heat\":1", "\"heat\":\"BLAZING\"")).await.json();
    assert_eq!(stored["dish_of_the_new_kitchens"], 1, "{stored}");
    let before = emulator.snapshot().await.unwrap();
    emulator.restore(&before).await.unwrap();
    let kept = emulator.object("dish_of_the_new_kitchen", "8").await.unwrap().unwrap();
    assert_eq!(kept["heat"], "BLAZING");
    // Whoever does not have the catalogue cannot have its objects.
    let fresh = Emulator::start().await.unwrap();
    assert!(matches!(fresh.restore(&before).await, Err(Error::Snapshot { .. })));
}

#[tokio::test]
async fn a_catalogue_with_something_that_is_known_already_is_refused() {
    let kitchen: Value = serde_json::from_str(CATALOGUE).unwrap();
    let with = |change: &dyn Fn(&mut Value)| {
        let mut changed = kitchen.clone();
        change(&mut changed);
        changed.to_string()
    };
    let nothing_kept = |catalogue: &mut Value| {
        catalogue["objects"] = json!([]);
        for operation in catalogue["operations"].as_array_mut().unwrap() {
            operation["emulate"] = Value::Null;
        }
    };
    for (second, expected) in [
        (CATALOGUE.to_owned(), "the kind of objects receipt is known already"),
        (with(&nothing_kept), "the operation kitchen.v1.dish.create is known already"),
    ] {
        let started = Emulator::builder().catalogue(CATALOGUE).catalogue(second).start().await;
        let refused = started.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
    let twice = |list: &'static str| {
        with(&|catalogue| {
            let entries = catalogue[list].as_array_mut().unwrap();
            entries.push(entries[0].clone());
        })
    };
    for (change, expected) in [
        (twice("objects"), "the kind of objects dish is known already"),
        (twice("operations"), "the operation kitchen.v1.dish.create is known already"),
        (with(&|it| it["objects"] = json!([])), "there is no kind of objects dish"),
        (with(&|it| it["objects"][0]["kind"] = json!("plate")), "leads to a kind dish"),
        (
            with(&|it| it["operations"][0]["emulate"]["action"] = json!("eat")),
            "unknown variant `eat`",
        ),
    ] {
        let refused = Emulator::builder().catalogue(change).start().await.unwrap_err();
        assert!(refused.to_string().contains(expected), "{refused}");
    }
}

#[tokio::test]
async fn a_catalogue_that_shows_what_nobody_knows_of_a_file_is_refused() {
    let plain = json!("id");
    let fact = |name: &str| json!({ "as": "fact", "name": name });
    for (shown, in_a_list, expected) in [
        (&fact("url"), true, "order shows url of each receipt, which no list can"),
        (&plain, true, "order shows id of each receipt, which no list can"),
        (&plain, false, "id is shown otherwise than objects of its kind are"),
        (&fact("pages"), false, "did not match"),
    ] {
        let mut changed: Value = serde_json::from_str(CATALOGUE).unwrap();
        let of = |list: &'static str, at: &str, name: &str| {
            let entries = changed[list].as_array().unwrap();
            entries.iter().position(|it| it.pointer(at) == Some(&json!(name))).unwrap()
        };
        let place = if in_a_list {
            let order = of("objects", "/kind", "order");
            let shows = changed["objects"][order]["shows"].as_array().unwrap();
            let list = shows.iter().position(|it| it["name"] == "receipts").unwrap();
            format!("/objects/{order}/shows/{list}/fields/0")
        } else {
            let upload = of("operations", "/emulate/kind", "receipt");
            format!("/operations/{upload}/emulate/shows/0")
        };
        *changed.pointer_mut(&place).unwrap() = shown.clone();
        let started = Emulator::builder().catalogue(changed.to_string()).start().await;
        let refused = started.unwrap_err().to_string();
        assert!(refused.contains(expected), "{refused}");
    }
}
