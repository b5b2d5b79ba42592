//! What happens between a call and its verdict: waiting, trying, trying again.
//!
//! [`run`] is the loop. What it does next is decided in [`decide`], from what the spec knows of the
//! operation and what the error knows of itself, and from nothing else.

mod backoff;
mod budget;
mod decide;
mod observe;
mod run;

pub use backoff::RetryPolicy;
pub use budget::RetryBudget;
pub use decide::RetryReason;
pub(crate) use observe::Nobody;
pub use observe::{Event, Observer, WaitReason};
