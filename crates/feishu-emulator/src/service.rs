//! The emulator without its sockets: a request goes in, a reply comes out.
//!
//! In the order of the checks: route, app, rate limit, scope, body, schema, and only then the operation.
//! Every call is one database transaction, undone when the call is refused.

mod callers;
mod faults;
mod links;
mod state;
mod way;

use std::sync::Arc;

use rusqlite::Transaction;
use serde_json::{Map, Value};

use crate::answer::{self, Failure, Refusal};
use crate::app::Apps;
use crate::auth;
use crate::catalogue::{Called, Catalogue, Found, Operation, Parts};
use crate::clock::Clock;
use crate::code::{ANY_SYSTEM_ERROR, Code};
use crate::connections::ConnectionLimits;
use crate::credentials;
use crate::error::Error;
use crate::fault::{FaultQueue, Hit};
use crate::file_link::Link;
use crate::limits::{Exceeded, Limiter, RateLimits};
use crate::log::{self, Listener, RequestLog};
use crate::log_id::LogIds;
use crate::objects;
use crate::operations::{self, Call, References};
use crate::origin::Doors;
use crate::query_string;
use crate::reply::Reply;
use crate::request::{Body, ContentType, Request};
use crate::route::{self, Match, NoMatch, Parameters, Routes, Target};
use crate::schema::Lazy;
use crate::seed::Seed;
use crate::store::Store;
use crate::text::shorten;
use crate::ticket;
use crate::upload::{Problem, Received};

pub(crate) struct Service {
    catalogue: Catalogue,
    routes: Routes,
    apps: Apps,
    clock: Clock,
    base_url: String,
    references: References,
    seeds: Vec<Seed>,
    doors: Doors,
    connection_limits: ConnectionLimits,
    /// A smaller limit than the operation's.
    max_upload_bytes: Option<u64>,
    log_ids: LogIds,
    limits: Limiter,
    pub(crate) store: Arc<Store>,
    pub(crate) log: Arc<RequestLog>,
    pub(crate) faults: FaultQueue,
}

/// The body of a successful response.
pub(crate) struct Success {
    body: Vec<u8>,
    /// Whether it is only the sample of the page.
    is_sample: bool,
}

impl Success {
    fn carried_out(body: Vec<u8>) -> Self {
        Self { body, is_sample: false }
    }
}

type Outcome = Result<Success, Refusal>;

/// What an emulator was asked to be like.
pub(crate) struct Setup {
    pub(crate) apps: Apps,
    pub(crate) clock: Clock,
    pub(crate) base_url: String,
    pub(crate) references: References,
    pub(crate) rate_limits: RateLimits,
    /// As they were stored at the start.
    pub(crate) seeds: Vec<Seed>,
    pub(crate) doors: Doors,
    pub(crate) connection_limits: ConnectionLimits,
    pub(crate) listener: Option<Listener>,
    pub(crate) max_upload_bytes: Option<u64>,
}

impl Service {
    pub(crate) fn new(catalogue: Catalogue, store: Store, setup: Setup) -> Self {
        let Setup { apps, clock, base_url, references, rate_limits, seeds, .. } = setup;
        let Setup { doors, connection_limits, listener, max_upload_bytes, .. } = setup;
        Self {
            routes: Routes::new(&catalogue),
            catalogue,
            apps,
            clock,
            base_url,
            references,
            seeds,
            doors,
            connection_limits,
            max_upload_bytes,
            log_ids: LogIds::new(),
            limits: Limiter::new(rate_limits),
            store: Arc::new(store),
            log: Arc::new(RequestLog::new(listener)),
            faults: FaultQueue::default(),
        }
    }

    pub(crate) fn content_type(&self) -> &str {
        &self.catalogue.content_type
    }

    pub(crate) fn log_id_header(&self) -> &str {
        &self.catalogue.log_id_header
    }

    /// The log id of a response: that of the fault that fires on the call, or a new one.
    pub(crate) fn log_id(&self, hit: Option<&Hit>) -> String {
        hit.map_or_else(|| self.log_ids.next(self.clock.now()), |hit| hit.log_id.clone())
    }

    /// Handles a request and records it, with the fault that fires on it. Blocks while the
    /// database works.
    pub(crate) fn answer(&self, request: &Request, hit: Option<Hit>) -> Reply {
        let log_id = self.log_id(hit.as_ref());
        if let Some(link) = Link::in_path(&self.catalogue.parts, &request.path) {
            return self.follow(link, request, log_id);
        }
        let way = &request.way;
        let operation = way.as_ref().ok().map(|found| self.operation_id(found.target).to_owned());
        let outcome = || match way {
            Ok(Match { target: Target::Token(index), .. }) => self.token(*index, request),
            Ok(Match { target: Target::Operation(number), parameters }) => {
                self.operation(*number, parameters, request)
            }
            Err(no_match) => Err(self.refuse_route(no_match, request)),
        };
        let (mut reply, code) = match &hit {
            Some(hit) => self.reply_under(hit, request, outcome),
            None => self.reply(request, outcome(), log_id),
        };
        let fault = hit.map(|hit| hit.kind.name().to_owned());
        self.record(request, operation, &request.path, &mut reply, code, fault);
        reply
    }

    /// What is known of each product.
    pub(crate) fn parts(&self) -> &Parts {
        &self.catalogue.parts
    }

    /// The kind of this name.
    pub(crate) fn kind(&self, name: &str) -> Result<Found<'_>, Error> {
        let parts = self.parts();
        parts.find(name)?.ok_or_else(|| Error::UnknownKind {
            kind: name.to_owned(),
            known: parts.heads().map(|head| head.name.to_owned()).collect(),
        })
    }

    /// An object as responses show it; `None` if there is none with this id.
    pub(crate) fn object(&self, kind: &str, id: &str) -> Result<Option<Value>, Error> {
        let Found { kind, kinds } = self.kind(kind)?;
        let read = |tx: &Transaction<'_>| objects::read(tx, kinds, kind, id);
        self.store.transaction(read).map_err(|error| self.store.error(error))
    }

    /// The ticket that was pushed to a store app last.
    pub(crate) fn app_ticket(&self, app_id: &str) -> Result<Option<String>, Error> {
        // The data may hold tickets of apps that are not configured any more.
        if !self.apps.store_apps().any(|known| known == app_id) {
            return Ok(None);
        }
        let read = self.store.transaction(|transaction| ticket::last(transaction, app_id));
        read.map_err(|error| self.store.error(error))
    }

    fn operation_id(&self, target: Target) -> &str {
        match target {
            Target::Token(index) => {
                self.catalogue.token_operations.get(index).map_or("", |operation| &operation.id)
            }
            Target::Operation(number) => self.parts().id(number).unwrap_or_default(),
        }
    }

    fn token(&self, index: usize, request: &Request) -> Outcome {
        let Some(operation) = self.catalogue.token_operations.get(index) else {
            let msg = "The emulator routed the call to an operation that it does not have.";
            return Err(Refusal::new(ANY_SYSTEM_ERROR, msg));
        };
        let now = self.clock.now();
        self.store
            .transaction(|transaction| {
                let (catalogue, apps) = (&self.catalogue, &self.apps);
                credentials::grant(catalogue, apps, transaction, operation, request, now)
            })
            .map(Success::carried_out)
            .map_err(|failure| refusal(failure, ANY_SYSTEM_ERROR))
    }

    fn operation(&self, number: usize, parameters: &Parameters, request: &Request) -> Outcome {
        let called = self.parts().operation(number);
        let called = called.map_err(|broken| refusal(broken.into(), ANY_SYSTEM_ERROR))?;
        let operation = called.operation;
        self.store
            .transaction(|transaction| self.carry_out(transaction, called, parameters, request))
            .map_err(|failure| {
                let refusal = refusal(failure, operation.system_error);
                // The gateway in front of the operation writes `msg` whatever the operation does.
                let own = [operation.invalid_parameter.code, operation.system_error.code];
                if own.contains(&refusal.code.code) {
                    refusal.message(&operation.message)
                } else {
                    refusal
                }
            })
    }

    fn carry_out(
        &self,
        transaction: &Transaction<'_>,
        called: Called<'_>,
        parameters: &Parameters,
        request: &Request,
    ) -> Result<Success, Failure> {
        let Called { operation, kinds } = called;
        let (catalogue, headers) = (&self.catalogue, &request.headers);
        let now = self.clock.now();
        let app = auth::caller(catalogue, &self.apps, transaction, operation, headers, now)?;
        self.limits
            .count(app.id(), &operation.id, &operation.rate_limits, now)
            .map_err(|exceeded| self.too_many_calls(operation, &exceeded))?;
        auth::check_scopes(catalogue, app, operation)?;
        let query = checked_query(operation, request)?;
        let body = checked_body(operation, request)?;
        let upload = checked_upload(operation, request)?;
        let Some(emulate) = &operation.emulate else {
            return Ok(Success { body: operations::sample(operation)?, is_sample: true });
        };
        let Some(kind) = kinds.find(&emulate.kind) else {
            return Err(Failure::Internal(format!("there is no kind {}", emulate.kind)));
        };
        let call = Call {
            operation,
            emulate,
            kind,
            kinds,
            app_id: app.id(),
            parameters,
            query,
            body,
            upload,
            base_url: &request.base_url,
            now,
            references: self.references,
        };
        let data = operations::carry_out(transaction, call)?;
        let body = answer::success(&operation.message, &operation.success, &data)?;
        Ok(Success::carried_out(body))
    }

    fn too_many_calls(&self, operation: &Operation, exceeded: &Exceeded) -> Refusal {
        let names = &self.catalogue.rate_limit_headers;
        let Exceeded { limit, reset } = exceeded;
        let msg = format!(
            "{} takes {limit} calls of an app in a window, and this is one more; \
             the window ends in {reset} s.",
            operation.id
        );
        Refusal::new(self.catalogue.gateway.rate_limited, msg)
            .header(&names.limit, limit.to_string())
            .header(&names.reset, reset.to_string())
    }

    fn refuse_route(&self, no_match: &NoMatch, request: &Request) -> Refusal {
        let codes = &self.catalogue.gateway;
        let path = shorten(&request.path);
        match no_match {
            NoMatch::Path(reason) => Refusal::new(codes.resource_not_found, reason.as_str()),
            NoMatch::Unknown => {
                let msg = format!("There is no operation at {path}.");
                Refusal::new(codes.resource_not_found, msg)
            }
            NoMatch::Method(methods) => {
                let allow = methods.join(", ");
                let msg =
                    format!("{path} takes {allow}, not {}.", shorten(request.method.as_str()));
                Refusal::new(codes.method_mismatch, msg).allow(allow)
            }
        }
    }

    fn reply(&self, request: &Request, outcome: Outcome, log_id: String) -> (Reply, i64) {
        match outcome {
            Ok(Success { body, is_sample }) => {
                // Nothing was done, and nothing is kept.
                let (name, value) = feishu_text::SAMPLE_RESPONSE;
                let mark = is_sample.then(|| (name.to_owned(), value.to_owned()));
                let headers = mark.into_iter().collect();
                (Reply { status: 200, headers, body, is_sample, ..Reply::blank(&log_id) }, 0)
            }
            Err(refusal) => {
                let troubleshooter =
                    format!("{}{}requests/{log_id}", request.base_url, route::ADMIN);
                let body = refusal.body(&log_id, &troubleshooter);
                let Code { status, code } = refusal.code;
                let headers = refusal.headers().to_vec();
                let told = log::recorded_refusal(&refusal);
                (Reply { status, headers, body, told, ..Reply::blank(&log_id) }, code)
            }
        }
    }
}

fn checked_query(operation: &Operation, request: &Request) -> Result<Map<String, Value>, Failure> {
    let schema = operation.query.as_ref().map(Lazy::get).transpose()?;
    query_string::parameters(request.query.as_deref(), schema).map_err(|violations| {
        Refusal::violations(operation.invalid_parameter, "The query", violations).into()
    })
}

fn checked_body(operation: &Operation, request: &Request) -> Result<Map<String, Value>, Failure> {
    let Some(schema) = &operation.request else { return Ok(Map::new()) };
    let schema = schema.get()?;
    let body = request.json(operation.invalid_parameter, ContentType::Required)?;
    let violations = schema.violations(&body);
    match body {
        Value::Object(body) if violations.is_empty() => Ok(body),
        _ => Err(Refusal::violations(operation.invalid_parameter, "The body", violations).into()),
    }
}

fn checked_upload<'a>(
    operation: &Operation,
    request: &'a Request,
) -> Result<Option<&'a Received>, Failure> {
    if operation.upload.is_none() {
        return Ok(None);
    }
    match &request.body {
        Body::File(Ok(received)) => Ok(Some(received)),
        Body::File(Err(Problem::Wrong(violation))) => {
            let violations = vec![violation.clone()];
            Err(Refusal::violations(operation.invalid_parameter, "The body", violations).into())
        }
        Body::File(Err(Problem::Failed(reason))) => Err(Failure::Internal(reason.clone())),
        _ => Err(Failure::Internal("the body was not read as a file".to_owned())),
    }
}

fn refusal(failure: Failure, system_error: Code) -> Refusal {
    match failure {
        Failure::Refused(refusal) => refusal,
        Failure::Internal(reason) => {
            Refusal::new(system_error, format!("The emulator failed: {reason}."))
        }
    }
}
