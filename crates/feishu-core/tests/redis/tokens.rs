//! One token for all.

use std::time::{Duration, Instant};

use feishu_core::{IssuedToken, Secret, TokenStore};

use crate::processes::{self, CALLS, Job};
use crate::server::{Redis, eventually};
use crate::support::{Server, TOKEN_PATH, ok};
use crate::token_key;

const HOUR: Duration = Duration::from_secs(3600);

#[tokio::test]
async fn processes_that_need_a_token_at_once_fetch_one() {
    let Some(redis) = Redis::start().await else { return };
    let platform = Server::start(vec![ok(r#"{"code":0}"#); 3 * CALLS]).await;
    let url = platform.url.clone();
    let began = Instant::now();
    tokio::task::spawn_blocking(move || processes::run(3, Job::Call, &redis, &url)).await.unwrap();
    let seen = platform.seen();
    let fetches = seen.iter().filter(|seen| seen.line.contains(TOKEN_PATH)).count();
    assert_eq!((fetches, seen.len()), (1, 1 + 3 * CALLS));
    let with = seen.iter().filter_map(|seen| seen.header("authorization"));
    assert!(with.filter(|with| *with == "Bearer t-1").count() == 3 * CALLS);
    println!("{} calls of 3 processes, {fetches} fetch, {:?}", 3 * CALLS, began.elapsed());
}

#[tokio::test]
async fn a_token_is_there_for_others_for_as_long_as_it_lives() {
    let Some(redis) = Redis::start().await else { return };
    let (one, other, key) = (redis.share(), redis.share(), token_key());
    assert!(one.get(&key).await.unwrap().is_none());
    one.put(&key, &IssuedToken::new("t-1", HOUR)).await.unwrap();
    let found = other.get(&key).await.unwrap().unwrap();
    assert_eq!(found.token.expose(), "t-1");
    assert!(found.remaining <= HOUR && found.remaining > HOUR - Duration::from_secs(60));
    let strange = redis.builder().prefix("other:").build().unwrap();
    assert!(strange.get(&key).await.unwrap().is_none(), "another prefix");

    one.put(&key, &IssuedToken::new("t-2", Duration::from_millis(50))).await.unwrap();
    eventually(async || other.get(&key).await.unwrap().is_none()).await;
    one.put(&key, &IssuedToken::new("t-3", HOUR)).await.unwrap();
    one.put(&key, &IssuedToken::new("t-4", Duration::ZERO)).await.unwrap();
    assert!(other.get(&key).await.unwrap().is_none(), "a token without a lifetime is not stored");
}

#[tokio::test]
async fn only_the_token_that_was_refused_is_forgotten() {
    let Some(redis) = Redis::start().await else { return };
    let (one, other, key) = (redis.share(), redis.share(), token_key());
    one.put(&key, &IssuedToken::new("t-2", HOUR)).await.unwrap();
    other.evict(&key, &Secret::from("t-1")).await.unwrap();
    assert!(one.get(&key).await.unwrap().is_some());
    other.evict(&key, &Secret::from("t-2")).await.unwrap();
    assert!(one.get(&key).await.unwrap().is_none());
}

#[tokio::test]
async fn one_at_a_time_has_the_right_to_fetch_and_only_the_holder_gives_it_back() {
    let Some(redis) = Redis::start().await else { return };
    let (one, other, key) = (redis.share(), redis.share(), token_key());
    let lease = one.lease(&key, HOUR).await.unwrap().unwrap();
    assert_eq!(other.lease(&key, HOUR).await.unwrap(), None);
    other.release(&key, feishu_core::Lease::new("made up")).await;
    assert_eq!(other.lease(&key, HOUR).await.unwrap(), None);
    one.release(&key, lease).await;
    assert!(other.lease(&key, HOUR).await.unwrap().is_some());
}

#[tokio::test]
async fn the_right_to_fetch_ends_by_itself() {
    let Some(redis) = Redis::start().await else { return };
    let (one, other, key) = (redis.share(), redis.share(), token_key());
    let ttl = Duration::from_millis(100);
    let asked = Instant::now();
    let dead = one.lease(&key, ttl).await.unwrap().unwrap();
    eventually(async || other.lease(&key, HOUR).await.unwrap().is_some()).await;
    assert!(asked.elapsed() >= ttl);
    one.release(&key, dead).await;
    assert_eq!(one.lease(&key, ttl).await.unwrap(), None, "it was another's by then");
}

#[tokio::test]
async fn a_token_without_an_end_is_not_one_of_ours() {
    let Some(redis) = Redis::start().await else { return };
    let (share, key) = (redis.share(), token_key());
    let mut connection = redis.connection().await;
    let name = format!("feishu:token:{}", key.to_text());
    let mut planted = redis::cmd("SET");
    let () = planted.arg(&name).arg("t-planted").query_async(&mut connection).await.unwrap();
    assert!(share.get(&key).await.unwrap().is_none());
    let ours = IssuedToken::new("t-1", HOUR);
    share.put(&key, &ours).await.unwrap();
    assert_eq!(share.get(&key).await.unwrap().unwrap().token, ours.token);
}
