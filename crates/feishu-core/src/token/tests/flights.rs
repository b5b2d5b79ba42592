//! One fetch for all who wait.

use super::*;
use crate::ErrorKind;

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_share_one_fetch() {
    let mut desk = Desk::new();
    let calls: Vec<_> = (0..100).map(|_| desk.call()).collect();
    desk.question().await.issue("t-1", 7200);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), "t-1");
    }
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn a_failed_fetch_is_told_to_all_and_not_remembered() {
    let mut desk = Desk::new();
    let calls: Vec<_> = (0..100).map(|_| desk.call()).collect();
    let failure = Error::no_token("no luck").caused_by("the cause");
    desk.question().await.answer.send(Err(failure)).unwrap();
    for call in calls {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert_eq!(error.to_string(), "no tenant access token: no luck");
        assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "the cause");
    }
    assert_eq!(desk.fetched("t-1", 7200).await, "t-1");
}

#[tokio::test(start_paused = true)]
async fn a_call_that_comes_after_a_failure_fetches_although_others_still_hold_it() {
    let mut desk = Desk::new();
    let (tokens, key) = (desk.tokens.clone(), desk.key());
    let mut slow = std::pin::pin!(tokens.get(&key, None));
    // The slow one waits and has not seen the result.
    assert!(futures_util::FutureExt::now_or_never(slow.as_mut()).is_none());
    let quick = desk.call();
    desk.question().await.refuse("no luck");
    quick.await.unwrap().unwrap_err();
    assert_eq!(desk.fetched("t-2", 7200).await, "t-2");
    assert!(slow.await.unwrap_err().to_string().contains("no luck"));
}

#[tokio::test(start_paused = true)]
async fn the_first_waiter_may_be_cancelled_and_the_others_get_the_token() {
    let mut desk = Desk::new();
    let first = desk.call();
    settle().await;
    let others: Vec<_> = (0..5).map(|_| desk.call()).collect();
    let question = desk.question().await;
    first.abort();
    assert!(first.await.unwrap_err().is_cancelled());
    desk.nothing_is_asked().await;
    question.issue("t-1", 7200);
    for call in others {
        assert_eq!(call.await.unwrap().unwrap(), "t-1");
    }
    desk.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_nobody_waits_for_ends_and_hinders_nobody() {
    let mut desk = Desk::new();
    let only = desk.call();
    let question = desk.question().await;
    only.abort();
    settle().await;
    assert!(question.answer.is_closed());
    // Not even by the lease of the one that ended.
    assert_eq!(desk.fetched("t-1", 7200).await, "t-1");
}

#[tokio::test(start_paused = true)]
async fn each_call_waits_until_its_own_deadline() {
    let mut desk = Desk::new();
    let began = Instant::now();
    let after = |seconds| Some(began + Duration::from_secs(seconds));
    let [hasty, slower, patient] =
        [desk.call_until(after(1)), desk.call_until(after(5)), desk.call()];
    let question = desk.question().await;
    for (call, seconds) in [(hasty, 1), (slower, 5)] {
        let error = call.await.unwrap().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Timeout);
        assert_eq!(
            error.to_string(),
            "no tenant access token: it did not arrive within the deadline of the call"
        );
        assert_eq!(began.elapsed().as_secs(), seconds);
    }
    question.issue("t-1", 7200);
    assert_eq!(patient.await.unwrap().unwrap(), "t-1");
}

#[tokio::test(start_paused = true)]
async fn no_fetch_lasts_longer_than_a_minute() {
    let mut desk = Desk::new();
    let began = Instant::now();
    let call = desk.call();
    let question = desk.question().await;
    let error = call.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    assert!(error.to_string().contains("did not arrive within 60 s"), "{error}");
    assert_eq!(began.elapsed().as_secs(), 60);
    assert!(question.answer.is_closed());
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_with_a_refused_token_cause_one_fetch() {
    let mut desk = Desk::new();
    assert_eq!(desk.fetched("t-1", 7200).await, "t-1");
    let calls: Vec<_> = (0..100)
        .map(|_| {
            let (tokens, key) = (desk.tokens.clone(), desk.key());
            tokio::spawn(async move {
                tokens.evict(&key, &Secret::from("t-1")).await;
                tokens.get(&key, None).await.unwrap().expose().to_owned()
            })
        })
        .collect();
    desk.question().await.issue("t-2", 7200);
    for call in calls {
        assert_eq!(call.await.unwrap(), "t-2");
    }
}

#[tokio::test(start_paused = true)]
async fn a_late_refusal_leaves_the_newer_token_alone() {
    let mut desk = Desk::new();
    desk.fetched("t-1", 7200).await;
    desk.evict("t-0").await;
    assert_eq!(desk.token().await, "t-1");
    desk.evict("t-1").await;
    assert_eq!(desk.fetched("t-2", 7200).await, "t-2");
    desk.evict("t-1").await;
    assert_eq!(desk.token().await, "t-2");
    desk.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn what_the_platform_issues_again_after_refusing_it_is_used() {
    let mut desk = Desk::new();
    desk.fetched("t-1", 7200).await;
    desk.evict("t-1").await;
    assert_eq!(desk.fetched("t-1", 7200).await, "t-1");
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
}
