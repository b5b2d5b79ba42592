//! What a call does when something is wrong with its token: how many tokens are fetched, how often
//! the call is sent, how long it waits, and what it ends with. One test each, on a clock that only
//! moves when everyone waits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::time::Duration;

use feishu_core::platform::{Action, GATEWAY_ERRORS};
use feishu_core::{
    CallOptions, Client, Effect, Error, ErrorKind, Method, Operation, Outcome, TokenKind,
};
use serde_json::Value;
use support::Reply::{CutAfter, Silence};
use support::{Reply, Server, TOKEN_PATH, ok, reply};
use tokio::time::Instant;

/// A create without a key: what may be sent again only if nothing was done.
static CREATE: Operation =
    Operation::new("x.v1.thing.create", Method::Post, "/open-apis/x/v1/things")
        .tokens(&[TokenKind::TenantAccessToken])
        .effect(Effect::Create);

async fn send(client: &Client) -> Result<(), Error> {
    client.call(&CREATE, &CallOptions::new()).send::<Value>().await.map(drop)
}

fn client(server: &Server) -> Client {
    let client = Client::builder("cli_faults", "hunter2").base_url(&server.url);
    client.timeout(Duration::from_secs(30)).build().unwrap()
}

/// How many tokens were requested, and how many calls arrived.
fn counts(server: &Server) -> (usize, usize) {
    let lines = server.lines();
    let tokens = lines.iter().filter(|line| line.ends_with(TOKEN_PATH)).count();
    (tokens, lines.len() - tokens)
}

/// The replies of the token endpoint and of the call; how many of each arrive; the milliseconds it
/// takes; the end.
async fn case(
    token_replies: Vec<Reply>,
    replies: Vec<Reply>,
    (fetches, sent): (usize, usize),
    waits: std::ops::RangeInclusive<u64>,
    end: Option<(ErrorKind, Outcome)>,
) {
    let server = Server::with_token_replies(token_replies, replies).await;
    let start = Instant::now();
    let outcome = send(&client(&server)).await;
    let took = u64::try_from(start.elapsed().as_millis()).unwrap();
    assert!(waits.contains(&took), "waited {took} ms instead of {waits:?}: {outcome:?}");
    assert_eq!(counts(&server), (fetches, sent), "{outcome:?}");
    let text = format!("{outcome:?}");
    assert!(!text.contains("hunter2") && !text.contains("t-1"), "{text}");
    let ended = outcome.err().map(|error| (error.kind(), error.outcome()));
    assert_eq!(ended, end, "{text}");
}

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{}}"#)
}

fn stale(status: u16) -> Reply {
    reply(status, "", r#"{"code":99991663,"msg":"Invalid access token"}"#)
}

fn coded(status: u16, code: i64) -> Reply {
    reply(status, "", &format!(r#"{{"code":{code},"msg":"no"}}"#))
}

fn lives(expire: &str) -> Reply {
    ok(&format!(r#"{{"code":0,"tenant_access_token":"t-1","expire":{expire}}}"#))
}

const REFUSED: Option<(ErrorKind, Outcome)> = Some((ErrorKind::Api, Outcome::Refused));
const NO_TOKEN: Option<(ErrorKind, Outcome)> = Some((ErrorKind::Token, Outcome::NotDone));

macro_rules! table {
    ($($name:ident: [$($token:expr),*], [$($reply:expr),*] => $counts:expr, $waits:expr, $end:expr;)+) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            case(vec![$($token),*], vec![$($reply),*], $counts, $waits, $end).await;
        }
    )+};
}

table! {
    // A token that the platform has forgotten: one more token, one more try, at once, also for a
    // create.
    stale_at_200: [], [stale(200), fine()] => (2, 2), 0..=0, None;
    stale_at_400: [], [stale(400), fine()] => (2, 2), 0..=0, None;
    stale_at_401: [], [stale(401), fine()] => (2, 2), 0..=0, None;
    stale_for_ever_at_200: [], [stale(200), stale(200)] => (2, 2), 0..=0, REFUSED;
    stale_for_ever_at_400: [], [stale(400), stale(400)] => (2, 2), 0..=0, REFUSED;
    stale_for_ever_at_401: [], [stale(401), stale(401)] => (2, 2), 0..=0, REFUSED;
    // The platform gives the token again that it refused: there is no other to try with but this
    // one.
    stale_and_given_again: [lives("7200"), lives("7200")], [stale(400), stale(400)] => (2, 2), 0..=0, REFUSED;
    a_missing_scope_is_no_matter_of_the_token: [], [coded(400, 99_991_672)] => (1, 1), 0..=0, REFUSED;

    // The endpoint that issues tokens. The call was never sent, so its outcome is known.
    the_endpoint_fails_once: [coded(500, 1)], [fine()] => (2, 1), 125..=250, None;
    the_endpoint_fails: [coded(500, 1), coded(500, 1), coded(500, 1), coded(500, 1)], [] => (4, 0), 875..=1750, NO_TOKEN;
    the_endpoint_refuses_the_secret: [coded(200, 10_014)], [] => (1, 0), 0..=0, NO_TOKEN;
    the_endpoint_is_limited: [coded(400, 99_991_400)], [fine()] => (2, 1), 125..=250, None;
    the_endpoint_says_how_long: [reply(503, "retry-after: 3\r\n", "down")], [fine()] => (2, 1), 3000..=3050, None;
    the_endpoint_is_limited_and_says_how_long: [reply(429, "retry-after: 3\r\n", r#"{"code":2200,"msg":"no"}"#)], [fine()] => (2, 1), 3000..=3050, None;
    the_endpoint_is_limited_by_an_unknown_code: [coded(429, 11_232)], [fine()] => (2, 1), 125..=250, None;
    the_endpoint_hangs_up: [CutAfter], [fine()] => (2, 1), 125..=250, None;
    the_endpoint_hangs: [Silence], [fine()] => (2, 1), 30_125..=30_250, None;
    the_endpoint_answers_no_json: [ok("<html>")], [fine()] => (2, 1), 125..=250, None;
    the_endpoint_gives_no_token: [ok(r#"{"code":0}"#)], [] => (1, 0), 0..=0, NO_TOKEN;

    // How long a token lives, as the platform may say it.
    a_life_of_nothing: [lives("0")], [fine()] => (1, 1), 0..=0, None;
    a_life_of_a_second: [lives("1")], [fine()] => (1, 1), 0..=0, None;
    a_life_before_its_birth: [lives("-1")], [fine()] => (1, 1), 0..=0, None;
    a_life_without_end: [lives("1e300")], [fine()] => (1, 1), 0..=0, None;
    a_life_in_text: [lives("\"7200\"")], [fine()] => (1, 1), 0..=0, None;
}

/// A call that never had a token was never sent, and says so.
#[tokio::test(start_paused = true)]
async fn a_call_without_a_token_says_that_it_was_never_sent() {
    let down = (0..4).map(|_| coded(500, 1));
    let server = Server::with_token_replies(down, []).await;
    let error = send(&client(&server)).await.unwrap_err();
    let text = error.to_string();
    assert_eq!(error.attempts(), 0);
    assert!(text.contains("; the call was never sent; first failure: "), "{text}");
    assert!(!text.contains("0 times"), "{text}");
}

/// Credentials that the other platform would know are told apart from wrong ones by nothing but a
/// thought.
#[tokio::test(start_paused = true)]
async fn unknown_credentials_bring_up_the_other_platform() {
    for code in [10_003, 10_014] {
        let server = Server::with_token_replies([coded(400, code)], []).await;
        let text = send(&client(&server)).await.unwrap_err().to_string();
        assert!(text.contains("Feishu") && text.contains("Lark"), "{code}: {text}");
    }
}

/// The next call fetches again exactly where the life was no life.
#[tokio::test(start_paused = true)]
async fn a_token_without_a_life_is_for_one_call() {
    for (expire, fetches) in [("0", 2), ("-1", 2), ("null", 2), ("7200", 1), ("\"7200\"", 1)] {
        let server = Server::with_token_replies([lives(expire)], [fine(), fine()]).await;
        let client = client(&server);
        send(&client).await.unwrap();
        send(&client).await.unwrap();
        assert_eq!(counts(&server), (fetches, 2), "expire {expire}");
    }
}

/// Whatever the lifetime in the response, a token is replaced after two hours.
#[tokio::test(start_paused = true)]
async fn no_life_is_believed_that_is_longer_than_any() {
    let server = Server::with_token_replies([lives("999999999")], [fine(), fine()]).await;
    let client = client(&server);
    send(&client).await.unwrap();
    tokio::time::advance(Duration::from_secs(7200)).await;
    send(&client).await.unwrap();
    assert_eq!(counts(&server), (2, 2));
}

/// A hundred calls in flight when the platform forgets the token: one more fetch, and each is sent
/// once more.
#[tokio::test(start_paused = true)]
async fn a_hundred_stale_calls_are_one_fetch() {
    let replies =
        std::iter::once(fine()).chain((0..100).map(|_| stale(401))).chain((0..100).map(|_| fine()));
    let server = Server::start(replies).await;
    // A refused call waits for nobody; all hundred must be on their way before the first is
    // refused, or some would not be stale at all. The paused clock and one connection each see to
    // that.
    let client = client(&server);
    send(&client).await.unwrap();
    let calls = (0..100).map(|_| {
        let client = client.clone();
        tokio::spawn(async move { send(&client).await })
    });
    for call in calls.collect::<Vec<_>>() {
        call.await.unwrap().unwrap();
    }
    let (fetches, sent) = counts(&server);
    assert_eq!(fetches, 2, "the first token, and one in its place");
    assert_eq!(sent, 201);
}

/// The first caller may be cancelled; later ones get the token, and nothing is fetched twice.
#[tokio::test(start_paused = true)]
async fn a_caller_that_leaves_in_the_middle_of_a_fetch_takes_nothing_along() {
    let server = Server::start([fine()]).await;
    let client = client(&server);
    let leaving = {
        let client = client.clone();
        tokio::spawn(async move { send(&client).await })
    };
    while server.lines().is_empty() {
        tokio::task::yield_now().await;
    }
    let staying = {
        let client = client.clone();
        tokio::spawn(async move { send(&client).await })
    };
    tokio::task::yield_now().await;
    leaving.abort();
    staying.await.unwrap().unwrap();
    let (fetches, sent) = counts(&server);
    assert_eq!(fetches, 1);
    assert!((1..=2).contains(&sent), "the one that left may have been on its way: {sent}");
}

/// Only the owner of a user's token can get another, and a call without a token has none to
/// replace.
#[tokio::test(start_paused = true)]
async fn a_refused_token_that_the_client_did_not_get_is_not_sent_again() {
    let by_users = CREATE.clone().tokens(&[TokenKind::UserAccessToken]);
    let by_anyone = CREATE.clone().tokens(&[]);
    let by_both =
        CREATE.clone().tokens(&[TokenKind::TenantAccessToken, TokenKind::UserAccessToken]);
    let of_tokens = GATEWAY_ERRORS.iter().filter(|error| error.action == Action::RefreshToken);
    let of_tokens: Vec<_> = of_tokens.map(|error| error.code).collect();
    assert!(of_tokens.len() >= 4, "{of_tokens:?}");
    let user = CallOptions::new().user_access_token("u-1");
    let none = CallOptions::new();
    for code in of_tokens {
        for status in [200, 400, 401] {
            // The last is the client's own, and replaced.
            for (operation, options, expected) in [
                (&by_users, &user, (0, 1)),
                (&by_both, &user, (0, 1)),
                (&by_anyone, &none, (0, 1)),
                (&by_both, &none, (2, 2)),
            ] {
                let server = Server::start([coded(status, code), coded(status, code)]).await;
                let call = client(&server).call(operation.clone(), options).send::<Value>();
                let error = call.await.unwrap_err();
                assert_eq!(counts(&server), expected, "{status} {code}: {error}");
                assert_eq!(Some((error.kind(), error.outcome())), REFUSED, "{error}");
                assert_eq!(error.code(), Some(code));
            }
        }
    }
}
