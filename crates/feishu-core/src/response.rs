//! The response of a call.

use std::fmt;
use std::ops::{Deref, Range};
use std::time::{Duration, SystemTime};

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::envelope::Envelope;
use crate::error::Error;
use crate::wire::scan::beginning;
use crate::wire::{self, Decode, Mismatch};

/// The decoded `data` of a response, and the raw response.
///
/// It dereferences to the data. Fields that the types do not know are in [`body`](Self::body).
pub struct Response<T> {
    data: T,
    lost: Vec<Mismatch>,
    attempts: u32,
    answer: Answer,
}

impl<T> Response<T> {
    /// The decoded data.
    pub fn data(&self) -> &T {
        &self.data
    }

    /// The decoded data, by value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.data
    }

    /// The same response, with the decoded value replaced by the result of `change`.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            data: change(self.data),
            lost: self.lost,
            attempts: self.attempts,
            answer: self.answer,
        }
    }

    /// What could not be read and is missing in the data: fields that are then absent, and items of lists; at most the
    /// first thousand. The raw [`body`](Self::body) has them.
    ///
    /// [`ClientBuilder::strict`](crate::ClientBuilder::strict) makes an error of it.
    pub fn lost(&self) -> &[Mismatch] {
        &self.lost
    }

    /// HTTP status.
    pub fn status(&self) -> u16 {
        self.answer.status
    }

    /// Log id of the call, which the platform's support asks for: header `x-tt-logid`.
    pub fn log_id(&self) -> Option<&str> {
        self.answer.log_id.as_deref()
    }

    /// The server's time: header `Date`, in whole seconds.
    pub fn date(&self) -> Option<SystemTime> {
        self.answer.date
    }

    /// A header, if it is there and is a string.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.answer.headers.get(name)?.to_str().ok()
    }

    /// How many times the call was sent: more than once if it was retried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The raw body, including the envelope.
    pub fn body(&self) -> &[u8] {
        &self.answer.body
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.data
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("data", &self.data)
            .field("status", &self.status())
            .field("log_id", &self.log_id())
            .finish_non_exhaustive()
    }
}

/// A complete HTTP response.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// From the header.
    pub(crate) log_id: Option<String>,
    /// From the headers.
    pub(crate) retry_after: Option<Duration>,
    /// From the header, of a refusal.
    pub(crate) rate_limit: Option<u32>,
    /// The server's time, from the header.
    pub(crate) date: Option<SystemTime>,
    pub(crate) body: Vec<u8>,
    pub(crate) headers: HeaderMap,
}

impl Answer {
    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    /// Why a response is not a success.
    pub(crate) fn refusal(self) -> Error {
        match Envelope::parse(&self.body) {
            Some(envelope) if envelope.code != 0 => Error::api(self, envelope),
            _ => Error::status_alone(self),
        }
    }

    /// Distinguishes success from failure. The code decides. The status matters only if there is no
    /// code, or if it contradicts a code of 0.
    pub(crate) fn judge(self) -> Result<Success, Error> {
        match Envelope::parse(&self.body) {
            Some(envelope) if envelope.code != 0 => Err(Error::api(self, envelope)),
            _ if !self.is_success() => Err(Error::status_alone(self)),
            Some(envelope) => Ok(Success { answer: self, data: envelope.data, attempts: 0 }),
            None => Err(Error::no_envelope(self)),
        }
    }
}

/// A response with code 0, and where `data` is in its body.
#[derive(Debug)]
pub(crate) struct Success {
    answer: Answer,
    data: Option<Range<usize>>,
    attempts: u32,
}

impl Success {
    /// The body as text, without a byte order mark.
    pub(crate) fn text(&self) -> &str {
        let text = std::str::from_utf8(self.body()).unwrap_or_default();
        text.get(beginning(text)..).unwrap_or_default()
    }

    /// The whole body, for endpoints that put their fields beside `code`.
    pub(crate) fn body(&self) -> &[u8] {
        &self.answer.body
    }

    pub(crate) fn status(&self) -> u16 {
        self.answer.status
    }

    pub(crate) fn log_id(&self) -> Option<&str> {
        self.answer.log_id.as_deref()
    }

    /// Adds how many times the call was sent.
    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Where the fields of the response begin: in `data`, or in a flat response beside `code`. A response without data,
    /// which many endpoints omit if it is empty, has no fields.
    fn place(&self, flat: bool) -> Option<usize> {
        match &self.data {
            _ if flat => Some(std::str::from_utf8(self.body()).map(beginning).unwrap_or_default()),
            data => data.as_ref().map(|data| data.start),
        }
    }

    /// The response as a generated type, leniently: what cannot be read is listed, or is an error if `strict`.
    pub(crate) fn read<T: Decode>(self, flat: bool, strict: bool) -> Result<Response<T>, Error> {
        let root = if flat { "" } else { "data" };
        let read = match self.place(flat) {
            Some(at) => {
                wire::read_response(std::str::from_utf8(self.body()).unwrap_or_default(), at, root)
            }
            None => wire::read_response("{}", 0, root),
        };
        match read {
            Ok((data, lost)) if !strict || lost.is_empty() => {
                Ok(Response { data, lost, attempts: self.attempts, answer: self.answer })
            }
            Ok((_, lost)) => Err(Error::mismatch(self.answer, lost).sent(self.attempts)),
            Err(mismatch) => Err(Error::mismatch(self.answer, vec![mismatch]).sent(self.attempts)),
        }
    }

    /// The response as any type that serde reads.
    pub(crate) fn decode<T: DeserializeOwned>(
        self,
        flat: bool,
        _: bool,
    ) -> Result<Response<T>, Error> {
        let at = self.place(flat);
        let json = match &self.data {
            Some(data) if !flat => self.body().get(data.clone()).unwrap_or_default(),
            _ => at.and_then(|at| self.body().get(at..)).unwrap_or(b"{}"),
        };
        match serde_json::from_slice(json) {
            Ok(data) => Ok(Response {
                data,
                lost: Vec::new(),
                attempts: self.attempts,
                answer: self.answer,
            }),
            Err(error) => {
                let place = place_of(&self.answer.body, at.unwrap_or_default(), &error);
                Err(Error::data(self.answer, &place, error).sent(self.attempts))
            }
        }
    }
}

/// Where in `body` an error is that was found in its part from `start` on.
fn place_of(body: &[u8], start: usize, error: &serde_json::Error) -> String {
    let part = body.get(start..).unwrap_or_default();
    let lines = part.split_inclusive(|byte| *byte == b'\n').take(error.line().saturating_sub(1));
    let at = start + lines.map(<[u8]>::len).sum::<usize>() + error.column().saturating_sub(1);
    std::str::from_utf8(body).map(|text| wire::path(text, at)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
