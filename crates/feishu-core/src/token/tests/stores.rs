//! Tokens that several clients share.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};

use super::*;

const LEASE: Duration = Duration::from_secs(15);

fn store() -> Arc<MemoryTokenStore> {
    Arc::new(MemoryTokenStore::new())
}

/// Two clients with one store.
fn two() -> (Desk, Desk) {
    let store = store();
    (Desk::with_store(store.clone()), Desk::with_store(store))
}

#[tokio::test(start_paused = true)]
async fn two_clients_with_one_store_fetch_once() {
    let (mut one, mut other) = two();
    let calls: Vec<_> = (0..10).flat_map(|_| [one.call(), other.call()]).collect();
    let question = one.question().await;
    other.nothing_is_asked().await;
    question.issue("t-1", 7200);
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap(), "t-1");
    }
    other.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn when_the_one_that_fetches_gives_up_the_other_does_it() {
    let (mut one, mut other) = two();
    let (given_up, call) = (one.call(), other.call());
    let question = one.question().await;
    given_up.abort();
    other.questions.recv().await.unwrap().issue("t-1", 7200);
    assert!(question.answer.is_closed());
    assert_eq!(call.await.unwrap().unwrap(), "t-1");
}

#[tokio::test(start_paused = true)]
async fn a_client_that_died_with_the_right_to_fetch_is_not_waited_for_longer_than_a_lease() {
    let store = store();
    let mut desk = Desk::with_store(store.clone());
    let dead = store.lease(&desk.key(), LEASE).await.unwrap().unwrap();
    let began = Instant::now();
    let call = desk.call();
    desk.questions.recv().await.unwrap().issue("t-1", 7200);
    assert_eq!(call.await.unwrap().unwrap(), "t-1");
    assert!((15..16).contains(&began.elapsed().as_secs()), "{:?}", began.elapsed());

    // A lease that has ended cannot be given back for its successor.
    let next = store.lease(&desk.key(), LEASE).await.unwrap().unwrap();
    store.release(&desk.key(), dead).await;
    assert!(store.lease(&desk.key(), LEASE).await.unwrap().is_none());
    store.release(&desk.key(), next).await;
    assert!(store.lease(&desk.key(), LEASE).await.unwrap().is_some());
}

#[tokio::test(start_paused = true)]
async fn of_two_clients_one_replaces_the_token_and_the_other_takes_it_over() {
    let (mut one, mut other) = two();
    assert_eq!(one.fetched("t-1", 7200).await, "t-1");
    assert_eq!(other.token().await, "t-1");
    advance(7200 - 890).await;
    assert_eq!(one.token().await, "t-1");
    let question = one.question().await;
    assert_eq!(other.token().await, "t-1");
    other.nothing_is_asked().await;
    question.issue("t-2", 7200);
    settle().await;
    assert_eq!(one.token().await, "t-2");
    advance(30).await;
    assert_eq!(other.token().await, "t-1");
    assert_eq!(other.token().await, "t-2");
    other.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_leaves_the_store_but_a_newer_one_does_not() {
    let (mut one, mut other) = two();
    one.fetched("t-1", 7200).await;
    assert_eq!(other.token().await, "t-1");
    one.evict("t-1").await;
    assert_eq!(one.fetched("t-2", 7200).await, "t-2");
    // The other learns of the refusal late, and finds the newer one.
    other.evict("t-1").await;
    assert_eq!(other.token().await, "t-2");
    other.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn tokens_that_are_not_to_be_shared_never_reach_the_store() {
    let store = store();
    let life = Duration::from_secs(7200);
    let provider = UserTokens::new(move || async move { Ok(IssuedToken::new("u-1", life)) });
    let user = tokens(provider, store.clone());
    let key = user.key(TokenKind::UserAccessToken, None);
    assert_eq!(user.get(&key, None).await.unwrap().expose(), "u-1");
    assert!(store.get(&key).await.unwrap().is_none());

    let fixed = tokens(FixedToken::tenant("t-fixed"), store.clone());
    let key = fixed.key(TokenKind::TenantAccessToken, None);
    store.put(&key, &IssuedToken::new("t-other", life)).await.unwrap();
    assert_eq!(fixed.get(&key, None).await.unwrap().expose(), "t-fixed");
    fixed.evict(&key, &Secret::from("t-fixed")).await;
    assert_eq!(fixed.get(&key, None).await.unwrap().expose(), "t-fixed");
    assert_eq!(store.get(&key).await.unwrap().unwrap().token.expose(), "t-other");
}

#[tokio::test(start_paused = true)]
async fn what_has_ended_is_not_in_the_store_any_more() {
    let (store, key) = (MemoryTokenStore::new(), Desk::new().key());
    let short = IssuedToken::new("t-1", Duration::from_secs(10));
    store.put(&key, &short).await.unwrap();
    advance(4).await;
    assert_eq!(store.get(&key).await.unwrap().unwrap().remaining, Duration::from_secs(6));
    advance(6).await;
    assert!(store.get(&key).await.unwrap().is_none());
    store.put(&key, &IssuedToken::new("t-2", Duration::MAX)).await.unwrap();
    assert!(store.get(&key).await.unwrap().is_some());
    assert!(!format!("{store:?}").contains("t-2"));
}

/// What is left of a stored token says nothing about the life that it had: it is no token of short
/// life, and a slow call needs as much time.
#[tokio::test(start_paused = true)]
async fn a_stored_token_is_used_until_five_minutes_before_its_end_however_little_is_left_of_it() {
    let seconds = Duration::from_secs;
    for (left, own, stored) in [
        (310, 279, 10),
        (400, 360, 100),
        (1500, 1350, 1200),
        (3000, 2700, 2700),
        (7200, 6900, 6900),
    ] {
        for (from_store, used_for) in [(false, own), (true, stored)] {
            let store = store();
            let mut desk = Desk::with_store(store.clone());
            if from_store {
                let token = IssuedToken::new("t-1", seconds(left));
                store.put(&desk.key(), &token).await.unwrap();
                assert_eq!(desk.token().await, "t-1");
                desk.nothing_is_asked().await;
            } else {
                desk.fetched("t-1", left).await;
            }
            let moment = Duration::from_millis(1);
            tokio::time::advance(seconds(used_for) - moment).await;
            assert_eq!(desk.token().await, "t-1", "{left} s, from a store: {from_store}");
            tokio::time::advance(moment).await;
            let call = desk.call();
            desk.question().await.issue("t-2", 7200);
            let token = call.await.unwrap().unwrap();
            assert_eq!(token, "t-2", "{left} s, from a store: {from_store}");
        }
    }
}

/// Otherwise the others would use it after it expired.
#[tokio::test(start_paused = true)]
async fn what_a_fetch_took_is_taken_off_the_life_of_the_token_that_others_find() {
    for (took, life, left) in
        [(0, 7200, Some(7200)), (10, 7200, Some(7190)), (50, 7200, Some(7150)), (10, 10, None)]
    {
        let store = store();
        let mut desk = Desk::with_store(store.clone());
        let call = desk.call();
        let question = desk.question().await;
        advance(took).await;
        question.issue("t-1", life);
        assert_eq!(call.await.unwrap().unwrap(), "t-1");
        let found = store.get(&desk.key()).await.unwrap();
        let found = found.map(|issued| issued.remaining);
        assert_eq!(found, left.map(Duration::from_secs), "{took} s of {life} s");
    }
}

/// What a broken store does.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Broken {
    Fails,
    Hangs,
    /// Still has the token that was refused, and forgets nothing.
    Stale,
}

impl Broken {
    async fn error(self) -> StoreError {
        if self == Self::Hangs {
            std::future::pending::<()>().await;
        }
        StoreError::new("gone")
    }
}

impl TokenStore for Broken {
    fn get<'a>(
        &'a self,
        _: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>> {
        Box::pin(async {
            match self {
                Self::Stale => Ok(Some(IssuedToken::new("t-1", Duration::from_secs(7200)))),
                _ => Err(self.error().await),
            }
        })
    }

    fn put<'a>(
        &'a self,
        _: &'a TokenKey,
        _: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Err(self.error().await) })
    }

    fn evict<'a>(
        &'a self,
        _: &'a TokenKey,
        _: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        Box::pin(async { Err(self.error().await) })
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_fails_fails_no_call_and_is_reported() {
    for (broken, report) in [
        (Broken::Fails, "the token store failed: gone"),
        (Broken::Hangs, "the token store failed: no response within 1 s"),
    ] {
        let reported = Arc::new(Mutex::new(Vec::new()));
        let (asking, questions) = mpsc::unbounded_channel();
        let reports = Arc::clone(&reported);
        let client = Client::builder("cli_1", "hunter2")
            .base_url("http://127.0.0.1:9")
            .token_provider(Asking(asking))
            .token_store(Arc::new(broken))
            .on_token_store_error(move |error| reports.lock().unwrap().push(error.to_string()))
            .build()
            .unwrap();
        let mut desk = Desk { tokens: client.tokens().clone(), questions };
        for token in ["t-1", "t-2"] {
            let call = desk.call();
            desk.questions.recv().await.unwrap().issue(token, 7200);
            assert_eq!(call.await.unwrap().unwrap(), token);
            assert_eq!(desk.token().await, token);
            desk.evict(token).await;
        }
        // Two look-ups, and two removals.
        assert_eq!(*reported.lock().unwrap(), [report; 4]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_store_that_still_has_a_refused_token_is_not_believed() {
    let mut desk = Desk::with_store(Arc::new(Broken::Stale));
    assert_eq!(desk.token().await, "t-1");
    desk.evict("t-1").await;
    assert_eq!(desk.fetched("t-2", 7200).await, "t-2");
    // Nor is it when the newer one nears its end.
    advance(7200 - 890).await;
    assert_eq!(desk.token().await, "t-2");
    desk.question().await.issue("t-3", 7200);
    settle().await;
    assert_eq!(desk.token().await, "t-3");
}

/// A store that counts look-ups, and in which another client puts a token whenever somebody gets a lease.
#[derive(Debug, Default)]
struct Busy {
    store: MemoryTokenStore,
    looked_up: AtomicU32,
    by_another: Option<IssuedToken>,
}

impl TokenStore for Busy {
    fn get<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>> {
        self.looked_up.fetch_add(1, Ordering::Relaxed);
        self.store.get(key)
    }

    fn put<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.store.put(key, token)
    }

    fn evict<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.store.evict(key, token)
    }

    fn lease<'a>(
        &'a self,
        key: &'a TokenKey,
        time: Duration,
    ) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(async move {
            if let Some(token) = &self.by_another {
                self.store.put(key, token).await?;
            }
            self.store.lease(key, time).await
        })
    }

    fn release<'a>(&'a self, key: &'a TokenKey, lease: Lease) -> BoxFuture<'a, ()> {
        self.store.release(key, lease)
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_that_another_client_stored_before_the_lease_was_granted_is_taken() {
    let by_another = Some(IssuedToken::new("t-1", Duration::from_secs(7200)));
    let mut desk = Desk::with_store(Arc::new(Busy { by_another, ..Busy::default() }));
    let call = desk.call();
    desk.nothing_is_asked().await;
    assert_eq!(call.await.unwrap().unwrap(), "t-1");
}

/// The store may be far away.
#[tokio::test(start_paused = true)]
async fn a_token_that_lives_longer_now_is_not_looked_up_at_each_call() {
    let store = Arc::new(Busy::default());
    let mut desk = Desk::with_store(store.clone());
    desk.fetched("t-1", 7200).await;
    advance(7200 - 890).await;
    desk.token().await;
    desk.question().await.issue("t-1", 7200);
    settle().await;
    // The first life would be over.
    advance(900).await;
    let before = store.looked_up.load(Ordering::Relaxed);
    for _ in 0..3 {
        assert_eq!(desk.token().await, "t-1");
    }
    assert_eq!(store.looked_up.load(Ordering::Relaxed), before);
}

/// The platform means what it says last.
#[tokio::test(start_paused = true)]
async fn a_token_that_is_issued_again_after_a_refusal_is_believed_of_the_store_too() {
    let (mut one, mut other) = two();
    one.fetched("t-1", 7200).await;
    one.evict("t-1").await;
    assert_eq!(one.fetched("t-1", 7200).await, "t-1");
    assert_eq!(other.token().await, "t-1");
    advance(7200 - 890).await;
    other.token().await;
    other.question().await.issue("t-1", 7200);
    settle().await;
    // The one takes over what the other got, and needs not ask.
    one.token().await;
    one.nothing_is_asked().await;
    advance(890).await;
    assert_eq!(one.token().await, "t-1");
    one.nothing_is_asked().await;
}

#[tokio::test(start_paused = true)]
async fn a_store_keeps_the_tokens_of_others_and_forgets_what_has_ended() {
    let (store, key) = (MemoryTokenStore::new(), Desk::new().key());
    let tenant = |tenant| key.with(TokenKind::TenantAccessToken, Some(tenant));
    let (short, long) = (tenant("short-lived"), tenant("long-lived"));
    store.put(&short, &IssuedToken::new("t-1", Duration::from_secs(10))).await.unwrap();
    store.put(&long, &IssuedToken::new("t-2", Duration::from_secs(20))).await.unwrap();
    assert!(store.get(&short).await.unwrap().is_some());
    advance(10).await;
    store.put(&key, &IssuedToken::new("t-3", Duration::from_secs(10))).await.unwrap();
    assert!(store.get(&long).await.unwrap().is_some());
    let text = format!("{store:?}");
    assert!(text.contains("long-lived") && !text.contains("short-lived"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn a_right_to_fetch_lasts_as_long_as_was_asked_and_no_longer() {
    let (store, key) = (MemoryTokenStore::new(), Desk::new().key());
    assert!(store.lease(&key, LEASE).await.unwrap().is_some());
    tokio::time::advance(LEASE - Duration::from_millis(1)).await;
    assert!(store.lease(&key, LEASE).await.unwrap().is_none());
    tokio::time::advance(Duration::from_millis(1)).await;
    assert!(store.lease(&key, LEASE).await.unwrap().is_some());
}

/// A program that ends with its call leaves nobody waiting for it.
#[tokio::test(start_paused = true)]
async fn a_caller_with_its_token_has_returned_the_lease() {
    let store = store();
    let Desk { tokens, mut questions } = Desk::with_store(store.clone());
    let key = tokens.key(TokenKind::TenantAccessToken, None);
    let answer = async { questions.recv().await.unwrap().issue("t-1", 7200) };
    // In this task, so that no other runs between the token and the look.
    let (token, ()) = tokio::join!(tokens.get(&key, None), answer);
    let lease = futures_util::FutureExt::now_or_never(store.lease(&key, LEASE));
    assert_eq!(token.unwrap().expose(), "t-1");
    assert!(lease.unwrap().unwrap().is_some());
}

#[test]
fn the_failure_of_a_store_has_what_is_underneath() {
    let error = StoreError::new(std::io::Error::other("the disk is gone"));
    let source = std::error::Error::source(&error).unwrap();
    assert!(source.is::<std::io::Error>());
    assert_eq!(error.to_string(), "the token store failed: the disk is gone");
}
