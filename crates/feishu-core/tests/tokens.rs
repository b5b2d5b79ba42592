//! What goes over the wire for a token.

// Clippy allows these in test functions, but does not see that helpers are part of a test.
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "tests fail by panicking")]

#[allow(dead_code, reason = "other tests need the rest")]
mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use feishu_core::{
    AppKind, AppTicketCell, AppTickets, BoxFuture, CallOptions, Client, Effect, Error, ErrorKind,
    FixedToken, IssuedToken, MemoryRateLimiter, MemoryTokenStore, Method, Operation, RateLimit,
    Secret, StoreApp, TokenExchange, TokenKey, TokenKind, TokenProvider, UserTokens,
};
use serde_json::Value;
use support::{Reply, Server, ok};
use tokio::time::Instant;

const GET: Operation = Operation::new("x.v1.mine.get", Method::Get, "/open-apis/x/v1/mine")
    .tokens(&[TokenKind::UserAccessToken, TokenKind::TenantAccessToken])
    .effect(Effect::Read);
static MINE: Operation = GET;

const APP_TOKEN: &str = r#"{"code":0,"app_access_token":"a-1","expire":7200}"#;
const TENANT_TOKEN: &str = r#"{"code":0,"tenant_access_token":"t-1","expire":7200}"#;
const SUCCESS: &str = r#"{"code":0}"#;
const REFUSED: &str = r#"{"code":10012,"msg":"app_ticket is invalid"}"#;

async fn call(client: &Client, options: &CallOptions) -> Result<(), Error> {
    client.call(&MINE, options).send::<Value>().await.map(drop)
}

/// A store app's client, the cell of its ticket, and the server.
async fn store_app(replies: impl IntoIterator<Item = Reply>) -> (Client, AppTicketCell, Server) {
    let (server, tickets) = (Server::start(replies).await, AppTicketCell::new());
    let client = Client::builder("cli_1", "hunter2")
        .base_url(&server.url)
        .token_provider(StoreApp::new(tickets.clone()))
        .build()
        .unwrap();
    (client, tickets, server)
}

const RESEND: &str = "POST /open-apis/auth/v3/app_ticket/resend";
const APP: &str = "POST /open-apis/auth/v3/app_access_token";
const TENANT: &str = "POST /open-apis/auth/v3/tenant_access_token";
const CALL: &str = "GET /open-apis/x/v1/mine";

#[tokio::test]
async fn a_store_app_trades_its_ticket_for_its_own_token_and_that_for_one_of_each_tenant() {
    let replies = [APP_TOKEN, TENANT_TOKEN, SUCCESS, TENANT_TOKEN, SUCCESS, SUCCESS].map(ok);
    let (client, tickets, server) = store_app(replies).await;
    tickets.set("ticket-1");
    for tenant in ["one", "other", "one"] {
        call(&client, &CallOptions::new().tenant(tenant)).await.unwrap();
    }
    assert_eq!(server.lines(), [APP, TENANT, CALL, TENANT, CALL, CALL]);
    let seen = server.seen();
    let json = |at: usize| serde_json::from_str::<Value>(&seen[at].body).unwrap();
    assert_eq!(json(0)["app_ticket"], "ticket-1");
    assert_eq!(json(0)["app_secret"], "hunter2");
    assert_eq!(
        (&json(1)["app_access_token"], &json(1)["tenant_key"]),
        (&"a-1".into(), &"one".into())
    );
    assert_eq!(json(3)["tenant_key"], "other");
    assert_eq!(seen[2].header("authorization"), Some("Bearer t-1"));
}

#[tokio::test]
async fn a_ticket_that_is_missing_is_asked_for_once_and_the_error_says_where_it_goes() {
    let (client, _, server) = store_app([ok(SUCCESS)]).await;
    let options = CallOptions::new().tenant("one");
    for _ in 0..3 {
        let error = call(&client, &options).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert!(error.to_string().contains("the app has no ticket"), "{error}");
        assert!(error.to_string().contains("hand it to AppTicketCell::set"), "{error}");
    }
    assert_eq!(server.lines(), [RESEND]);
}

/// Events take a while, and one that does not arrive is requested again.
#[tokio::test(start_paused = true)]
async fn a_ticket_that_does_not_come_is_asked_for_once_a_minute() {
    let (client, _, server) = store_app([SUCCESS, SUCCESS].map(ok)).await;
    let options = CallOptions::new().tenant("one");
    call(&client, &options).await.unwrap_err();
    tokio::time::advance(Duration::from_millis(59_900)).await;
    call(&client, &options).await.unwrap_err();
    assert_eq!(server.lines(), [RESEND]);
    tokio::time::advance(Duration::from_millis(100)).await;
    call(&client, &options).await.unwrap_err();
    assert_eq!(server.lines(), [RESEND, RESEND]);
}

/// A resend that failed was none: the next call asks again, at once.
#[tokio::test]
async fn a_resend_that_failed_is_asked_for_again() {
    let failed = r#"{"code":1,"msg":"no"}"#;
    let (client, _, server) = store_app([failed, SUCCESS].map(ok)).await;
    let options = CallOptions::new().tenant("one");
    for _ in 0..3 {
        call(&client, &options).await.unwrap_err();
    }
    assert_eq!(server.lines(), [RESEND, RESEND]);
}

#[tokio::test]
async fn a_ticket_that_is_refused_is_asked_for_again() {
    let replies = [REFUSED, SUCCESS, APP_TOKEN, TENANT_TOKEN, SUCCESS].map(ok);
    let (client, tickets, server) = store_app(replies).await;
    let options = CallOptions::new().tenant("one");
    tickets.set("ticket-old");
    let error = call(&client, &options).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some(10_012)));
    assert!(error.to_string().contains("refused the app's ticket"), "{error}");
    assert!(!format!("{error} {error:?}").contains("ticket-old"));
    tickets.set("ticket-new");
    call(&client, &options).await.unwrap();
    assert_eq!(server.lines(), [APP, RESEND, APP, TENANT, CALL]);
}

/// The platform pushes one every hour, and those before end.
#[tokio::test]
async fn the_ticket_that_was_handed_in_last_is_the_one_that_is_traded() {
    let replies = [REFUSED, SUCCESS, APP_TOKEN, TENANT_TOKEN, SUCCESS].map(ok);
    let (client, tickets, server) = store_app(replies).await;
    let options = CallOptions::new().tenant("one");
    tickets.set("ticket-1");
    tickets.clone().set("ticket-2");
    call(&client, &options).await.unwrap_err();
    tickets.set("ticket-3");
    call(&client, &options).await.unwrap();
    let traded = server.seen().into_iter().filter(|seen| seen.line.contains(APP));
    let traded: Vec<_> = traded
        .map(|seen| serde_json::from_str::<Value>(&seen.body).unwrap()["app_ticket"].clone())
        .collect();
    assert_eq!(traded, ["ticket-2", "ticket-3"]);
}

#[tokio::test]
async fn an_app_token_that_the_platform_forgot_is_replaced_once() {
    let forgotten = r#"{"code":99991664,"msg":"invalid app access token"}"#;
    let (client, tickets, server) =
        store_app([APP_TOKEN, forgotten, APP_TOKEN, forgotten].map(ok)).await;
    tickets.set("ticket-1");
    let error = call(&client, &CallOptions::new().tenant("one")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some(99_991_664)));
    assert_eq!(server.lines(), [APP, TENANT, APP, TENANT]);
}

/// A tenant that has not installed the app is no matter of the app's own token.
#[tokio::test]
async fn an_app_token_is_kept_when_the_tenant_is_refused() {
    let refused = r#"{"code":10013,"msg":"the tenant is unknown"}"#;
    let (client, tickets, server) =
        store_app([APP_TOKEN, refused, TENANT_TOKEN, SUCCESS].map(ok)).await;
    tickets.set("ticket-1");
    let error = call(&client, &CallOptions::new().tenant("one")).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some(10_013)));
    call(&client, &CallOptions::new().tenant("two")).await.unwrap();
    assert_eq!(server.lines(), [APP, TENANT, TENANT, CALL]);
}

#[tokio::test]
async fn an_operation_for_another_kind_of_app_is_refused_before_anything_is_sent() {
    static CUSTOM_ONLY: Operation = GET.apps(&[AppKind::Custom]);
    static STORE_ONLY: Operation = GET.apps(&[AppKind::Store]);
    let server = Server::start([]).await;
    let builder = || Client::builder("cli_1", "hunter2").base_url(&server.url);
    let store_app = builder().token_provider(StoreApp::new(AppTicketCell::new())).build().unwrap();
    let custom_app = builder().build().unwrap();
    for (client, operation) in [(store_app, &CUSTOM_ONLY), (custom_app, &STORE_ONLY)] {
        let options = CallOptions::new().tenant("one");
        let error = client.call(operation, &options).send::<Value>().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{error}");
    }
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_store_app_that_names_no_tenant_is_told_so_before_anything_is_sent() {
    let (client, tickets, server) = store_app([]).await;
    tickets.set("ticket-1");
    let error = call(&client, &CallOptions::new()).await.unwrap_err();
    assert!(error.to_string().contains("with CallOptions::tenant"), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn a_fixed_token_of_a_user_goes_with_the_call_and_nothing_is_fetched() {
    let server = Server::start([ok(SUCCESS)]).await;
    let builder = Client::builder("cli_1", "hunter2").base_url(&server.url);
    let client = builder.token_provider(FixedToken::user("u-1")).build().unwrap();
    call(&client, &CallOptions::new()).await.unwrap();
    assert_eq!(server.lines(), [CALL]);
    assert_eq!(server.seen()[0].header("authorization"), Some("Bearer u-1"));
}

/// Tickets that another process receives: the first is old, and each look finds the next.
#[derive(Debug)]
struct Arriving(Mutex<std::vec::IntoIter<&'static str>>);

impl AppTickets for Arriving {
    fn ticket<'a>(&'a self, _: &'a str) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        Box::pin(async { Ok(self.0.lock().unwrap().next().map(Secret::from)) })
    }
}

#[tokio::test]
async fn a_ticket_that_comes_while_the_old_one_is_refused_is_used_at_once() {
    for (tickets, replies, lines) in [
        (
            vec!["old", "new"],
            vec![REFUSED, APP_TOKEN, TENANT_TOKEN, SUCCESS],
            vec![APP, APP, TENANT, CALL],
        ),
        // None has come: it would be refused again.
        (vec!["old", "old"], vec![REFUSED, SUCCESS], vec![APP, RESEND]),
        (vec!["old"], vec![REFUSED, SUCCESS], vec![APP, RESEND]),
    ] {
        let works = lines.contains(&CALL);
        let server = Server::start(replies.into_iter().map(ok)).await;
        let arriving = Arriving(Mutex::new(tickets.clone().into_iter()));
        let builder = Client::builder("cli_1", "hunter2").base_url(&server.url);
        let client = builder.token_provider(StoreApp::new(arriving)).build().unwrap();
        let called = call(&client, &CallOptions::new().tenant("one")).await;
        assert_eq!(called.is_ok(), works, "{tickets:?}: {called:?}");
        assert_eq!(server.lines(), lines, "{tickets:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_ticket_is_asked_for_once_a_minute_at_most() {
    let (client, _, server) = store_app([SUCCESS, SUCCESS].map(ok)).await;
    let options = CallOptions::new().tenant("one");
    call(&client, &options).await.unwrap_err();
    let minute = Duration::from_secs(60);
    tokio::time::advance(minute - Duration::from_secs(1)).await;
    call(&client, &options).await.unwrap_err();
    assert_eq!(server.lines(), [RESEND]);
    tokio::time::advance(Duration::from_secs(1)).await;
    call(&client, &options).await.unwrap_err();
    assert_eq!(server.lines(), [RESEND, RESEND]);
}

#[tokio::test]
async fn an_app_token_outlives_what_the_platform_refuses_for_another_reason() {
    let refused = r#"{"code":10003,"msg":"invalid param"}"#;
    let (client, tickets, server) =
        store_app([APP_TOKEN, refused, TENANT_TOKEN, SUCCESS].map(ok)).await;
    tickets.set("ticket-1");
    let options = CallOptions::new().tenant("one");
    let error = call(&client, &options).await.unwrap_err();
    assert_eq!((error.kind(), error.code()), (ErrorKind::Token, Some(10_003)));
    call(&client, &options).await.unwrap();
    assert_eq!(server.lines(), [APP, TENANT, TENANT, CALL]);
}

#[tokio::test]
async fn a_store_app_does_not_call_what_is_for_custom_apps() {
    let (client, tickets, server) = store_app([]).await;
    tickets.set("ticket-1");
    let custom = MINE.clone().apps(&[AppKind::Custom]);
    let options = CallOptions::new().tenant("one");
    let error = client.call(custom, &options).send::<Value>().await.unwrap_err();
    assert!(error.to_string().contains("for custom apps only"), "{error}");
    assert!(server.seen().is_empty());
}

#[tokio::test]
async fn what_is_logged_names_the_app_and_no_secret() {
    let (client, tickets, _) = store_app([]).await;
    tickets.set("hunter3");
    let users = UserTokens::new(|| async { Err(Error::no_token("none")) });
    let text = format!("{client:?} {users:?} {tickets:?}");
    assert!(text.contains("cli_1") && text.contains("UserTokens"), "{text}");
    assert!(!text.contains("hunter"), "{text}");
}

/// Sends nothing, and keeps what is logged of its work.
#[derive(Debug)]
struct Telling(Arc<Mutex<String>>);

impl TokenProvider for Telling {
    fn fetch<'a>(
        &'a self,
        _: &'a TokenKey,
        exchange: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        *self.0.lock().unwrap() = format!("{exchange:?}");
        Box::pin(async { Err(Error::no_token("none")) })
    }

    fn provides(&self, _: TokenKind) -> bool {
        true
    }
}

#[tokio::test]
async fn what_a_provider_logs_of_its_exchange_says_which_token_and_no_secret() {
    let told = Arc::new(Mutex::new(String::new()));
    let builder = Client::builder("cli_1", "hunter2").base_url("http://127.0.0.1:9");
    let client = builder.token_provider(Telling(Arc::clone(&told))).build().unwrap();
    call(&client, &CallOptions::new()).await.unwrap_err();
    let text = told.lock().unwrap();
    assert!(text.contains("cli_1") && text.contains("TenantAccessToken"), "{text}");
    assert!(!text.contains("hunter2"), "{text}");
}

/// Two apps have each a limit of their own, though they share the limiter.
#[tokio::test(start_paused = true)]
async fn calls_are_counted_by_app() {
    static LIMITS: [RateLimit; 1] = [RateLimit { calls: 1, per: Duration::from_secs(10) }];
    let limited = MINE.clone().rate_limits(&LIMITS);
    let server = Server::start([SUCCESS; 3].map(ok)).await;
    let limiter = Arc::new(MemoryRateLimiter::new());
    let waited = async |app: &str| {
        let builder = Client::builder(app, "hunter2").base_url(&server.url);
        let builder = builder.token_provider(FixedToken::user("u-1"));
        let client = builder.rate_limiter(Arc::clone(&limiter)).build().unwrap();
        let began = Instant::now();
        client.call(limited.clone(), &CallOptions::new()).send::<Value>().await.unwrap();
        began.elapsed().as_secs()
    };
    assert_eq!([waited("cli_1").await, waited("cli_2").await, waited("cli_1").await], [0, 0, 10]);
}

/// One platform does not know the tokens of another, though both are behind one gateway.
#[tokio::test]
async fn platforms_of_one_host_have_tokens_of_their_own_even_in_one_store() {
    for (one, other, tokens) in [
        ("/feishu", "/lark", ["t-1", "t-2"]),
        ("", "/lark", ["t-1", "t-2"]),
        ("/a", "/a/b", ["t-1", "t-2"]),
        ("/feishu", "/feishu/", ["t-1", "t-1"]),
        ("", "/", ["t-1", "t-1"]),
    ] {
        let (server, store) = (Server::start([SUCCESS; 2].map(ok)).await, MemoryTokenStore::new());
        let store = Arc::new(store);
        for prefix in [one, other] {
            let builder = Client::builder("cli_1", "hunter2").token_store(store.clone());
            let client = builder.base_url(&format!("{}{prefix}", server.url)).build().unwrap();
            call(&client, &CallOptions::new()).await.unwrap();
        }
        let calls = server.seen().into_iter().filter(|seen| seen.line.contains("/x/v1/mine"));
        let sent: Vec<_> =
            calls.map(|seen| seen.header("authorization").unwrap().to_owned()).collect();
        assert_eq!(sent, tokens.map(|token| format!("Bearer {token}")), "{one:?} {other:?}");
    }
}
