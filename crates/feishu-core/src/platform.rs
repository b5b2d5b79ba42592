//! Facts about the platform as a whole.
//!
//! The types are written by hand, the facts are generated from the spec.

use crate::operation::Method;

pub use crate::generated::gateway_code::GatewayCode;
pub use crate::generated::platform::*;

/// An error that the gateway returns before an endpoint receives the call: whatever the HTTP
/// status, the platform has done nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct GatewayError {
    /// `code` of the envelope.
    pub code: i64,
    /// Our name for it, such as `"rate_limited"`.
    pub name: &'static str,
    /// How a client reacts to it.
    pub action: Action,
    /// What to do about it, in one sentence.
    pub advice: &'static str,
}

/// How a client reacts to a [`GatewayError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Action {
    /// Give up: the same call would fail again.
    Fail,
    /// Wait as long as the response says, then call again.
    Wait,
    /// Get a new token, then call again.
    RefreshToken,
}

/// The endpoint where an app exchanges its credentials for a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TokenEndpoint {
    /// HTTP method.
    pub method: Method,
    /// Path below the host.
    pub path: &'static str,
    /// Top-level field of the response that holds the token.
    pub token_field: &'static str,
    /// Maximum lifetime of a token in seconds.
    pub lifetime_seconds: u64,
    /// With fewer seconds left than this, the endpoint issues a new token; the old one stays valid
    /// until it expires. With more left, it returns the same token again.
    pub renewal_window_seconds: u64,
    /// URL of the vendor's page.
    pub page: &'static str,
}

/// The entry of [`GATEWAY_ERRORS`] for a `code` of the envelope.
///
/// ```
/// let error = feishu_core::platform::gateway_error(99991400);
/// assert_eq!(error.map(|error| error.name), Some("rate_limited"));
/// assert_eq!(feishu_core::platform::gateway_error(0), None);
/// ```
#[must_use]
pub fn gateway_error(code: i64) -> Option<&'static GatewayError> {
    GATEWAY_ERRORS.iter().find(|error| error.code == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_gateway_error_has_a_name_and_the_name_its_facts() {
        assert_eq!(GatewayCode::ALL.len(), GATEWAY_ERRORS.len());
        for (code, facts) in GatewayCode::ALL.iter().zip(GATEWAY_ERRORS) {
            assert_eq!((code.code(), code.as_str()), (facts.code, facts.name));
            assert_eq!(GatewayCode::from_code(facts.code), Some(*code));
        }
        assert_eq!(GatewayCode::from_code(99_991_400), Some(GatewayCode::RateLimited));
        assert_eq!(GatewayCode::from_code(0), None);
        assert_eq!(GatewayCode::from_code(1_002_002), None);
    }
}
