//! Nothing is let through that the specs as a whole do not bear.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::{Attempt, Import, Outcome, PageText, Planned, Run, Verdict, refused};
use crate::check;
use crate::diagnostic::{Code, Severity};
use crate::files::FileSet;
use crate::sources::Sources;

impl Run<'_> {
    /// Lints what would come out, and refuses the pages that spoil it. Says whether another attempt is needed.
    pub(super) fn judge(&mut self, drafts: &[Planned], attempt: &Attempt, last: bool) -> bool {
        let mut sources = Sources::new();
        let paths: BTreeSet<&str> =
            self.existing.readable().map(|(_, source)| source.path()).collect();
        for (_, source) in self.existing.readable() {
            let text = attempt.files.get(source.path()).map_or(source.text(), |(text, _)| text);
            sources.add(source.path(), text);
        }
        for (path, (text, _)) in &attempt.files {
            if !paths.contains(path.as_str()) {
                sources.add(path.as_str(), text.as_str());
            }
        }
        let problems = check(&sources);
        let errors = problems.iter().filter(|problem| {
            problem.severity == Severity::Error && problem.code != Code::MissingFile
        });
        let mut again = false;
        for (page, why) in &attempt.refusals {
            again |= self.refused.insert(*page, why.clone()).is_none();
        }
        if again {
            return true;
        }
        for problem in errors {
            let mut pages = BTreeSet::new();
            for (span, _) in &problem.labels {
                let owners = attempt.files.get(sources.get(span.source).path());
                pages.extend(owners.iter().flat_map(|(_, pages)| pages.iter().copied()));
                if !pages.is_empty() {
                    break;
                }
            }
            if pages.is_empty() {
                pages.extend(drafts.iter().map(|plan| plan.page));
            }
            for page in pages {
                if problem.code == Code::BadExample && self.samples.insert(page) {
                    again = true;
                    continue;
                }
                if let Entry::Vacant(refused) = self.refused.entry(page) {
                    let source = drafts.iter().find(|plan| plan.page == page);
                    let name = source.map(|plan| plan.draft.source.as_str()).unwrap_or_default();
                    let place = problem.place(&sources);
                    let place =
                        place.map(|(path, line, column)| format!(" at {path}:{line}:{column}"));
                    let why = format!(
                        "{name}: its spec would be wrong{}: {}",
                        place.unwrap_or_default(),
                        problem.message
                    );
                    refused.insert(why);
                    again = true;
                }
            }
        }
        if again && last {
            for plan in drafts {
                let why = format!("{}: the specs did not settle", plan.draft.source);
                self.refused.entry(plan.page).or_insert(why);
            }
        }
        again
    }

    pub(super) fn finish(self, pages: &[PageText], drafts: &[Planned], attempt: Attempt) -> Import {
        let old: BTreeMap<&str, &str> =
            self.existing.readable().map(|(_, source)| (source.path(), source.text())).collect();
        let changed: BTreeMap<&str, &str> = attempt
            .files
            .iter()
            .filter(|(path, (text, _))| old.get(path.as_str()) != Some(&text.as_str()))
            .map(|(path, (text, _))| (path.as_str(), text.as_str()))
            .collect();
        let mut files = FileSet::owning(changed.keys().copied());
        let mut unsafe_paths = BTreeSet::new();
        for (path, text) in &changed {
            if files.insert(*path, *text).is_err() {
                unsafe_paths.insert(*path);
            }
        }
        let plans: BTreeMap<usize, &Planned> =
            drafts.iter().rev().map(|plan| (plan.page, plan)).collect();
        let mut touching: BTreeSet<usize> = BTreeSet::new();
        for (path, (_, pages)) in &attempt.files {
            touching.extend(pages.iter().filter(|_| changed.contains_key(path.as_str())));
        }
        let outcome = |(index, page): (usize, &PageText)| {
            let plan = plans.get(&index).copied();
            let file = plan.map(|plan| plan.path.clone());
            if let Some(why) = self.refused.get(&index) {
                return refused(&page.name, file, why.clone());
            }
            let Some(plan) = plan else {
                return refused(&page.name, file, "it was not read".to_owned());
            };
            if unsafe_paths.contains(plan.path.as_str()) {
                return refused(&page.name, file, "its name is not a valid file name".to_owned());
            }
            let touched = touching.contains(&index);
            let verdict = match (plan.operation, touched) {
                (None, _) => Verdict::Created,
                (Some(_), true) => Verdict::Updated,
                (Some(_), false) => Verdict::Unchanged,
            };
            Outcome {
                page: page.name.clone(),
                verdict,
                file,
                notes: attempt.notes.get(&index).cloned().unwrap_or_default(),
                reviews: plan.draft.reviews.len(),
            }
        };
        let outcomes = pages.iter().enumerate().map(outcome).collect();
        Import { files, outcomes, problems: Vec::new() }
    }
}
