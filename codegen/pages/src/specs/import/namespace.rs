//! A namespace into which pages go: what its specs have, and what each page changes in its own.
//!
//! All of this is known before anything is decided about pages, and stays while they are imported, in however many rounds.

use std::collections::BTreeMap;

use super::super::errors::ErrorNames;
use super::super::merge::Merge;
use super::super::merge::changes::Changes;
use super::super::types::Known;
use super::{Planned, Run};
use crate::space::Space;

/// A namespace and its pages.
pub(super) struct Namespace<'r> {
    pub(super) space: &'r Space,
    pub(super) pages: Vec<&'r Planned>,
    /// The names that codes have in the specs.
    pub(super) codes: ErrorNames,
    pub(super) known: Known<'r>,
}

impl<'r> Namespace<'r> {
    pub(super) fn of(run: &'r Run<'_>, space: &'r Space, pages: Vec<&'r Planned>) -> Self {
        let spec = &run.existing.reading.spec;
        let operations = run.operations.get(space).map(Vec::as_slice).unwrap_or_default();
        let codes = ErrorNames::of(spec.platform.as_ref(), operations);
        let known = Known::of(spec.declared(space), operations);
        Self { space, pages, codes, known }
    }

    /// What the pages change in specs that are there. A page that does not go into its spec is added to `refused`: that
    /// depends on the two alone.
    pub(super) fn changes(
        &'r self,
        run: &'r Run<'_>,
        refused: &mut BTreeMap<usize, String>,
    ) -> BTreeMap<usize, Changes<'r>> {
        let operations = &run.existing.reading.spec.operations;
        let mut changes = BTreeMap::new();
        for plan in &self.pages {
            let Some(file) = plan.operation.and_then(|at| operations.get(at)) else { continue };
            let merge = Merge {
                draft: &plan.draft,
                page: plan.page,
                file,
                path: &plan.path,
                sources: run.existing.sources,
                trees: &run.existing.reading.trees,
                known: &self.known,
            };
            match Changes::of(merge) {
                Ok(found) => {
                    changes.insert(plan.page, found);
                }
                Err(why) => {
                    refused.insert(plan.page, format!("{}: {why}", plan.draft.source));
                }
            }
        }
        changes
    }
}
