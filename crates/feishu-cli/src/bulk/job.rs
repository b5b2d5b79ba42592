//! Sending the rows: journal, progress, interruption.

use std::path::{Path, PathBuf};

use feishu_core::bulk::{Bulk, Fate, Journal, Resend, StopReason};
use feishu_core::{Client, Contract, Json};
use futures_util::{StreamExt, TryStreamExt, stream};
use tokio::sync::watch;

use super::bar::Bar;
use super::file::File;
use super::named;
use super::rows::{Rows, Valid};
use crate::failure::Failure;
use crate::output;

/// What is to be done for each row.
pub(super) struct Job {
    pub(super) contract: &'static Contract,
    pub(super) journal: PathBuf,
    pub(super) concurrency: u64,
    pub(super) resend_unknown: bool,
    /// Who calls whom: a journal of another app or host is not gone on with. Without it there is no
    /// journal.
    pub(super) caller: Option<String>,
}

/// What came of the rows.
#[derive(Default)]
pub(super) struct Told {
    pub(super) failed: Vec<(usize, String)>,
    unknown: Vec<(usize, String)>,
    done: usize,
    before: usize,
    /// Rows that were not got to.
    left: usize,
    /// Why the run ended before them.
    stopped: Option<Failure>,
}

impl Job {
    /// Sends the rows that the journal does not know to be done.
    pub(super) async fn run(&self, client: &Client, rows: Rows) -> Result<Told, Failure> {
        let Some(caller) = &self.caller else {
            return Ok(self.send(client, rows.valid, None).await);
        };
        let name = format!("{} by {caller}", self.contract.operation.id);
        let journal = Journal::open(&self.journal, name)
            .await
            .map_err(|error| Failure::Local(error.to_string()))?;
        if let Some(torn) = journal.torn_end() {
            output::note(&format!(
                "the run before was cut off; {} bytes of its journal were torn",
                torn.bytes
            ));
        }
        let told = self.send(client, rows.valid, Some(&journal)).await;
        journal.close().await;
        Ok(told)
    }

    async fn send(&self, client: &Client, rows: Vec<Valid>, journal: Option<&Journal>) -> Told {
        let total = rows.len();
        let bar = Bar::new(total as u64);
        let shown = bar.clone();
        let (mut first, mut second) = interruptions();
        let keys: Vec<_> = rows.iter().map(|row| (row.key.clone(), row.row)).collect();
        let row_of: std::collections::HashMap<_, _> = keys.into_iter().collect();
        let resend = self.resend(&rows);
        let inputs = stream::iter(rows.into_iter().map(|row| (row.key, row.request)));
        // The first Ctrl-C lets what is under way come to its end, the second does not.
        let inputs =
            inputs.take_until(async move { first.wait_for(|count| *count > 0).await.is_ok() });
        let bulk = match journal {
            Some(journal) => Bulk::new().journal(journal),
            None => Bulk::new(),
        };
        let mut outcomes = bulk
            .concurrency(usize::try_from(self.concurrency).unwrap_or(usize::MAX))
            .resend(resend)
            .total(total as u64)
            .on_progress(move |progress| shown.update(progress))
            .run(inputs, async |_, request: crate::request::Request| {
                request.call_without_file(client).send::<Json>().await
            });
        let mut told = Told::default();
        let mut status = None;
        loop {
            let next = tokio::select! {
                next = outcomes.try_next() => next,
                _ = second.wait_for(|count| *count > 1) => break,
            };
            let outcome = match next {
                Ok(Some(outcome)) => outcome,
                Ok(None) => break,
                Err(stopped) => {
                    let status = match stopped.reason() {
                        StopReason::Journal(_) => 1,
                        _ => status.unwrap_or(5),
                    };
                    told.stopped = Some(Failure::Stopped(status, stopped.to_string()));
                    break;
                }
            };
            let row = row_of.get(&outcome.key).copied().unwrap_or_default();
            let unknown = outcome.is_unknown();
            match outcome.fate {
                Fate::Done(_) => told.done += 1,
                Fate::AlreadyDone => told.before += 1,
                Fate::Failed(error) => {
                    let list = if unknown { &mut told.unknown } else { &mut told.failed };
                    list.push((row, error.to_string()));
                    status = Some(Failure::from(error).status());
                }
                Fate::NotSent(why) => told.failed.push((row, why.to_string())),
                _ => told.unknown.push((row, "sent by a run before, with no answer".to_owned())),
            }
        }
        drop(outcomes);
        bar.finish();
        let ended = told.done + told.before + told.failed.len() + told.unknown.len();
        told.left = total.saturating_sub(ended);
        if told.left > 0 && told.stopped.is_none() {
            told.stopped = Some(Failure::Interrupted("interrupted".to_owned()));
        }
        told
    }

    /// Whether a row may be sent again of which nobody knows whether it was done.
    fn resend(&self, rows: &[Valid]) -> Resend {
        let operation = self.contract.operation;
        let is_keyed = |row: &Valid| {
            let key = operation.idempotency.as_ref().map(|key| &row.request.body[&*key.field]);
            key.and_then(Json::as_str).is_some_and(|key| !key.is_empty())
        };
        match () {
            () if self.resend_unknown => Resend::Always,
            () if rows.iter().all(is_keyed) => Resend::keyed(operation),
            () => Resend::of(operation),
        }
    }
}

impl Told {
    /// Says what came of the rows, and what to do next.
    pub(super) fn sum_up(self, file: &File, failed: &Path, journal: &Path) -> Result<(), Failure> {
        let mut parts = vec![format!("{} done", self.done)];
        let counts = [
            (self.before, "done before"),
            (self.failed.len(), "failed"),
            (self.unknown.len(), "unknown"),
            (self.left, "not sent"),
        ];
        parts.extend(
            counts
                .iter()
                .filter(|(count, _)| *count > 0)
                .map(|(count, what)| format!("{count} {what}")),
        );
        output::print(&format!("{}\n", parts.join(", ")))?;
        if !self.failed.is_empty() {
            let lines = named(file, &self.failed).join("\n  ");
            let path = failed.display();
            output::note(&format!(
                "failed:\n  {lines}\nThese rows are in {path}, to be put right and sent from there."
            ));
        }
        if !self.unknown.is_empty() {
            let lines = named(file, &self.unknown).join("\n  ");
            output::note(&format!(
                "nobody knows whether these were done:\n  {lines}\nLook at the platform. If they were not \
                 done, or may be done twice, --resend-unknown sends them again."
            ));
        }
        match self.stopped {
            Some(Failure::Interrupted(_)) => Err(Failure::Interrupted(format!(
                "interrupted; the same command goes on from here, by {}",
                journal.display()
            ))),
            Some(stopped) => Err(stopped),
            None if !self.unknown.is_empty() => Err(Failure::Unknown(format!(
                "nobody knows what came of {}",
                rows(self.unknown.len())
            ))),
            None if !self.failed.is_empty() => {
                Err(Failure::Rows(format!("{} failed", rows(self.failed.len()))))
            }
            None => Ok(()),
        }
    }
}

fn rows(count: usize) -> String {
    if count == 1 { "1 row".to_owned() } else { format!("{count} rows") }
}

/// How often Ctrl-C was pressed, for two who wait for it.
fn interruptions() -> (watch::Receiver<u32>, watch::Receiver<u32>) {
    let (sender, receiver) = watch::channel(0);
    let second = receiver.clone();
    tokio::spawn(async move {
        while tokio::signal::ctrl_c().await.is_ok() {
            sender.send_modify(|count| *count += 1);
            output::note("waiting for what is under way; Ctrl-C again to give it up");
        }
        // Without signals nobody is told, and nobody must take that for one.
        std::future::pending::<()>().await;
    });
    (receiver, second)
}
