//! The emulator's own time, which a test can move.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::Error;

/// The end of the year 9999: log ids have four digits for the year.
const LAST_MILLISECOND: i64 = 253_402_300_799_999;

/// The clock that decides when a token expires.
///
/// It is not Tokio's clock: a test moves it with [`advance`](Clock::advance) and nothing has to
/// sleep. Clones share one time.
#[derive(Clone, Debug)]
pub struct Clock {
    /// `None` follows the system.
    standing: Option<i64>,
    advanced: Arc<AtomicI64>,
}

impl Clock {
    /// A clock that follows the system's.
    pub fn system() -> Self {
        Self { standing: None, advanced: Arc::default() }
    }

    /// A clock that is stopped until it is advanced.
    pub fn standing_at(time: SystemTime) -> Self {
        Self { standing: Some(millis_since_1970(time)), advanced: Arc::default() }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        self.advanced.fetch_add(saturating_millis(by), Ordering::SeqCst);
    }

    /// Moves the clock forward to this time since 1970.
    pub(crate) fn advance_to(&self, time: Duration) -> Result<(), Error> {
        let (now, to) = (self.now(), saturating_millis(time));
        if to < now || to > LAST_MILLISECOND {
            return Err(Error::Clock { now, asked: to, last: LAST_MILLISECOND });
        }
        self.advanced.fetch_add(to.saturating_sub(now), Ordering::SeqCst);
        Ok(())
    }

    /// Milliseconds since 1970.
    pub(crate) fn now(&self) -> i64 {
        let base = self.standing.unwrap_or_else(|| millis_since_1970(SystemTime::now()));
        base.saturating_add(self.advanced.load(Ordering::SeqCst))
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

/// A time before 1970 counts as 1970: the emulator has nothing that old.
fn millis_since_1970(time: SystemTime) -> i64 {
    time.duration_since(UNIX_EPOCH).map_or(0, saturating_millis)
}

fn saturating_millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}
