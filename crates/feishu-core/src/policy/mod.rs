//! The caller's settings for waits and retries, and what an observer is told of them.
//!
//! The loop that uses them is in [`run`](crate::run). It decides only from the operation's facts
//! and from the error.
//!
//! Time is monotonic: tokens, windows, waits and deadlines use Tokio's clock, and no policy reads
//! the system clock. The one exception is the journal of a bulk run, which must know the age of an
//! unknown write: no other clock survives its process. `Retry-After` as a date is compared with the
//! `Date` of the same response.

mod backoff;
mod budget;
mod observe;
mod reason;

pub use backoff::RetryPolicy;
pub use budget::RetryBudget;
pub(crate) use observe::Nobody;
pub use observe::{Event, Observer, WaitReason};
pub use reason::RetryReason;
