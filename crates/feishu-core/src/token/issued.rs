//! A token as the platform issued it.

use std::time::Duration;

use serde_json::{Map, Value};

use crate::error::Error;
use crate::platform::TokenEndpoint;
use crate::response::Success;
use crate::secret::Secret;

/// A token with its remaining lifetime.
#[derive(Clone, Debug)]
pub struct IssuedToken {
    /// The token.
    pub token: Secret,
    /// The remaining lifetime. If it is zero, the token serves the calls that wait for it, and is
    /// not cached.
    pub remaining: Duration,
}

impl IssuedToken {
    /// A token with its remaining lifetime.
    #[must_use]
    pub fn new(token: impl Into<Secret>, remaining: Duration) -> Self {
        Self { token: token.into(), remaining }
    }

    /// Reads the response of a token endpoint, whose fields are beside `code`. No message repeats
    /// any of it.
    pub(crate) fn parse(success: &Success, endpoint: &TokenEndpoint) -> Result<Self, Error> {
        let mut fields: Map<String, Value> = serde_json::from_str(success.text())
            .map_err(|_| Error::no_token("the response is not a JSON object"))?;
        let field = endpoint.token_field;
        let token = match fields.remove(field) {
            Some(Value::String(token)) if !token.is_empty() => Secret::from(token),
            _ => return Err(Error::no_token(format!("the response has no {field}"))),
        };
        // Without a lifetime, the token serves only the calls that wait for it.
        let seconds = match fields.get("expire") {
            Some(Value::Number(seconds)) => seconds.as_u64(),
            Some(Value::String(seconds)) => seconds.parse().ok(),
            _ => None,
        };
        let seconds = seconds.unwrap_or(0).min(endpoint.lifetime_seconds);
        Ok(Self { token, remaining: Duration::from_secs(seconds) })
    }
}
