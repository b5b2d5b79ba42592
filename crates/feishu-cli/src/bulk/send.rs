//! Sends one row: writes it as it is, or reads, changes and writes back an object.

use std::fmt;

use feishu_core::bulk::{self, ItemEffect, Reach, Verdict};
use feishu_core::{Client, Effect, Error, Json};
use serde_json::Map;

use super::results::{Made, Results, differs, id_of, object_of};
use super::rows::idempotency_key;
use crate::failure::Failure;
use crate::modify;
use crate::report;
use crate::request::Request;
use crate::sample;

/// What is sent for a row.
pub(super) struct Work {
    pub(super) line: u64,
    pub(super) request: Request,
    /// Parameters for finding the object, if it is read first.
    pub(super) find: Option<Map<String, Json>>,
}

/// The outcome of a row that succeeded.
#[derive(Debug)]
pub(super) enum Sent {
    /// It was carried out; a create has the id of the new object.
    Done(Option<String>),
    /// The platform recognised the idempotency key, and changed nothing.
    Repeated(Option<String>),
    /// The object already had the values of the row.
    Unchanged,
}

/// Why a row failed.
#[derive(Debug)]
pub(super) enum RowError {
    /// The write failed.
    Write(Box<Error>),
    /// The object could not be read, so nothing was written.
    Read(Box<Error>),
    /// The request would be invalid.
    Here(String),
}

impl Work {
    /// Sends it. A created id is written to the results file before the row counts as done.
    pub(super) async fn send(
        self,
        client: &Client,
        results: Option<&Results>,
    ) -> Result<Sent, RowError> {
        match &self.find {
            Some(find) => change(client, self.request, find).await,
            None => write(client, &self.request, self.line, results).await,
        }
    }
}

async fn write(
    client: &Client,
    request: &Request,
    line: u64,
    results: Option<&Results>,
) -> Result<Sent, RowError> {
    let response = sample::noticed(request.call_without_file(client).send::<Json>().await?);
    if request.contract.operation.effect != Effect::Create {
        return Ok(Sent::Done(None));
    }
    let data = response.data();
    let id = id_of(data).map(str::to_owned);
    let key = idempotency_key(request);
    let is_known =
        id.as_ref().is_some_and(|id| results.is_some_and(|results| results.is_known(id)));
    let is_other = object_of(data).is_some_and(|object| differs(&request.body, object));
    let repeated = key.is_some() && (is_known || is_other);
    if let (Some(results), Some(id), false) = (results, &id, is_known) {
        let outcome = if repeated { "repeated" } else { "done" };
        results.add(Made { line, id, key: key.unwrap_or_default(), outcome }).await;
    }
    Ok(if repeated { Sent::Repeated(id) } else { Sent::Done(id) })
}

async fn change(
    client: &Client,
    changes: Request,
    find: &Map<String, Json>,
) -> Result<Sent, RowError> {
    let Some(how) = &changes.contract.modify else {
        return Err(RowError::Here("it cannot be read first".to_owned()));
    };
    let before = modify::read(client, how, &changes, find).await?;
    let after = modify::changed(&before, &changes.body, &[]);
    if after == before {
        return Ok(Sent::Unchanged);
    }
    let write = Request { body: after, ..changes };
    match write.validate() {
        Err(Failure::Rules(violations)) => {
            return Err(RowError::Here(format!(
                "with the change it would break rules: {}",
                violations.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
            )));
        }
        other => other?,
    }
    sample::noticed(write.call_without_file(client).send::<Json>().await?);
    Ok(Sent::Done(None))
}

impl RowError {
    /// The exit status, if this failure ends the run.
    pub(super) fn status(self) -> u8 {
        match self {
            Self::Write(error) | Self::Read(error) => Failure::Call(error).status(),
            Self::Here(_) => 3,
        }
    }
}

impl bulk::Failure for RowError {
    fn verdict(&self) -> Verdict {
        match self {
            Self::Write(error) => error.verdict(),
            // Nothing was written, whatever the outcome of the read.
            Self::Read(error) => Verdict { effect: ItemEffect::NotDone, ..error.verdict() },
            Self::Here(_) => Verdict { effect: ItemEffect::NotDone, reach: Reach::Item },
        }
    }
}

impl fmt::Display for RowError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Write(error) | Self::Read(error) => f.write_str(&report::line(error)),
            Self::Here(text) => f.write_str(text),
        }
    }
}

impl From<Error> for RowError {
    fn from(error: Error) -> Self {
        Self::Write(Box::new(error))
    }
}

/// Errors before the write.
impl From<Failure> for RowError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Call(error) => Self::Read(error),
            other => Self::Here(other.to_string()),
        }
    }
}
