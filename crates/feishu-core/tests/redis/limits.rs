//! One budget for all.

use std::time::{Duration, Instant};

use feishu_core::redis::RedisShare;
use feishu_core::{IssuedToken, RateLimit, RateLimiter, TokenStore, TooLong};

use crate::processes::{self, CALLS, Job, LIMITS};
use crate::server::Redis;
use crate::{key, token_key};

/// A window that no stall of the machine ends.
pub(crate) const TEN: &[RateLimit] = &[RateLimit { calls: 10, per: Duration::from_secs(30) }];
/// With its margin.
const WINDOW: Duration = Duration::from_millis(30_030);

/// Takes a permit if one is available at once.
pub(crate) async fn take(
    share: &RedisShare,
    operation: &'static str,
    limits: &[RateLimit],
) -> Result<Duration, TooLong> {
    share.reserve(&key(operation), limits, Duration::ZERO).await
}

#[tokio::test]
async fn no_window_holds_more_calls_of_all_processes_than_the_limit_allows() {
    let Some(redis) = Redis::start().await else { return };
    let run = move || processes::run(4, Job::Reserve, &redis, "");
    let said = tokio::task::spawn_blocking(run).await.unwrap();
    // A permit is granted between request and response.
    let (mut earliest, mut latest) = (Vec::new(), Vec::new());
    for line in said.iter().flatten() {
        let (from, to) = line.split_once(' ').unwrap();
        earliest.push(Duration::from_nanos(from.parse().unwrap()));
        latest.push(Duration::from_nanos(to.parse().unwrap()));
    }
    assert_eq!(earliest.len(), 4 * CALLS);
    earliest.sort();
    latest.sort();
    for limit in LIMITS {
        let calls = limit.calls as usize;
        for (first, next) in earliest.iter().zip(&latest[calls..]) {
            let apart = next.saturating_sub(*first);
            assert!(apart >= limit.per, "{} calls within {apart:?}, {limit:?}", calls + 1);
        }
    }
    // 80 calls, 25 in each 0.9 s, and no time wasted beside the margins.
    let took = latest[4 * CALLS - 1] - earliest[0];
    assert!(took < Duration::from_secs(4), "{took:?}");
    println!("{} calls of 4 processes in {took:?}", 4 * CALLS);
}

#[tokio::test]
async fn permits_are_as_far_apart_as_those_of_the_limiter_in_memory() {
    let Some(redis) = Redis::start().await else { return };
    let share = redis.share();
    let mut first = None;
    let mut longest = Duration::ZERO;
    for number in 0..35 {
        let asked = Instant::now();
        let wait = share.reserve(&key("a"), TEN, Duration::MAX).await.unwrap();
        let answered = Instant::now();
        longest = longest.max(answered - asked);
        let (first_asked, first_answered) = *first.get_or_insert((asked, answered));
        // Windows with thirty milliseconds beside.
        let expected = Duration::from_millis(number / 10 * 30_030);
        assert!(answered + wait >= first_asked + expected, "{number}: {wait:?}");
        let late = asked.saturating_duration_since(first_asked);
        let at_most = first_answered + expected + late + (answered - asked);
        assert!(asked + wait <= at_most, "{number}: {wait:?}");
    }
    println!("the slowest of 35 permits came after {longest:?}");
}

#[tokio::test]
async fn a_caller_without_patience_takes_no_permit() {
    let Some(redis) = Redis::start().await else { return };
    let (one, other) = (redis.share(), redis.share());
    for _ in 0..10 {
        assert_eq!(take(&one, "a", TEN).await, Ok(Duration::ZERO));
    }
    for _ in 0..5 {
        let wait = take(&other, "a", TEN).await.unwrap_err().wait;
        assert!(wait <= WINDOW, "{wait:?}");
        assert_eq!(take(&other, "b", LIMITS).await, Ok(Duration::ZERO));
    }
    // Five refusals took nothing: all ten permits of the next window are available.
    for _ in 0..10 {
        let wait = other.reserve(&key("a"), TEN, Duration::MAX).await.unwrap();
        assert!(wait <= WINDOW, "{wait:?}");
    }
    let wait = one.reserve(&key("a"), TEN, Duration::MAX).await.unwrap();
    assert!(wait > WINDOW, "{wait:?}");
}

#[tokio::test]
async fn after_a_refusal_no_process_starts_before_its_end() {
    let Some(redis) = Redis::start().await else { return };
    let (one, other) = (redis.share(), redis.share());
    let seconds = Duration::from_secs;
    for (operation, reset, about) in [
        ("a", Some(seconds(30)), seconds(30)),
        ("b", Some(seconds(9999)), seconds(60)),
        ("c", Some(Duration::ZERO), Duration::ZERO),
    ] {
        one.refused(&key(operation), TEN, reset).await;
        // A shorter word that comes later does not open what a longer one has closed.
        one.refused(&key(operation), TEN, Some(Duration::ZERO)).await;
        let wait = other.reserve(&key(operation), TEN, Duration::MAX).await.unwrap();
        assert!(wait <= about && wait + seconds(10) >= about, "{operation}: {wait:?}");
    }
    one.refused(&key("d"), TEN, None).await;
    let wait = other.reserve(&key("d"), TEN, Duration::MAX).await.unwrap();
    assert!(wait <= seconds(30) && wait > seconds(20), "{wait:?}");
}

#[tokio::test]
async fn a_clock_of_redis_that_is_set_back_keeps_nobody_waiting() {
    let Some(redis) = Redis::start().await else { return };
    let share = redis.share();
    for _ in 0..10 {
        take(&share, "a", TEN).await.unwrap();
    }
    // As if all of them had been granted an hour from now.
    let ahead = "local line, given = KEYS[1], KEYS[2]
        redis.call('HSET', line, 'seen', string.format('%.0f', redis.call('HGET', line, 'seen') + 3600000000))
        for at = 0, 9 do
            redis.call('LSET', given, at, string.format('%.0f', redis.call('LINDEX', given, at) + 3600000000))
        end";
    let name = "feishu:limit:{https%3A%2F%2Fopen.feishu.cn:cli_1::a}";
    let mut connection = redis.connection().await;
    let script = redis::Script::new(ahead);
    let mut script = script.prepare_invoke();
    script.key(format!("{name}:line")).key(format!("{name}:given"));
    let () = script.invoke_async(&mut connection).await.unwrap();
    for _ in 0..3 {
        // Not even callers without a permit stop time for the others.
        let wait = take(&share, "a", TEN).await.unwrap_err().wait;
        assert!(wait <= WINDOW, "{wait:?}");
    }
    let wait = share.reserve(&key("a"), TEN, Duration::MAX).await.unwrap();
    assert!(wait <= WINDOW, "{wait:?}");
    let ahead: i64 = redis::cmd("HGET")
        .arg(format!("{name}:line"))
        .arg("ahead")
        .query_async(&mut connection)
        .await
        .unwrap();
    assert!(ahead > 3_500_000_000, "{ahead}");
}

#[tokio::test]
async fn every_key_ends_by_itself_and_begins_with_the_prefix() {
    let Some(redis) = Redis::start().await else { return };
    let share = redis.share();
    let hour = Duration::from_secs(3600);
    share.put(&token_key(), &IssuedToken::new("t-1", hour)).await.unwrap();
    share.lease(&token_key(), hour).await.unwrap().unwrap();
    for operation in ["a", "b"] {
        share.reserve(&key(operation), LIMITS, Duration::MAX).await.unwrap();
        share.refused(&key(operation), LIMITS, None).await;
    }
    share.refused(&key("c"), LIMITS, None).await;
    let mut connection = redis.connection().await;
    let names: Vec<String> =
        redis::cmd("KEYS").arg("*").query_async(&mut connection).await.unwrap();
    assert_eq!(names.len(), 2 + 2 * 2 + 1, "{names:?}");
    for name in names {
        assert!(name.starts_with("feishu:"), "{name}");
        let left: i64 = redis::cmd("PTTL").arg(&name).query_async(&mut connection).await.unwrap();
        assert!(left > 0 && left <= 3_600_000, "{name}: {left}");
    }
}
