//! Two sets of specs: what changed, and whom it breaks.
//!
//! Each change has a class, from one table ([`classes`]), and a place. The class says what it means for calls on the
//! wire, for what is sent and for what comes back, and what it means for Rust code that uses the crate.
//!
//! The other modules only find changes. Fields and types are paired by name first, then by type,
//! sample, description, rules and position, so that a rename is one change. A declared type is
//! compared once, and names the operations that it travels in.

use feishu_codegen_model::{
    diagnostic, hidden, markdown, model, names, read, sorted, sources, spec,
};

mod accept;
mod access;
mod behaviour;
mod bump;
mod change;
mod compare;
mod error_codes;
mod fields;
mod findings;
mod groups;
mod operations;
mod parts;
mod platform;
mod products;
mod reach;
mod renames;
mod render;
mod rules;
mod types;
mod values;
mod versions;

use crate::diagnostic::Diagnostic;
use crate::model::Model;
use crate::sources::Sources;

pub use accept::{BadAcceptList, accept};
pub use bump::{NotAVersion, next_version};
pub use change::{Change, Diff, Direction, PageState, Place, RustApi, Touch, Wire};
pub use render::{Bump, Format};
pub use rules::{Class, Mirror, Verdict, classes};

/// Specs that cannot be compared, because some have errors.
#[derive(Debug)]
pub struct Invalid {
    /// What is wrong with the old ones.
    pub old: Vec<Diagnostic>,
    /// What is wrong with the new ones.
    pub new: Vec<Diagnostic>,
}

/// What changed between two models.
pub fn compare(old: &Model, new: &Model) -> Diff {
    compare::all(old, new)
}

/// What changed between two sets of specs. An error if either has errors.
pub fn diff(old: &Sources, new: &Sources) -> Result<Diff, Invalid> {
    let (mut wrong_old, mut wrong_new) = (Vec::new(), Vec::new());
    let (before, after) = (read(old, &mut wrong_old), read(new, &mut wrong_new));
    match (before, after) {
        (Some(before), Some(after)) => Ok(compare(&before, &after)),
        _ => Err(Invalid { old: sorted(wrong_old), new: sorted(wrong_new) }),
    }
}
