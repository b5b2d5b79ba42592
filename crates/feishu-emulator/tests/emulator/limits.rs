//! Rate limits, on a clock that stands still until a test moves it.

use std::time::{Duration, UNIX_EPOCH};

use feishu_emulator::{App, Clock, Emulator, EmulatorBuilder, Error, RateLimits};
use serde_json::{Value, json};

use crate::catalogue::{operation, operation_ids};
use crate::client::{JSON, Reply, TOKEN_PATH, ask_for_token, authorization, call, send};

const UPDATE: &str = "hire.v1.external_offer.update";
const LIMITED: (u16, i64) = (429, 99991400);

/// Any time at all; the second half of a second, so that waits do not come out even by luck.
fn standing() -> EmulatorBuilder {
    let time = UNIX_EPOCH + Duration::from_millis(1_721_899_352_428);
    Emulator::builder().clock(Clock::standing_at(time))
}

async fn real() -> Emulator {
    standing().rate_limits(RateLimits::Real).start().await.unwrap()
}

async fn update(emulator: &Emulator) -> Reply {
    call(emulator, UPDATE, "1", "", &json!({ "external_application_id": "1" })).await
}

/// Sends so many calls, none of which may be refused for its rate.
async fn fill(emulator: &Emulator, calls: usize) {
    for number in 0..calls {
        assert_ne!(update(emulator).await.status, 429, "call {number}");
    }
}

fn wait(reply: &Reply) -> (Option<&str>, Option<&str>) {
    (reply.header("x-ogw-ratelimit-limit"), reply.header("x-ogw-ratelimit-reset"))
}

#[tokio::test]
async fn one_call_too_many_is_told_how_long_to_wait() {
    let emulator = real().await;
    fill(&emulator, 10).await;
    emulator.clock().advance(Duration::from_millis(999));
    let reply = update(&emulator).await;
    assert_eq!(reply.verdict(), LIMITED);
    assert_eq!(wait(&reply), (Some("10"), Some("1")));
    assert!(reply.msg().contains(UPDATE), "{}", reply.msg());
    assert_eq!(reply.json()["error"]["log_id"].as_str(), reply.header("x-tt-logid"));
}

#[tokio::test]
async fn the_next_window_begins_when_the_first_has_ended_and_not_before() {
    let emulator = real().await;
    fill(&emulator, 10).await;
    emulator.clock().advance(Duration::from_millis(999));
    assert_eq!(update(&emulator).await.verdict(), LIMITED);
    emulator.clock().advance(Duration::from_millis(1));
    fill(&emulator, 10).await;
    assert_eq!(update(&emulator).await.verdict(), LIMITED);
}

#[tokio::test]
async fn of_two_limits_either_refuses() {
    let emulator = standing().rate_limits(RateLimits::Scaled(0.04)).start().await.unwrap();
    // 1000 in a minute and 50 in a second, made 40 and 2.
    let info = || async {
        let body = json!({ "external_create_time": "1721899352428" });
        call(&emulator, "hire.v1.talent_external_info.create", "1", "", &body).await
    };
    for _ in 0..19 {
        for _ in 0..2 {
            assert_eq!(info().await.verdict(), (200, 0));
        }
        let reply = info().await;
        assert_eq!((reply.status, reply.header("x-ogw-ratelimit-limit")), (429, Some("2")));
        emulator.clock().advance(Duration::from_secs(1));
    }
    for _ in 0..2 {
        assert_eq!(info().await.verdict(), (200, 0));
    }
    // Both windows are full now, and the longer wait is the one that helps.
    let reply = info().await;
    assert_eq!((reply.verdict(), wait(&reply)), (LIMITED, (Some("40"), Some("41"))));
}

#[tokio::test]
async fn every_operation_is_limited_as_the_catalogue_says() {
    let emulator = standing().rate_limits(RateLimits::Scaled(0.05)).start().await.unwrap();
    let (mut limited, mut unlimited) = (0, Vec::new());
    for id in operation_ids() {
        let operation = operation(&id);
        let reply = call(&emulator, &id, "1", "", &Value::Null).await;
        if reply.code() == 99991201 {
            continue; // The SDK knows more than the emulator carries out.
        }
        let limits = operation["rate_limits"].as_array().unwrap();
        if limits.is_empty() {
            unlimited.push(id);
            continue;
        }
        let scaled = |limit: &Value| (limit["calls"].as_f64().unwrap() * 0.05).round().max(1.0);
        let least = limits.iter().map(scaled).fold(f64::MAX, f64::min) as usize;
        for _ in 1..least {
            assert_ne!(call(&emulator, &id, "1", "", &Value::Null).await.status, 429, "{id}");
        }
        assert_eq!(call(&emulator, &id, "1", "", &Value::Null).await.verdict(), LIMITED, "{id}");
        limited += 1;
    }
    assert!(limited >= 25, "{limited}");
    assert!(unlimited.iter().all(|id| id.starts_with("auth.")), "{unlimited:?}");
}

#[tokio::test]
async fn each_app_and_each_operation_has_a_count_of_its_own() {
    let apps = [App::new("cli_a", "s"), App::new("cli_b", "t")];
    let builder = apps.iter().cloned().fold(standing(), EmulatorBuilder::app);
    let emulator = builder.rate_limits(RateLimits::Real).start().await.unwrap();
    fill(&emulator, 10).await;
    assert_eq!(update(&emulator).await.verdict(), LIMITED);
    let delete = call(&emulator, "hire.v1.external_offer.delete", "1", "", &Value::Null).await;
    assert_eq!(delete.verdict(), (400, 1002002));

    let login = json!({ "app_id": "cli_b", "app_secret": "t" }).to_string();
    let url = emulator.base_url();
    let token = send(url, "POST", TOKEN_PATH, &[JSON], login.as_bytes()).await.json();
    let token = token["tenant_access_token"].as_str().unwrap().to_owned();
    let other = format!("Authorization: Bearer {token}");
    let path = "/open-apis/hire/v1/external_offers/1";
    let reply = send(url, "PUT", path, &[&other, JSON], b"{}").await;
    assert_eq!(reply.verdict(), (400, 1002002));
}

#[tokio::test]
async fn a_refused_body_counts_and_a_bad_token_does_not() {
    let emulator = real().await;
    let good = authorization(&emulator).await;
    let path = "/open-apis/hire/v1/external_offers/1";
    for _ in 0..20 {
        let headers = ["Authorization: Bearer t-none", JSON];
        let reply = send(emulator.base_url(), "PUT", path, &headers, b"{}").await;
        assert_eq!(reply.code(), 99991663);
    }
    for _ in 0..10 {
        let reply = send(emulator.base_url(), "PUT", path, &[&good, JSON], b"no json").await;
        assert_eq!(reply.verdict(), (400, 1002002));
    }
    assert_eq!(update(&emulator).await.verdict(), LIMITED);
}

/// Every call of a known app counts, so a client that goes on without the scope is told to slow down.
#[tokio::test]
async fn calls_without_the_scope_count_and_one_too_many_is_told_to_wait() {
    let app = App::new("cli_a", "s").scopes(["contact:user"]);
    let emulator = standing().app(app).rate_limits(RateLimits::Real).start().await.unwrap();
    for number in 0..10 {
        assert_eq!(update(&emulator).await.verdict(), (400, 99991672), "call {number}");
    }
    let reply = update(&emulator).await;
    assert_eq!((reply.verdict(), wait(&reply)), (LIMITED, (Some("10"), Some("1"))));
    emulator.clock().advance(Duration::from_secs(1));
    assert_eq!(update(&emulator).await.verdict(), (400, 99991672));
}

#[tokio::test]
async fn a_refused_call_changes_nothing() {
    let emulator = real().await;
    fill(&emulator, 9).await;
    let seed = feishu_emulator::Seed::new()
        .object("external_application", json!({ "id": "1", "talent_id": "1" }))
        .object("external_offer", json!({ "id": "1", "external_application_id": "1" }));
    emulator.seed(seed).await.unwrap();
    let offer = |owner: &str| json!({ "external_application_id": "1", "owner": owner });
    assert_eq!(call(&emulator, UPDATE, "1", "", &offer("a")).await.verdict(), (200, 0));
    assert_eq!(call(&emulator, UPDATE, "1", "", &offer("b")).await.verdict(), LIMITED);
    let stored = emulator.object("external_offer", "1").await.unwrap().unwrap();
    assert_eq!(stored["owner"], "a");
}

#[tokio::test]
async fn tokens_are_not_limited_and_without_being_asked_nothing_is() {
    let emulator = real().await;
    for _ in 0..60 {
        assert_eq!(ask_for_token(&emulator).await.verdict(), (200, 0));
    }
    let emulator = standing().start().await.unwrap();
    fill(&emulator, 60).await;
}

#[tokio::test]
async fn only_a_refusal_has_the_headers() {
    let emulator = real().await;
    assert_eq!(wait(&update(&emulator).await), (None, None));
}

#[tokio::test]
async fn a_factor_must_be_a_number_above_zero() {
    for factor in [0.0, -1.0, f64::NAN, f64::INFINITY] {
        let started = Emulator::builder().rate_limits(RateLimits::Scaled(factor)).start().await;
        assert!(matches!(started, Err(Error::RateLimits { .. })), "{factor}");
    }
    for text in ["", "on", "0", "-1", "inf", "nan", "1x"] {
        let error = text.parse::<RateLimits>().unwrap_err();
        assert!(error.to_string().contains("off, real, or a factor"), "{error}");
    }
    for (text, limits) in
        [("off", RateLimits::Off), ("real", RateLimits::Real), ("0.5", RateLimits::Scaled(0.5))]
    {
        assert_eq!(text.parse::<RateLimits>().unwrap(), limits);
    }
}
