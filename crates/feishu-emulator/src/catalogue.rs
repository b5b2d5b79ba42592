//! The operation table and its schemas: data that the generator emits from the spec.
//!
//! The emulator reads the spec's outputs and never the generated Rust types. It would repeat
//! their mistakes.

mod emulate;
mod entry;
mod rules;
mod tokens;

use std::sync::OnceLock;

use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::Failure;
use crate::code::{ANY_INVALID_PARAMETER, ANY_SYSTEM_ERROR, Code};
use crate::error::Error;
use crate::objects::kind::{Kind, Kinds};
use crate::schema::Lazy;
use entry::OperationEntry;
use tokens::Tokens;

pub(crate) use emulate::{Action, Emulate};
pub(crate) use rules::{Idempotency, Paging, RateLimit, UploadRule};

pub(crate) use tokens::{Grant, TokenKind, TokenOperation, TokenRules};

/// Size of a page where a page of the documentation gives no default.
const ANY_PAGE_SIZE: i64 = 10;

pub(crate) struct Catalogue {
    pub(crate) content_type: String,
    pub(crate) log_id_header: String,
    pub(crate) rate_limit_headers: RateLimitHeaders,
    pub(crate) tokens: TokenRules,
    pub(crate) token_operations: Vec<TokenOperation>,
    pub(crate) gateway: GatewayCodes,
    pub(crate) operations: Vec<Operation>,
    pub(crate) kinds: Kinds,
}

/// Names of the headers that come with a call too many.
#[derive(Deserialize)]
pub(crate) struct RateLimitHeaders {
    pub(crate) limit: String,
    pub(crate) reset: String,
}

/// The gateway's errors that the emulator returns.
pub(crate) struct GatewayCodes {
    pub(crate) invalid_app_parameter: Code,
    pub(crate) wrong_app_secret: Code,
    pub(crate) resource_not_found: Code,
    pub(crate) method_mismatch: Code,
    pub(crate) missing_access_token: Code,
    pub(crate) invalid_tenant_access_token: Code,
    pub(crate) invalid_app_access_token: Code,
    pub(crate) invalid_user_access_token: Code,
    pub(crate) malformed_access_token: Code,
    pub(crate) missing_scope: Code,
    pub(crate) rate_limited: Code,
}

pub(crate) struct Operation {
    pub(crate) id: String,
    pub(crate) summary: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) page: String,
    pub(crate) tokens: Vec<String>,
    /// Kinds of app that may call it.
    pub(crate) apps: Vec<String>,
    /// Any one of them suffices.
    pub(crate) scopes: Vec<String>,
    /// All of them hold at once.
    pub(crate) rate_limits: Vec<RateLimit>,
    pub(crate) invalid_parameter: Code,
    pub(crate) system_error: Code,
    /// `None` for an operation that takes no query parameters.
    pub(crate) query: Option<Lazy>,
    /// `None` for an operation that takes no body.
    pub(crate) request: Option<Lazy>,
    /// `None` for an operation whose repetition is a second call like any other.
    pub(crate) idempotency: Option<Idempotency>,
    /// `None` for an operation that returns no list.
    pub(crate) paging: Option<Paging>,
    /// `None` for an operation that takes no file.
    pub(crate) upload: Option<UploadRule>,
    /// `None` for an operation that is answered with the sample of its page.
    pub(crate) emulate: Option<Emulate>,
    /// What the envelope calls its text: `msg`, but on one page.
    pub(crate) message: String,
    /// The page's word for success; pages disagree between `SUCCESS` and `success`.
    pub(crate) success: String,
    /// The whole body of a successful response.
    pub(crate) sample: Box<RawValue>,
}

impl Catalogue {
    /// All that this build of the emulator knows, and the operations and objects of other catalogues.
    pub(crate) fn with(others: &[String]) -> Result<Self, Error> {
        let Document { platform, mut operations, mut objects } = embedded()?;
        for other in others {
            let other: Document = read(other)?;
            operations.extend(other.operations);
            objects.extend(other.objects);
        }
        let kinds = Kinds::new(objects)?;
        entry::check(&operations, &kinds)?;
        let token_operations = platform.tokens.operations(&operations)?;
        let is_of_tokens = |id: &str| token_operations.iter().any(|operation| operation.id == id);
        operations.retain(|entry| !is_of_tokens(&entry.id));
        Ok(Self {
            content_type: platform.content_type,
            log_id_header: platform.log_id_header,
            rate_limit_headers: platform.rate_limit_headers,
            tokens: platform.tokens.rules,
            token_operations,
            gateway: GatewayCodes::find_in(&platform.errors)?,
            operations: operations.into_iter().map(Operation::from).collect(),
            kinds,
        })
    }
}

fn read<'a, T: Deserialize<'a>>(text: &'a str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|e| Error::Catalogue { problem: e.to_string() })
}

fn embedded<T: Deserialize<'static>>() -> Result<T, Error> {
    read(include_str!("generated/catalogue.json"))
}

/// The kinds of objects that this build knows, for seeds that are read before there is an emulator.
pub(crate) fn embedded_kinds() -> Result<&'static Kinds, Error> {
    /// The rest is passed over.
    #[derive(Deserialize)]
    struct Objects {
        objects: Vec<Kind>,
    }
    static KINDS: OnceLock<Result<Kinds, String>> = OnceLock::new();
    let load = || {
        let kinds = embedded().and_then(|document: Objects| Kinds::new(document.objects));
        kinds.map_err(|error| error.to_string())
    };
    let kinds = KINDS.get_or_init(load);
    kinds.as_ref().map_err(|problem| Error::Catalogue { problem: problem.clone() })
}

impl GatewayCodes {
    /// The status beside a name is what the emulator assumes where the platform states none.
    fn find_in(errors: &[PlatformError]) -> Result<Self, Error> {
        let find = |name: &str, assumed_status: u16| {
            errors
                .iter()
                .find(|error| error.name == name)
                .map(|error| Code {
                    status: error.http.first().copied().unwrap_or(assumed_status),
                    code: error.code,
                })
                .ok_or_else(|| Error::Catalogue {
                    problem: format!("the platform has no error named {name}"),
                })
        };
        Ok(Self {
            invalid_app_parameter: find("invalid_app_parameter", 400)?,
            wrong_app_secret: find("wrong_app_secret", 400)?,
            resource_not_found: find("resource_not_found", 404)?,
            method_mismatch: find("method_mismatch", 405)?,
            missing_access_token: find("missing_access_token", 400)?,
            invalid_tenant_access_token: find("invalid_tenant_access_token", 400)?,
            invalid_app_access_token: find("invalid_app_access_token", 400)?,
            invalid_user_access_token: find("invalid_user_access_token", 400)?,
            malformed_access_token: find("malformed_access_token", 400)?,
            missing_scope: find("missing_scope", 400)?,
            rate_limited: find("rate_limited", 429)?,
        })
    }
}

impl From<OperationEntry> for Operation {
    fn from(entry: OperationEntry) -> Self {
        let documented = |name: &str| {
            entry
                .errors
                .iter()
                .find(|error| error.name == name)
                .map(|error| Code { status: error.http, code: error.code })
        };
        let lazy = |half, text| Lazy::new(format!("the {half} schema of {}", entry.id), text);
        Self {
            invalid_parameter: documented("invalid_parameter").unwrap_or(ANY_INVALID_PARAMETER),
            system_error: documented("system_error").unwrap_or(ANY_SYSTEM_ERROR),
            success: entry.success(),
            sample: entry.response_example,
            query: entry.query_schema.map(|text| lazy("query", text)),
            request: entry.request_schema.map(|text| lazy("request", text)),
            id: entry.id,
            summary: entry.summary,
            method: entry.method,
            path: entry.path,
            page: entry.page,
            tokens: entry.tokens,
            apps: entry.apps,
            scopes: entry.scopes,
            rate_limits: entry.rate_limits,
            idempotency: entry.idempotency,
            upload: entry.upload,
            emulate: entry.emulate,
            message: entry.message,
            paging: entry.paging,
        }
    }
}

impl Operation {
    /// How many items a page holds when the call does not say.
    pub(crate) fn default_page_size(&self, paging: &Paging) -> Result<i64, Failure> {
        let Some(query) = &self.query else { return Ok(ANY_PAGE_SIZE) };
        let default = query.get()?.default_of_property(&paging.page_size);
        Ok(default.and_then(Value::as_i64).unwrap_or(ANY_PAGE_SIZE))
    }
}

/// The file as it is written. Keys that the emulator has no use for yet are passed over.
#[derive(Deserialize)]
struct Document {
    platform: Platform,
    operations: Vec<OperationEntry>,
    /// A catalogue of before has none.
    #[serde(default)]
    objects: Vec<Kind>,
}

#[derive(Deserialize)]
struct Platform {
    content_type: String,
    log_id_header: String,
    rate_limit_headers: RateLimitHeaders,
    tokens: Tokens,
    errors: Vec<PlatformError>,
}

#[derive(Deserialize)]
struct PlatformError {
    code: i64,
    name: String,
    #[serde(default)]
    http: Vec<u16>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_schema_of_the_embedded_catalogue_compiles() {
        let document: Document =
            serde_json::from_str(include_str!("generated/catalogue.json")).unwrap();
        let mut compiled = 0;
        for operation in document.operations.into_iter().map(Operation::from) {
            for schema in [&operation.query, &operation.request].into_iter().flatten() {
                assert!(schema.get().is_ok(), "{}", operation.id);
                compiled += 1;
            }
        }
        assert!(compiled >= 25, "{compiled}");
    }

    #[test]
    fn what_issues_tokens_is_offered_once() {
        let catalogue = Catalogue::with(&[]).unwrap();
        assert_eq!(catalogue.token_operations.len(), 5);
        for token in &catalogue.token_operations {
            assert!(catalogue.operations.iter().all(|it| it.id != token.id), "{}", token.id);
        }
    }

    #[test]
    fn a_gateway_error_that_the_platform_does_not_name_is_reported() {
        let Err(error) = GatewayCodes::find_in(&[]) else { panic!("accepted") };
        assert!(error.to_string().contains("no error named invalid_app_parameter"), "{error}");
    }
}
