//! Replacing a token while calls continue to use it.

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
async fn a_caller_that_must_wait_joins_the_replacement_in_progress() {
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

/// What a replacement brings is taken if it is news: another token, or more life for the same one.
#[tokio::test(start_paused = true)]
async fn a_replacement_is_taken_if_it_is_another_token_or_lives_longer() {
    // What comes while 890 seconds of the old one are left, and after how many more seconds calls
    // wait for yet another: five minutes before the end, or a tenth of a short life.
    for (token, life, used, waits_after) in [
        ("t-2", 7200, "t-2", 6900),
        ("t-2", 600, "t-2", 540),
        ("t-1", 7200, "t-1", 6900),
        ("t-1", 890, "t-1", 590),
        ("t-1", 800, "t-1", 590),
        // One without a life serves nobody: the old one does.
        ("t-2", 0, "t-1", 590),
    ] {
        let mut desk = desk_with(890).await;
        desk.token().await;
        desk.question().await.issue(token, life);
        settle().await;
        assert_eq!(desk.token().await, used, "{token} for {life} s");
        advance(waits_after - 1).await;
        assert_eq!(desk.token().await, used, "{token} for {life} s");
        advance(1).await;
        let call = desk.call();
        settle().await;
        assert!(!call.is_finished(), "{token} for {life} s");
    }
}

#[tokio::test(start_paused = true)]
async fn the_pause_after_a_failure_is_a_part_of_the_time_that_is_left() {
    let mut desk = Desk::new();
    desk.fetched("t-1", 100).await;
    // Eight seconds before the last tenth.
    advance(82).await;
    desk.token().await;
    desk.question().await.refuse("no luck");
    settle().await;
    advance(1).await;
    desk.token().await;
    desk.nothing_is_asked().await;
    advance(1).await;
    desk.token().await;
    desk.question().await.refuse("no luck");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_the_store_that_nears_its_end_is_replaced_by_the_next_call() {
    let store = Arc::new(MemoryTokenStore::new());
    let mut desk = Desk::with_store(store.clone());
    let token = IssuedToken::new("t-1", Duration::from_secs(800));
    store.put(&desk.key(), &token).await.unwrap();
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
    assert_eq!(desk.token().await, "t-1");
    desk.question().await.issue("t-2", 7200);
    settle().await;
    assert_eq!(desk.token().await, "t-2");
}
