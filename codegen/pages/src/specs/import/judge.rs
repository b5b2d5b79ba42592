//! Imports the pages of one product, in rounds, until its specs are valid as a whole.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::super::changed::Changed;
use super::super::merge::changes::Told;
use super::attempt::{Attempt, Decisions};
use super::blame::After;
use super::namespace::Namespace;
use super::{Planned, Run};
use crate::diagnostic::{Code, Diagnostic};
use crate::facts::Review;
use crate::sources::Sources;
use crate::space::Space;

/// The rounds that a product takes at most: the first one; a second without the pages that were refused and with other
/// samples; and as many again for what the resolver only looks at when all else is sound. Each acts on all errors, so the
/// number of pages does not matter.
const ROUNDS: usize = 5;

/// What becomes of the pages of a product.
#[derive(Debug, Default)]
pub(super) struct Settled {
    pub(super) files: BTreeMap<String, Changed>,
    pub(super) told: BTreeMap<usize, Told>,
    pub(super) decisions: Decisions,
    /// An error that comes from no page, so that nothing of the product is imported.
    pub(super) problem: Option<Diagnostic>,
    /// How often the specs of the product were checked.
    pub(super) rounds: usize,
    /// How many files were parsed for that.
    pub(super) parsed: usize,
}

impl Run<'_> {
    /// Merges the pages of a product into its specs, and refuses those that would make them invalid.
    pub(super) fn settle(&self, product: &str, plans: &[&Planned]) -> Settled {
        let mut settled = Settled::default();
        let mut spaces = BTreeMap::<&Space, Vec<&Planned>>::new();
        for plan in plans {
            spaces.entry(&plan.space).or_default().push(plan);
        }
        let namespaces: Vec<_> =
            spaces.into_iter().map(|(space, pages)| Namespace::of(self, space, pages)).collect();
        let refused = &mut settled.decisions.refused;
        let namespaces: Vec<_> = namespaces
            .iter()
            .map(|namespace| (namespace, namespace.changes(self, refused)))
            .collect();
        let mut attempts = BTreeMap::<&Space, Attempt<'_>>::new();
        loop {
            for (namespace, changes) in &namespaces {
                attempts
                    .entry(namespace.space)
                    .or_insert_with(|| self.attempt(namespace, changes, &settled.decisions));
            }
            let files = attempts.values().flat_map(|attempt| &attempt.files);
            let files: BTreeMap<_, _> = files.map(|(path, file)| (path.as_str(), file)).collect();
            if !files.values().any(|file| file.is_changed()) {
                break;
            }
            let after = self.after(product, files);
            settled.rounds += 1;
            settled.parsed += after.reading.parsed;
            let touched = match self.judge(&after, plans, &mut settled.decisions) {
                Ok(touched) if touched.is_empty() => break,
                Ok(touched) if settled.rounds < ROUNDS => touched,
                Ok(_) => {
                    settled.refuse_all(self, plans, &after, after.errors().next());
                    break;
                }
                Err(problem) => {
                    settled.refuse_all(self, plans, &after, Some(problem));
                    break;
                }
            };
            drop(after);
            let decisions = &settled.decisions;
            let is_refused = |plan: &Planned| decisions.refused.contains_key(&plan.page);
            for (namespace, changes) in &namespaces {
                let pages = namespace.pages.iter().copied();
                let pages: Vec<_> = pages.filter(|plan| touched.contains(&plan.page)).collect();
                // Without a page, others may get other names. With other samples, only the page's own spec changes.
                if pages.iter().any(|plan| is_refused(plan)) {
                    attempts.remove(namespace.space);
                } else if let Some(attempt) = attempts.get_mut(namespace.space) {
                    for plan in pages {
                        attempt.write(self, plan, changes.get(&plan.page), decisions);
                    }
                }
            }
        }
        for attempt in attempts.into_values().filter(|_| settled.problem.is_none()) {
            settled.files.extend(attempt.files);
            settled.told.extend(attempt.told);
        }
        settled
    }

    /// The specs of a product as they would be. Files that stay keep their trees, so that only the others are parsed.
    fn after<'f>(&self, product: &str, files: BTreeMap<&'f str, &'f Changed>) -> After<'f> {
        let (mut sources, mut trees) = (Sources::new(), BTreeMap::new());
        let existing = self.existing;
        for id in existing.files_of(product) {
            let source = existing.sources.get(id);
            let file = files.get(source.path()).filter(|file| file.is_changed());
            sources.insert(id, source.path(), file.map_or(source.text(), |file| file.text()));
            let tree = existing.reading.trees.get(&id).filter(|_| file.is_none());
            trees.extend(tree.map(|tree| (id, Arc::clone(tree))));
        }
        let new = files.iter().filter(|(path, _)| !existing.ids.contains_key(*path));
        for (path, file) in new {
            sources.add(*path, file.text());
        }
        After::of(sources, trees, files)
    }

    /// Refuses the pages that make the specs invalid, or leaves their samples out, and returns these pages. An error
    /// that comes from no page stops the product.
    fn judge<'e>(
        &self,
        after: &'e After<'_>,
        plans: &[&Planned],
        decisions: &mut Decisions,
    ) -> Result<BTreeSet<usize>, &'e Diagnostic> {
        let by_path: BTreeMap<&str, &Planned> = plans
            .iter()
            .filter(|plan| !decisions.refused.contains_key(&plan.page))
            .map(|plan| (plan.path.as_str(), *plan))
            .collect();
        let sources: BTreeMap<usize, &str> =
            plans.iter().map(|plan| (plan.page, plan.draft.source.as_str())).collect();
        let (mut touched, mut stray) = (BTreeSet::new(), None);
        // Samples give way together, since the same page has both.
        let had_samples: BTreeSet<usize> = decisions.samples.keys().copied().collect();
        // A new resource is in no group yet: a person decides which one, and cannot do so before it is there.
        for problem in after.errors().filter(|problem| problem.code != Code::BadGroup) {
            let sample = Some(problem).filter(|problem| problem.code == Code::BadExample);
            let sample = sample.and_then(|problem| after.sample(problem));
            let of_run =
                sample.and_then(|(file, part)| Some((*by_path.get(file.path.as_str())?, part)));
            if let Some((plan, part)) = of_run {
                touched.insert(plan.page);
                let samples = decisions.samples.entry(plan.page).or_default();
                // First the page's sample replaces the spec's; if that one is not valid either, it is left out.
                if plan.operation.is_none() || had_samples.contains(&plan.page) {
                    samples.left_out.entry(part).or_insert_with(|| left_out(part, problem));
                }
                continue;
            }
            let pages = after.pages(problem);
            if pages.is_empty() {
                stray = stray.or(Some(problem));
            }
            for page in pages {
                touched.insert(page);
                let name = sources.get(&page).copied().unwrap_or_default();
                let why = || format!("{name}: its spec would be wrong{}", at(problem, after));
                decisions.refused.entry(page).or_insert_with(why);
            }
        }
        match stray {
            Some(problem) if touched.is_empty() => Err(problem),
            _ => Ok(touched),
        }
    }

    /// An error as one of the specs that are there, as far as their files would stay as they are.
    fn as_existing(&self, problem: &Diagnostic, after: &After<'_>) -> Diagnostic {
        let existing = self.existing;
        let label = |(span, label): &(crate::diagnostic::Span, String)| {
            let source = after.sources.get(span.source);
            let id = *existing.ids.get(source.path())?;
            let is_same = !after.is_changed(source.path());
            is_same.then(|| (crate::diagnostic::Span { source: id, ..*span }, label.clone()))
        };
        Diagnostic { labels: problem.labels.iter().filter_map(label).collect(), ..problem.clone() }
    }
}

impl Settled {
    /// Nothing of the product is imported.
    fn refuse_all(
        &mut self,
        run: &Run<'_>,
        plans: &[&Planned],
        after: &After<'_>,
        problem: Option<&Diagnostic>,
    ) {
        self.problem = problem.map(|problem| run.as_existing(problem, after));
        let why = problem.map(|problem| at(problem, after)).unwrap_or_default();
        for plan in plans {
            let source = &plan.draft.source;
            let why = || format!("{source}: the specs of its product would be wrong{why}");
            self.decisions.refused.entry(plan.page).or_insert_with(why);
        }
    }
}

fn left_out(part: &str, problem: &Diagnostic) -> Review {
    Review {
        place: format!("{part}.example"),
        chosen: format!("without the sample: {}", problem.message),
        alternatives: Vec::new(),
    }
}

/// Where an error is, and what.
fn at(problem: &Diagnostic, after: &After<'_>) -> String {
    let place = problem.place(&after.sources);
    let place = place.map(|(path, line, column)| format!(" at {path}:{line}:{column}"));
    format!("{}: {}", place.unwrap_or_default(), problem.message)
}
