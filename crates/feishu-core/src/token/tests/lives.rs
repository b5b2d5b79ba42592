//! How long tokens are used, and what is read of responses.

use super::*;
use crate::ErrorKind;
use crate::platform::TENANT_ACCESS_TOKEN;
use crate::response::Answer;

#[tokio::test(start_paused = true)]
async fn a_token_of_short_life_is_replaced_in_proportion() {
    let mut desk = Desk::new();
    desk.fetched("t-1", 20).await;
    advance(14).await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
    // In the last quarter of its life in the background, in the last tenth before anything else.
    tokio::time::advance(Duration::from_millis(3900)).await;
    assert_eq!(desk.token().await, "t-1");
    let question = desk.question().await;
    tokio::time::advance(Duration::from_millis(100)).await;
    let call = desk.call();
    settle().await;
    assert!(!call.is_finished());
    question.issue("t-2", 20);
    assert_eq!(call.await.unwrap().unwrap(), "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_life_serves_those_who_wait_and_nobody_else() {
    let mut desk = Desk::new();
    let calls = [desk.call(), desk.call()];
    desk.question().await.issue("t-1", 0);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), "t-1");
    }
    assert_eq!(desk.fetched("t-2", 0).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_one_second_is_used_for_nine_tenths_of_it() {
    let mut desk = Desk::new();
    desk.fetched("t-1", 1).await;
    tokio::time::advance(Duration::from_millis(749)).await;
    assert_eq!(desk.token().await, "t-1");
    tokio::time::advance(Duration::from_millis(151)).await;
    assert_eq!(desk.fetched("t-2", 1).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_life_without_end_is_survived() {
    let mut desk = Desk::new();
    let call = desk.call();
    let token = IssuedToken::new("t-1", Duration::MAX);
    desk.question().await.answer.send(Ok(token)).unwrap();
    assert_eq!(call.await.unwrap().unwrap(), "t-1");
    advance(29 * 86_400).await;
    assert_eq!(desk.token().await, "t-1");
    desk.nothing_is_asked().await;
    // Thirty days are the longest that any is used.
    advance(86_400).await;
    assert_eq!(desk.fetched("t-2", 7200).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn the_life_of_a_token_begins_when_it_is_asked_for() {
    let mut desk = Desk::new();
    let call = desk.call();
    let question = desk.question().await;
    advance(50).await;
    question.issue("t-1", 100);
    call.await.unwrap().unwrap();
    advance(39).await;
    assert_eq!(desk.token().await, "t-1");
    let replacement = desk.question().await;
    advance(1).await;
    let call = desk.call();
    settle().await;
    assert!(!call.is_finished());
    replacement.issue("t-2", 100);
    assert_eq!(call.await.unwrap().unwrap(), "t-2");
}

#[tokio::test(start_paused = true)]
async fn tokens_of_tenants_that_are_not_called_any_more_are_forgotten() {
    let mut desk = Desk::new();
    for tenant in 0..300 {
        let key = desk.tokens.key(TokenKind::TenantAccessToken, Some(&tenant.to_string()));
        let tokens = desk.tokens.clone();
        let call = tokio::spawn(async move { tokens.get(&key, None).await.map(drop) });
        desk.questions.recv().await.unwrap().issue("t", 60);
        call.await.unwrap().unwrap();
        advance(30).await;
    }
    assert!(desk.tokens.known() <= 64, "{}", desk.tokens.known());
}

fn parse(body: &str) -> Result<IssuedToken, Error> {
    let body = body.as_bytes().to_vec();
    let answer =
        Answer { status: 200, log_id: None, retry_after: None, rate_limit: None, date: None, body };
    IssuedToken::parse(&answer.judge()?, &TENANT_ACCESS_TOKEN)
}

#[test]
fn a_token_stands_beside_the_code() {
    for (expire, seconds) in [
        ("7200", 7200),
        ("\"60\"", 60),
        ("1", 1),
        ("0", 0),
        ("-5", 0),
        ("1.5", 0),
        ("1e30", 0),
        ("null", 0),
        ("\"soon\"", 0),
        ("[7200]", 0),
        // More than the platform says it ever gives.
        ("7201", 7200),
        ("18446744073709551615", 7200),
    ] {
        let body =
            format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":{expire}}}"#);
        let issued = parse(&body).unwrap();
        assert_eq!(issued.token.expose(), "t-1");
        assert_eq!(issued.remaining, Duration::from_secs(seconds), "{expire}");
        assert!(!format!("{issued:?}").contains("t-1"));
    }
    let silent = parse(r#"{"code":0,"tenant_access_token":"t-1"}"#).unwrap();
    assert_eq!(silent.remaining, Duration::ZERO);
}

#[test]
fn an_answer_without_a_token_is_an_error_that_repeats_none_of_it() {
    for body in [
        r#"{"code":0,"data":{"tenant_access_token":"t-hunter2"}}"#,
        r#"{"code":0,"tenant_access_token":["t-hunter2"]}"#,
        r#"{"code":0,"tenant_access_token":"","x":"t-hunter2"}"#,
    ] {
        let error = parse(body)
            .map_err(|error| error.while_fetching_token(TokenKind::TenantAccessToken))
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert!(error.to_string().contains("no tenant_access_token"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}
