//! What is sent back, and how it gets to its caller, if it does.

use std::time::Duration;

use crate::answer::FieldViolation;
use crate::file_link::Download;
use crate::log::Span;

/// What is sent back.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    /// 0 if a fault prevents both the call and its response.
    pub(crate) status: u16,
    pub(crate) log_id: String,
    /// In addition to those of every response, or in their place.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
    /// Whether the body is only the sample of the page.
    pub(crate) is_sample: bool,
    /// A file to send in place of the body.
    pub(crate) file: Option<Download>,
    /// Recorded calls to send in place of the body.
    pub(crate) calls: Option<Span>,
    pub(crate) delivery: Delivery,
    /// The message of a refusal, as recorded.
    pub(crate) told: (String, Vec<FieldViolation>),
}

impl Reply {
    /// A reply that says nothing yet.
    pub(crate) fn blank(log_id: &str) -> Self {
        Self { log_id: log_id.to_owned(), ..Self::default() }
    }
}

/// `None` is until the caller hangs up or the emulator stops.
type Wait = Option<Duration>;

/// How a response is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Delivery {
    #[default]
    Whole,
    /// After a silence.
    Late(Wait),
    /// The head and half of the body, a silence, the rest.
    InHalves(Wait),
    /// Not at all: after a silence the connection is reset.
    Never(Wait),
}
