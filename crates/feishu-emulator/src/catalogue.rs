//! What the emulator knows of the platform and its products: data that the generator emits from the spec.
//!
//! The emulator reads the spec's outputs and never the generated Rust types. It would repeat
//! their mistakes.
//!
//! Each product has a catalogue of its own, which is parsed when something first needs it: a call, a seed, a row of a
//! snapshot. A start reads an index, which is Rust, and the facts of the platform.

mod broken;
mod contents;
mod emulate;
mod entry;
mod index;
#[cfg(test)]
mod lazy_tests;
mod operation;
mod part;
mod parts;
mod rules;
mod tokens;

use serde::Deserialize;

use crate::code::Code;
use crate::error::Error;
use crate::generated;
use part::Part;
use tokens::Tokens;

pub(crate) use broken::Broken;
pub(crate) use contents::Contents;
pub(crate) use emulate::{Action, Emulate};
pub(crate) use index::{Head, Index, Route, seed_list};
pub(crate) use operation::Operation;
pub(crate) use parts::{Called, Found, Parts};
pub(crate) use rules::{Idempotency, Paging, RateLimit, UploadRule};
pub(crate) use tokens::{Grant, TokenKind, TokenOperation, TokenRules};

/// All that an emulator knows.
pub(crate) struct Catalogue {
    pub(crate) content_type: String,
    pub(crate) log_id_header: String,
    pub(crate) rate_limit_headers: RateLimitHeaders,
    pub(crate) tokens: TokenRules,
    pub(crate) token_operations: Vec<TokenOperation>,
    pub(crate) gateway: GatewayCodes,
    pub(crate) parts: Parts,
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

impl Catalogue {
    /// The products that are known, and other catalogues, given as strings. Those are checked at once.
    pub(crate) fn with(known: &Parts, others: &[String]) -> Result<Self, Error> {
        let platform: Platform = serde_json::from_str(generated::PLATFORM).map_err(Broken::new)?;
        let (tokens, token_operations) = platform.tokens.split();
        let others = others.iter().map(|text| Part::given(text)).collect::<Result<_, _>>()?;
        Ok(Self {
            content_type: platform.content_type,
            log_id_header: platform.log_id_header,
            rate_limit_headers: platform.rate_limit_headers,
            tokens,
            token_operations,
            gateway: GatewayCodes::find_in(&platform.errors)?,
            parts: known.and(others)?,
        })
    }
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

/// The facts of the platform as they are written.
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

    fn embedded() -> Catalogue {
        Catalogue::with(Parts::embedded().unwrap(), &[]).unwrap()
    }

    #[test]
    fn every_schema_of_every_embedded_catalogue_compiles() {
        let catalogue = embedded();
        let mut compiled = 0;
        for number in 0..catalogue.parts.routes().count() {
            let operation = catalogue.parts.operation(number).unwrap().operation;
            for schema in [&operation.query, &operation.request].into_iter().flatten() {
                assert!(schema.get().is_ok(), "{}", operation.id);
                compiled += 1;
            }
        }
        for head in catalogue.parts.heads() {
            let found = catalogue.parts.find(head.name).unwrap().unwrap();
            assert_eq!(found.kind.head(), head);
            assert!(found.kind.seed_violations(&serde_json::json!([])).unwrap().is_empty());
            compiled += 1;
        }
        assert!(compiled >= 30, "{compiled}");
    }

    #[test]
    fn what_issues_tokens_is_offered_once() {
        let catalogue = embedded();
        assert_eq!(catalogue.token_operations.len(), 5);
        for token in &catalogue.token_operations {
            assert!(catalogue.parts.routes().all(|it| it.id != token.id), "{}", token.id);
        }
    }

    #[test]
    fn a_gateway_error_that_the_platform_does_not_name_is_reported() {
        let Err(error) = GatewayCodes::find_in(&[]) else { panic!("accepted") };
        assert!(error.to_string().contains("no error named invalid_app_parameter"), "{error}");
    }
}
