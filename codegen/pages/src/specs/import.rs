//! Imports many pages into existing specs: each page becomes a file, changes one, or is refused.
//!
//! The specs are read once, and each product is imported for itself: its specs are put together with its pages and
//! checked as a whole before anything is written. A page that would spoil them is refused, that page alone; a sample
//! that contradicts its page is left for review. An error that comes from no page stops the pages of its product. So
//! neither blame nor cost passes from one product to another, and however many pages are refused, a product takes a few
//! rounds.

mod attempt;
mod blame;
mod declare;
mod existing;
mod finish;
mod judge;
mod namespace;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use self::existing::{Existing, Operations};
use super::draft::{OperationDraft, draft};
use crate::diagnostic::Diagnostic;
use crate::facts::Page;
use crate::files::FileSet;
use crate::model::{OperationId, route};
use crate::read;
use crate::sources::Sources;
use crate::space::Space;
use crate::spec::operation::OperationFile;
use crate::tree::Evidence;

/// A page as read from its file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// Its name in messages, such as its path.
    pub name: String,
    /// Its Markdown.
    pub text: String,
}

/// The result of an import.
#[derive(Debug)]
pub struct Import {
    /// The files that are new or changed. Nothing else is to be touched.
    pub files: FileSet,
    /// The result for each page, in their order.
    pub outcomes: Vec<PageOutcome>,
    /// What is wrong with the specs that were there. Nothing was imported into a product whose specs have an error, and
    /// nothing at all if the platform's have one.
    pub problems: Vec<Diagnostic>,
    /// For each product that has pages, how often its specs were put together and checked: not at all if nothing changes,
    /// once, or a few times more if pages were refused or samples left out, however many.
    pub rounds: BTreeMap<String, usize>,
    /// For each of these products, how many files were parsed in its rounds: those that the import would change, and no
    /// other.
    pub parsed: BTreeMap<String, usize>,
}

/// The result for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageOutcome {
    /// Its name.
    pub page: String,
    /// What was done.
    pub verdict: Verdict,
    /// The spec of the operation.
    pub file: Option<String>,
    /// What changed, or why nothing did; each in a sentence.
    pub notes: Vec<String>,
    /// How many places the spec asks a person to look at.
    pub reviews: usize,
}

/// What was done with a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// There is a new spec.
    Created,
    /// The spec was updated from the page.
    Updated,
    /// The spec already has all facts of the page.
    Unchanged,
    /// The page was left alone.
    Refused,
}

impl Verdict {
    /// The verdict in a word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Refused => "refused",
        }
    }
}

/// Imports pages into the specs below `folder`, which `existing` holds with their paths. `progress` is told how many
/// pages have been read.
pub fn import(
    pages: &[PageText],
    existing: &Sources,
    folder: &str,
    progress: &mut dyn FnMut(usize),
) -> Import {
    let existing = Existing::read(existing, folder);
    let mut refused = BTreeMap::new();
    let plans = plan(pages, &existing, &mut refused, progress);
    let run = Run { existing: &existing, operations: existing.operations() };
    let mut products = BTreeMap::<&str, Vec<&Planned>>::new();
    for plan in &plans {
        products.entry(&plan.space.product).or_default().push(plan);
    }
    let settled = products.iter().map(|(product, plans)| (*product, run.settle(product, plans)));
    run.finish(pages, &plans, refused, settled.collect())
}

/// What all products have in common.
struct Run<'a> {
    existing: &'a Existing<'a>,
    /// The operations of each namespace that have specs.
    operations: BTreeMap<&'a Space, Vec<&'a OperationFile>>,
}

/// A page in the terms of the format, and the spec it goes into.
struct Planned {
    page: usize,
    draft: OperationDraft,
    path: String,
    /// Where the names of its types live.
    space: Space,
    /// Its index among the operations, if there is a spec.
    operation: Option<usize>,
}

/// Which of two pages that describe one call is taken: the lesser.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Standing {
    /// The vendor says so of the page, or keeps it among its old ones.
    is_historic: bool,
    updated: Reverse<Option<String>>,
}

impl Standing {
    fn of(page: &Page) -> Self {
        let is_kept = page.address.as_ref().is_some_and(|it| it.contains("/historic-version/"));
        let updated = Reverse(page.updated.clone());
        Self { is_historic: page.deprecated || is_kept, updated }
    }

    /// Why this page was taken and not another one.
    fn better_than(&self, other: &Self) -> &'static str {
        if self.is_historic != other.is_historic {
            ", which is not historic"
        } else if self.updated != other.updated {
            ", which is newer"
        } else {
            "; import one of the two"
        }
    }
}

/// Reads the pages, and finds the spec of each. Pages without one are added to `refused`, with the reason.
fn plan(
    pages: &[PageText],
    existing: &Existing<'_>,
    refused: &mut BTreeMap<usize, String>,
    progress: &mut dyn FnMut(usize),
) -> Vec<Planned> {
    let unnested: Vec<_> =
        pages.iter().map(|page| read::unnested(&page.text, &page.name)).collect();
    let evidence = Evidence::of(unnested.iter().flatten());
    let operations = &existing.reading.spec.operations;
    let known = Operations::of(operations);
    let mut planned: Vec<Planned> = Vec::new();
    let mut owners: BTreeMap<String, (usize, Standing)> = BTreeMap::new();
    let mut drafts = Vec::new();
    for (index, page) in unnested.into_iter().enumerate() {
        progress(index + 1);
        let page = page.map(|page| read::nested(page, &evidence));
        let name = pages.get(index).map(|page| page.name.as_str()).unwrap_or_default();
        match page.and_then(|page| Ok((Standing::of(&page), draft(&page, name)?))) {
            Ok((standing, draft)) => drafts.push((standing, index, name, draft)),
            Err(refusal) => drop(refused.insert(index, refusal.to_string())),
        }
    }
    // Of pages that describe one call, the best comes first, whatever its file is called.
    drafts.sort_by(|(one, ..), (other, ..)| one.cmp(other));
    for (standing, index, name, draft) in drafts {
        let operation = operation_of(&draft, &known);
        let OperationId { project, version, .. } = &draft.name;
        let (path, space) = match operation.and_then(|at| operations.get(at)) {
            Some(file) => (file.path.clone(), file.space.clone()),
            None => (
                format!("{}/{}", existing.folder, draft.name.file()),
                Space { product: project.clone(), version: version.clone() },
            ),
        };
        if let Some(why) = existing.is_broken(&space.product) {
            refused.insert(index, format!("{name}: the existing specs have errors: {why}"));
            continue;
        }
        let route = route(&draft.http);
        let first = owners.get(&path).or_else(|| owners.get(&route)).cloned();
        if let Some((first, better)) = first {
            let first = pages.get(first).map(|page| page.name.as_str()).unwrap_or_default();
            let why = better.better_than(&standing);
            refused.insert(index, format!("{name}: it describes the same call as {first}{why}"));
            continue;
        }
        owners.insert(path.clone(), (index, standing.clone()));
        owners.insert(route, (index, standing));
        planned.push(Planned { page: index, draft, path, space, operation });
    }
    // The names of types go to those who come first: that must not depend on what the pages' files are called.
    planned.sort_by(|a, b| a.path.cmp(&b.path));
    planned
}

/// The spec that describes the same call: on the same route, from the same page, or under the same name.
fn operation_of(draft: &OperationDraft, known: &Operations<'_>) -> Option<usize> {
    let found = known.routes.get(&route(&draft.http));
    let found = found.or_else(|| known.pages.get(draft.page.as_str()));
    found.or_else(|| known.names.get(&draft.name)).copied()
}
