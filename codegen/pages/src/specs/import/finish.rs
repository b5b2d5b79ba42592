//! What an import comes to.

use std::collections::{BTreeMap, BTreeSet};

use super::judge::Settled;
use super::{Import, PageOutcome, PageText, Planned, Run, Verdict};
use crate::files::FileSet;
use crate::sorted;

impl Run<'_> {
    /// Puts the products together. `refused` are pages that are in none.
    pub(super) fn finish(
        &self,
        pages: &[PageText],
        plans: &[Planned],
        refused: BTreeMap<usize, String>,
        products: BTreeMap<&str, Settled>,
    ) -> Import {
        let all = products.values().flat_map(|settled| &settled.files);
        let changed: Vec<_> = all.filter(|(_, file)| file.is_changed()).collect();
        let mut files = FileSet::owning(changed.iter().map(|(path, _)| path.as_str()));
        let (mut unsafe_paths, mut touching) = (BTreeSet::new(), BTreeSet::new());
        for (path, file) in &changed {
            touching.extend(file.pages());
            if files.insert(path.as_str(), file.text()).is_err() {
                unsafe_paths.insert(path.as_str());
            }
        }
        let plans: BTreeMap<usize, &Planned> =
            plans.iter().rev().map(|plan| (plan.page, plan)).collect();
        let outcome = |(index, page): (usize, &PageText)| {
            let plan = plans.get(&index).copied();
            let file = plan.map(|plan| plan.path.clone());
            let settled = plan.and_then(|plan| products.get(plan.space.product.as_str()));
            let why = refused.get(&index);
            if let Some(why) = why.or_else(|| settled?.decisions.refused.get(&index)) {
                return no(&page.name, file, why.clone());
            }
            let (Some(plan), Some(settled)) = (plan, settled) else {
                return no(&page.name, file, "it was not read".to_owned());
            };
            if unsafe_paths.contains(plan.path.as_str()) {
                return no(&page.name, file, "its name is not a valid file name".to_owned());
            }
            let verdict = match (plan.operation, touching.contains(&index)) {
                (None, _) => Verdict::Created,
                (Some(_), true) => Verdict::Updated,
                (Some(_), false) => Verdict::Unchanged,
            };
            let told = settled.told.get(&index);
            let mut notes = told.map(|told| told.notes.clone()).unwrap_or_default();
            notes.extend(self.ungrouped(plan));
            let reviews = told.map_or(0, |told| told.reviews);
            PageOutcome { page: page.name.clone(), verdict, file, notes, reviews }
        };
        let outcomes = pages.iter().enumerate().map(outcome).collect();
        let found = products.values().filter_map(|settled| settled.problem.clone());
        let mut problems: Vec<_> = found.collect();
        if self.existing.has_errors() {
            problems.extend(self.existing.reading.problems.iter().cloned());
        }
        let count = |of: fn(&Settled) -> usize| {
            products.iter().map(|(name, settled)| ((*name).to_owned(), of(settled))).collect()
        };
        let (rounds, parsed) = (count(|settled| settled.rounds), count(|settled| settled.parsed));
        Import { files, outcomes, problems: sorted(problems), rounds, parsed }
    }

    /// What is left to do for a new resource of a product with groups.
    fn ungrouped(&self, plan: &Planned) -> Option<String> {
        let products = &self.existing.reading.spec.products;
        let file = products.iter().find(|file| file.product.name == plan.space.product)?;
        let path = self.existing.sources.get(file.name.source).path();
        let (groups, resource) = (&file.product.groups, &plan.draft.name.resource);
        let is_new = plan.operation.is_none() && !groups.is_empty();
        let is_there = groups.iter().any(|group| group.resources.contains(resource));
        (is_new && !is_there).then(|| format!("no group of {path} has `{resource}`: add it to one"))
    }
}

fn no(page: &str, file: Option<String>, why: String) -> PageOutcome {
    let notes = vec![why];
    PageOutcome { page: page.to_owned(), verdict: Verdict::Refused, file, notes, reviews: 0 }
}
