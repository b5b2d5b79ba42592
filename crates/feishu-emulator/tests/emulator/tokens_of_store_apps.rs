//! Tickets and tokens of store apps, and the app token of custom ones.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator, Error, Fault, FaultKind};
use serde_json::{Value, json};

use crate::catalogue::{operation, response_schema};
use crate::client::{JSON, Reply, offer_path, send};

const STORE: &str = "cli_store";
const CUSTOM: &str = "cli_custom";
const TENANT: &str = "73658811060f175d";

fn builder() -> feishu_emulator::EmulatorBuilder {
    let clock = Clock::standing_at(UNIX_EPOCH + Duration::from_secs(1_721_899_352));
    Emulator::builder()
        .clock(clock)
        .app(App::store(STORE, "s").tenant(TENANT).tenant("other"))
        .app(App::new(CUSTOM, "c"))
}

async fn start() -> Emulator {
    builder().start().await.unwrap()
}

/// Calls an operation of the token service; `operation` without its `auth.v3.`.
async fn ask(emulator: &Emulator, operation_id: &str, body: &Value) -> Reply {
    let operation = operation(&format!("auth.v3.{operation_id}"));
    let path = operation["path"].as_str().unwrap();
    send(emulator.base_url(), "POST", path, &[JSON], body.to_string().as_bytes()).await
}

async fn ticket(emulator: &Emulator) -> String {
    emulator.app_ticket(STORE).await.unwrap().unwrap()
}

fn with_ticket(ticket: &str) -> Value {
    json!({ "app_id": STORE, "app_secret": "s", "app_ticket": ticket })
}

/// A token and how long it is good, of a call that succeeds.
fn token(reply: &Reply, field: &str) -> (String, i64) {
    assert_eq!(reply.verdict(), (200, 0), "{}", reply.text);
    let answer = reply.json();
    (answer[field].as_str().unwrap().to_owned(), answer["expire"].as_i64().unwrap())
}

async fn app_token(emulator: &Emulator) -> (String, i64) {
    let body = with_ticket(&ticket(emulator).await);
    token(&ask(emulator, "app_access_token.create", &body).await, "app_access_token")
}

async fn tenant_token(emulator: &Emulator, tenant: &str) -> (String, i64) {
    let (app_access_token, _) = app_token(emulator).await;
    let body = json!({ "app_access_token": app_access_token, "tenant_key": tenant });
    token(&ask(emulator, "tenant_access_token.create", &body).await, "tenant_access_token")
}

async fn call(emulator: &Emulator, token: &str, method: &str, path: &str) -> Reply {
    let authorization = format!("Authorization: Bearer {token}");
    send(emulator.base_url(), method, path, &[&authorization, JSON], b"{}").await
}

#[tokio::test]
async fn a_store_app_gets_from_its_ticket_to_a_token_for_a_tenant() {
    let emulator = start().await;
    let body = with_ticket(&ticket(&emulator).await);
    let reply = ask(&emulator, "app_access_token.create", &body).await;
    let schema = response_schema("auth.v3.app_access_token.create");
    assert!(schema.is_valid(&reply.json()), "{}", reply.text);
    let (app_token, expire) = token(&reply, "app_access_token");
    assert_eq!((app_token.len(), app_token.starts_with("a-"), expire), (42, true, 7200));

    let body = json!({ "app_access_token": app_token, "tenant_key": TENANT });
    let reply = ask(&emulator, "tenant_access_token.create", &body).await;
    let schema = response_schema("auth.v3.tenant_access_token.create");
    assert!(schema.is_valid(&reply.json()), "{}", reply.text);
    let (tenant_token, _) = token(&reply, "tenant_access_token");
    // The attachment does not exist; that the call gets as far as being told so is what counts.
    let reply = call(&emulator, &tenant_token, "GET", "/open-apis/hire/v1/attachments/1").await;
    assert_eq!(reply.verdict(), (400, 1002002));
    // Every tenant has a token of its own.
    assert_ne!(self::tenant_token(&emulator, "other").await.0, tenant_token);
}

#[tokio::test]
async fn a_custom_app_gets_one_text_for_itself_and_for_its_tenant() {
    let emulator = start().await;
    let body = json!({ "app_id": CUSTOM, "app_secret": "c" });
    let reply = ask(&emulator, "app_access_token.internal", &body).await;
    let schema = response_schema("auth.v3.app_access_token.internal");
    assert!(schema.is_valid(&reply.json()), "{}", reply.text);
    let (app_token, expire) = token(&reply, "app_access_token");
    assert_eq!((token(&reply, "tenant_access_token").0, expire), (app_token.clone(), 7200));
    let reply = ask(&emulator, "tenant_access_token.internal", &body).await;
    assert_eq!(token(&reply, "tenant_access_token").0, app_token);
    let path = offer_path("1");
    assert_eq!(call(&emulator, &app_token, "DELETE", &path).await.verdict(), (400, 1002002));
}

#[tokio::test]
async fn tokens_are_given_again_while_half_an_hour_of_them_is_left() {
    let emulator = start().await;
    let (app, tenant) = (app_token(&emulator).await, tenant_token(&emulator, TENANT).await);
    emulator.clock().advance(Duration::from_secs(5400));
    assert_eq!(app_token(&emulator).await, (app.0.clone(), 1800));
    assert_eq!(tenant_token(&emulator, TENANT).await, (tenant.0.clone(), 1800));
    emulator.clock().advance(Duration::from_millis(1));
    assert_ne!(app_token(&emulator).await.0, app.0);
    assert_ne!(tenant_token(&emulator, TENANT).await.0, tenant.0);
    // The old ones are good until they end, and not after.
    let body = json!({ "app_access_token": app.0, "tenant_key": TENANT });
    let path = "/open-apis/hire/v1/attachments/1";
    for (seconds, codes) in [(0, (0, 1002002)), (1800, (99991664, 99991663))] {
        emulator.clock().advance(Duration::from_secs(seconds));
        let by_app = ask(&emulator, "tenant_access_token.create", &body).await.code();
        let by_tenant = call(&emulator, &tenant.0, "GET", path).await.code();
        assert_eq!((by_app, by_tenant), codes);
    }
}

#[tokio::test]
async fn a_ticket_that_is_sent_again_takes_the_place_of_the_one_before() {
    let emulator = start().await;
    let first = ticket(&emulator).await;
    assert_eq!(ticket(&emulator).await, first);
    let body = json!({ "app_id": STORE, "app_secret": "s" });
    let reply = ask(&emulator, "app_ticket.resend", &body).await;
    assert_eq!(reply.json(), json!({ "code": 0, "msg": "success" }));
    let second = ticket(&emulator).await;
    assert_ne!(second, first);
    for (ticket, code) in [(first, 10012), (second, 0)] {
        let reply = ask(&emulator, "app_access_token.create", &with_ticket(&ticket)).await;
        assert_eq!(reply.code(), code);
    }
}

#[tokio::test]
async fn what_is_wrong_is_refused_and_never_repeated() {
    let emulator = start().await;
    let ticket = ticket(&emulator).await;
    let (app_token, _) = app_token(&emulator).await;
    let custom = json!({ "app_id": CUSTOM, "app_secret": "c" });
    let of_custom = ask(&emulator, "app_access_token.internal", &custom).await;
    let (custom_token, _) = token(&of_custom, "app_access_token");
    let (tenant_token, _) = tenant_token(&emulator, TENANT).await;
    let store = json!({ "app_id": STORE, "app_secret": "s" });
    let app = |id: &str, secret: &str, ticket: &str| json!({ "app_id": id, "app_secret": secret, "app_ticket": ticket });
    let tenant = |token: &str, key: &str| json!({ "app_access_token": token, "tenant_key": key });
    for (operation, body, code) in [
        // The wrong kind of app.
        ("tenant_access_token.internal", store.clone(), 10013),
        ("app_access_token.internal", store.clone(), 10012),
        ("app_access_token.create", app(CUSTOM, "c", &ticket), 10012),
        ("app_ticket.resend", custom, 10016),
        // The wrong ticket.
        ("app_access_token.create", app(STORE, "s", "wrong-ticket"), 10012),
        ("app_access_token.create", app(STORE, "s", ""), 10003),
        ("app_access_token.create", store, 10003),
        // The wrong app.
        ("app_access_token.create", app(STORE, "wrong-secret", &ticket), 10015),
        ("app_access_token.create", app("cli_nobody", "s", &ticket), 10003),
        ("app_ticket.resend", json!({ "app_id": STORE, "app_secret": "wrong-secret" }), 10015),
        ("app_ticket.resend", json!({ "app_id": STORE }), 10003),
        // The wrong token.
        ("tenant_access_token.create", tenant("a-wrong-token", TENANT), 99991664),
        ("tenant_access_token.create", tenant(&tenant_token, TENANT), 99991664),
        ("tenant_access_token.create", tenant(&custom_token, TENANT), 99991664),
        ("tenant_access_token.create", tenant("", TENANT), 10003),
        // The wrong tenant.
        ("tenant_access_token.create", tenant(&app_token, "wrong-tenant"), 10013),
        ("tenant_access_token.create", json!({ "app_access_token": app_token }), 10003),
        ("tenant_access_token.create", json!([]), 10003),
    ] {
        let reply = ask(&emulator, operation, &body).await;
        assert_eq!(reply.verdict(), (400, code), "{operation} {body}");
        let values = body.as_object().into_iter().flat_map(|body| body.values());
        for value in values.filter_map(Value::as_str).filter(|value| value.len() > 8) {
            assert!(!reply.text.contains(value) || value.starts_with("cli_"), "{}", reply.text);
        }
    }
}

#[tokio::test]
async fn an_operation_that_is_for_custom_apps_only_refuses_a_store_app() {
    let emulator = start().await;
    let (token, _) = tenant_token(&emulator, TENANT).await;
    let path = offer_path("1");
    let reply = call(&emulator, &token, "DELETE", &path).await;
    assert_eq!(reply.verdict(), (400, 10005));
    assert!(reply.msg().contains("for custom apps"), "{}", reply.text);
    // No operation takes the token of an app by itself.
    let (token, _) = app_token(&emulator).await;
    assert_eq!(call(&emulator, &token, "DELETE", &path).await.verdict(), (400, 99991671));
}

#[tokio::test]
async fn a_fault_that_invalidates_tokens_ends_all_of_the_calling_app_and_none_of_another() {
    const ATTACHMENT: &str = "/open-apis/hire/v1/attachments/1";
    let emulator = start().await;
    let internal = async || {
        let body = json!({ "app_id": CUSTOM, "app_secret": "c" });
        token(&ask(&emulator, "app_access_token.internal", &body).await, "app_access_token").0
    };
    // The token of the store app, those for its tenants, and the one of an app that calls nothing.
    let all = async || {
        let tenants =
            [tenant_token(&emulator, TENANT).await.0, tenant_token(&emulator, "other").await.0];
        let [one, other] = tenants;
        [app_token(&emulator).await.0, one, other, internal().await]
    };
    // Each is used for what its kind is for.
    let codes = async |[app, one, other, custom]: &[String; 4]| {
        let body = json!({ "app_access_token": app, "tenant_key": TENANT });
        [
            ask(&emulator, "tenant_access_token.create", &body).await.code(),
            call(&emulator, one, "GET", ATTACHMENT).await.code(),
            call(&emulator, other, "GET", ATTACHMENT).await.code(),
            call(&emulator, custom, "GET", ATTACHMENT).await.code(),
        ]
    };
    let good = [0, 1002002, 1002002, 1002002];
    let old = all().await;
    assert_eq!(codes(&old).await, good);
    emulator.fault(Fault::anywhere(FaultKind::InvalidateTokens {})).await.unwrap();
    assert_eq!(call(&emulator, &old[1], "GET", ATTACHMENT).await.code(), 99991663);
    let refused = [99991664, 99991663, 99991663, 1002002];
    assert_eq!(codes(&old).await, refused);
    let new = all().await;
    let again = [0, 1, 2, 3].map(|index: usize| old[index] == new[index]);
    assert_eq!(again, [false, false, false, true], "what has ended is not issued again");
    assert_eq!((codes(&new).await, codes(&old).await), (good, refused));
}

#[tokio::test]
async fn a_token_dies_when_its_tenant_is_gone_and_a_ticket_lives_on() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("feishu.db");
    let emulator = builder().data(&file).start().await.unwrap();
    let (ours, theirs) =
        (tenant_token(&emulator, TENANT).await.0, tenant_token(&emulator, "other").await.0);
    let before = ticket(&emulator).await;
    let clock = emulator.clock().clone();
    emulator.shutdown().await;
    let app = App::store(STORE, "s").tenant(TENANT);
    let builder = Emulator::builder().data(&file).clock(clock).app(app);
    let emulator = builder.start().await.unwrap();
    assert_eq!(ticket(&emulator).await, before);
    let path = "/open-apis/hire/v1/attachments/1";
    for (token, code) in [(ours, 1002002), (theirs, 99991663)] {
        assert_eq!(call(&emulator, &token, "GET", path).await.code(), code);
    }
}

#[tokio::test]
async fn tickets_are_read_where_the_emulator_is_watched() {
    let emulator = start().await;
    let get = async |app_id: &str| {
        let path = format!("/_emulator/app_tickets/{app_id}");
        send(emulator.base_url(), "GET", &path, &[], b"").await
    };
    let expected = json!({ "app_id": STORE, "app_ticket": ticket(&emulator).await });
    assert_eq!(get(STORE).await.json(), expected);
    for unknown in [CUSTOM, "cli_nobody"] {
        assert_eq!(get(unknown).await.status, 404);
        assert_eq!(emulator.app_ticket(unknown).await.unwrap(), None);
    }
}

#[tokio::test]
async fn the_log_holds_no_ticket_and_no_token() {
    let emulator = start().await;
    let ticket = ticket(&emulator).await;
    let (app_token, _) = app_token(&emulator).await;
    let (tenant_token, _) = tenant_token(&emulator, TENANT).await;
    // One that hides its name, and one that went astray.
    let hidden =
        format!(r#"{{"app_id":"{STORE}","app\u005fsecret":"s","app\u005fticket":"{ticket}"}}"#);
    let path = "/open-apis/auth/v3/app_access_token";
    let reply = send(emulator.base_url(), "POST", path, &[JSON], hidden.as_bytes()).await;
    assert_eq!(reply.code(), 0);
    let astray = with_ticket(&ticket).to_string();
    send(emulator.base_url(), "POST", &format!("{path}/x"), &[JSON], astray.as_bytes()).await;
    send(emulator.base_url(), "GET", &format!("/x?app_ticket={ticket}"), &[], b"").await;
    send(emulator.base_url(), "POST", &format!("{path}?t={ticket}"), &[], b"").await;
    let log = send(emulator.base_url(), "GET", "/_emulator/requests", &[], b"").await.text;
    let seen = format!("{log} {:?} {emulator:?}", emulator.requests());
    for secret in [ticket, app_token, tenant_token] {
        assert!(!seen.contains(&secret), "{seen}");
    }
    let operations: Vec<_> =
        emulator.requests().into_iter().filter_map(|call| call.operation).collect();
    assert!(
        operations.contains(&"auth.v3.tenant_access_token.create".to_owned()),
        "{operations:?}"
    );
}

#[tokio::test]
async fn only_a_store_app_has_tenants() {
    for (app, expected) in [
        (App::new("cli_a", "s").tenant(TENANT), "App::store"),
        (App::store("cli_a", "s").tenant(""), "empty key"),
    ] {
        let error = Emulator::builder().app(app).start().await.unwrap_err();
        assert!(matches!(error, Error::App { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
    }
}
