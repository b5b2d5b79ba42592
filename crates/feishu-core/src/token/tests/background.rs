//! Replacing a token while calls go on with it.

use super::*;

/// A desk with the token `t-1`, and `left` seconds of two hours left of it.
async fn desk_with(left: u64) -> Desk {
    let mut desk = Desk::new();
    desk.fetched("t-1", 7200).await;
    advance(7200 - left).await;
    desk
}

#[tokio::test(start_paused = true)]
async fn a_token_is_replaced_once_in_the_background() {
    let mut desk = desk_with(900).await;
    for _ in 0..100 {
        assert_eq!(desk.token().await, "t-1");
    }
    let question = desk.question().await;
    assert_eq!(desk.token().await, "t-1");
    question.issue("t-2", 7200);
    settle().await;
    assert_eq!(desk.token().await, "t-2");
    desk.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn nothing_is_replaced_before_twenty_minutes_are_left() {
    let mut desk = desk_with(1201).await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn clients_replace_a_token_at_different_times() {
    let mut due = Vec::new();
    for _ in 0..20 {
        let mut desk = desk_with(1200).await;
        let mut waited = 0;
        while desk.questions.is_empty() {
            advance(5).await;
            waited += 5;
            desk.token().await;
        }
        assert!((5..=305).contains(&waited), "{waited}");
        due.push(waited);
    }
    due.sort_unstable();
    due.dedup();
    assert!(due.len() > 5, "{due:?}");
}

#[tokio::test(start_paused = true)]
async fn a_replacement_that_fails_is_nobodys_error_and_is_tried_again_after_a_pause() {
    let mut desk = desk_with(890).await;
    assert_eq!(desk.token().await, "t-1");
    desk.question().await.refuse("no luck");
    settle().await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
    advance(29).await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
    advance(1).await;
    assert_eq!(desk.token().await, "t-1");
    desk.question().await.issue("t-2", 7200);
    settle().await;
    assert_eq!(desk.token().await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn with_less_than_five_minutes_left_everyone_waits() {
    let mut desk = desk_with(300).await;
    let calls: Vec<_> = (0..10).map(|_| desk.call()).collect();
    let question = desk.question().await;
    assert!(calls.iter().all(|call| !call.is_finished()));
    question.refuse("no luck");
    for call in calls {
        call.await.unwrap().unwrap_err();
    }
}

#[tokio::test(start_paused = true)]
async fn whoever_must_wait_joins_the_replacement_that_is_under_way() {
    let mut desk = desk_with(310).await;
    assert_eq!(desk.token().await, "t-1");
    let question = desk.question().await;
    advance(10).await;
    let call = desk.call();
    desk.nothing_is_asked().await;
    question.issue("t-2", 7200);
    assert_eq!(call.await.unwrap().unwrap(), "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_platform_that_gives_the_same_token_again_is_not_asked_all_the_time() {
    let mut desk = desk_with(890).await;
    desk.token().await;
    desk.question().await.issue("t-1", 890);
    settle().await;
    for _ in 0..10 {
        assert_eq!(desk.token().await, "t-1");
    }
    desk.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn the_same_token_with_a_longer_life_lives_longer() {
    let mut desk = desk_with(890).await;
    desk.token().await;
    desk.question().await.issue("t-1", 7200);
    settle().await;
    advance(7200 - 1201).await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
}

/// It is the life of before, of which less is left: the margins stay what they were.
#[tokio::test(start_paused = true)]
async fn the_same_token_with_the_same_life_is_used_no_longer() {
    for left in [890, 500] {
        let mut desk = desk_with(890).await;
        desk.token().await;
        desk.question().await.issue("t-1", left);
        settle().await;
        advance(589).await;
        assert_eq!(desk.token().await, "t-1", "{left}");
        let question = desk.question().await;
        advance(1).await;
        let call = desk.call();
        settle().await;
        assert!(!call.is_finished(), "{left}");
        question.issue("t-2", 7200);
        assert_eq!(call.await.unwrap().unwrap(), "t-2", "{left}");
    }
}

#[tokio::test(start_paused = true)]
async fn another_token_is_taken_though_it_lives_no_longer_unless_it_has_no_life_at_all() {
    for (life, next) in [(600, "t-2"), (0, "t-1")] {
        let mut desk = desk_with(890).await;
        desk.token().await;
        desk.question().await.issue("t-2", life);
        settle().await;
        assert_eq!(desk.token().await, next, "{life}");
    }
}

/// A part of what is left: a replacement that fails near the end is tried again before it.
#[tokio::test(start_paused = true)]
async fn the_pause_after_a_replacement_that_failed_is_shorter_near_the_end() {
    let mut desk = Desk::new();
    desk.fetched("t-1", 100).await;
    // Usable for eight more seconds, of which a quarter is waited.
    advance(82).await;
    assert_eq!(desk.token().await, "t-1");
    desk.question().await.refuse("no luck");
    settle().await;
    tokio::time::advance(Duration::from_millis(1999)).await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
    tokio::time::advance(Duration::from_millis(1)).await;
    assert_eq!(desk.token().await, "t-1");
    desk.question().await.issue("t-2", 100);
}
