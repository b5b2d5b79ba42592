//! The future of a call.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use serde::de::DeserializeOwned;

use crate::error::Error;
use crate::future::BoxFuture;
use crate::operation::OperationRef;
use crate::response::{Response, Success};

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
    data: PhantomData<fn() -> T>,
}

impl<T> ResponseFuture<T> {
    pub(crate) fn new(
        operation: OperationRef,
        sent: BoxFuture<'static, Result<Success, Error>>,
    ) -> Self {
        Self { operation, sent, data: PhantomData }
    }
}

impl<T: DeserializeOwned> Future for ResponseFuture<T> {
    type Output = Result<Response<T>, Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let sent = ready!(self.sent.as_mut().poll(cx));
        let operation = &self.operation;
        let decode = |success: Success| success.decode(operation.flat);
        Poll::Ready(sent.and_then(decode).map_err(|error| error.of(operation)))
    }
}

impl<T> fmt::Debug for ResponseFuture<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResponseFuture")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}
