//! Which calls are counted together, on a clock that only moves when everyone waits.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

#[allow(dead_code, reason = "shared with other tests, which use all of it")]
mod support;

use std::sync::Arc;
use std::time::Duration;

use feishu_core::{CallOptions, Client, MemoryRateLimiter, Method, Operation, RateLimit};
use serde_json::Value;
use support::{Server, ok};
use tokio::time::Instant;

const LIMITS: &[RateLimit] = &[RateLimit { calls: 1, per: Duration::from_secs(1) }];

static GET: Operation = Operation::new("x.v1.thing.get", Method::Get, "/open-apis/x/v1/things")
    .tokens(&[])
    .rate_limits(LIMITS);
static LIST: Operation = Operation::new("x.v1.thing.list", Method::Get, "/open-apis/x/v1/things")
    .tokens(&[])
    .rate_limits(LIMITS);

/// Who calls what, and where.
#[derive(Clone, Copy)]
struct Caller<'a> {
    server: &'a Server,
    app: &'a str,
    tenant: Option<&'a str>,
    operation: &'static Operation,
}

impl Caller<'_> {
    async fn call(self, limiter: &Arc<MemoryRateLimiter>) {
        let client = Client::builder(self.app, "hunter2").base_url(&self.server.url);
        let client = client.rate_limiter(Arc::clone(limiter)).build().unwrap();
        let options =
            self.tenant.map_or_else(CallOptions::new, |tenant| CallOptions::new().tenant(tenant));
        client.call(self.operation, &options).send::<Value>().await.unwrap();
    }
}

/// The platform counts the calls of an app to an operation in a tenant, and each platform for
/// itself.
#[tokio::test(start_paused = true)]
async fn a_call_waits_only_for_those_that_the_platform_counts_with_it() {
    let replies = || (0..12).map(|_| ok(r#"{"code":0,"data":{}}"#));
    let (server, other) = (Server::start(replies()).await, Server::start(replies()).await);
    let one = Caller { server: &server, app: "cli_a", tenant: Some("one"), operation: &GET };
    for (what, next, waits) in [
        ("the same", one, 1),
        ("another tenant", Caller { tenant: Some("two"), ..one }, 0),
        ("no tenant", Caller { tenant: None, ..one }, 0),
        ("another app", Caller { app: "cli_b", ..one }, 0),
        ("another operation", Caller { operation: &LIST, ..one }, 0),
        ("another platform", Caller { server: &other, ..one }, 0),
    ] {
        let limiter = Arc::new(MemoryRateLimiter::new());
        one.call(&limiter).await;
        let start = Instant::now();
        next.call(&limiter).await;
        assert_eq!(start.elapsed().as_secs(), waits, "{what}");
    }
}
