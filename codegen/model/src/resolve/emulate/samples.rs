//! The objects that the seed of samples brings. The emulator takes a seed whole or not at all, so one that it would refuse
//! is a mistake here.

use std::collections::BTreeMap;

use super::Resolver;
use super::files::{field, wrong, wrong_content};
use crate::diagnostic::{Diagnostic, Span};
use crate::model::Field;
use crate::resolve::check::Mapping;
use crate::spec::node::{Node, Value};

impl Resolver<'_, '_> {
    /// Samples are what a seed may hold.
    pub(super) fn samples(&mut self, fields: &[Field]) {
        let known: Mapping<'_> = fields.iter().collect();
        let entry = self.draft.entry;
        self.checked(|samples| entry.samples.iter().for_each(|it| samples.fields(it, &known)));
        // What a seed says of a file is the same for all.
        let id = if entry.is_file { "id" } else { self.draft.id };
        let mut ids = BTreeMap::new();
        for sample in &entry.samples {
            if entry.is_file {
                self.problems.extend(wrong_content(sample));
            }
            let Some(Node { value: Value::Text(text), span }) = field(sample, id) else { continue };
            self.problems.extend(wrong_id(text, *span, ids.insert(text, *span)));
        }
    }
}

/// An id that no path could name, or that another sample has.
fn wrong_id(id: &str, at: Span, other: Option<Span>) -> Option<Diagnostic> {
    if id.is_empty() {
        return Some(wrong(at, "the id is empty", "write the id of the object"));
    }
    let problem = wrong(at, format!("two samples have the id `{id}`"), "give each its own");
    Some(problem.at(other?, "first here"))
}
