//! What a fault makes of a call and of its response.

use std::time::Duration;

use super::FaultKind;
use crate::answer::Refusal;
use crate::catalogue::RateLimitHeaders;
use crate::code::Code;
use crate::log::NO_CODE;
use crate::reply::{Delivery, Reply};

/// A response that was made, with the `code` in it.
pub(crate) type Made = (Reply, i64);

impl FaultKind {
    /// Whether the call has its effect.
    pub(crate) fn carries_out(&self) -> bool {
        match self {
            Self::StallBeforeHeaders { carry_out, .. }
            | Self::Reset { carry_out }
            | Self::Http { carry_out, .. }
            | Self::Code { carry_out, .. } => *carry_out,
            Self::RateLimit { .. } => false,
            Self::Delay { .. }
            | Self::StallMidBody { .. }
            | Self::TruncatedJson {}
            | Self::InvalidateTokens {} => true,
        }
    }

    /// The platform's own error, instead of the response.
    pub(crate) fn refusal(&self, rate_limited: Code, names: &RateLimitHeaders) -> Option<Refusal> {
        match self {
            Self::Code { http, code, msg, .. } => {
                Some(Refusal::new(Code { status: *http, code: *code }, msg))
            }
            Self::RateLimit { reset, limit, http } => {
                let refusal = Refusal::new(rate_limited, super::on_demand()).status(*http);
                let headers = [(&names.limit, limit), (&names.reset, reset)];
                Some(headers.into_iter().fold(refusal, |refusal, (name, value)| match value {
                    Some(value) => refusal.header(name, value.clone()),
                    None => refusal,
                }))
            }
            _ => None,
        }
    }

    /// The response as it is sent. `made` is the one that the call would have got; for a call that
    /// was not carried out there is none.
    pub(crate) fn reply(&self, log_id: &str, made: Option<Made>) -> Made {
        let wait = |ms: &Option<u64>| ms.map(Duration::from_millis);
        let carried_out = made.is_some();
        let (reply, code) = made.unwrap_or_else(|| (Reply::blank(log_id), NO_CODE));
        let deliver = |delivery| (Reply { delivery, ..reply.clone() }, code);
        match self {
            Self::StallBeforeHeaders { ms, .. } if carried_out => deliver(Delivery::Late(wait(ms))),
            Self::StallBeforeHeaders { ms, .. } => deliver(Delivery::Never(wait(ms))),
            Self::StallMidBody { ms } => deliver(Delivery::InHalves(wait(ms))),
            Self::Reset { .. } => deliver(Delivery::Never(Some(Duration::ZERO))),
            Self::Http { status, body, content_type, .. } => {
                let headers = vec![("content-type".to_owned(), content_type.clone())];
                let body = body.clone().into_bytes();
                (Reply { status: *status, headers, body, ..Reply::blank(log_id) }, NO_CODE)
            }
            Self::TruncatedJson {} => {
                let body = first_half(&reply.body).to_vec();
                (Reply { body, ..reply }, code)
            }
            Self::Delay { .. }
            | Self::Code { .. }
            | Self::InvalidateTokens {}
            | Self::RateLimit { .. } => (reply, code),
        }
    }
}

/// Half of a text, whole characters only: the JSON is to be broken, not the UTF-8.
pub(super) fn first_half(body: &[u8]) -> &[u8] {
    let mut end = body.len() / 2;
    // Bytes that begin with 10 go on with a character.
    while end > 0 && body.get(end).is_some_and(|byte| byte & 0xc0 == 0x80) {
        end -= 1;
    }
    body.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_a_text_ends_between_characters() {
        for (text, half) in
            [("", ""), ("a", ""), ("abcd", "ab"), ("a张三", "a"), ("aa张三", "aa"), ("张三", "张")]
        {
            assert_eq!(first_half(text.as_bytes()), half.as_bytes(), "{text}");
        }
    }
}
