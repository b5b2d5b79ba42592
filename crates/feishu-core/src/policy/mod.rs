//! What happens between a call and its verdict: waiting, trying, trying again.
//!
//! [`run`] is the loop. What it does next is decided in [`decide`], from what the spec knows of the
//! operation and what the error knows of itself, and from nothing else.
//!
//! The loop is compiled once; generated crates pay only for decoding.
//!
//! Time is monotonic: tokens, windows, waits and deadlines run on Tokio's clock, and no policy
//! reads the wall clock. The one exception is the journal of a bulk run, which has to know how old
//! an unknown write is: no other clock survives its process. `Retry-After` as a date is compared
//! with the `Date` of the same response.

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
