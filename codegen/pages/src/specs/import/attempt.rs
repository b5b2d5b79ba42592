//! What the files of a namespace would be with all pages that go into it.
//!
//! What gets a name is written once, and stays while the pages are the same; a spec is written again with other samples.

use std::collections::{BTreeMap, BTreeSet};

use super::super::changed::Changed;
use super::super::edits::Edits;
use super::super::errors::ErrorNames;
use super::super::merge::changes::{Changes, Told};
use super::super::page_edits::EditReport;
use super::super::types::{Site, Types};
use super::super::write::{self, Parts, Rest};
use super::declare::Beside;
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

/// The pages of a namespace, but for those that are refused: with names for their types, and what the files would be.
pub(super) struct Attempt<'r> {
    pub(super) files: BTreeMap<String, Changed>,
    /// Of each page.
    pub(super) told: BTreeMap<usize, Told>,
    types: Types<'r>,
    codes: ErrorNames,
    /// Pages without a spec so far.
    new: BTreeMap<usize, (Parts<'r>, Beside)>,
    /// What is said of the other pages.
    written: BTreeMap<usize, EditReport>,
    /// The changes to their specs, but for samples and reviews.
    edits: Edits,
}

/// A page without a spec so far.
struct New<'p> {
    plan: &'p Planned,
    parts: Parts<'p>,
}

impl Run<'_> {
    /// Puts the pages of a namespace into its specs, but for those that are refused. Names go to those who come first, so
    /// every page has a part in what the others write: without one of them, all is written anew.
    pub(super) fn attempt<'r>(
        &self,
        namespace: &'r Namespace<'_>,
        changes: &'r BTreeMap<usize, Changes<'_>>,
        decisions: &Decisions,
    ) -> Attempt<'r> {
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
        let (mut edits, mut written, mut specs) =
            (Edits::default(), BTreeMap::new(), BTreeSet::new());
        for plan in &pages {
            let Some(changes) = changes.get(&plan.page) else { continue };
            written.insert(plan.page, changes.write(&mut types, &codes, &mut edits));
            specs.insert(changes.source());
        }
        let mut files = BTreeMap::new();
        let of_new = new.iter().map(|new| new.plan.page);
        let mut own = self.declare(namespace.space, &types, of_new, &mut edits, &mut files);
        let new = new.into_iter().map(|New { plan, parts }| {
            (plan.page, (parts, own.remove(&plan.page).unwrap_or_default()))
        });
        let new = new.collect();
        let of_specs = edits.take(&specs);
        files.extend(edits.apply(self.existing.sources));
        let told = BTreeMap::new();
        let mut attempt = Attempt { files, told, types, codes, new, written, edits: of_specs };
        for plan in pages {
            attempt.write(self, plan, changes.get(&plan.page), decisions);
        }
        attempt
    }
}

impl<'r> Attempt<'r> {
    /// Writes the spec of a page with the samples that are decided on. They change neither a name nor another file.
    pub(super) fn write(
        &mut self,
        run: &Run<'_>,
        plan: &Planned,
        changes: Option<&Changes<'r>>,
        decisions: &Decisions,
    ) {
        let left_out = decisions.samples.get(&plan.page).map(|samples| &samples.left_out);
        let Self { files, told, types, codes, new, written, edits } = self;
        if let (Some(changes), Some(written)) = (changes, written.get(&plan.page)) {
            let mut edits = edits.of(changes.source());
            told.insert(plan.page, changes.decide(left_out, written, types, codes, &mut edits));
            files.extend(edits.apply(run.existing.sources));
        }
        let Some((parts, beside)) = new.get(&plan.page) else { return };
        let draft = &plan.draft;
        let is_in = |part| left_out.is_none_or(|samples| !samples.contains_key(part));
        let reviews = left_out.into_iter().flat_map(|samples| samples.values());
        let rest = Rest {
            enums: beside.enums.iter().filter_map(|at| types.enums.get(*at)).collect(),
            objects: beside.objects.iter().filter_map(|at| types.objects.get(*at)).collect(),
            request_example: draft.request_example.as_ref().filter(|_| is_in("request")),
            response_example: draft.response_example.as_ref().filter(|_| is_in("response")),
            reviews: draft.reviews.iter().chain(reviews).collect(),
        };
        told.insert(plan.page, Told { notes: Vec::new(), reviews: rest.reviews.len() });
        let text = write::operation(draft, parts, &rest, codes);
        files.insert(plan.path.clone(), Changed::whole(&text, plan.page));
    }
}

impl<'p> New<'p> {
    /// The page, with names for the types of its response.
    fn received(types: &mut Types<'p>, plan: &'p Planned) -> Self {
        let response = types.fields(&plan.draft.response, &site(plan, false));
        Self { plan, parts: Parts { response, ..Parts::default() } }
    }

    /// Names the types of its request.
    fn name_sent(&mut self, types: &mut Types<'p>) {
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
