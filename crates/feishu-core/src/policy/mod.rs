//! What a caller can say about waiting and trying again, and what an observer is told of it.
//!
//! The loop that follows these is in [`run`](crate::run). What it does next is decided from what the
//! spec knows of the operation and what the error knows of itself, and from nothing else.
//!
//! Time is monotonic: tokens, windows, waits and deadlines run on Tokio's clock, and no policy
//! reads the wall clock. The one exception is the journal of a bulk run, which has to know how old
//! an unknown write is: no other clock survives its process. `Retry-After` as a date is compared
//! with the `Date` of the same response.

mod backoff;
mod budget;
mod observe;
mod reason;

pub use backoff::RetryPolicy;
pub use budget::RetryBudget;
pub(crate) use observe::Nobody;
pub use observe::{Event, Observer, WaitReason};
pub use reason::RetryReason;
