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
        assert!(desk.tokens.known() <= 64, "{}", desk.tokens.known());
    }
}

/// Looking for old tokens costs no more than getting the new ones: each time as many come as were
/// left before.
#[tokio::test(start_paused = true)]
async fn what_is_still_used_stays_and_is_seldom_looked_through() {
    let mut desk = Desk::new();
    let (mut looks, mut before) = (0, 0);
    for tenant in 0..1000 {
        let life = if tenant % 2 == 0 { 1 } else { 7200 };
        let key = desk.tokens.key(TokenKind::TenantAccessToken, Some(&tenant.to_string()));
        let tokens = desk.tokens.clone();
        let call = tokio::spawn(async move { tokens.get(&key, None).await.map(drop) });
        desk.questions.recv().await.unwrap().issue("t", life);
        call.await.unwrap().unwrap();
        advance(2).await;
        let known = desk.tokens.known();
        looks += usize::from(known <= before);
        before = known;
    }
    assert!((500..=1000).contains(&before), "{before} are known, and 500 are still good");
    assert!((1..=12).contains(&looks), "{looks} times");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_waited_for_is_not_forgotten_for_others() {
    let mut desk = Desk::new();
    let tokens = desk.tokens.clone();
    let call = |kind, tenant: Option<&str>| {
        let (tokens, key) = (tokens.clone(), tokens.key(kind, tenant));
        tokio::spawn(async move { tokens.get(&key, None).await.unwrap().expose().to_owned() })
    };
    // One that no store knows of, so that a second fetch of it would be seen here.
    let first = call(TokenKind::UserAccessToken, None);
    let question = desk.question().await;
    for tenant in 0..200 {
        let other = call(TokenKind::TenantAccessToken, Some(&tenant.to_string()));
        desk.questions.recv().await.unwrap().issue("t", 0);
        other.await.unwrap();
    }
    assert!(desk.tokens.known() <= 65, "{}", desk.tokens.known());
    let second = call(TokenKind::UserAccessToken, None);
    desk.nothing_is_asked().await;
    question.issue("u-1", 7200);
    for call in [first, second] {
        assert_eq!(call.await.unwrap(), "u-1");
    }
}

impl Desk {
    /// The first call of a tenant, and the question that it causes.
    async fn tenant(&mut self, tenant: usize) -> (JoinHandle<()>, Question) {
        let key = self.tokens.key(TokenKind::TenantAccessToken, Some(&tenant.to_string()));
        let tokens = self.tokens.clone();
        let call = tokio::spawn(async move { drop(tokens.get(&key, None).await.unwrap()) });
        (call, self.questions.recv().await.unwrap())
    }

    /// Tokens for these tenants, for a minute each.
    async fn tenants(&mut self, tenants: std::ops::Range<usize>) {
        for tenant in tenants {
            let (call, question) = self.tenant(tenant).await;
            question.issue("t", 60);
            call.await.unwrap();
        }
    }
}

/// Looking through all of them costs as much as there are, so that it is done seldom.
#[tokio::test(start_paused = true)]
async fn old_tokens_are_looked_for_at_sixty_four_and_then_when_there_are_twice_as_many() {
    let mut desk = Desk::new();
    desk.tenants(0..32).await;
    advance(60).await;
    desk.tenants(32..64).await;
    assert_eq!(desk.tokens.known(), 64, "few are not worth it");
    advance(60).await;
    desk.tenants(64..65).await;
    assert_eq!(desk.tokens.known(), 1, "all that were there have just ended");

    desk.tenants(65..129).await;
    assert_eq!(desk.tokens.known(), 65, "none of them has ended");
    advance(60).await;
    desk.tenants(129..192).await;
    assert_eq!(desk.tokens.known(), 128, "twice as many as were left");
    advance(60).await;
    desk.tenants(192..193).await;
    assert_eq!(desk.tokens.known(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_fetch_that_is_under_way_is_joined_though_old_tokens_are_forgotten() {
    let mut desk = Desk::new();
    desk.tenants(0..63).await;
    advance(60).await;
    let (first, question) = desk.tenant(63).await;
    desk.tenants(64..65).await;
    assert_eq!(desk.tokens.known(), 2);
    let key = question.key.clone();
    let tokens = desk.tokens.clone();
    let second = tokio::spawn(async move { drop(tokens.get(&key, None).await.unwrap()) });
    desk.nothing_is_asked().await;
    question.issue("t", 60);
    first.await.unwrap();
    second.await.unwrap();
}

fn parse(body: &str) -> Result<IssuedToken, Error> {
    IssuedToken::parse(&Answer::bare(200, body).judge()?, &TENANT_ACCESS_TOKEN)
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
