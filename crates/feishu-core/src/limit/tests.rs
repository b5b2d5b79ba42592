use std::collections::VecDeque;

use proptest::prelude::*;
use tokio::time::Instant;

use super::*;

const TEN_A_SECOND: &[RateLimit] = &[RateLimit { calls: 10, per: Duration::from_secs(1) }];
const BOTH: &[RateLimit] = &[
    RateLimit { calls: 1000, per: Duration::from_secs(60) },
    RateLimit { calls: 50, per: Duration::from_secs(1) },
];

fn key(operation: &'static str) -> LimitKey {
    LimitKey {
        base_url: String::new(),
        app_id: String::new(),
        tenant: String::new(),
        operation: operation.into(),
    }
}

/// A platform that counts in windows which begin with the first call in them.
struct Platform {
    window: Duration,
    calls: u32,
    open: VecDeque<(Instant, u32)>,
}

impl Platform {
    fn takes(&mut self, at: Instant) -> bool {
        match self.open.back_mut() {
            Some((began, count)) if at < *began + self.window => {
                *count += 1;
                *count <= self.calls
            }
            _ => {
                self.open.push_back((at, 1));
                true
            }
        }
    }
}

/// The permits of this many concurrent calls.
async fn permits(limits: &[RateLimit], calls: usize) -> Vec<Instant> {
    let limiter = MemoryRateLimiter::new();
    let now = Instant::now();
    let mut permits = Vec::new();
    for _ in 0..calls {
        let wait = limiter.reserve(&key("a"), limits, Duration::MAX).await;
        permits.push(now + wait.unwrap());
    }
    permits
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_at_ten_a_second_take_little_more_than_they_must() {
    let permits = permits(TEN_A_SECOND, 100).await;
    let took = permits[99].duration_since(permits[0]);
    let least = Duration::from_secs(9);
    assert!(took >= least && took <= least.mul_f64(1.05), "{took:?}");
    assert_eq!(permits[9], permits[0], "the first ten go at once");
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_no_calls_is_one_of_one_call() {
    let one = |calls| [RateLimit { calls, per: Duration::from_secs(60) }];
    let waits = |permits: Vec<Instant>| {
        permits.iter().map(|it| it.duration_since(permits[0])).collect::<Vec<_>>()
    };
    let (none, one) = (waits(permits(&one(0), 3).await), waits(permits(&one(1), 3).await));
    assert_eq!(none, one);
    assert!(none[1] >= Duration::from_secs(60), "{none:?}");
}

#[tokio::test(start_paused = true)]
async fn a_platform_with_fixed_windows_refuses_none_though_some_calls_are_slower() {
    let mut random = fastrand::Rng::with_seed(7);
    for _ in 0..200 {
        let mut platform =
            Platform { window: Duration::from_secs(1), calls: 10, open: VecDeque::new() };
        // Each takes up to ten milliseconds to arrive.
        let mut arrivals: Vec<_> = permits(TEN_A_SECOND, 100)
            .await
            .into_iter()
            .map(|permit| permit + Duration::from_micros(random.u64(0..10_000)))
            .collect();
        arrivals.sort();
        assert!(arrivals.into_iter().all(|at| platform.takes(at)));
    }
}

#[tokio::test(start_paused = true)]
async fn both_windows_hold() {
    let permits = permits(BOTH, 1200).await;
    for (calls, per) in [(50, 1), (1000, 60)] {
        for pair in permits.windows(calls + 1) {
            assert!(pair[calls].duration_since(pair[0]) >= Duration::from_secs(per), "{calls}");
        }
    }
    // A thousand in twenty seconds, and then the minute has to end.
    assert!(permits[999].duration_since(permits[0]) < Duration::from_secs(21));
    assert!(permits[1000].duration_since(permits[0]) >= Duration::from_secs(60));
}

/// Three hundredths of the window, at most 30 milliseconds.
#[tokio::test(start_paused = true)]
async fn what_is_kept_free_beside_a_window_is_in_proportion_to_it() {
    for (window, margin) in [(100, 3), (500, 15), (1000, 30), (60_000, 30)] {
        let limits = [RateLimit { calls: 1, per: Duration::from_millis(window) }];
        let permits = permits(&limits, 2).await;
        let apart = permits[1].duration_since(permits[0]);
        assert_eq!(apart, Duration::from_millis(window + margin), "{window}");
    }
}

#[test]
fn a_wait_that_is_too_long_is_told_in_seconds() {
    for (millis, expected) in [
        (1030, "the rate limit permits no call for 1.030 s"),
        (1500, "the rate limit permits no call for 1.500 s"),
    ] {
        assert_eq!(TooLong::new(Duration::from_millis(millis)).to_string(), expected);
    }
}

#[tokio::test(start_paused = true)]
async fn a_caller_without_patience_takes_no_permit() {
    let limiter = MemoryRateLimiter::new();
    let key = key("a");
    for _ in 0..10 {
        assert_eq!(limiter.reserve(&key, TEN_A_SECOND, Duration::ZERO).await, Ok(Duration::ZERO));
    }
    let refused = limiter.reserve(&key, TEN_A_SECOND, Duration::from_millis(500)).await;
    assert_eq!(refused.unwrap_err().wait, Duration::from_millis(1030));
    for _ in 0..10 {
        let wait = limiter.reserve(&key, TEN_A_SECOND, Duration::from_secs(2)).await.unwrap();
        assert_eq!(wait, Duration::from_millis(1030), "no permit was taken");
    }
    let other = LimitKey { tenant: "t".to_owned(), ..key };
    assert_eq!(limiter.reserve(&other, TEN_A_SECOND, Duration::ZERO).await, Ok(Duration::ZERO));
}

/// However many kinds of call there are: what is counted inside a window stays, and what is over
/// goes.
#[tokio::test(start_paused = true)]
async fn a_limit_holds_among_thousands_of_others_and_memory_does_not_grow() {
    let limiter = MemoryRateLimiter::new();
    for _ in 0..10 {
        limiter.reserve(&key("a"), TEN_A_SECOND, Duration::ZERO).await.unwrap();
    }
    limiter.refused(&key("closed"), TEN_A_SECOND, Some(Duration::from_secs(60))).await;
    tokio::time::advance(Duration::from_millis(500)).await;
    let others = |n: usize| LimitKey { tenant: n.to_string(), ..key("b") };
    for n in 0..3000 {
        limiter.reserve(&others(n), TEN_A_SECOND, Duration::ZERO).await.unwrap();
    }
    let wait = limiter.reserve(&key("a"), TEN_A_SECOND, Duration::MAX).await;
    assert_eq!(wait, Ok(Duration::from_millis(530)));
    let wait = limiter.reserve(&key("closed"), TEN_A_SECOND, Duration::MAX).await;
    assert_eq!(wait, Ok(Duration::from_millis(59_500)));
    assert!(limiter.known() > 3000, "none of them is over");
    for n in 3000..20_000 {
        tokio::time::advance(Duration::from_millis(2)).await;
        limiter.reserve(&others(n), TEN_A_SECOND, Duration::ZERO).await.unwrap();
    }
    assert!(limiter.known() < 3000, "{}", limiter.known());
}

#[tokio::test(start_paused = true)]
async fn after_a_refusal_nobody_starts_before_its_end() {
    for (reset, wait) in [
        (Some(Duration::from_secs(5)), Duration::from_secs(5)),
        (None, Duration::from_secs(1)),
        (Some(Duration::from_secs(9999)), Duration::from_secs(60)),
        (Some(Duration::ZERO), Duration::ZERO),
    ] {
        let limiter = MemoryRateLimiter::new();
        limiter.refused(&key("a"), TEN_A_SECOND, reset).await;
        // A shorter word that comes later does not open what a longer one has closed.
        limiter.refused(&key("a"), TEN_A_SECOND, Some(Duration::ZERO)).await;
        let found = limiter.reserve(&key("a"), TEN_A_SECOND, Duration::MAX).await;
        assert_eq!(found, Ok(wait), "{reset:?}");
        assert_eq!(
            limiter.reserve(&key("b"), TEN_A_SECOND, Duration::ZERO).await,
            Ok(Duration::ZERO)
        );
    }
}

/// Any of the limits may have been hit, so waiting for a longer window could be for nothing.
#[tokio::test(start_paused = true)]
async fn a_refusal_without_an_end_of_an_operation_with_several_limits_ends_with_the_shortest_window()
 {
    let limit = |calls, seconds| RateLimit { calls, per: Duration::from_secs(seconds) };
    for limits in [[limit(100, 60), limit(10, 1)], [limit(10, 1), limit(100, 60)]] {
        let limiter = MemoryRateLimiter::new();
        limiter.refused(&key("a"), &limits, None).await;
        let found = limiter.reserve(&key("a"), &limits, Duration::MAX).await;
        assert_eq!(found, Ok(Duration::from_secs(1)), "{limits:?}");
    }
}

proptest! {
    /// Whenever calls come: no window of any limit holds too many, and nobody overtakes.
    #[test]
    fn no_window_ever_holds_too_many(pauses in prop::collection::vec(0_u64..400, 1..120)) {
        let mut runtime = tokio::runtime::Builder::new_current_thread();
        let runtime = runtime.enable_time().start_paused(true).build().unwrap();
        let permits = runtime.block_on(async {
            let limiter = MemoryRateLimiter::new();
            let mut permits = Vec::new();
            for pause in &pauses {
                tokio::time::advance(Duration::from_millis(*pause)).await;
                let wait = limiter.reserve(&key("a"), TEN_A_SECOND, Duration::MAX).await.unwrap();
                permits.push(Instant::now() + wait);
            }
            permits
        });
        prop_assert!(permits.is_sorted());
        for eleven in permits.windows(11) {
            prop_assert!(eleven[10].duration_since(eleven[0]) > Duration::from_secs(1));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn old_kinds_of_call_are_looked_for_only_when_a_new_one_comes_to_a_thousand_others() {
    let limiter = MemoryRateLimiter::new();
    let kind = |n: usize| LimitKey { tenant: n.to_string(), ..key("a") };
    let take = async |n| limiter.reserve(&kind(n), TEN_A_SECOND, Duration::ZERO).await.unwrap();
    for n in 0..1024 {
        take(n).await;
        // Each is over before the next comes.
        tokio::time::advance(Duration::from_secs(3)).await;
    }
    assert_eq!(limiter.known(), 1024);
    take(0).await;
    assert_eq!(limiter.known(), 1024, "a call of a kind that is known looks through nothing");
    take(1024).await;
    assert_eq!(limiter.known(), 2, "the one that is new, and the one that is not over");
}

#[tokio::test(start_paused = true)]
async fn the_margin_beside_a_window_is_three_hundredths_of_it_and_at_most_thirty_milliseconds() {
    for (window, wait) in [(100, 103), (1000, 1030), (60_000, 60_030)] {
        let limits = [RateLimit { calls: 1, per: Duration::from_millis(window) }];
        let permits = permits(&limits, 2).await;
        assert_eq!(permits[1].duration_since(permits[0]), Duration::from_millis(wait), "{window}");
    }
}
