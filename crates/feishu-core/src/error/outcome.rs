//! What is known of what the platform has done.

/// What is known of what the platform has done, when a call fails.
///
/// A write whose outcome is unknown may be sent again only if doing it twice does no harm; see
/// [`Effect::is_idempotent`](crate::Effect::is_idempotent).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Nothing: no complete request has reached it.
    NotDone,
    /// It refused, and said so.
    Refused,
    /// Nobody can tell: the request may have arrived, and no verdict came back. After several attempts,
    /// this is said if it holds for any one of them.
    Unknown,
    /// All of it. Only the response could not be read.
    Done,
}
