//! Where a call can go wrong.

/// Where it went wrong, in the order in which a call goes its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be built from the settings it was given.
    Configuration,
    /// A path parameter is missing, unknown, or a value that cannot be a path segment. Nothing was
    /// sent.
    PathParameter,
    /// The request breaks rules of the spec: see [`Error::violations`](super::Error::violations).
    /// Nothing was sent.
    Rules,
    /// The request cannot be written as JSON. Nothing was sent.
    Encode,
    /// The file to upload cannot be read, or is not as long as it should be. Whatever of it was sent,
    /// the request is not complete.
    File,
    /// There is no token for the call: the platform refused to issue one, or the operation takes
    /// none that this client can get. The call itself was not sent.
    Token,
    /// The call's deadline leaves no time for what it would have to wait for. This attempt was not sent.
    Deadline,
    /// No connection could be made, in time or at all. The request was not sent.
    Connect,
    /// The response did not arrive in time. The platform may have done what the request says.
    Timeout,
    /// The connection broke off. The platform may have carried out the request.
    Transport,
    /// The HTTP status is not a success, and the response has no code that would say more; it
    /// probably comes from something between here and the platform.
    Status,
    /// The call succeeded, but its response is not what the page says, or too large.
    Decode,
    /// What was to be changed does not exist. Nothing was written.
    NotFound,
    /// What was to be changed came back without a field that the request must have. Nothing was
    /// written. It is about one object; a list that breaks off is an
    /// [`IncompleteList`](Self::IncompleteList).
    Incomplete,
    /// A list goes on, says the server, and cannot be read on: see [`Pages`](crate::paging::Pages).
    /// What was read of it came before the error, and
    /// [`Error::list_position`](super::Error::list_position) says how much that is. Where the list was
    /// searched for what was to be changed, nothing was written: it may be in the part that was not
    /// read.
    IncompleteList,
    /// The platform refused the call: see [`Error::code`](super::Error::code).
    Api,
}
