//! Why a call is retried.

use std::fmt;

/// Why a call is retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// The rate limit was exceeded, see [`Error::is_rate_limited`](crate::Error::is_rate_limited).
    /// The platform did nothing, so any call may be sent again.
    RateLimited,
    /// The platform refused the token and did nothing; the call is sent again with another token.
    TokenRefused,
    /// Nothing was sent: no connection could be established, or no token was available yet.
    NotSent,
    /// The failure may be temporary, and doing the call twice has the effect of doing it once.
    Unavailable,
}

impl RetryReason {
    /// The reason as spans record it: `rate_limited`, `token_refused`, `not_sent` or `unavailable`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RateLimited => "rate_limited",
            Self::TokenRefused => "token_refused",
            Self::NotSent => "not_sent",
            Self::Unavailable => "unavailable",
        }
    }
}

impl fmt::Display for RetryReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
