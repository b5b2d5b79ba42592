//! A caller's connection, which a fault can cut.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::{Notify, watch};

/// What a call knows of the connection that it came on.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    cut: Arc<Cut>,
    /// Its other end is dropped when the emulator stops.
    running: watch::Receiver<()>,
}

#[derive(Debug, Default)]
struct Cut {
    wanted: Notify,
    done: AtomicBool,
}

impl Line {
    /// The stream to serve, and the line that cuts it.
    pub(crate) fn new(stream: TcpStream, running: watch::Receiver<()>) -> (Wire, Self) {
        let cut = Arc::<Cut>::default();
        (Wire { stream, cut: Arc::clone(&cut) }, Self { cut, running })
    }

    /// Asks for the connection to be cut. Whoever holds the wire then drops it.
    pub(crate) fn cut(&self) {
        self.cut.done.store(true, Ordering::SeqCst);
        self.cut.wanted.notify_one();
    }

    /// Until the connection shall be cut.
    pub(crate) async fn wants_cut(&self) {
        self.cut.wanted.notified().await;
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

/// A TCP stream that is reset instead of closed once its line is cut.
pub(crate) struct Wire {
    stream: TcpStream,
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
        Pin::new(&mut self.stream).poll_write(context, bytes)
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
        Pin::new(&mut self.stream).poll_write_vectored(context, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }
}
