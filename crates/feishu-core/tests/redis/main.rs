//! What processes share through a real Redis, and what happens without.
#![cfg(feature = "redis")]
// Clippy allows these in test functions, but does not see that helpers are part of a test.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "tests fail by panicking"
)]

mod processes;
mod server;
#[path = "../support/mod.rs"]
#[allow(dead_code, reason = "other tests need the rest")]
mod support;

mod limits;
mod outage;
mod tokens;

use feishu_core::{
    CallOptions, Client, Effect, Error, LimitKey, Method, Operation, Secret, TokenKey, TokenKind,
};
use serde_json::Value;

static MINE: Operation = Operation::new("x.v1.mine.get", Method::Get, "/open-apis/x/v1/mine")
    .tokens(&[TokenKind::TenantAccessToken])
    .effect(Effect::Read);

async fn call(client: &Client) -> Result<(), Error> {
    client.call(&MINE, &CallOptions::new()).send::<Value>().await.map(drop)
}

fn key(operation: &'static str) -> LimitKey {
    LimitKey {
        base_url: "https://open.feishu.cn".to_owned(),
        app_id: "cli_1".to_owned(),
        tenant: String::new(),
        operation: operation.into(),
    }
}

fn token_key() -> TokenKey {
    let secret = Secret::from("hunter2");
    TokenKey::new("https://open.feishu.cn", "cli_1", &secret, TokenKind::TenantAccessToken)
}
