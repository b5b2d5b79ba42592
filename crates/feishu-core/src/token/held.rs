//! How long a token is used.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::Instant;

use crate::platform::TENANT_ACCESS_TOKEN;
use crate::secret::Secret;
use crate::token::IssuedToken;

/// How long before its end a token is given up: enough for a slow call that sets out with it.
pub(super) const MARGIN: Duration = Duration::from_secs(300);

/// How long before its end a token is replaced while calls go on with it. It lies inside the window
/// in which the platform issues a new token instead of the same one again, with a third of the window
/// for its clock and ours to differ.
pub(super) const AHEAD: Duration =
    Duration::from_secs(TENANT_ACCESS_TOKEN.renewal_window_seconds / 3 * 2);

/// Longer lives are cut to this. No clock can be set to the end of an endless one.
pub(crate) const LONGEST_LIFE: Duration = Duration::from_secs(30 * 86_400);

/// A token in use.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) token: Arc<Secret>,
    /// From then on somebody should get another.
    pub(super) renew_at: Instant,
    /// From then on nobody uses it.
    pub(super) fresh_until: Instant,
    pub(super) end: Instant,
}

impl Held {
    /// A token whose life counts from `asked`, the question and not the answer. One that lives
    /// shorter than usual has margins in proportion. `spread` is any number: of clients that share a
    /// token, those with different ones do not all replace it at once.
    pub(super) fn new(issued: IssuedToken, asked: Instant, from_store: bool, spread: u16) -> Self {
        let life = issued.remaining.min(LONGEST_LIFE);
        // A store does not say how long the life was in whose midst the token is.
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
