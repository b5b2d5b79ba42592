//! Runs a bulk job: pulls items while there is room, and yields outcomes as they complete.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::SystemTime;

use futures_util::stream::{FuturesUnordered, Stream};

use super::journal::{Finding, Journal, JournalError, KeySet, Known, MAX_TEXT};
use super::outcome::{Fate, NotSent, Outcome};
use super::progress::{BulkProgress, OnProgress};
use super::resend::Resend;
use super::stopped::{StopReason, Stopped};
use super::verdict::{Failure, ItemEffect, Reach, Verdict};

/// An item that was sent, or could not be.
pub(super) struct Ended<K, T, E> {
    key: K,
    fate: Fate<T, E>,
    /// Its outcome could not be recorded.
    journal: Result<(), JournalError>,
}

/// A run in progress.
pub(super) struct Runner<S, B, F> {
    /// `None` once the input has ended, or no more of it is wanted.
    inputs: Option<Pin<Box<S>>>,
    /// Creates the future of an item; the last argument says whether it may have been sent before.
    begin: B,
    in_flight: FuturesUnordered<F>,
    rules: Rules,
    seen: KeySet,
    /// Set when the run is first polled.
    progress: Option<BulkProgress>,
    on_progress: Option<Box<OnProgress>>,
    /// Consecutive failures that may not be about their items.
    in_a_row: u32,
    stopped: Option<Stopped>,
}

/// The settings of a run.
pub(super) struct Rules {
    pub(super) concurrency: usize,
    pub(super) total: Option<u64>,
    pub(super) journal: Option<Journal>,
    pub(super) resend: Resend,
    pub(super) stop_early: bool,
    pub(super) stop_after_in_a_row: u32,
}

// Nothing is pinned here: the inputs are in a box, the futures in a set.
impl<S, B, F> Unpin for Runner<S, B, F> {}

impl<S, B, F> Runner<S, B, F> {
    pub(super) fn new(
        mut rules: Rules,
        on_progress: Option<Box<OnProgress>>,
        inputs: S,
        begin: B,
    ) -> Self
    where
        S: Stream,
    {
        rules.total = rules.total.or(match inputs.size_hint() {
            (least, Some(most)) if least == most => u64::try_from(most).ok(),
            _ => None,
        });
        Self {
            inputs: Some(Box::pin(inputs)),
            begin,
            in_flight: FuturesUnordered::new(),
            rules,
            seen: KeySet::default(),
            progress: None,
            on_progress,
            in_a_row: 0,
            stopped: None,
        }
    }

    /// The fate of `key` if it is not to be sent; otherwise whether it may have been sent before.
    fn look_up<T, E>(&mut self, key: &str) -> Result<bool, Fate<T, E>> {
        if key.is_empty() || key.len() > MAX_TEXT {
            return Err(Fate::NotSent(NotSent::BadKey));
        }
        if !self.seen.insert(key) {
            return Err(Fate::NotSent(NotSent::Duplicate));
        }
        match self.rules.journal.as_ref().map_or(Known::NotDone, |journal| journal.known(key)) {
            Known::NotDone => Ok(false),
            Known::Done => Err(Fate::AlreadyDone),
            Known::Unknown { since } if self.rules.resend.allows(since, SystemTime::now()) => {
                Ok(true)
            }
            Known::Unknown { .. } => Err(Fate::Unknown),
        }
    }

    /// Stops pulling input. The first reason is kept.
    fn stop(&mut self, reason: StopReason, last: String) {
        self.inputs = None;
        self.stopped.get_or_insert(Stopped { reason, last });
    }

    /// Stops if the outcome of an item requires it.
    fn judge<T, E: Failure>(&mut self, key: &str, fate: &Fate<T, E>) {
        let Fate::Failed(error) = fate else {
            self.in_a_row = 0;
            return;
        };
        match error.verdict().reach {
            Reach::Item => self.in_a_row = 0,
            Reach::Several => self.in_a_row = self.in_a_row.saturating_add(1),
            Reach::Every if self.rules.stop_early => {
                self.stop(StopReason::HitsEvery, format!("{key:?}: {error}"));
            }
            Reach::Every => {}
        }
        if self.rules.stop_early && self.in_a_row >= self.rules.stop_after_in_a_row {
            self.stop(StopReason::InARow(self.in_a_row), format!("{key:?}: {error}"));
        }
    }

    fn outcome<K, T, E: Failure>(&mut self, key: K, fate: Fate<T, E>) -> Outcome<K, T, E> {
        let in_flight = self.in_flight.len();
        if let Some(progress) = &mut self.progress {
            progress.count(&fate);
            progress.in_flight = in_flight;
            if let Some(report) = &mut self.on_progress {
                report(progress);
            }
        }
        Outcome { key, fate }
    }
}

impl<S, B, F, K, I, T, E> Stream for Runner<S, B, F>
where
    S: Stream<Item = (K, I)>,
    B: FnMut(K, I, bool) -> F,
    F: Future<Output = Ended<K, T, E>>,
    K: AsRef<str>,
    E: Failure,
{
    type Item = Result<Outcome<K, T, E>, Stopped>;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if this.progress.is_none() {
            this.progress = Some(BulkProgress::new(this.rules.total));
        }
        loop {
            // Polls the items in flight first, so that a long series of completed items does not
            // delay them; and again whenever an item was added.
            if let Poll::Ready(Some(ended)) = Pin::new(&mut this.in_flight).poll_next(cx) {
                let Ended { key, fate, journal } = ended;
                if let Err(error) = journal {
                    this.stop(StopReason::Journal(error), format!("{:?}", key.as_ref()));
                }
                this.judge(key.as_ref(), &fate);
                return Poll::Ready(Some(Ok(this.outcome(key, fate))));
            }
            let room = this.in_flight.len() < this.rules.concurrency;
            let Some(inputs) = this.inputs.as_mut().filter(|_| room) else { break };
            match inputs.as_mut().poll_next(cx) {
                Poll::Ready(Some((key, input))) => match this.look_up(key.as_ref()) {
                    Ok(again) => this.in_flight.push((this.begin)(key, input, again)),
                    Err(fate) => return Poll::Ready(Some(Ok(this.outcome(key, fate)))),
                },
                Poll::Ready(None) => this.inputs = None,
                Poll::Pending => break,
            }
        }
        if this.inputs.is_some() || !this.in_flight.is_empty() {
            return Poll::Pending;
        }
        Poll::Ready(this.stopped.take().map(Err))
    }
}

/// Sends one item, and records its start and its end in the journal.
pub(super) async fn send<K, I, T, E, Fut>(
    journal: Option<Journal>,
    key: K,
    input: I,
    again: bool,
    call: Arc<impl Fn(K, I) -> Fut>,
) -> Ended<K, T, E>
where
    K: AsRef<str> + Clone,
    E: Failure,
    Fut: Future<Output = Result<T, E>>,
{
    if let Some(journal) = &journal
        && let Err(error) = journal.started(key.as_ref()).await
    {
        let fate = Fate::NotSent(NotSent::Journal(error.clone()));
        return Ended { key, fate, journal: Err(error) };
    }
    let result = call(key.clone(), input).await;
    let finding = match result.as_ref().map_err(Failure::verdict) {
        Ok(_) | Err(Verdict { effect: ItemEffect::Done, .. }) => Some(Finding::Done),
        // An item that was sent before may have been carried out then, whatever this response says.
        Err(Verdict { effect: ItemEffect::NotDone, .. }) if !again => Some(Finding::NotDone),
        // It stays recorded as begun, without an end.
        Err(_) => None,
    };
    let mut written = Ok(());
    if let (Some(journal), Some(finding)) = (&journal, finding) {
        written = journal.ended(key.as_ref(), finding).await;
    }
    let fate = result.map_or_else(Fate::Failed, Fate::Done);
    Ended { key, fate, journal: written }
}
