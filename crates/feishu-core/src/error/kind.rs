//! The stages at which a call can fail.

/// The stage at which it failed, in the order in which a call passes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built from its settings.
    Configuration,
    /// A path parameter is missing, unknown, or has a value that cannot be a path segment. Nothing
    /// was sent.
    PathParameter,
    /// The request violates rules of the spec: see [`Error::violations`](super::Error::violations).
    /// Nothing was sent.
    Rules,
    /// The request cannot be written as JSON. Nothing was sent.
    Encode,
    /// The file to upload cannot be read, or does not have the expected length. If a part of it was
    /// sent, the request is incomplete.
    File,
    /// There is no token for the call: the platform refused to issue one, or the operation accepts
    /// none that this client can obtain. The call itself was not sent.
    Token,
    /// The deadline of the call leaves no time for a necessary wait. This attempt was not sent.
    Deadline,
    /// No connection could be established, in time or at all. The request was not sent.
    Connect,
    /// The response did not arrive in time. The platform may have carried out the request.
    Timeout,
    /// The connection broke off. The platform may have carried out the request.
    Transport,
    /// The HTTP status is a failure, and the response has no code that says more. It probably comes
    /// from a proxy.
    Status,
    /// The call succeeded, but the response does not match its page, or is too large.
    Decode,
    /// The object to change does not exist. Nothing was written.
    NotFound,
    /// The object to change was returned without a field that the request requires, or with one
    /// that cannot be read. Nothing was written. This is about one object; a list that breaks off is an
    /// [`IncompleteList`](Self::IncompleteList).
    Incomplete,
    /// The server says that a list continues, but it cannot be read further: see
    /// [`Pages`](crate::paging::Pages). Everything that was read came before the error;
    /// [`Error::list_position`](super::Error::list_position) says how much. If the list was
    /// searched for an object to change, nothing was written: the object may be in the part that
    /// was not read.
    IncompleteList,
    /// The platform refused the call: see [`Error::code`](super::Error::code).
    Api,
}
