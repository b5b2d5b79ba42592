//! Sends the rows: journal, progress, interruption.
//!
//! The journal identifies a row by its ids and a hash of its content, so an edited row is a new
//! one.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use feishu_core::bulk::{
    Bulk, Failure as _, Fate, ItemEffect, Journal, Outcome, Resend, StopReason,
};
use feishu_core::{Client, Contract};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::watch;

use super::bar::Bar;
use super::results::Results;
use super::rows::{Valid, idempotency_key};
use super::send::{RowError, Sent, Work};
use super::sheet::File;
use super::tally::{Tally, Told};
use crate::failure::Failure;
use crate::output::{self, Format};

/// What is done for each row.
pub(super) struct Job<'a> {
    pub(super) contract: &'static Contract,
    pub(super) file: &'a File,
    /// Whether objects are read and changed, instead of being written as a whole.
    pub(super) changes: bool,
    pub(super) journal: PathBuf,
    pub(super) results: Option<Results>,
    pub(super) concurrency: u64,
    pub(super) resend_unknown: bool,
    /// The app and the host: the journal of another app or host is not continued. `None` means no
    /// journal.
    pub(super) caller: Option<String>,
    pub(super) format: Format,
}

impl Job<'_> {
    /// Sends the rows that are not done according to the journal.
    pub(super) async fn run(&self, client: &Client, rows: Vec<Valid>) -> Result<Tally, Failure> {
        let Some(caller) = &self.caller else { return Ok(self.send(client, rows, None).await) };
        let what = if self.changes { "changes by " } else { "" };
        let name = format!("{what}{} by {caller}", self.contract.operation.id);
        let journal = Journal::open(&self.journal, name)
            .await
            .map_err(|error| Failure::Local(error.to_string()))?;
        if let Some(torn) = journal.torn_end() {
            output::note(&format!(
                "the previous run was cut off; {} bytes of its journal were incomplete",
                torn.bytes
            ));
        }
        let tally = self.send(client, rows, Some(&journal)).await;
        journal.close().await;
        Ok(tally)
    }

    async fn send(&self, client: &Client, rows: Vec<Valid>, journal: Option<&Journal>) -> Tally {
        let total = rows.len();
        let bar = Bar::new(total as u64);
        let shown = bar.clone();
        let (mut first, mut second) = interruptions();
        let mut pending: HashMap<_, _> =
            rows.iter().map(|row| (row.key.clone(), row.row)).collect();
        let resend = self.resend(&rows);
        let work = |row: Valid| {
            let line = self.file.rows[row.row].line;
            let find = self.changes.then_some(row.find);
            (row.key, Work { line, request: row.request, find })
        };
        let inputs = stream::iter(rows.into_iter().map(work).collect::<Vec<_>>());
        // The first Ctrl-C lets calls in progress finish, the second does not.
        let inputs =
            inputs.take_until(async move { first.wait_for(|count| *count > 0).await.is_ok() });
        let bulk = match journal {
            Some(journal) => Bulk::new().journal(journal),
            None => Bulk::new(),
        };
        let results = self.results.clone();
        // Calls that the second Ctrl-C abandons may have been carried out.
        let begun = Mutex::new(HashSet::new());
        let in_progress = || begun.lock().unwrap_or_else(PoisonError::into_inner);
        let mut outcomes = bulk
            .concurrency(usize::try_from(self.concurrency).unwrap_or(usize::MAX))
            .resend(resend)
            .total(total as u64)
            .on_progress(move |progress| shown.update(progress))
            .run(inputs, async |key: String, work: Work| {
                in_progress().insert(key);
                work.send(client, results.as_ref()).await
            });
        let mut tally = Tally::default();
        let mut status = None;
        loop {
            let next = tokio::select! {
                next = outcomes.try_next() => next,
                _ = second.wait_for(|count| *count > 1) => {
                    tally.stopped = Some(interrupted());
                    break;
                }
            };
            match next {
                Ok(Some(outcome)) => {
                    in_progress().remove(&outcome.key);
                    let row = pending.remove(&outcome.key).unwrap_or_default();
                    status = self.count(&mut tally, row, outcome).or(status);
                }
                Ok(None) => break,
                Err(stopped) => {
                    let status = match stopped.reason() {
                        StopReason::Journal(_) => 1,
                        _ => status.unwrap_or(5),
                    };
                    tally.stopped = Some(Failure::Stopped(status, stopped.to_string()));
                    break;
                }
            }
        }
        drop((outcomes, bar));
        let begun = std::mem::take(&mut *in_progress());
        let mut left: Vec<_> =
            pending.into_iter().map(|(key, row)| (row, begun.contains(&key))).collect();
        left.sort_unstable();
        for (row, begun) in left {
            if begun {
                self.unknown(&mut tally, row, "abandoned before the response");
            } else {
                self.tell(&mut tally, row, Told { outcome: "not_sent", id: None, error: None });
            }
        }
        tally.left = total.saturating_sub(tally.ended());
        if tally.left > 0 && tally.stopped.is_none() {
            tally.stopped = Some(interrupted());
        }
        tally
    }

    /// Counts a row, reports it, and returns the exit status of a failure.
    fn count(
        &self,
        tally: &mut Tally,
        row: usize,
        outcome: Outcome<String, Sent, RowError>,
    ) -> Option<u8> {
        let mut status = None;
        let (word, id, error) = match outcome.fate {
            Fate::Done(Sent::Done(id)) => {
                tally.done += 1;
                ("done", id, None)
            }
            Fate::Done(Sent::Repeated(id)) => {
                tally.repeated += 1;
                ("repeated", id, None)
            }
            Fate::Done(Sent::Unchanged) => {
                tally.unchanged += 1;
                ("unchanged", None, None)
            }
            Fate::AlreadyDone => {
                tally.before += 1;
                ("done_before", None, None)
            }
            Fate::Failed(error) => {
                let text = error.to_string();
                let (word, list) = match error.verdict().effect {
                    ItemEffect::Done => {
                        tally.done += 1;
                        ("done", &mut tally.unread)
                    }
                    ItemEffect::Unknown => ("unknown", &mut tally.unknown),
                    ItemEffect::NotDone => ("failed", &mut tally.failed),
                };
                list.push((row, text.clone()));
                status = Some(error.status());
                (word, None, Some(text))
            }
            Fate::NotSent(why) => {
                tally.failed.push((row, why.to_string()));
                ("failed", None, Some(why.to_string()))
            }
            _ => {
                self.unknown(tally, row, "sent by an earlier run, without a response");
                return None;
            }
        };
        let told = Told { outcome: word, id: id.as_deref(), error: error.as_deref() };
        self.tell(tally, row, told);
        status
    }

    /// Counts a row with an unknown outcome, and reports it.
    fn unknown(&self, tally: &mut Tally, row: usize, why: &str) {
        tally.unknown.push((row, why.to_owned()));
        self.tell(tally, row, Told { outcome: "unknown", id: None, error: Some(why) });
    }

    /// Reports a row. If that fails, the run continues and reports the failure at its end.
    fn tell(&self, tally: &mut Tally, row: usize, told: Told<'_>) {
        if let Err(failure) = told.print(self.file.rows[row].line, self.format) {
            tally.untold.get_or_insert(failure);
        }
    }

    /// Whether a row with an unknown outcome may be sent again.
    fn resend(&self, rows: &[Valid]) -> Resend {
        let operation = self.contract.operation;
        let is_keyed = |row: &Valid| idempotency_key(&row.request).is_some();
        match () {
            () if self.resend_unknown => Resend::Always,
            () if rows.iter().all(is_keyed) => Resend::keyed(operation),
            () => Resend::of(operation),
        }
    }
}

fn interrupted() -> Failure {
    Failure::Interrupted("interrupted".to_owned())
}

/// The number of Ctrl-C presses, for two waiters.
fn interruptions() -> (watch::Receiver<u32>, watch::Receiver<u32>) {
    let (sender, receiver) = watch::channel(0);
    let second = receiver.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            sender.send_modify(|count| *count += 1);
            output::note("waiting for calls in progress; press Ctrl-C again to abandon them");
        }
        // Without signals, the sender must stay alive: waiters would take its drop for a Ctrl-C.
        std::future::pending::<()>().await;
    });
    (receiver, second)
}
