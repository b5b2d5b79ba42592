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

/// A call that was made and not sent yet: it is sent when this is awaited.
///
/// It owns the request, already encoded, and a handle of the client. So it borrows nothing from what it
/// was made with, and can be joined with others, spawned, or kept in a struct; it is `Send` and `Unpin`.
/// To drop it is to cancel the call; what the platform has done by then is not known.
///
/// It has a name, and is one plain type for all calls, so that generated methods have no state machine
/// of their own that would be compiled again in every crate that awaits them.
#[must_use = "a call is not sent before it is awaited"]
pub struct ResponseFuture<T> {
    operation: OperationRef,
    /// All of the call that does not depend on the type of the response.
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
