//! What retries are paid from: a budget that all calls of a client share. On a clock that only
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

use feishu_core::{CallOptions, Client, Error, Method, Operation, RetryBudget, RetryPolicy};
use serde_json::Value;
use support::{Reply, Server, ok, reply};

static READ: Operation =
    Operation::new("x.v1.thing.get", Method::Get, "/open-apis/x/v1/things").tokens(&[]);

async fn read(client: &Client) -> Result<(), Error> {
    client.call(&READ, &CallOptions::new()).send::<Value>().await.map(drop)
}

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{}}"#)
}

fn down() -> Reply {
    reply(503, "", "down")
}

fn refused() -> Reply {
    reply(400, "", r#"{"code":1002002,"msg":"no"}"#)
}

fn limited() -> Reply {
    reply(429, "x-ogw-ratelimit-reset: 1\r\n", r#"{"code":99991400,"msg":"no"}"#)
}

/// A client that lives for long would otherwise end with no retries at all.
#[tokio::test(start_paused = true)]
async fn a_call_that_succeeds_gives_a_part_of_a_retry_back() {
    // Each call meets one failure. With a budget that runs out, the first that may not be repeated
    // fails.
    for (budget, calls_that_survive) in [
        (RetryBudget::new(2, 0.0), 2),
        (RetryBudget::new(2, 0.5), 3),
        (RetryBudget::new(2, 1.0), 100),
        (RetryBudget::new(0, 1.0), 0),
    ] {
        let case = format!("{budget:?}");
        let server = Server::start((0..100).flat_map(|_| [down(), fine()])).await;
        let client = Client::builder("cli_budget", "hunter2").base_url(&server.url);
        let client = client.retry_budget(budget).build().unwrap();
        let mut survived = 0;
        while survived < 100 && read(&client).await.is_ok() {
            survived += 1;
        }
        assert_eq!(survived, calls_that_survive, "{case}");
    }
}

/// A call that is refused pays nothing, and one of a clone as much as any other.
#[tokio::test(start_paused = true)]
async fn after_an_outage_as_many_calls_must_succeed_as_the_budget_says() {
    let half = || RetryBudget::new(1, 0.5);
    let fines = |count: usize| vec![fine(); count];
    for (what, budget, retries, between, retried) in [
        ("half, none", half(), 1, vec![], false),
        ("half, one", half(), 1, fines(1), false),
        ("half, two", half(), 1, fines(2), true),
        ("half, two that are refused", half(), 1, vec![refused(), refused()], false),
        ("half, two of three", half(), 1, vec![fine(), refused(), fine()], true),
        ("a tenth, nine", RetryBudget::default(), 20, fines(9), false),
        ("a tenth, ten", RetryBudget::default(), 20, fines(10), true),
    ] {
        let calls = between.len();
        // Each call of the outage is retried once, until no retry is left.
        let outage = (0..2 * retries).map(|_| down());
        let server = Server::start(outage.chain(between).chain([down(), fine()])).await;
        let client =
            Client::builder("cli_budget", "hunter2").base_url(&server.url).retry_budget(budget);
        let client = client.retry(RetryPolicy::new().attempts(2)).build().unwrap();
        for _ in 0..retries {
            read(&client).await.unwrap_err();
        }
        for _ in 0..calls {
            // Whose success it is does not matter: the clones of a client share the budget.
            let _ = read(&client.clone()).await;
        }
        assert_eq!(read(&client).await.is_ok(), retried, "{what}");
    }
}

/// What the platform asks for costs no budget: a long phase of limits leaves the retries of other
/// calls alone.
#[tokio::test(start_paused = true)]
async fn waits_that_the_platform_asks_for_are_free() {
    let long = (0..60).map(|_| limited());
    let server = Server::start(long.chain([down(), fine()])).await;
    let client = Client::builder("cli_budget", "hunter2").base_url(&server.url).build().unwrap();
    for _ in 0..15 {
        read(&client).await.unwrap_err();
    }
    read(&client).await.unwrap();
    assert_eq!(server.seen().len(), 62);
}

/// An outage of a minute under load: what is sent beside the calls themselves stays small, because
/// retries are paid from a budget that all calls share.
#[tokio::test(start_paused = true)]
async fn an_outage_is_not_made_worse() {
    const CALLS: u32 = 600;
    let server = Server::start((0..4 * CALLS).map(|_| down())).await;
    let client = Client::builder("cli_budget", "hunter2").base_url(&server.url).build().unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CALLS {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let client = client.clone();
        calls.spawn(async move { read(&client).await.unwrap_err() });
    }
    calls.join_all().await;
    let sent = u32::try_from(server.seen().len()).unwrap();
    let amplification = f64::from(sent) / f64::from(CALLS);
    println!("{sent} requests for {CALLS} calls: {amplification:.3} times as many");
    assert!(amplification <= 1.2, "{amplification}");
}
