//! A catalogue that cannot be used.

use std::fmt;

use crate::answer::Failure;
use crate::error::Error;

/// Why a catalogue cannot be used. One inside the crate is only so if a build was; what it was needed for fails.
#[derive(Clone, Debug)]
pub(crate) struct Broken(String);

impl Broken {
    pub(crate) fn new(problem: impl fmt::Display) -> Self {
        Self(problem.to_string())
    }
}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Self {
        Self::Catalogue { problem: broken.0 }
    }
}

impl From<Broken> for Failure {
    fn from(broken: Broken) -> Self {
        Self::Internal(format!("a catalogue cannot be used: {}", broken.0))
    }
}
