//! Why a call is tried again.

use std::fmt;

/// Why a call is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum RetryReason {
    /// The platform said "too many calls", see [`Error::is_rate_limited`](crate::Error::is_rate_limited).
    /// It has done nothing, so any call may be sent again.
    RateLimited,
    /// The platform refused the token. It has done nothing; another token may be taken.
    TokenRefused,
    /// Nothing of the call was sent: no connection could be made, or no token could be had yet.
    NotSent,
    /// The call failed in a way that may pass, and doing it twice does no more than doing it once.
    Unavailable,
}

impl RetryReason {
    /// The reason in a word, as spans carry it: `rate_limited`, `token_refused`, `not_sent` or
    /// `unavailable`.
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
