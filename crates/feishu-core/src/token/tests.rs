//! A provider whose fetches the test completes by hand.

mod background;
mod choice;
mod flights;
mod keys;
mod lives;
mod stores;

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{mpsc, oneshot};
use tokio::task::{JoinHandle, yield_now};
use tokio::time::Instant;

use super::*;
use crate::client::Client;
use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::TokenKind;
use crate::secret::Secret;

/// Asks the test for each token.
#[derive(Debug)]
struct Asking(mpsc::UnboundedSender<Question>);

#[derive(Debug)]
struct Question {
    key: TokenKey,
    answer: oneshot::Sender<Result<IssuedToken, Error>>,
}

impl Question {
    fn issue(self, token: &str, seconds: u64) {
        let issued = IssuedToken::new(token, Duration::from_secs(seconds));
        self.answer.send(Ok(issued)).expect("somebody waits for the token");
    }

    fn refuse(self, why: &str) {
        self.answer.send(Err(Error::no_token(why))).expect("somebody waits for the token");
    }
}

impl TokenProvider for Asking {
    fn fetch<'a>(
        &'a self,
        key: &'a TokenKey,
        _: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        Box::pin(async {
            let (answer, answered) = oneshot::channel();
            self.0.send(Question { key: key.clone(), answer }).unwrap();
            answered.await.expect("the test answers or keeps the question")
        })
    }

    fn provides(&self, _: TokenKind) -> bool {
        true
    }
}

/// A client's tokens, and the questions of their provider.
struct Desk {
    tokens: Tokens,
    questions: mpsc::UnboundedReceiver<Question>,
}

impl Desk {
    fn new() -> Self {
        Self::with_store(Arc::new(MemoryTokenStore::new()))
    }

    fn with_store(store: Arc<dyn TokenStore>) -> Self {
        let (asking, questions) = mpsc::unbounded_channel();
        Self { tokens: tokens(Asking(asking), store), questions }
    }

    fn key(&self) -> Arc<TokenKey> {
        self.tokens.key(TokenKind::TenantAccessToken, None)
    }

    /// A call that needs a token.
    fn call(&self) -> JoinHandle<Result<String, Error>> {
        self.call_until(None)
    }

    fn call_until(&self, deadline: Option<Instant>) -> JoinHandle<Result<String, Error>> {
        let (tokens, key) = (self.tokens.clone(), self.key());
        tokio::spawn(async move { Ok(tokens.get(&key, deadline).await?.expose().to_owned()) })
    }

    /// The token of a call, which must not wait.
    async fn token(&mut self) -> String {
        let token = self.call().await.unwrap().unwrap();
        settle().await;
        token
    }

    /// The one question that is asked by now.
    async fn question(&mut self) -> Question {
        settle().await;
        let question = self.questions.try_recv().expect("a token is asked for");
        assert!(self.questions.is_empty(), "one token is asked for");
        question
    }

    async fn nothing_is_asked(&mut self) {
        settle().await;
        assert!(self.questions.is_empty(), "{:?}", self.questions.try_recv());
    }

    /// The token of a call for which one is fetched.
    async fn fetched(&mut self, token: &str, seconds: u64) -> String {
        let call = self.call();
        self.question().await.issue(token, seconds);
        call.await.unwrap().unwrap()
    }

    async fn evict(&self, token: &str) {
        self.tokens.evict(&self.key(), &Secret::from(token)).await;
    }
}

fn tokens(provider: impl TokenProvider + 'static, store: Arc<dyn TokenStore>) -> Tokens {
    let client = Client::builder("cli_1", "hunter2")
        .base_url("http://127.0.0.1:9")
        .token_provider(provider)
        .token_store(store)
        .build()
        .unwrap();
    client.tokens().clone()
}

/// Lets every task run until it waits for the test or for the clock.
async fn settle() {
    for _ in 0..300 {
        yield_now().await;
    }
}

async fn advance(seconds: u64) {
    tokio::time::advance(Duration::from_secs(seconds)).await;
}
