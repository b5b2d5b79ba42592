//! What the files of a namespace would be with all pages that go into it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::super::changed::Changed;
use super::super::draft::OperationDraft;
use super::super::edits::Edits;
use super::super::errors::ErrorNames;
use super::super::merge::Merge;
use super::super::types::{Site, Types};
use super::super::write::{self, Parts};
use super::{Planned, Run};
use crate::facts::Review;
use crate::names;
use crate::space::Space;
use crate::spec::operation::OperationFile;

/// What was decided about pages, for the next attempt.
#[derive(Debug, Default)]
pub(super) struct Decisions {
    /// Why a page is left alone.
    pub(super) refused: BTreeMap<usize, String>,
    /// What becomes of the samples of the call.
    pub(super) samples: BTreeMap<usize, Samples>,
}

/// Samples of a call of which one is no longer valid.
#[derive(Debug, Default)]
pub(super) struct Samples {
    /// By the part of the call: samples that are left out, each with what a person is told.
    pub(super) left_out: BTreeMap<&'static str, Review>,
}

/// What the files would be.
#[derive(Debug, Default)]
pub(super) struct Attempt {
    pub(super) files: BTreeMap<String, Changed>,
    pub(super) notes: BTreeMap<usize, Vec<String>>,
    /// Pages that cannot go into their specs, and why.
    pub(super) refusals: BTreeMap<usize, String>,
}

/// What has a name in a namespace.
struct Names<'a> {
    codes: ErrorNames,
    types: Types<'a>,
}

impl<'a> Run<'a> {
    /// Puts the pages of a namespace into its specs, but for those that are refused.
    pub(super) fn attempt(
        &self,
        space: &Space,
        plans: &[&Planned],
        decisions: &Decisions,
    ) -> Attempt {
        let planned: Vec<_> = plans
            .iter()
            .copied()
            .filter(|plan| !decisions.refused.contains_key(&plan.page))
            .collect();
        let Names { codes, mut types } = self.names(space, &planned);
        let mut attempt = Attempt::default();
        // Responses first: they give an object its name; the request type is its input.
        let is_new = |plan: &Planned| plan.operation.is_none();
        let mut parts: Vec<Parts> = planned
            .iter()
            .map(|plan| if is_new(plan) { received(&mut types, plan) } else { Parts::default() })
            .collect();
        for (plan, parts) in planned.iter().zip(&mut parts).filter(|(plan, _)| is_new(plan)) {
            sent(&mut types, plan, parts);
        }
        let mut edits = Edits::default();
        let operations = &self.existing.reading.spec.operations;
        for plan in &planned {
            let Some(file) = plan.operation.and_then(|at| operations.get(at)) else { continue };
            let samples = decisions.samples.get(&plan.page);
            let draft = draft(plan, samples);
            let merge = Merge {
                draft: &draft,
                page: plan.page,
                file,
                path: &plan.path,
                sources: self.existing.sources,
                trees: &self.existing.reading.trees,
                codes: &codes,
                samples: samples.is_some(),
                left_out: samples.iter().flat_map(|it| it.left_out.values()).collect(),
            };
            match merge.into(&mut types, &mut edits) {
                Ok(notes) => {
                    attempt.notes.insert(plan.page, notes);
                }
                Err(why) => {
                    attempt.refusals.insert(plan.page, format!("{}: {why}", plan.draft.source));
                }
            }
        }
        self.declare(space, &types, &planned, &mut parts, &mut edits, &mut attempt);
        for (plan, parts) in planned.iter().zip(&parts).filter(|(plan, _)| is_new(plan)) {
            let samples = decisions.samples.get(&plan.page);
            let mut draft = draft(plan, samples);
            if let Some(samples) = samples {
                draft.to_mut().reviews.extend(samples.left_out.values().cloned());
            }
            let text = write::operation(&draft, parts, &codes);
            attempt.files.insert(plan.path.clone(), Changed::whole(&text, plan.page));
        }
        attempt.files.extend(edits.apply(self.existing.sources));
        attempt
    }

    /// What has a name in a namespace, with the errors of the pages that go into it.
    fn names(&self, space: &Space, planned: &[&Planned]) -> Names<'a> {
        let spec = &self.existing.reading.spec;
        let operations = self.operations.get(space).map(Vec::as_slice).unwrap_or_default();
        let mut codes = ErrorNames::of(spec.platform.as_ref(), operations);
        for (_, code, name) in planned.iter().flat_map(|plan| &plan.draft.errors) {
            codes.learn(*code, name);
        }
        let reserved = reserved(operations, planned);
        Names { codes, types: Types::new(spec.declared(space), operations, reserved) }
    }
}

/// The draft of a page without the samples that are left out.
fn draft<'p>(plan: &'p Planned, samples: Option<&Samples>) -> Cow<'p, OperationDraft> {
    let mut draft = Cow::Borrowed(&plan.draft);
    for part in samples.iter().flat_map(|samples| samples.left_out.keys()) {
        let draft = draft.to_mut();
        match *part {
            "request" => draft.request_example = None,
            _ => draft.response_example = None,
        }
    }
    draft
}

/// Names that operations give to types, with or without a spec so far.
fn reserved(operations: &[&OperationFile], planned: &[&Planned]) -> BTreeSet<String> {
    let known = operations.iter().filter_map(|file| {
        let mut words = file.id.value.rsplit('.');
        let (method, resource) = (words.next()?, words.next()?);
        Some((resource, method))
    });
    let names = planned.iter().map(|plan| &plan.draft.name);
    let new = names.map(|name| (name.resource.as_str(), name.method.as_str()));
    known
        .chain(new)
        .flat_map(|(resource, method)| {
            let types = names::types_of(resource, method).into_iter();
            types.chain([names::resource_type(resource)])
        })
        .collect()
}

fn site(plan: &Planned, sent: bool) -> Site<'_> {
    Site {
        project: &plan.draft.name.project,
        user: &plan.path,
        owner: plan.draft.name.resource.clone(),
        field: "",
        sent,
    }
}

fn received(types: &mut Types<'_>, plan: &Planned) -> Parts {
    Parts { answer: types.fields(&plan.draft.answer, &site(plan, false)), ..Parts::default() }
}

fn sent(types: &mut Types<'_>, plan: &Planned, parts: &mut Parts) {
    let site = site(plan, true);
    parts.path = types.fields(&plan.draft.path, &site);
    parts.query = types.fields(&plan.draft.query, &site);
    parts.body = types.fields(&plan.draft.body, &site);
}
