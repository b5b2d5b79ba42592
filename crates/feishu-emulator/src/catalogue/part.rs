//! The catalogue of one product, or one that was given at the start.

use std::collections::BTreeSet;
use std::sync::OnceLock;
#[cfg(test)]
use std::sync::atomic::{AtomicUsize, Ordering};

use super::broken::Broken;
use super::contents::Contents;
use super::index::{Head, Index, Route};
use super::operation::Operation;
use crate::objects::kind::Kind;

/// A catalogue, and what is known of it without reading it.
pub(crate) enum Part {
    /// One inside the crate, which is read when something first needs it.
    Embedded(Embedded),
    /// One that was given as a string: nothing is known of it before it is read.
    Given(Contents),
}

/// A catalogue inside the crate. All emulators of a process share what was read.
pub(crate) struct Embedded {
    index: &'static Index<'static>,
    contents: OnceLock<Result<Contents, Broken>>,
    #[cfg(test)]
    reads: AtomicUsize,
}

impl Part {
    pub(crate) fn embedded(index: &'static Index<'static>) -> Self {
        Self::Embedded(Embedded {
            index,
            contents: OnceLock::new(),
            #[cfg(test)]
            reads: AtomicUsize::new(0),
        })
    }

    pub(crate) fn given(text: &str) -> Result<Self, Broken> {
        Contents::read(text).map(Self::Given)
    }

    /// All of it. Blocks while it is read.
    pub(crate) fn contents(&self) -> Result<&Contents, Broken> {
        match self {
            Self::Embedded(it) => {
                it.contents.get_or_init(|| it.read()).as_ref().map_err(Clone::clone)
            }
            Self::Given(contents) => Ok(contents),
        }
    }

    /// Whether it has been read, so that nobody has to wait for it.
    pub(crate) fn is_read(&self) -> bool {
        match self {
            Self::Embedded(it) => it.contents.get().is_some(),
            Self::Given(_) => true,
        }
    }

    pub(crate) fn routes(&self) -> Vec<Route<'_>> {
        match self {
            Self::Embedded(it) => it.index.routes.to_vec(),
            Self::Given(it) => it.routes(),
        }
    }

    pub(crate) fn route(&self, at: usize) -> Option<Route<'_>> {
        match self {
            Self::Embedded(it) => it.index.routes.get(at).copied(),
            Self::Given(it) => it.operations.get(at).map(Operation::route),
        }
    }

    /// The kinds of objects that are kept.
    pub(crate) fn heads(&self) -> Vec<Head<'_>> {
        match self {
            Self::Embedded(it) => it.index.kinds.to_vec(),
            Self::Given(it) => it.heads(),
        }
    }

    pub(crate) fn head(&self, at: usize) -> Option<Head<'_>> {
        match self {
            Self::Embedded(it) => it.index.kinds.get(at).copied(),
            Self::Given(it) => it.kinds.all().get(at).map(Kind::head),
        }
    }

    pub(crate) fn scopes(&self) -> BTreeSet<&str> {
        match self {
            Self::Embedded(it) => it.index.scopes.iter().copied().collect(),
            Self::Given(it) => it.scopes(),
        }
    }

    #[cfg(test)]
    pub(crate) fn reads(&self) -> usize {
        match self {
            Self::Embedded(it) => it.reads.load(Ordering::SeqCst),
            Self::Given(_) => 0,
        }
    }
}

impl Embedded {
    fn read(&self) -> Result<Contents, Broken> {
        #[cfg(test)]
        self.reads.fetch_add(1, Ordering::SeqCst);
        let contents = Contents::read(self.index.catalogue)?;
        match contents.other_than(self.index) {
            Some(what) => {
                let problem = format!("the index has other {what}; run `cargo xtask generate`");
                Err(Broken::new(problem))
            }
            None => Ok(contents),
        }
    }
}
