//! What connections share and what each measures: whose turn it was, and how long a write stalls.

use std::future::Future as _;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::sync::Notify;
use tokio::time::Sleep;

/// What the connections of one emulator share.
#[derive(Debug, Default)]
pub(crate) struct Turns {
    last: AtomicU64,
    /// Told when a connection becomes idle.
    pub(crate) idle: Notify,
}

impl Turns {
    pub(crate) fn next(&self) -> u64 {
        self.last.fetch_add(1, Ordering::Relaxed)
    }
}

/// Shared by the connections of an emulator.
pub(crate) type SharedTurns = Arc<Turns>;

/// A write that makes no progress for too long fails.
#[derive(Debug)]
pub(crate) struct WriteTimer {
    patience: Duration,
    over: Option<Pin<Box<Sleep>>>,
}

impl WriteTimer {
    pub(crate) fn new(patience: Duration) -> Self {
        Self { patience, over: None }
    }

    pub(crate) fn watch(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.over = None;
            return written;
        }
        let patience = self.patience;
        let over = self.over.get_or_insert_with(|| Box::pin(tokio::time::sleep(patience)));
        match over.as_mut().poll(context) {
            Poll::Ready(()) => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
            Poll::Pending => Poll::Pending,
        }
    }
}
