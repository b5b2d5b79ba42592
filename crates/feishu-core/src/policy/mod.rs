//! What a caller can say about waiting and trying again, and what an observer is told of it.
//!
//! The loop that follows these is in [`run`](crate::run).

mod backoff;
mod budget;
mod observe;
mod reason;

pub use backoff::RetryPolicy;
pub use budget::RetryBudget;
pub(crate) use observe::Nobody;
pub use observe::{Event, Observer, WaitReason};
pub use reason::RetryReason;
