//! What one call does differently from its client.

use std::time::Duration;

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

    /// How long the HTTP exchange of this call may take, from connecting to the last byte. Fetching
    /// a token, where one is needed first, has the same time again.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }
}
