//! How much of what a client sends may be repetition, on a clock that only moves when everyone waits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::time::Duration;

use feishu_core::{
    CallOptions, Client, ClientBuilder, Error, Method, Operation, RetryBudget, RetryPolicy,
};
use serde_json::Value;
use support::{Reply, Server, ok, reply};

static READ: Operation =
    Operation::new("x.v1.thing.get", Method::Get, "/open-apis/x/v1/things").tokens(&[]);

async fn send(client: &Client) -> Result<(), Error> {
    client.call(&READ, &CallOptions::new()).send::<Value>().await.map(drop)
}

fn builder(server: &Server) -> ClientBuilder {
    Client::builder("cli_budget", "hunter2").base_url(&server.url)
}

fn fine() -> Reply {
    ok(r#"{"code":0,"msg":"ok","data":{}}"#)
}

fn down() -> Reply {
    reply(503, "", "<html>no</html>")
}

fn refused() -> Reply {
    reply(400, "", r#"{"code":1002002,"msg":"no"}"#)
}

fn limited() -> Reply {
    reply(429, "x-ogw-ratelimit-reset: 1\r\n", r#"{"code":99991400,"msg":"too fast"}"#)
}

/// A client that lives for months has met many outages, and must get over the next one, too.
#[tokio::test(start_paused = true)]
async fn calls_that_succeed_after_an_outage_pay_for_retries_again() {
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
        let client = builder(&server).retry_budget(budget);
        let client = client.retry(RetryPolicy::new().attempts(2)).build().unwrap();
        for _ in 0..retries {
            send(&client).await.unwrap_err();
        }
        for _ in 0..calls {
            // Whose success it is does not matter: the clones of a client share the budget.
            let _ = send(&client.clone()).await;
        }
        assert_eq!(send(&client).await.is_ok(), retried, "{what}");
    }
}

/// What the platform asks for costs no budget: a long phase of limits leaves the retries of other calls alone.
#[tokio::test(start_paused = true)]
async fn waits_that_the_platform_asks_for_are_free() {
    let long = (0..60).map(|_| limited());
    let server = Server::start(long.chain([down(), fine()])).await;
    let client = Client::builder("cli_budget", "hunter2").base_url(&server.url).build().unwrap();
    for _ in 0..15 {
        send(&client).await.unwrap_err();
    }
    send(&client).await.unwrap();
    assert_eq!(server.seen().len(), 62);
}

/// An outage of a minute under load: what is sent beside the calls themselves stays small, because retries are paid
/// from a budget that all calls share.
#[tokio::test(start_paused = true)]
async fn an_outage_is_not_made_worse() {
    const CALLS: u32 = 600;
    let server = Server::start((0..4 * CALLS).map(|_| down())).await;
    let client = Client::builder("cli_budget", "hunter2").base_url(&server.url).build().unwrap();
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..CALLS {
        tokio::time::sleep(Duration::from_millis(100)).await;
        let client = client.clone();
        calls.spawn(async move { send(&client).await.unwrap_err() });
    }
    calls.join_all().await;
    let sent = u32::try_from(server.seen().len()).unwrap();
    let amplification = f64::from(sent) / f64::from(CALLS);
    println!("{sent} requests for {CALLS} calls: {amplification:.3} times as many");
    assert!(amplification <= 1.2, "{amplification}");
}
