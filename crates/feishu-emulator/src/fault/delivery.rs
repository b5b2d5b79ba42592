//! A body that falls silent on its way.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use axum::body::{Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};

use super::effect::first_half;

/// Whether the silence ended before the emulator stopped.
type Silence = Pin<Box<dyn Future<Output = bool> + Send>>;

/// A body that falls silent in its middle.
pub(crate) struct Halting {
    first: Bytes,
    silence: Silence,
    rest: Bytes,
}

impl Halting {
    pub(crate) fn new(body: Vec<u8>, silence: Silence) -> Self {
        let body = Bytes::from(body);
        let half = first_half(&body).len();
        Self { first: body.slice(..half), silence, rest: body.slice(half..) }
    }
}

impl HttpBody for Halting {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let first = std::mem::take(&mut self.first);
        if !first.is_empty() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        if self.rest.is_empty() {
            return Poll::Ready(None);
        }
        let frame = if ready!(self.silence.as_mut().poll(context)) {
            Ok(Frame::data(std::mem::take(&mut self.rest)))
        } else {
            Err(io::ErrorKind::Interrupted.into())
        };
        Poll::Ready(Some(frame))
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_empty() && self.rest.is_empty()
    }

    /// The whole length, so that the head promises what the body does not keep.
    fn size_hint(&self) -> SizeHint {
        let length = self.first.len().saturating_add(self.rest.len());
        SizeHint::with_exact(length as u64)
    }
}
