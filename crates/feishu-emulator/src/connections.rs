//! How many connections there may be, and how long one may keep others waiting.
//!
//! A process has only so many files. Callers that open connections and send nothing, or half a head, or
//! do not read what they asked for, must not keep others out.

use std::collections::HashMap;
use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use hyper::body::{Frame, SizeHint};
use tokio::task::Id;
use tokio::time::{Instant, Sleep};

use crate::line::{Busy, Line};

/// Below the usual limit of open files, which is 1024.
const CONNECTIONS: usize = 512;

const PATIENCE: Duration = Duration::from_secs(30);

/// How many connections an emulator holds, and how long it waits for a caller.
///
/// ```
/// use std::time::Duration;
/// use feishu_emulator::{ConnectionLimits, Emulator};
///
/// let limits = ConnectionLimits::new().connections(64).patience(Duration::from_secs(5));
/// let builder = Emulator::builder().connection_limits(limits);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionLimits {
    pub(crate) connections: usize,
    pub(crate) patience: Duration,
}

impl ConnectionLimits {
    /// 512 connections and 30 seconds.
    pub fn new() -> Self {
        Self { connections: CONNECTIONS, patience: PATIENCE }
    }

    /// How many connections may be open; at least one. One more closes the connection that has been
    /// idle longest. If none is idle, it waits for one that is.
    #[must_use]
    pub fn connections(mut self, most: usize) -> Self {
        self.connections = most.max(1);
        self
    }

    /// How long to wait for a caller: for the whole head of its next request, for more of a body,
    /// and for it to read more of a response. Then the connection is closed. This is Tokio's time.
    #[must_use]
    pub fn patience(mut self, time: Duration) -> Self {
        self.patience = time;
        self
    }
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self::new()
    }
}

/// The connections that are open.
#[derive(Default)]
pub(crate) struct Open(HashMap<Id, Line>);

impl Open {
    pub(crate) fn add(&mut self, id: Id, line: Line) {
        self.0.insert(id, line);
    }

    pub(crate) fn remove(&mut self, id: Id) {
        self.0.remove(&id);
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Closes the connection that has been idle longest. False when none is idle.
    pub(crate) fn close_idle(&mut self) -> bool {
        let idle = self.0.iter().filter_map(|(id, line)| Some((line.idle_since()?, *id)));
        let Some((_, id)) = idle.min_by_key(|(since, _)| *since) else { return false };
        if let Some(line) = self.0.remove(&id) {
            line.close();
        }
        true
    }
}

/// A body of a request that breaks off when nothing comes for too long.
pub(crate) struct Timed {
    body: Body,
    patience: Duration,
    over: Pin<Box<Sleep>>,
}

impl Timed {
    pub(crate) fn new(body: Body, patience: Duration) -> Self {
        Self { body, patience, over: Box::pin(tokio::time::sleep(patience)) }
    }
}

impl HttpBody for Timed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let frame = Pin::new(&mut self.body).poll_frame(context);
        if frame.is_ready() {
            // A time too far away is as good as none.
            if let Some(end) = Instant::now().checked_add(self.patience) {
                self.over.as_mut().reset(end);
            }
            return frame;
        }
        match self.over.as_mut().poll(context) {
            Poll::Ready(()) => {
                Poll::Ready(Some(Err(axum::Error::new(io::Error::from(io::ErrorKind::TimedOut)))))
            }
            Poll::Pending => Poll::Pending,
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// A body of a response. Its connection is busy until all of it is sent.
pub(crate) struct Held {
    body: Body,
    _busy: Busy,
}

impl Held {
    pub(crate) fn new(body: Body, busy: Busy) -> Self {
        Self { body, _busy: busy }
    }
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
