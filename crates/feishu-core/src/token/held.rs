//! How long a token is used.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::platform::TENANT_ACCESS_TOKEN;
use crate::secret::Secret;
use crate::token::IssuedToken;

/// How long before it expires a token is no longer used: enough for a slow call that was sent with
/// it.
pub(super) const MARGIN: Duration = Duration::from_secs(300);

/// How long before it expires a token is replaced while calls continue to use it. This is inside
/// the window in which the platform issues a new token instead of the same one again, with a third
/// of the window as a margin for clock differences.
pub(super) const AHEAD: Duration =
    Duration::from_secs(TENANT_ACCESS_TOKEN.renewal_window_seconds / 3 * 2);

/// Longer lifetimes are cut to this, because adding an endless one to a clock would overflow.
pub(crate) const LONGEST_LIFE: Duration = Duration::from_secs(30 * 86_400);

/// A token in use.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) token: Arc<Secret>,
    /// When a client should start to replace it.
    pub(super) renew_at: Instant,
    /// When it is no longer used.
    pub(super) fresh_until: Instant,
    pub(super) end: Instant,
}

impl Held {
    /// A token whose lifetime counts from `asked`, the time of the request, not of the response.
    /// One with a shorter lifetime than usual has proportional margins. `spread` is any number:
    /// clients that share a token and have different numbers do not all replace it at once.
    pub(super) fn new(issued: IssuedToken, asked: Instant, from_store: bool, spread: u16) -> Self {
        let life = issued.remaining.min(LONGEST_LIFE);
        // A store does not give the original lifetime of a token.
        let margin = if from_store { MARGIN } else { MARGIN.min(life / 10) };
        let ahead = if from_store { AHEAD } else { AHEAD.min(life / 4) };
        // Up to a quarter later.
        let ahead = ahead - ahead / 4 * u32::from(spread) / u32::from(u16::MAX);
        let before_end = |time: Duration| asked + life.saturating_sub(time);
        Self {
            token: Arc::new(issued.token),
            renew_at: before_end(ahead),
            fresh_until: before_end(margin),
            end: asked + life,
        }
    }

    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        now < self.fresh_until
    }
}
