//! The future of a call.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::OperationRef;
use crate::response::{Response, Success};

/// How a successful response is read: whether it is flat, and whether anything that cannot be read is an error.
type Read<T> = fn(Success, bool, bool) -> Result<Response<T>, Error>;

/// A call that has not been sent yet: awaiting it sends it.
///
/// It owns the encoded request and a handle of the client. So it borrows nothing from its
/// arguments, and can be joined, spawned, or kept in a struct; it is `Send` and `Unpin`. Dropping
/// it cancels the call; whether the platform has carried it out by then is unknown.
///
/// It is one named type for all calls, so that generated methods have no state machine of their own
/// that every awaiting crate would compile again.
#[must_use = "a call is not sent before it is awaited"]
pub struct ResponseFuture<T> {
    operation: OperationRef,
    /// The part of the call that does not depend on the type of the response.
    sent: BoxFuture<'static, Result<Success, Error>>,
    read: Read<T>,
    is_strict: bool,
}

impl<T> ResponseFuture<T> {
    pub(crate) fn new(
        operation: OperationRef,
        sent: BoxFuture<'static, Result<Success, Error>>,
        read: Read<T>,
        is_strict: bool,
    ) -> Self {
        Self { operation, sent, read, is_strict }
    }
}

impl<T> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let Self { operation, sent, read, is_strict } = self.get_mut();
        // No combinators, which are more functions to compile for each type.
        let read = match ready!(sent.as_mut().poll(cx)) {
            Ok(success) => read(success, operation.flat, *is_strict),
            Err(error) => Err(error),
        };
        Poll::Ready(match read {
            Ok(response) => Ok(response),
            Err(error) => Err(error.of(operation)),
        })
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
