//! Without Redis.

use std::net::TcpListener;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use feishu_core::redis::RedisShare;
use feishu_core::{Client, ErrorKind, IssuedToken, RateLimit, RateLimiter, Secret, TokenStore};
use futures_util::future::join_all;

use crate::limits::{TEN, take};
use crate::server::{Redis, eventually};
use crate::support::{Server, ok};
use crate::{call, key, token_key};

const ONE: &[RateLimit] = &[RateLimit { calls: 1, per: Duration::from_secs(30) }];
const HOUR: Duration = Duration::from_secs(3600);

/// How many permits are available at once.
async fn at_once(share: &RedisShare, operation: &'static str) -> usize {
    let mut count = 0;
    while take(share, operation, TEN).await.is_ok() {
        count += 1;
    }
    count
}

#[tokio::test]
async fn when_redis_dies_each_goes_on_with_a_part_of_the_budget_until_it_is_back() {
    let Some(mut redis) = Redis::start().await else { return };
    let (one, other) = (redis.share(), redis.share());
    assert_eq!((at_once(&one, "a").await, at_once(&other, "a").await), (10, 0));
    assert!(one.is_shared());

    redis.kill();
    // Its permits from Redis count; the other process has had none.
    assert_eq!((at_once(&one, "a").await, at_once(&other, "a").await), (0, 2));
    assert_eq!((at_once(&one, "b").await, at_once(&other, "b").await), (2, 2));
    assert!(!one.is_shared());
    take(&one, "c", ONE).await.unwrap();
    let wait = take(&one, "c", ONE).await.unwrap_err().wait;
    let four_windows = Duration::from_secs(120);
    assert!(wait > four_windows / 2 && wait < four_windows + Duration::from_secs(1), "{wait:?}");
    let error = one.get(&token_key()).await.unwrap_err().to_string();
    assert!(error.starts_with("the token store failed: "), "{error}");

    redis.run(&[]).await;
    for share in [&one, &other] {
        eventually(async || share.check().await.is_ok()).await;
        assert!(share.is_shared());
    }
    assert_eq!((at_once(&one, "d").await, at_once(&other, "d").await), (10, 0));
    one.put(&token_key(), &IssuedToken::new("t-1", Duration::from_secs(60))).await.unwrap();
    assert!(other.get(&token_key()).await.unwrap().is_some());
}

#[tokio::test]
async fn permits_that_redis_granted_for_later_count_after_it_died() {
    let Some(mut redis) = Redis::start().await else { return };
    let share = redis.share();
    for _ in 0..12 {
        share.reserve(&key("a"), TEN, HOUR).await.unwrap();
    }
    redis.kill();
    // The last two are half a minute away, and are as many as one process has alone in a window.
    let wait = share.reserve(&key("a"), TEN, HOUR).await.unwrap();
    assert!(wait > Duration::from_secs(55), "{wait:?}");
}

#[tokio::test]
async fn all_questions_go_through_one_connection() {
    let Some(redis) = Redis::start().await else { return };
    let share = redis.share();
    take(&share, "a", TEN).await.unwrap();
    let connections = async || {
        let mut own = redis.connection().await;
        let told: String = redis::cmd("INFO").arg("stats").query_async(&mut own).await.unwrap();
        let of = |line: &str| line.strip_prefix("total_connections_received:")?.trim().parse().ok();
        let count: usize = told.lines().find_map(of).unwrap();
        count
    };
    let before = connections().await;
    for _ in 0..5 {
        take(&share, "a", TEN).await.unwrap();
        share.get(&token_key()).await.unwrap();
    }
    // The other one is that which counts.
    assert_eq!(connections().await, before + 1);
}

#[tokio::test]
async fn a_restart_that_nobody_noticed_costs_no_call_its_permit() {
    let Some(mut redis) = Redis::start().await else { return };
    let share = redis.share();
    take(&share, "a", TEN).await.unwrap();
    redis.kill();
    redis.run(&[]).await;
    assert_eq!(at_once(&share, "b").await, 10);
    assert!(share.is_shared());
}

#[tokio::test]
async fn a_redis_that_hangs_costs_its_timeout_once_and_not_every_call() {
    let Some(redis) = Redis::start().await else { return };
    let timeout = Duration::from_millis(200);
    let share = redis.builder().timeout(timeout).pause(Duration::from_secs(3600)).build().unwrap();
    eventually(async || share.check().await.is_ok()).await;
    redis.hang();
    let began = Instant::now();
    // All at once: they wait together.
    let calls = join_all((0..20).map(|_| take(&share, "a", ONE))).await;
    let first = began.elapsed();
    assert!(calls.iter().filter(|call| call.is_ok()).count() <= 1);
    assert!(first >= timeout && first < 5 * timeout, "{first:?}");
    let began = Instant::now();
    for _ in 0..1000 {
        assert!(take(&share, "a", ONE).await.is_err());
        assert!(share.get(&token_key()).await.is_err());
    }
    let rest = began.elapsed();
    assert!(rest < 5 * timeout, "{rest:?}");
    println!("20 calls at once took {first:?}, 2000 after them {rest:?}");
    redis.go_on();
}

#[tokio::test]
async fn a_redis_that_hung_is_asked_again_by_one_call_at_a_time() {
    let Some(redis) = Redis::start().await else { return };
    let share = redis.builder().timeout(Duration::from_millis(200)).build().unwrap();
    eventually(async || share.check().await.is_ok()).await;
    redis.hang();
    assert!(share.check().await.is_err());
    redis.go_on();
    eventually(async || {
        let answers = join_all((0..5).map(|_| share.check())).await;
        // While one looks, the others do not wait for what it finds.
        let there = answers.iter().filter(|answer| answer.is_ok()).count();
        assert!(there <= 1, "{there}");
        there == 1
    })
    .await;
    assert!(share.is_shared());
}

#[tokio::test]
async fn calls_go_on_where_there_never_was_a_redis() {
    let platform = Server::start([ok(r#"{"code":0}"#)]).await;
    let folder = tempfile::tempdir().unwrap();
    let url = format!("unix://{}", folder.path().join("none").display());
    let share = RedisShare::builder(&url).build().unwrap();
    let failures = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&failures);
    let client = Client::builder("cli_1", "hunter2")
        .base_url(&platform.url)
        .token_store(Arc::new(share.clone()))
        .rate_limiter(share)
        .on_token_store_error(move |_| {
            counter.fetch_add(1, Ordering::Relaxed);
        })
        .build()
        .unwrap();
    call(&client).await.unwrap();
    assert!(failures.load(Ordering::Relaxed) > 0);
    assert_eq!(platform.lines().len(), 2);

    let error = RedisShare::connect(&url).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Configuration);
    assert!(error.to_string().contains("cannot be used"), "{error}");
}

/// The command of the documentation, word by word.
#[tokio::test]
async fn a_user_with_the_documented_rights_can_do_everything_and_a_wrong_password_is_told() {
    let Some(mut redis) = Redis::start().await else { return };
    redis.kill();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    redis.run(&["--port", &port]).await;
    let text = include_str!("../../src/redis/mod.rs").split("```text").nth(1).unwrap();
    let command = text.split("```").next().unwrap().replace("//!", "");
    let mut words = command.split_whitespace();
    let mut set_user = redis::cmd(words.next().unwrap());
    let set_user = words.fold(&mut set_user, |command, word| command.arg(word));
    let () = set_user.query_async(&mut redis.connection().await).await.unwrap();

    let url = |password: &str| format!("redis://feishu:{password}@127.0.0.1:{port}/0");
    let share = RedisShare::connect(&url("its-password")).await.unwrap();
    let (token, limit) = (token_key(), key("a"));
    let lease = share.lease(&token, HOUR).await.unwrap().unwrap();
    share.put(&token, &IssuedToken::new("t-1", HOUR)).await.unwrap();
    share.get(&token).await.unwrap().unwrap();
    share.evict(&token, &Secret::from("t-1")).await.unwrap();
    share.put(&token, &IssuedToken::new("t-2", Duration::ZERO)).await.unwrap();
    share.release(&token, lease).await;
    assert!(share.is_shared());
    share.reserve(&limit, TEN, Duration::ZERO).await.unwrap();
    assert!(share.is_shared());
    share.refused(&limit, TEN, None).await;
    assert!(share.is_shared());

    let error = RedisShare::connect(&url("hunter2")).await.unwrap_err();
    assert!(error.to_string().contains("Password authentication failed"), "{error}");
    assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
}
