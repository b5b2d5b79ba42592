//! A request as it would be sent, for display.

use crate::operation::Method;
use crate::upload::Bytes;

/// A request as [`Call::send`](crate::Call::send) would send it, without its token.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Preview {
    /// HTTP method.
    pub method: Method,
    /// The whole URL, percent-encoded.
    pub url: String,
    /// `Content-Type` of the body, if there is one. For a form it lacks the boundary.
    pub content_type: Option<&'static str>,
    /// The JSON that would be sent.
    pub body: Option<Bytes>,
    /// The text parts of a form.
    pub texts: Vec<(String, String)>,
    /// The part of a form that holds the file, and the name of the file.
    pub file: Option<(String, String)>,
}
