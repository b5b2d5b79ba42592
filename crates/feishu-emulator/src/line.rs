//! A caller's connection, which a fault can cut.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};

use crate::turns::{SharedTurns, WriteTimer};

/// What a call knows of the connection that it came on.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    cut: Arc<Cut>,
    /// Its other end is dropped when the emulator stops.
    running: watch::Receiver<()>,
}

#[derive(Debug)]
struct Cut {
    wanted: Notify,
    /// Whether the end is to be a reset.
    done: AtomicBool,
    /// Calls without a response yet.
    calls: AtomicUsize,
    /// The turn of the last thing that happened here.
    used: AtomicU64,
    turns: SharedTurns,
}

impl Line {
    /// The stream to serve, and the line that cuts it. A write may stall for `patience`.
    pub(crate) fn new(
        stream: TcpStream,
        running: watch::Receiver<()>,
        turns: &SharedTurns,
        patience: Duration,
    ) -> (Wire, Self) {
        let cut = Arc::new(Cut {
            wanted: Notify::new(),
            done: AtomicBool::new(false),
            calls: AtomicUsize::new(0),
            used: AtomicU64::new(turns.next()),
            turns: Arc::clone(turns),
        });
        let timer = WriteTimer::new(patience);
        (Wire { stream, timer, cut: Arc::clone(&cut) }, Self { cut, running })
    }

    /// Asks for the connection to be reset. The owner of the wire then drops it.
    pub(crate) fn cut(&self) {
        self.cut.done.store(true, Ordering::SeqCst);
        self.cut.wanted.notify_one();
    }

    /// Asks for an orderly end.
    pub(crate) fn close(&self) {
        self.cut.wanted.notify_one();
    }

    /// Until the connection shall end.
    pub(crate) async fn wants_cut(&self) {
        self.cut.wanted.notified().await;
    }

    /// The connection is busy until this is dropped.
    pub(crate) fn busy(&self) -> Busy {
        self.cut.calls.fetch_add(1, Ordering::SeqCst);
        Busy(Arc::clone(&self.cut))
    }

    /// The turn in which it became idle; `None` while it is busy.
    pub(crate) fn idle_since(&self) -> Option<u64> {
        let idle = self.cut.calls.load(Ordering::SeqCst) == 0;
        idle.then(|| self.cut.used.load(Ordering::SeqCst))
    }

    /// A silence, for ever if no time is given. False when the emulator stopped in the middle.
    pub(crate) async fn silence(mut self, time: Option<Duration>) -> bool {
        let over = async {
            match time {
                Some(time) => tokio::time::sleep(time).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            // Nothing is ever sent: this ends when the sender is dropped.
            _ = self.running.changed() => false,
            () = over => true,
        }
    }
}

/// A call without a response yet.
#[derive(Debug)]
pub(crate) struct Busy(Arc<Cut>);

impl Drop for Busy {
    fn drop(&mut self) {
        self.0.used.store(self.0.turns.next(), Ordering::SeqCst);
        self.0.calls.fetch_sub(1, Ordering::SeqCst);
        self.0.turns.idle.notify_one();
    }
}

/// A TCP stream that is reset instead of closed once its line is cut.
pub(crate) struct Wire {
    stream: TcpStream,
    timer: WriteTimer,
    cut: Arc<Cut>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.cut.done.load(Ordering::SeqCst) {
            // Best effort: without it the caller sees an orderly end, which is bad enough.
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.timer.watch(context, written)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, slices);
        self.timer.watch(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
