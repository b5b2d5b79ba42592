//! The response of a call.

mod head;

use std::fmt;
use std::ops::{Deref, Range};
use std::time::SystemTime;

#[cfg(test)]
use reqwest::header::HeaderMap;
use serde_core::de::DeserializeOwned;

use crate::envelope::Envelope;
use crate::error::Error;
use crate::wire::scan::beginning;
use crate::wire::{self, Decode, Mismatch};

pub(crate) use self::head::Head;

/// The decoded `data` of a response, and the raw response.
///
/// It dereferences to the data. Fields that the types do not know are in [`body`](Self::body).
pub struct Response<T> {
    data: T,
    lost: Vec<Mismatch>,
    attempts: u32,
    head: Head,
    body: String,
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
            head: self.head,
            body: self.body,
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
        self.head.status
    }

    /// Log id of the call, which the platform's support asks for: header `x-tt-logid`.
    pub fn log_id(&self) -> Option<&str> {
        self.head.log_id()
    }

    /// The server's time: header `Date`, in whole seconds.
    pub fn date(&self) -> Option<SystemTime> {
        self.head.date()
    }

    /// A header, if it is there and is a string.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.headers.get(name)?.to_str().ok()
    }

    /// How many times the call was sent: more than once if it was retried.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// The raw body, including the envelope.
    pub fn body(&self) -> &[u8] {
        self.body.as_bytes()
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
    pub(crate) head: Head,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// One without headers.
    #[cfg(test)]
    pub(crate) fn bare(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { head: Head { status, headers: HeaderMap::new() }, body: body.into() }
    }

    /// Why a response is not a success.
    pub(crate) fn refusal(self) -> Error {
        match std::str::from_utf8(&self.body).ok().and_then(Envelope::parse) {
            Some(envelope) if envelope.code != 0 => Error::api(self, envelope),
            _ => Error::status_alone(self),
        }
    }

    /// Distinguishes success from failure. The code decides. The status matters only if there is no
    /// code, or if it contradicts a code of 0.
    pub(crate) fn judge(self) -> Result<Success, Error> {
        let Self { head, body } = self;
        // JSON is UTF-8, which is checked here, once.
        let (envelope, body) = match String::from_utf8(body) {
            Ok(body) => (Envelope::parse(&body), body),
            Err(error) => {
                let answer = Self { head, body: error.into_bytes() };
                return Err(match answer.head.is_success() {
                    true => Error::no_envelope(answer),
                    false => Error::status_alone(answer),
                });
            }
        };
        let failed = |head, body: String| Self { head, body: body.into_bytes() };
        match envelope {
            Some(envelope) if envelope.code != 0 => Err(Error::api(failed(head, body), envelope)),
            _ if !head.is_success() => Err(Error::status_alone(failed(head, body))),
            Some(envelope) => Ok(Success { head, body, data: envelope.data, attempts: 0 }),
            None => Err(Error::no_envelope(failed(head, body))),
        }
    }
}

/// A response with code 0, and where `data` is in its body.
#[derive(Debug)]
pub(crate) struct Success {
    head: Head,
    body: String,
    data: Option<Range<usize>>,
    attempts: u32,
}

impl Success {
    /// The body, without a byte order mark.
    pub(crate) fn text(&self) -> &str {
        self.body.get(beginning(&self.body)..).unwrap_or_default()
    }

    pub(crate) fn status(&self) -> u16 {
        self.head.status
    }

    pub(crate) fn log_id(&self) -> Option<&str> {
        self.head.log_id()
    }

    /// Adds how many times the call was sent.
    pub(crate) fn after(self, attempts: u32) -> Self {
        Self { attempts, ..self }
    }

    /// Where the fields of the response begin: in `data`, or in a flat response beside `code`. A response without data,
    /// which many endpoints omit if it is empty, has no fields.
    fn place(&self, flat: bool) -> Option<usize> {
        match &self.data {
            _ if flat => Some(beginning(&self.body)),
            data => data.as_ref().map(|data| data.start),
        }
    }

    /// The response as a generated type, leniently: what cannot be read is listed, or is an error if `strict`.
    pub(crate) fn read<T: Decode>(self, flat: bool, strict: bool) -> Result<Response<T>, Error> {
        let root = if flat { "" } else { "data" };
        let read = match self.place(flat) {
            Some(at) => wire::read_response(&self.body, at, root),
            None => wire::read_response("{}", 0, root),
        };
        match read {
            Ok((data, lost)) if !strict || lost.is_empty() => Ok(self.with(data, lost)),
            Ok((_, lost)) => Err(self.unlike(lost)),
            Err(mismatch) => Err(self.unlike(vec![mismatch])),
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
            Some(data) if !flat => self.body.get(data.clone()).unwrap_or_default(),
            _ => at.and_then(|at| self.body.get(at..)).unwrap_or("{}"),
        };
        match serde_json::from_str(json) {
            Ok(data) => Ok(self.with(data, Vec::new())),
            Err(error) => {
                let place = place_of(&self.body, at.unwrap_or_default(), &error);
                let attempts = self.attempts;
                Err(Error::data(self.into_answer(), &place, error).sent(attempts))
            }
        }
    }

    fn with<T>(self, data: T, lost: Vec<Mismatch>) -> Response<T> {
        Response { data, lost, attempts: self.attempts, head: self.head, body: self.body }
    }

    fn unlike(self, lost: Vec<Mismatch>) -> Error {
        let attempts = self.attempts;
        Error::mismatch(self.into_answer(), lost).sent(attempts)
    }

    fn into_answer(self) -> Answer {
        Answer { head: self.head, body: self.body.into_bytes() }
    }
}

/// Where in `body` an error is that was found in its part from `start` on.
fn place_of(body: &str, start: usize, error: &serde_json::Error) -> String {
    let part = body.get(start..).unwrap_or_default();
    let lines = part.split_inclusive('\n').take(error.line().saturating_sub(1));
    let at = start + lines.map(str::len).sum::<usize>() + error.column().saturating_sub(1);
    wire::path(body, at)
}

#[cfg(test)]
mod tests;
