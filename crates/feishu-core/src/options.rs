//! Options of one call.

use std::time::Duration;

use crate::policy::RetryPolicy;
use crate::secret::Secret;

/// Options of one call. Defaults are the settings of the client.
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
    pub(crate) strict: Option<bool>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) tenant: Option<String>,
    pub(crate) user_token: Option<Secret>,
}

impl CallOptions {
    /// No options: the settings of the client apply.
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether the request is checked against the rules of the spec before it is sent. The rules
    /// are those of the page on the day of its import: turn this off if the platform has changed.
    pub fn validate(mut self, validate: bool) -> Self {
        self.validate = Some(validate);
        self
    }

    /// Whether a value of the response that cannot be read is an error, instead of an absent field
    /// that [`Response::lost`](crate::Response::lost) lists. Types that serde reads, as those of
    /// [`RawCall`](crate::RawCall), are always read so.
    pub fn strict(mut self, strict: bool) -> Self {
        self.strict = Some(strict);
        self
    }

    /// Timeout of each HTTP exchange of this call, from connecting to the last byte.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Deadline of the whole call: waiting for a permit of the rate limiter, fetching a token, and
    /// every attempt and wait. No wait begins that would end after it.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How the call is retried.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Makes the call for a user, with this `user_access_token`, if the operation takes one. If the
    /// token is refused, the call fails: only its owner can get a new one.
    pub fn user_access_token(mut self, token: impl Into<Secret>) -> Self {
        self.user_token = Some(token.into());
        self
    }

    /// The tenant in which a store app acts, by its `tenant_key`: see
    /// [`StoreApp`](crate::StoreApp). A custom app has one tenant and need not set it.
    pub fn tenant(mut self, tenant_key: impl Into<String>) -> Self {
        self.tenant = Some(tenant_key.into());
        self
    }
}
