//! What one call does differently from its client.

use std::time::Duration;

use crate::policy::RetryPolicy;
use crate::secret::Secret;

/// Settings of one call. What is left alone is as the client has it.
///
/// ```
/// use std::time::Duration;
/// use feishu_core::CallOptions;
///
/// let options = CallOptions::new().timeout(Duration::from_secs(5)).validate(false);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[must_use]
pub struct CallOptions {
    pub(crate) validate: Option<bool>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) tenant: Option<String>,
    pub(crate) user_token: Option<Secret>,
}

impl CallOptions {
    /// Everything as the client has it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the request is checked against the rules of the spec before it is sent. They are the
    /// rules of the page on the day it was imported: turn this off when the platform has moved on.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = Some(validate);
        self
    }

    /// How long each HTTP exchange of this call may take, from connecting to the last byte.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long the call may take as a whole: waiting for a permit within the rate limit, fetching a
    /// token, every attempt and every wait between them. No wait begins that would end later.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How the call is tried again.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Makes the call for a user, with this `user_access_token`, where the operation takes one. When it
    /// is refused, the call fails: only whoever got it can get another.
    pub fn user_access_token(mut self, token: impl Into<Secret>) -> Self {
        self.user_token = Some(token.into());
        self
    }

    /// The tenant in which a store app acts, by its `tenant_key`: see [`StoreApp`](crate::StoreApp).
    /// A custom app lives in one tenant and need not say so.
    pub fn tenant(mut self, tenant_key: impl Into<String>) -> Self {
        self.tenant = Some(tenant_key.into());
        self
    }
}
