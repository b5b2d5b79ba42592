//! A body in small steps, so that its parser can never hold more than a little of it.
//!
//! The parser takes all that a stream has ready, and looks for the end of a part's header however
//! far away that is. So this one is ready with one slice at a time, and breaks off when too much
//! was received and not passed on.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_util::Stream;

const SLICE: usize = 16 * 1024;

/// What may be taken beside the file: boundaries and headers.
const MOST_WAITING: u64 = 64 * 1024;

/// Bytes that were taken from the body and did not come out as part of the file yet.
#[derive(Debug, Default)]
pub(super) struct Waiting(AtomicU64);

impl Waiting {
    pub(super) fn handed_on(&self, bytes: usize) {
        self.0.fetch_sub(bytes as u64, Ordering::Relaxed);
    }
}

pub(super) struct Metered<'a, S> {
    body: &'a mut S,
    waiting: &'a Waiting,
    rest: Bytes,
    pausing: bool,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Broken {
    /// The caller hung up, or this is no HTTP.
    Ended,
    /// More than [`MOST_WAITING`] that is no file.
    Endless,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ended => {
                f.write_str("the body ended early, came too slowly, or is not valid HTTP")
            }
            Self::Endless => write!(f, "more than {MOST_WAITING} bytes stand beside the file"),
        }
    }
}

impl Error for Broken {}

impl<'a, S> Metered<'a, S> {
    pub(super) fn new(body: &'a mut S, waiting: &'a Waiting) -> Self {
        Self { body, waiting, rest: Bytes::new(), pausing: false }
    }
}

impl<S: Stream<Item = Result<Bytes, E>> + Unpin, E> Stream for Metered<'_, S> {
    type Item = Result<Bytes, Broken>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.pausing {
            this.pausing = false;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if this.waiting.0.load(Ordering::Relaxed) > MOST_WAITING {
            return Poll::Ready(Some(Err(Broken::Endless)));
        }
        if this.rest.is_empty() {
            match Pin::new(&mut *this.body).poll_next(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Ready(Some(Err(_))) => return Poll::Ready(Some(Err(Broken::Ended))),
                Poll::Ready(Some(Ok(bytes))) => this.rest = bytes,
            }
        }
        let slice = this.rest.split_to(SLICE.min(this.rest.len()));
        this.pausing = true;
        this.waiting.0.fetch_add(slice.len() as u64, Ordering::Relaxed);
        Poll::Ready(Some(Ok(slice)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::stream;
    use futures_util::{FutureExt, StreamExt};

    fn body(bytes: usize) -> impl Stream<Item = Result<Bytes, ()>> + Unpin {
        stream::iter([Ok(Bytes::from(vec![b'x'; bytes]))])
    }

    #[tokio::test]
    async fn a_large_frame_comes_in_slices_and_one_at_a_time() {
        let (mut body, waiting) = (body(1 << 20), Waiting::default());
        let mut metered = Metered::new(&mut body, &waiting);
        let mut seen = 0;
        while let Some(slice) = metered.next().await {
            let slice = slice.unwrap();
            assert!(slice.len() <= SLICE);
            assert!(metered.next().now_or_never().is_none());
            seen += slice.len();
            waiting.handed_on(slice.len());
        }
        assert_eq!(seen, 1 << 20);
    }

    #[tokio::test]
    async fn what_is_taken_and_not_handed_on_has_a_limit() {
        let (mut body, waiting) = (body(1 << 20), Waiting::default());
        let mut metered = Metered::new(&mut body, &waiting);
        let mut taken = 0;
        let broken = loop {
            match metered.next().await.unwrap() {
                Ok(slice) => taken += slice.len() as u64,
                Err(broken) => break broken,
            }
        };
        assert_eq!(broken, Broken::Endless);
        assert!(taken <= MOST_WAITING + SLICE as u64, "{taken}");
    }
}
