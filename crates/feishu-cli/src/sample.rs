//! Responses of an emulator that are only the samples of pages: nothing was done, and nothing is kept.

use std::sync::atomic::{AtomicBool, Ordering};

use feishu_core::Response;
use feishu_text::SAMPLE_RESPONSE;

use crate::output;

const NOTE: &str =
    "The response is the sample of a page: the emulator keeps no objects for this operation.";

/// Whether this command got such a response. It may get thousands.
static IS_SAMPLE: AtomicBool = AtomicBool::new(false);

/// Looks at the mark of a response.
pub(crate) fn noticed<T>(response: Response<T>) -> Response<T> {
    let (name, value) = SAMPLE_RESPONSE;
    if response.header(name) == Some(value) {
        IS_SAMPLE.store(true, Ordering::Relaxed);
    }
    response
}

/// Prints a note if there was one, at the end of the command, below progress and results.
pub(crate) fn note() {
    if IS_SAMPLE.load(Ordering::Relaxed) {
        output::note(NOTE);
    }
}
