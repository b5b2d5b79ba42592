//! The emulator without its sockets: a request goes in, a reply comes out.
//!
//! In the order of the checks: route, app and scope, body, schema, and only then the operation.
//! Every call is one database transaction, undone when the call is refused.

use rusqlite::Transaction;
use serde_json::{Map, Value, json};

use crate::admin;
use crate::answer::{self, Failure, Refusal};
use crate::app::Apps;
use crate::auth;
use crate::catalogue::{ANY_SYSTEM_ERROR, Catalogue, Code, Operation};
use crate::clock::Clock;
use crate::error::Error;
use crate::log::{self, RecordedRequest, RequestLog, TOKEN_OPERATION};
use crate::log_id::LogIds;
use crate::objects;
use crate::operations::{Call, References};
use crate::query_string;
use crate::request::{ContentType, Request};
use crate::route::{Match, NoMatch, Parameters, Routes, Target};
use crate::store::Store;
use crate::text::shorten;

pub(crate) struct Service {
    catalogue: Catalogue,
    routes: Routes,
    apps: Apps,
    clock: Clock,
    base_url: String,
    references: References,
    log_ids: LogIds,
    pub(crate) store: Store,
    pub(crate) log: RequestLog,
}

/// What is sent back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) log_id: String,
    pub(crate) allow: Option<String>,
    pub(crate) body: Vec<u8>,
}

impl Service {
    pub(crate) fn new(
        catalogue: Catalogue,
        apps: Apps,
        clock: Clock,
        store: Store,
        base_url: String,
        references: References,
    ) -> Self {
        Self {
            routes: Routes::new(&catalogue),
            catalogue,
            apps,
            clock,
            base_url,
            references,
            log_ids: LogIds::new(),
            store,
            log: RequestLog::default(),
        }
    }

    pub(crate) fn content_type(&self) -> &str {
        &self.catalogue.content_type
    }

    pub(crate) fn log_id_header(&self) -> &str {
        &self.catalogue.log_id_header
    }

    /// Answers a request and remembers it. Blocks while the database works.
    pub(crate) fn answer(&self, request: &Request) -> Reply {
        let now = self.clock.now();
        let log_id = self.log_ids.next(now);
        if let Some(path) = request.path.strip_prefix(admin::PREFIX) {
            let (status, body) = admin::answer(self, request, path);
            return Reply { status, log_id, allow: None, body };
        }
        let found = self.routes.find(request.method.as_str(), &request.path);
        let operation = found.as_ref().ok().map(|found| self.operation_id(found.target).to_owned());
        let outcome = match found {
            Ok(Match { target: Target::TenantAccessToken, .. }) => self.token(request),
            Ok(Match { target: Target::Operation(index), parameters }) => {
                self.operation(index, &parameters, request)
            }
            Err(no_match) => Err(self.refuse_route(no_match, request)),
        };
        let (msg, violations) =
            outcome.as_ref().err().map(log::recorded_refusal).unwrap_or_default();
        let (reply, code) = self.reply(outcome, log_id);
        self.log.push(RecordedRequest {
            log_id: reply.log_id.clone(),
            time: now,
            operation,
            method: request.method.to_string(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: log::recorded_headers(&request.headers),
            body: log::recorded_body(request.body.bytes()),
            status: reply.status,
            code,
            msg,
            violations,
        });
        reply
    }

    /// What a person needs to point a client here, but for the secret.
    pub(crate) fn about(&self) -> Value {
        let app_ids: Vec<_> = self.apps.ids().collect();
        json!({ "base_url": self.base_url, "app_ids": app_ids, "time": self.clock.now() })
    }

    /// An object as answers show it; `None` when there is none of this id.
    pub(crate) fn object(&self, kind: &str, id: &str) -> Result<Option<Value>, Error> {
        let read = self.store.transaction(|transaction| objects::read(transaction, kind, id));
        match read {
            Ok(Some(object)) => Ok(object),
            Ok(None) => Err(Error::UnknownKind { kind: kind.to_owned() }),
            Err(error) => Err(self.store.error(error)),
        }
    }

    fn operation_id(&self, target: Target) -> &str {
        match target {
            Target::TenantAccessToken => TOKEN_OPERATION,
            Target::Operation(index) => {
                self.catalogue.operations.get(index).map_or("", |operation| &operation.id)
            }
        }
    }

    fn token(&self, request: &Request) -> Result<Vec<u8>, Refusal> {
        let now = self.clock.now();
        self.store
            .transaction(|transaction| {
                auth::tenant_access_token(&self.catalogue, &self.apps, transaction, request, now)
            })
            .map_err(|failure| refusal(failure, ANY_SYSTEM_ERROR))
    }

    fn operation(
        &self,
        index: usize,
        parameters: &Parameters,
        request: &Request,
    ) -> Result<Vec<u8>, Refusal> {
        let Some(operation) = self.catalogue.operations.get(index) else {
            let msg = "The emulator routed the call to an operation that it does not have.";
            return Err(Refusal::new(ANY_SYSTEM_ERROR, msg));
        };
        self.store
            .transaction(|transaction| self.carry_out(transaction, operation, parameters, request))
            .map_err(|failure| refusal(failure, operation.system_error))
    }

    fn carry_out(
        &self,
        transaction: &Transaction<'_>,
        operation: &Operation,
        parameters: &Parameters,
        request: &Request,
    ) -> Result<Vec<u8>, Failure> {
        let (catalogue, headers) = (&self.catalogue, &request.headers);
        let now = self.clock.now();
        let app = auth::authorize(catalogue, &self.apps, transaction, operation, headers, now)?;
        let call = Call {
            operation,
            app_id: app.id(),
            parameters,
            query: checked_query(operation, request)?,
            body: checked_body(operation, request)?,
            now,
            references: self.references,
        };
        let data = operation.handler.run(transaction, call)?;
        answer::success(&operation.success, &data)
    }

    fn refuse_route(&self, no_match: NoMatch, request: &Request) -> Refusal {
        let codes = &self.catalogue.gateway;
        let path = shorten(&request.path);
        match no_match {
            NoMatch::Path(reason) => Refusal::new(codes.resource_not_found, reason),
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

    fn reply(&self, outcome: Result<Vec<u8>, Refusal>, log_id: String) -> (Reply, i64) {
        match outcome {
            Ok(body) => (Reply { status: 200, log_id, allow: None, body }, 0),
            Err(refusal) => {
                let troubleshooter = format!("{}{}requests/{log_id}", self.base_url, admin::PREFIX);
                let body = refusal.body(&log_id, &troubleshooter);
                let Code { status, code } = refusal.code;
                let allow = refusal.allowed_methods().map(str::to_owned);
                (Reply { status, log_id, allow, body }, code)
            }
        }
    }
}

fn checked_query(operation: &Operation, request: &Request) -> Result<Map<String, Value>, Refusal> {
    query_string::parameters(request.query.as_deref(), operation.query.as_ref()).map_err(
        |violations| Refusal::violations(operation.invalid_parameter, "The query", violations),
    )
}

fn checked_body(operation: &Operation, request: &Request) -> Result<Map<String, Value>, Refusal> {
    let Some(schema) = &operation.request else { return Ok(Map::new()) };
    let body = request.json(operation.invalid_parameter, ContentType::Required)?;
    let violations = schema.violations(&body);
    match body {
        Value::Object(body) if violations.is_empty() => Ok(body),
        _ => Err(Refusal::violations(operation.invalid_parameter, "The body", violations)),
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
