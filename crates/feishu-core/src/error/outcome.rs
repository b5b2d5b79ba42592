//! What is known about the effect of a failed call.

/// What is known about the effect of a failed call on the platform.
///
/// Send a write with an unknown outcome again only if doing it twice does no harm; see
/// [`Effect::is_idempotent`](crate::Effect::is_idempotent).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// No effect: no complete request reached the platform.
    NotDone,
    /// No effect: the platform refused the call.
    Refused,
    /// Unknown: the request may have arrived, and no verdict came back. A call with several
    /// attempts has this outcome if any attempt has it.
    Unknown,
    /// Carried out. Only the response could not be read.
    Done,
}
