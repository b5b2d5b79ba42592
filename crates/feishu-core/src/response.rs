//! The response of a call.

use std::fmt;
use std::ops::{Deref, Range};
use std::time::{Duration, SystemTime};

use serde::de::DeserializeOwned;

use crate::envelope::Envelope;
use crate::error::Error;

/// The decoded `data` of a response, and the raw response.
///
/// It dereferences to the data. Fields that the types do not know are in [`body`](Self::body).
pub struct Response<T> {
    data: T,
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
        Response { data: change(self.data), attempts: self.attempts, answer: self.answer }
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
    /// The JSON of `data`; an empty object if there is none, because many endpoints without data
    /// omit it.
    fn data(&self) -> &[u8] {
        self.data.clone().and_then(|data| self.answer.body.get(data)).unwrap_or(b"{}")
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

    /// The decoded data; a flat response has it beside `code`, so it is the whole body.
    pub(crate) fn decode<T: DeserializeOwned>(self, flat: bool) -> Result<Response<T>, Error> {
        match serde_json::from_slice(if flat { self.body() } else { self.data() }) {
            Ok(data) => Ok(Response { data, attempts: self.attempts, answer: self.answer }),
            Err(error) => Err(Error::data(self.answer, flat, error).sent(self.attempts)),
        }
    }
}

#[cfg(test)]
mod tests;
