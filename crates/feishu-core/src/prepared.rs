//! A call that passed all checks.

use std::sync::Arc;
use std::time::Duration;

use crate::limit::LimitKey;
use crate::operation::OperationRef;
use crate::policy::RetryPolicy;
use crate::secret::Secret;
use crate::token::TokenKey;
use crate::transport::{Body, Request};

/// A call that passed all checks and is ready to be sent.
pub(crate) struct Prepared {
    pub(crate) operation: OperationRef,
    pub(crate) request: Request,
    /// The kind of token that it needs; `None` if it needs none or carries its own.
    pub(crate) token: Option<Arc<TokenKey>>,
    pub(crate) user_token: Option<Arc<Secret>>,
    pub(crate) retry: RetryPolicy,
    /// Deadline of the whole call, including all waits.
    pub(crate) deadline: Option<Duration>,
    /// The entry of the rate limiter for calls of this kind.
    pub(crate) limit_key: LimitKey,
}

impl Prepared {
    /// Whether the platform would recognise a repetition of the call.
    pub(crate) fn has_idempotency_key(&self) -> bool {
        let Some(key) = &self.operation.idempotency else { return false };
        let said = |name: &str, value: &str| name == key.field && !value.is_empty();
        let in_body = match &self.request.body {
            Some(Body::Json { json, .. }) => {
                let body: Option<serde_json::Map<_, _>> = serde_json::from_slice(json).ok();
                let found = body.as_ref().and_then(|body| body.get(&*key.field));
                found.and_then(serde_json::Value::as_str).is_some_and(|text| !text.is_empty())
            }
            Some(Body::Form(form)) => form.texts.iter().any(|(name, value)| said(name, value)),
            None => false,
        };
        in_body || self.request.url.query_pairs().any(|(name, value)| said(&name, &value))
    }
}
