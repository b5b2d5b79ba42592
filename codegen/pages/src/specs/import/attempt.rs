//! What the files of a namespace would be with all pages that go into it.

use std::collections::BTreeMap;

use super::super::changed::Changed;
use super::super::edits::Edits;
use super::super::merge::changes::{Changes, Told};
use super::super::types::{Site, Types};
use super::super::write::{self, Parts, Rest};
use super::namespace::Namespace;
use super::{Planned, Run};
use crate::facts::Review;

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
    /// Of each page.
    pub(super) told: BTreeMap<usize, Told>,
}

/// A page without a spec so far.
struct New<'p> {
    plan: &'p Planned,
    parts: Parts,
}

impl Run<'_> {
    /// Puts the pages of a namespace into its specs, but for those that are refused. Names go to those who come first, so
    /// every page has a part in what the others write: without one of them, all is written anew.
    pub(super) fn attempt(
        &self,
        namespace: &Namespace<'_>,
        changes: &BTreeMap<usize, Changes<'_>>,
        decisions: &Decisions,
    ) -> Attempt {
        let is_refused = |plan: &Planned| decisions.refused.contains_key(&plan.page);
        let pages = namespace.pages.iter().copied().filter(|plan| !is_refused(plan));
        let pages: Vec<_> = pages.collect();
        let mut codes = namespace.codes.clone();
        for (_, code, name) in pages.iter().flat_map(|plan| &plan.draft.errors) {
            codes.learn(*code, name);
        }
        let names = pages.iter().map(|plan| &plan.draft.name);
        let mut types = Types::new(&namespace.known, names);
        let new = pages.iter().copied().filter(|plan| plan.operation.is_none());
        // Responses first: they give an object its name; the request type is its input.
        let mut new: Vec<_> = new.map(|plan| New::received(&mut types, plan)).collect();
        new.iter_mut().for_each(|new| new.name_sent(&mut types));
        let (mut attempt, mut edits) = (Attempt::default(), Edits::default());
        for plan in &pages {
            let Some(changes) = changes.get(&plan.page) else { continue };
            let left_out = decisions.samples.get(&plan.page).map(|samples| &samples.left_out);
            let told = changes.write(left_out, &mut types, &codes, &mut edits);
            attempt.told.insert(plan.page, told);
        }
        let pages = new.iter().map(|new| new.plan.page);
        let mut own = self.declare(namespace.space, &types, pages, &mut edits, &mut attempt.files);
        for New { plan, parts } in &new {
            let (draft, left_out) = (&plan.draft, decisions.samples.get(&plan.page));
            let left_out = left_out.map(|samples| &samples.left_out);
            let is_in = |part| left_out.is_none_or(|samples| !samples.contains_key(part));
            let reviews = left_out.into_iter().flat_map(|samples| samples.values());
            let rest = Rest {
                request_example: draft.request_example.as_ref().filter(|_| is_in("request")),
                response_example: draft.response_example.as_ref().filter(|_| is_in("response")),
                reviews: draft.reviews.iter().chain(reviews).collect(),
                ..own.remove(&plan.page).unwrap_or_default()
            };
            let told = Told { notes: Vec::new(), reviews: rest.reviews.len() };
            attempt.told.insert(plan.page, told);
            let text = write::operation(draft, parts, &rest, &codes);
            attempt.files.insert(plan.path.clone(), Changed::whole(&text, plan.page));
        }
        attempt.files.extend(edits.apply(self.existing.sources));
        attempt
    }
}

impl<'p> New<'p> {
    /// The page, with names for the types of its response.
    fn received(types: &mut Types<'_>, plan: &'p Planned) -> Self {
        let response = types.fields(&plan.draft.response, &site(plan, false));
        Self { plan, parts: Parts { response, ..Parts::default() } }
    }

    /// Names the types of its request.
    fn name_sent(&mut self, types: &mut Types<'_>) {
        let (draft, site) = (&self.plan.draft, site(self.plan, true));
        self.parts.path = types.fields(&draft.path, &site);
        self.parts.query = types.fields(&draft.query, &site);
        self.parts.body = types.fields(&draft.body, &site);
    }
}

fn site(plan: &Planned, sent: bool) -> Site<'_> {
    Site {
        project: &plan.draft.name.project,
        user: plan.page,
        owner: &plan.draft.name.resource,
        field: "",
        sent,
    }
}
