//! The page at `/`, as files, and what it reads. What it shows is judged by a browser elsewhere.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator, Seed, SeedFile};
use serde_json::{Value, json};

use crate::client::{Reply, SAMPLE_OFFER, put_offer, send, with_samples};

const FILES: [&str; 6] = [
    "/",
    "/_emulator/ui/style.css",
    "/_emulator/ui/app.js",
    "/_emulator/ui/objects.js",
    "/_emulator/ui/place.js",
    "/_emulator/ui/json.js",
];

async fn get(emulator: &Emulator, path: &str) -> Reply {
    send(emulator.base_url(), "GET", path, &[], b"").await
}

async fn admin(emulator: &Emulator, path: &str) -> Value {
    let reply = get(emulator, &format!("/_emulator/{path}")).await;
    assert_eq!(reply.status, 200, "{path}: {}", reply.text);
    reply.json()
}

fn ids(list: &Value) -> Vec<&str> {
    let objects = list["objects"].as_array().unwrap();
    objects.iter().map(|entry| entry["id"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn the_page_may_run_and_load_nothing_but_its_own_files() {
    let emulator = Emulator::start().await.unwrap();
    for path in FILES {
        let reply = get(&emulator, path).await;
        assert_eq!(reply.status, 200, "{path}");
        let policy = reply.header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{path}: {policy}");
        assert!(!policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(reply.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{path}");
        // The namespace of an SVG is a name, and nothing is fetched from it.
        let text = reply.text.replace("http://www.w3.org/2000/svg", "");
        for elsewhere in ["http://", "https://", "innerHTML", "eval(", " onclick="] {
            assert!(!text.contains(elsewhere), "{path}: {elsewhere}");
        }
    }
}

#[tokio::test]
async fn looking_at_the_page_leaves_no_call_in_the_log() {
    let emulator = Emulator::start().await.unwrap();
    for path in FILES {
        get(&emulator, path).await;
        let head = send(emulator.base_url(), "HEAD", path, &[], b"").await;
        assert_eq!((head.status, head.text.as_str()), (200, ""), "{path}");
    }
    assert_eq!(emulator.requests(), []);
    // A call of another method is a client that was given a wrong path, and it is recorded.
    let lost = send(emulator.base_url(), "POST", "/", &[], b"").await;
    assert_eq!(lost.verdict(), (404, 99991201));
    assert_eq!(emulator.requests().len(), 1);
}

#[tokio::test]
async fn about_says_what_a_client_needs_but_not_the_secret() {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(5));
    let apps = [App::new("cli_a", "s3cret-a"), App::new("cli_b", "s3cret-b")];
    let builder = apps.into_iter().fold(Emulator::builder().clock(clock), |b, app| b.app(app));
    let emulator = builder.start().await.unwrap();
    let about = admin(&emulator, "about").await;
    let expected =
        json!({ "base_url": emulator.base_url(), "app_ids": ["cli_a", "cli_b"], "time": 5000 });
    assert_eq!(about, expected);
}

#[tokio::test]
async fn kinds_are_counted_and_a_write_is_noticed() {
    let emulator = Emulator::start().await.unwrap();
    let before = admin(&emulator, "objects").await;
    assert_eq!(admin(&emulator, "objects").await, before);
    let seed = Seed::new()
        .object("attachment", SeedFile::new("1", "a.pdf", 1))
        .object("external_offer", json!({ "id": "1", "external_application_id": "2" }))
        .object("external_offer", json!({ "id": "2", "external_application_id": "2" }));
    emulator.seed(seed).await.unwrap();
    let after = admin(&emulator, "objects").await;
    assert_ne!(after["changes"], before["changes"]);
    let kinds = after["kinds"].as_array().unwrap();
    let counted: Vec<_> = kinds
        .iter()
        .map(|entry| (entry["kind"].as_str().unwrap(), entry["count"].as_i64().unwrap()))
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(counted, [("attachment", 1), ("external_offer", 2)]);
    assert_eq!(kinds.len(), 8);
}

#[tokio::test]
async fn objects_of_a_kind_are_listed_newest_first_in_parts() {
    let emulator = Emulator::start().await.unwrap();
    for id in ["a", "b/c", "d", "e", "f"] {
        let file = SeedFile::new(id, "a.pdf", 1).listed_as("shown");
        let seed = Seed::new()
            .object("attachment", file)
            .object("external_offer", json!({ "id": id, "external_application_id": "1" }));
        emulator.seed(seed).await.unwrap();
    }
    for kind in ["attachment", "external_offer"] {
        let path = format!("objects/{kind}?limit=2");
        let first = admin(&emulator, &path).await;
        assert_eq!(ids(&first), ["f", "e"], "{kind}");
        let second = admin(&emulator, &format!("{path}&before={}", first["next"])).await;
        assert_eq!(ids(&second), ["d", "b/c"], "{kind}");
        let last = admin(&emulator, &format!("{path}&before={}", second["next"])).await;
        assert_eq!((ids(&last), &last["next"]), (vec!["a"], &Value::Null), "{kind}");
    }
    let all = admin(&emulator, "objects/external_offer").await;
    assert_eq!((ids(&all).len(), &all["next"]), (5, &Value::Null));
    let expected = json!({ "id": "f", "external_application_id": "1" });
    assert_eq!(all["objects"][0]["object"], expected);
    let files = admin(&emulator, "objects/attachment").await;
    assert_eq!(files["objects"][0]["object"]["id"], "shown");
}

#[tokio::test]
async fn only_what_is_new_is_asked_for() {
    let emulator = with_samples().await;
    let first = put_offer(&emulator, SAMPLE_OFFER, &json!({})).await;
    let first = first.header("x-tt-logid").unwrap();
    let none = admin(&emulator, &format!("requests?after={first}")).await;
    assert_eq!(none["requests"], json!([]));
    put_offer(&emulator, "gone", &json!({ "external_application_id": "1" })).await;
    let new = admin(&emulator, &format!("requests?after={first}")).await;
    let new = new["requests"].as_array().unwrap();
    assert_eq!(new.len(), 2); // The token and the offer.
    let newest = admin(&emulator, &format!("requests?after={first}&limit=1")).await;
    assert_eq!(newest["requests"].as_array().unwrap(), &new[1..]);
    let forgotten = get(&emulator, "/_emulator/requests?after=20260101").await;
    assert_eq!(forgotten.status, 404);
}

#[tokio::test]
async fn a_call_is_recorded_with_its_time_and_what_was_wrong_with_it() {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(5));
    let emulator = Emulator::builder().clock(clock.clone()).samples().start().await.unwrap();
    clock.advance(Duration::from_millis(250));
    let reply = put_offer(&emulator, SAMPLE_OFFER, &json!({ "salary": 1 })).await;
    let calls = admin(&emulator, "requests").await["requests"].take();
    assert_eq!((&calls[0]["msg"], &calls[0]["violations"]), (&json!(""), &json!([])));
    assert_eq!((&calls[1]["time"], &calls[1]["msg"]), (&json!(5250), &json!(reply.msg())));
    assert_eq!(calls[1]["violations"], reply.json()["error"]["field_violations"]);
    assert_eq!(calls[1]["violations"].as_array().unwrap().len(), 2);
    assert_eq!(emulator.requests()[1].msg, reply.msg());
}

#[tokio::test]
async fn a_query_that_means_nothing_is_refused_and_says_what_there_is() {
    let emulator = Emulator::start().await.unwrap();
    for (path, problem) in [
        ("objects/attachment?limit=0", "limit is \"0\", expected 1 to 1000"),
        ("objects/attachment?limit=1001", "limit is \"1001\", expected 1 to 1000"),
        ("objects/attachment?before=x", "before is \"x\""),
        ("objects/attachment?limit=1&limit=1", "limit is given more than once"),
        ("objects/attachment?size=1", "there is [\"limit\", \"before\"]"),
        ("requests?limit=%zz", "percent-escapes"),
        ("requests?limit=10001", "expected 1 to 10000"),
    ] {
        let reply = get(&emulator, &format!("/_emulator/{path}")).await;
        let error = reply.json()["error"].as_str().unwrap().to_owned();
        assert_eq!(reply.status, 400, "{path}");
        assert!(error.contains(problem), "{path}: {error}");
    }
}
