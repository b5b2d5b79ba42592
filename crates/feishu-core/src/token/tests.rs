use std::cell::Cell;

use tokio::time::advance;

use super::*;
use crate::ErrorKind;
use crate::response::Answer;

/// Hands out the tokens `t-1`, `t-2` and so on, and counts them.
struct Platform {
    lifetime: Duration,
    issued: Cell<u32>,
}

impl Platform {
    fn new(seconds: u64) -> Self {
        Self { lifetime: Duration::from_secs(seconds), issued: Cell::new(0) }
    }

    async fn token(&self, cache: &TokenCache) -> String {
        let fetch = || async {
            self.issued.set(self.issued.get() + 1);
            let token = Secret::from(format!("t-{}", self.issued.get()));
            Ok(Issued { token, lifetime: self.lifetime })
        };
        cache.get(fetch).await.unwrap().expose().to_owned()
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_kept_until_five_minutes_before_its_end() {
    let (platform, cache) = (Platform::new(7200), TokenCache::default());
    assert_eq!(platform.token(&cache).await, "t-1");
    advance(Duration::from_secs(6899)).await;
    assert_eq!(platform.token(&cache).await, "t-1");
    advance(Duration::from_secs(1)).await;
    assert_eq!(platform.token(&cache).await, "t-2");
    assert_eq!(platform.token(&cache).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_of_short_life_is_used_for_nine_tenths_of_it() {
    let (platform, cache) = (Platform::new(20), TokenCache::default());
    assert_eq!(platform.token(&cache).await, "t-1");
    advance(Duration::from_millis(17_999)).await;
    assert_eq!(platform.token(&cache).await, "t-1");
    advance(Duration::from_millis(1)).await;
    assert_eq!(platform.token(&cache).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_without_a_life_is_used_once() {
    let (platform, cache) = (Platform::new(0), TokenCache::default());
    assert_eq!(platform.token(&cache).await, "t-1");
    assert_eq!(platform.token(&cache).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn the_life_of_a_token_begins_when_it_is_asked_for() {
    let cache = TokenCache::default();
    let slow = || async {
        advance(Duration::from_secs(50)).await;
        Ok(Issued { token: Secret::from("t-slow"), lifetime: Duration::from_secs(100) })
    };
    cache.get(slow).await.unwrap();
    advance(Duration::from_secs(39)).await;
    assert!(cache.fresh().is_some());
    advance(Duration::from_secs(1)).await;
    assert!(cache.fresh().is_none());
}

#[tokio::test(start_paused = true)]
async fn only_the_token_that_was_refused_is_forgotten() {
    let (platform, cache) = (Platform::new(7200), TokenCache::default());
    let refused = platform.token(&cache).await;
    cache.evict(&Secret::from("t-0"));
    assert_eq!(platform.token(&cache).await, "t-1");
    cache.evict(&Secret::from(refused.as_str()));
    assert_eq!(platform.token(&cache).await, "t-2");
    // A slow call brings the news of the first one's end once more.
    cache.evict(&Secret::from(refused));
    assert_eq!(platform.token(&cache).await, "t-2");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_cannot_be_fetched_leaves_nothing_behind() {
    let (platform, cache) = (Platform::new(7200), TokenCache::default());
    let failed = cache.get(|| async { Err(Error::no_token("refused")) }).await;
    assert_eq!(failed.unwrap_err().kind(), ErrorKind::Token);
    assert_eq!(platform.token(&cache).await, "t-1");
}

fn parse(body: &str) -> Result<Issued, Error> {
    let body = body.as_bytes().to_vec();
    Issued::parse(&Answer { status: 200, log_id: None, retry_after: None, body }.judge()?)
}

#[test]
fn a_token_stands_beside_the_code() {
    for (expire, seconds) in [
        ("7200", 7200),
        ("\"60\"", 60),
        ("0", 0),
        ("-5", 0),
        ("null", 0),
        // More than the platform says it ever gives.
        ("18446744073709551615", 7200),
    ] {
        let body =
            format!(r#"{{"code":0,"msg":"ok","tenant_access_token":"t-1","expire":{expire}}}"#);
        let issued = parse(&body).unwrap();
        assert_eq!(issued.token.expose(), "t-1");
        assert_eq!(issued.lifetime, Duration::from_secs(seconds), "{expire}");
    }
    assert_eq!(
        parse(r#"{"code":0,"tenant_access_token":"t-1"}"#).unwrap().lifetime,
        Duration::ZERO
    );
}

#[test]
fn an_answer_without_a_token_is_an_error_that_repeats_none_of_it() {
    for body in [
        r#"{"code":0,"data":{"tenant_access_token":"t-hunter2"}}"#,
        r#"{"code":0,"tenant_access_token":["t-hunter2"]}"#,
        r#"{"code":0,"tenant_access_token":"","x":"t-hunter2"}"#,
    ] {
        let error = parse(body).map_err(Error::while_fetching_token).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Token);
        assert!(error.to_string().contains("no tenant_access_token"), "{error}");
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[test]
fn credentials_are_written_as_json_and_not_printed() {
    let credentials =
        Credentials { app_id: "cli_\"1\"".to_owned(), app_secret: Secret::from("hunter2") };
    assert_eq!(credentials.to_json(), br#"{"app_id":"cli_\"1\"","app_secret":"hunter2"}"#);
    assert!(!format!("{credentials:?}").contains("hunter2"));
}
