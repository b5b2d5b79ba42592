//! A token as it was issued.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::platform::TokenEndpoint;
use crate::response::Success;
use crate::secret::Secret;

/// A token with what is left of its life.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// The token.
    pub token: Secret,
    /// How long it is still valid. One with nothing left serves the calls that wait for it, and is
    /// not kept.
    pub remaining: Duration,
}

impl IssuedToken {
    /// A token with what is left of its life.
    #[must_use]
    pub fn new(token: impl Into<Secret>, remaining: Duration) -> Self {
        Self { token: token.into(), remaining }
    }

    /// Reads the response of a token endpoint, whose fields stand beside `code`. No message repeats any
    /// of it.
    pub(crate) fn parse(success: &Success, endpoint: &TokenEndpoint) -> Result<Self, Error> {
        let mut fields: Map<String, Value> = serde_json::from_slice(success.body())
            .map_err(|_| Error::no_token("the response is not a JSON object"))?;
        let field = endpoint.token_field;
        let token = match fields.remove(field) {
            Some(Value::String(token)) if !token.is_empty() => Secret::from(token),
            _ => return Err(Error::no_token(format!("the response has no {field}"))),
        };
        // Without a lifetime the token is good for the calls that wait for it, and no other.
        let seconds = match fields.get("expire") {
            Some(Value::Number(seconds)) => seconds.as_u64(),
            Some(Value::String(seconds)) => seconds.parse().ok(),
            _ => None,
        };
        let seconds = seconds.unwrap_or(0).min(endpoint.lifetime_seconds);
        Ok(Self { token, remaining: Duration::from_secs(seconds) })
    }
}
