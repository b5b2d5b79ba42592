//! What tokens are known by.

use std::hash::{BuildHasher as _, BuildHasherDefault, DefaultHasher};

use super::*;

fn key(secret: &str) -> TokenKey {
    let secret = Secret::from(secret);
    TokenKey::new("https://x.example/y", "cli_1", &secret, TokenKind::TenantAccessToken)
}

#[test]
fn a_changed_secret_is_another_key_and_cannot_be_read_out_of_it() {
    let (one, other) = (key("hunter2"), key("hunter3"));
    assert_ne!(one, other);
    assert_ne!(one.to_text(), other.to_text());
    // The first half of the SHA-256 of "hunter2".
    assert_eq!(one.secret_hash, "f52fbd32b2b3b86ff88ef6c490628285");
    assert!(!format!("{one:?} {}", one.to_text()).contains("hunter"));
}

#[test]
fn the_text_of_a_key_is_stable() {
    let tenant = key("hunter2").with(TokenKind::TenantAccessToken, Some("a:b 张"));
    assert_eq!(
        tenant.to_text(),
        "https%3A%2F%2Fx.example%2Fy:cli_1:f52fbd32b2b3b86ff88ef6c490628285:tenant_access_token:\
         a%3Ab%20%E5%BC%A0"
    );
}

#[test]
fn no_two_keys_have_one_text() {
    let one = key("hunter2");
    let app = |app: &str| TokenKey { app_id: app.to_owned(), ..one.clone() };
    let keys = [
        one.clone(),
        app("cli_1:x"),
        app("cli_1%3Ax"),
        app("cli_1 "),
        TokenKey { base_url: "https://x.example/y:cli_1".to_owned(), ..app("") },
        one.with(TokenKind::AppAccessToken, None),
        one.with(TokenKind::TenantAccessToken, Some("")),
        one.with(TokenKind::TenantAccessToken, Some("1")),
    ];
    let mut texts: Vec<_> = keys.iter().map(TokenKey::to_text).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), keys.len(), "{texts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_got_with_another_secret_is_not_found() {
    let store = MemoryTokenStore::new();
    let old = IssuedToken::new("t-old", Duration::from_secs(7200));
    store.put(&key("hunter2"), &old).await.unwrap();
    assert!(store.get(&key("hunter2")).await.unwrap().is_some());
    assert!(store.get(&key("hunter3")).await.unwrap().is_none());
}

#[test]
fn only_tokens_of_tenants_are_known_by_their_tenant() {
    let desk = Desk::new();
    let tenant = |kind| desk.tokens.key(kind, Some("1")).tenant.clone();
    assert_eq!(tenant(TokenKind::TenantAccessToken).as_deref(), Some("1"));
    assert_eq!(tenant(TokenKind::AppAccessToken), None);
    assert_eq!(tenant(TokenKind::UserAccessToken), None);
    assert_eq!(desk.key().base_url, "http://127.0.0.1:9");
}

#[tokio::test(start_paused = true)]
async fn a_question_says_which_token_is_wanted() {
    let mut desk = Desk::new();
    let call = desk.call();
    let question = desk.question().await;
    assert_eq!(question.key, *desk.key());
    question.issue("t-1", 7200);
    call.await.unwrap().unwrap();
}

/// Else a map of them would be a list: by secret, which is another for each app, kind and tenant.
#[test]
fn keys_that_one_map_holds_have_different_hashes() {
    let one = key("hunter2");
    let tenant = |tenant| one.with(TokenKind::TenantAccessToken, Some(tenant));
    let keys = [
        one.clone(),
        key("hunter3"),
        one.with(TokenKind::AppAccessToken, None),
        one.with(TokenKind::UserAccessToken, None),
        tenant(""),
        tenant("1"),
        tenant("2"),
    ];
    let hasher = BuildHasherDefault::<DefaultHasher>::default();
    let mut hashes: Vec<_> = keys.iter().map(|key| hasher.hash_one(key)).collect();
    hashes.sort_unstable();
    hashes.dedup();
    assert_eq!(hashes.len(), keys.len());
    assert_eq!(hasher.hash_one(&one), hasher.hash_one(key("hunter2")));
}

#[test]
fn the_key_that_most_calls_need_is_not_made_anew_for_each() {
    let desk = Desk::new();
    assert!(Arc::ptr_eq(&desk.key(), &desk.key()));
}
