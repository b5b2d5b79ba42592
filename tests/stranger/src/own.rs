//! Each trait of the SDK that a program may implement, implemented here by the names of
//! `feishu_hire` alone. That it compiles is the test: every type that a signature names has a name
//! here.

use std::time::Duration;

use feishu_hire::bulk::{self, ItemEffect, Reach, Verdict};
use feishu_hire::paging::{Next, Page};
use feishu_hire::wire::{Decode, Encode, ReadFields, Reader, Refused, WriteFields, Writer};
use feishu_hire::{
    AppTicketCell, AppTickets, BoxFuture, Client, ClientBuilder, Error, Event, ExternalOffer,
    IssuedToken, Lease, LimitKey, MemoryTokenStore, Observer, Pointer, RateLimit, RateLimiter,
    Rule, Secret, StoreError, TokenExchange, TokenKey, TokenKind, TokenProvider, TokenStore,
    TooLong, Validate, Violations, platform, reqwest,
};

/// Keeps tokens where another store does, and says so.
#[derive(Debug, Default)]
pub struct Store(MemoryTokenStore);

impl TokenStore for Store {
    fn get<'a>(
        &'a self,
        key: &'a TokenKey,
    ) -> BoxFuture<'a, Result<Option<IssuedToken>, StoreError>> {
        if key.kind == TokenKind::UserAccessToken {
            return Box::pin(async { Err(StoreError::new("tokens of users do not belong here")) });
        }
        self.0.get(key)
    }

    fn put<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a IssuedToken,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.put(key, token)
    }

    fn evict<'a>(
        &'a self,
        key: &'a TokenKey,
        token: &'a Secret,
    ) -> BoxFuture<'a, Result<(), StoreError>> {
        self.0.evict(key, token)
    }

    fn lease<'a>(
        &'a self,
        _: &'a TokenKey,
        _: Duration,
    ) -> BoxFuture<'a, Result<Option<Lease>, StoreError>> {
        Box::pin(async { Ok(Some(Lease::new("this process"))) })
    }

    fn release<'a>(&'a self, _: &'a TokenKey, _: Lease) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// Gets tokens from the platform, as a custom app does.
#[derive(Debug)]
pub struct Provider;

impl TokenProvider for Provider {
    fn fetch<'a>(
        &'a self,
        _: &'a TokenKey,
        exchange: &'a TokenExchange<'a>,
    ) -> BoxFuture<'a, Result<IssuedToken, Error>> {
        Box::pin(async move {
            let body = feishu_hire::Json::Null;
            exchange.post(&platform::TENANT_ACCESS_TOKEN, &body).await
        })
    }

    fn provides(&self, kind: TokenKind) -> bool {
        kind == TokenKind::TenantAccessToken
    }
}

/// Reads tickets where another store of them does.
#[derive(Debug)]
pub struct Tickets(AppTicketCell);

impl AppTickets for Tickets {
    fn ticket<'a>(&'a self, app_id: &'a str) -> BoxFuture<'a, Result<Option<Secret>, Error>> {
        self.0.ticket(app_id)
    }
}

/// Refuses whatever does not fit.
#[derive(Debug)]
pub struct Limiter;

impl RateLimiter for Limiter {
    fn reserve<'a>(
        &'a self,
        key: &'a LimitKey,
        limits: &'a [RateLimit],
        patience: Duration,
    ) -> BoxFuture<'a, Result<Duration, TooLong>> {
        let wait = limits.iter().map(|limit| limit.per).max().unwrap_or_default();
        let fits = wait <= patience && !key.operation.is_empty();
        Box::pin(async move { if fits { Ok(wait) } else { Err(TooLong::new(wait)) } })
    }

    fn refused<'a>(
        &'a self,
        _: &'a LimitKey,
        _: &'a [RateLimit],
        _: Option<Duration>,
    ) -> BoxFuture<'a, ()> {
        Box::pin(async {})
    }
}

/// Sees what happens.
#[derive(Debug)]
pub struct Watcher;

impl Observer for Watcher {
    fn observe(&self, event: &Event<'_>) {
        if let Event::Retry { operation, reason, wait, .. } = event {
            println!("{} again after {wait:?}: {reason}", operation.id);
        }
    }
}

/// A request of its own.
#[derive(Debug)]
pub struct Request {
    name: String,
}

impl Validate for Request {
    fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
        let actual = self.name.chars().count() as u64;
        if actual > 10 {
            violations.push(&at.field("name"), Rule::Bytes { max: 10, actual });
        }
    }
}

/// A page of its own.
#[derive(Debug)]
pub struct Offers(Vec<ExternalOffer>);

impl Page for Offers {
    type Item = ExternalOffer;

    fn next(&self) -> Next {
        Next::new(Some(false), None)
    }

    fn items(&self) -> &[ExternalOffer] {
        &self.0
    }

    fn into_items(self) -> Vec<ExternalOffer> {
        self.0
    }
}

/// An error of its own, for many writes.
#[derive(Debug)]
pub enum Problem {
    /// The platform's.
    Feishu(Error),
    /// The row's.
    Row(String),
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Feishu(error) => error.fmt(f),
            Self::Row(problem) => problem.fmt(f),
        }
    }
}

impl bulk::Failure for Problem {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Feishu(error) => error.verdict(),
            Self::Row(_) => Verdict { effect: ItemEffect::NotDone, reach: Reach::Item },
        }
    }
}

/// A value of the wire.
#[derive(Debug)]
pub struct Grade(u8);

impl Encode for Grade {
    fn encode(&self, to: &mut Writer) {
        to.integer(self.0.into());
    }
}

impl Decode for Grade {
    fn decode(from: &mut Reader<'_>) -> Result<Self, Refused> {
        from.value("a grade", |from| from.number()?.parse().ok().map(Self))
    }
}

/// An object of the wire.
#[derive(Debug, Default)]
pub struct Report {
    grade: Option<Grade>,
}

impl WriteFields for Report {
    fn write_fields(&self, to: &mut Writer) {
        to.optional("grade", &self.grade);
    }
}

impl ReadFields for Report {
    fn names(&self) -> &'static [&'static str] {
        &["grade"]
    }

    fn read_field(&mut self, _: usize, from: &mut Reader<'_>) -> Result<(), Refused> {
        from.optional(&mut self.grade)
    }
}

/// A client with all of it.
///
/// # Errors
///
/// Settings that cannot work.
pub fn client(http: reqwest::Client) -> Result<Client, Error> {
    ClientBuilder::from_env()?
        .http_client(http)
        .token_provider(Provider)
        .token_store(std::sync::Arc::new(Store::default()))
        .rate_limiter(Limiter)
        .observer(Watcher)
        .build()
}
