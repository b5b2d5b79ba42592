//! Imports many pages into existing specs: each page becomes a file, changes one, or is refused.
//!
//! The result is linted as a whole before anything is written. A page that would break the specs is
//! refused, that page alone.

mod declare;
mod judge;

use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, draft};
use super::edits::Edits;
use super::errors::Known;
use super::merge::Merge;
use super::types::{Site, Types};
use super::write::{self, Parts};
use crate::check;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::facts::ApiName;
use crate::files::FileSet;
use crate::model::route;
use crate::names;
use crate::read;
use crate::sources::Sources;
use crate::space::Space;
use crate::spec::operation::OperationFile;
use crate::spec::{self, Spec};
use crate::tree::Evidence;

/// The text of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// What to call it: its path, say.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// The result of an import.
#[derive(Debug)]
pub struct Import {
    /// The files that are new or changed. Nothing else is to be touched.
    pub files: FileSet,
    /// The result for each page, in their order.
    pub outcomes: Vec<Outcome>,
    /// What is wrong with the specs that were there. If this is an error, nothing was imported.
    pub problems: Vec<Diagnostic>,
}

/// The result for a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
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
    /// The spec said so already.
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

/// Every round refuses a page or takes a sample, so there is an end; a run that needs more rounds is refused whole.
const ROUNDS: usize = 40;

/// Imports pages into the specs below `folder`, which `existing` holds with their paths. `progress` is told how many
/// pages have been read.
pub fn import(
    pages: &[PageText],
    existing: &Sources,
    folder: &str,
    progress: &mut dyn FnMut(usize),
) -> Import {
    let problems = check(existing);
    // A folder without any spec is a beginning, not a mistake.
    let is_wrong = |problem: &Diagnostic| {
        problem.severity == Severity::Error && problem.code != Code::MissingFile
    };
    if problems.iter().any(is_wrong) {
        let outcomes = pages
            .iter()
            .map(|page| refused(&page.name, None, "the existing specs have errors".to_owned()));
        return Import { files: FileSet::default(), outcomes: outcomes.collect(), problems };
    }
    let mut spec_problems = Vec::new();
    let spec = spec::read(existing, &mut spec_problems);
    let mut run =
        Run { spec: &spec, existing, folder, refused: BTreeMap::new(), samples: BTreeSet::new() };
    let drafts = run.drafts(pages, progress);
    for round in 0.. {
        let attempt = run.attempt(&drafts);
        if !run.judge(&drafts, &attempt, round + 1 == ROUNDS) {
            return run.finish(pages, &drafts, attempt);
        }
    }
    Import { files: FileSet::default(), outcomes: Vec::new(), problems: Vec::new() }
}

fn refused(page: &str, file: Option<String>, why: String) -> Outcome {
    Outcome { page: page.to_owned(), verdict: Verdict::Refused, file, notes: vec![why], reviews: 0 }
}

/// What is known of all pages.
struct Run<'a> {
    spec: &'a Spec,
    existing: &'a Sources,
    folder: &'a str,
    /// Why, by the name of the page.
    refused: BTreeMap<usize, String>,
    /// Pages whose samples take the place of ours, which are none any more.
    samples: BTreeSet<usize>,
}

/// A page in the terms of the format, and the spec it goes into.
struct Planned {
    page: usize,
    draft: Draft,
    path: String,
    /// Where the names of its types live.
    space: Space,
    /// Its index among the operations, if there is a spec.
    operation: Option<usize>,
}

/// The existing specs, by the key of a page. Of two, the first.
struct Operations<'a> {
    routes: BTreeMap<String, usize>,
    pages: BTreeMap<&'a str, usize>,
    names: BTreeMap<&'a str, usize>,
}

impl<'a> Operations<'a> {
    fn of(spec: &'a Spec) -> Self {
        let all = || spec.operations.iter().enumerate().rev();
        let of = |file: &OperationFile| route(&format!("{} {}", file.http.method, file.http.path));
        Self {
            routes: all().map(|(at, file)| (of(file), at)).collect(),
            pages: all().map(|(at, file)| (file.page.as_str(), at)).collect(),
            names: all().map(|(at, file)| (file.id.value.as_str(), at)).collect(),
        }
    }
}

/// What the files would be.
struct Attempt {
    /// By path: the text, and the pages that have a part in it.
    files: BTreeMap<String, (String, BTreeSet<usize>)>,
    notes: BTreeMap<usize, Vec<String>>,
    /// Pages that cannot go into their specs, and why.
    refusals: BTreeMap<usize, String>,
}

impl<'a> Run<'a> {
    fn drafts(&mut self, pages: &[PageText], progress: &mut dyn FnMut(usize)) -> Vec<Planned> {
        let drafts: Vec<_> = pages
            .iter()
            .enumerate()
            .map(|(index, page)| {
                progress(index);
                read::draft(&page.text, &page.name)
            })
            .collect();
        let evidence = Evidence::of(drafts.iter().flatten());
        let known = Operations::of(self.spec);
        let mut planned: Vec<Planned> = Vec::new();
        let mut owners: BTreeMap<String, usize> = BTreeMap::new();
        for (index, rows) in drafts.into_iter().enumerate() {
            progress(index + 1);
            let page = rows.map(|rows| read::finish(rows, &evidence));
            let name = pages.get(index).map(|page| page.name.as_str()).unwrap_or_default();
            let draft = page.and_then(|page| draft(&page, name));
            let draft = match draft {
                Ok(draft) => draft,
                Err(refusal) => {
                    self.refused.insert(index, refusal.to_string());
                    continue;
                }
            };
            let operation = self.operation_of(&draft, &known);
            let ApiName { project, version, .. } = &draft.name;
            let (path, space) = match operation.and_then(|at| self.spec.operations.get(at)) {
                Some(file) => (file.path.clone(), file.space.clone()),
                None => (
                    format!("{}/{}", self.folder, draft.file()),
                    Space { product: project.clone(), version: version.clone() },
                ),
            };
            let route = route(&draft.http);
            let first = owners.get(&path).or_else(|| owners.get(&route)).copied();
            if let Some(first) = first.and_then(|first| pages.get(first)) {
                let why = format!("it describes the same call as {}", first.name);
                self.refused.insert(index, format!("{name}: {why}; import one of the two"));
                continue;
            }
            owners.insert(path.clone(), index);
            owners.insert(route, index);
            planned.push(Planned { page: index, draft, path, space, operation });
        }
        // The names of types go to those who come first: that must not depend on what the pages' files are called.
        planned.sort_by(|a, b| a.path.cmp(&b.path));
        planned
    }

    /// The spec that describes the same call: on the same route, from the same page, or under the same name.
    fn operation_of(&self, draft: &Draft, known: &Operations<'_>) -> Option<usize> {
        let ApiName { project, version, resource, method } = &draft.name;
        let name = format!("{project}.{version}.{resource}.{method}");
        let found = known.routes.get(&route(&draft.http));
        let found = found.or_else(|| known.pages.get(draft.page.as_str()));
        found.or_else(|| known.names.get(name.as_str())).copied()
    }

    fn attempt(&self, drafts: &[Planned]) -> Attempt {
        let planned: Vec<_> =
            drafts.iter().filter(|plan| !self.refused.contains_key(&plan.page)).collect();
        let mut names = self.names(&planned);
        let mut attempt =
            Attempt { files: BTreeMap::new(), notes: BTreeMap::new(), refusals: BTreeMap::new() };
        // Responses first: they give an object its name; the request type is its input.
        let mut parts: Vec<Parts> = planned
            .iter()
            .map(|plan| match names.get_mut(&plan.space) {
                Some(names) if plan.operation.is_none() => received(&mut names.types, plan),
                _ => Parts::default(),
            })
            .collect();
        for (plan, parts) in planned.iter().zip(&mut parts).filter(|(it, _)| it.operation.is_none())
        {
            if let Some(names) = names.get_mut(&plan.space) {
                sent(&mut names.types, plan, parts);
            }
        }
        let mut edits = Edits::default();
        for plan in &planned {
            let file = plan.operation.and_then(|at| self.spec.operations.get(at));
            let Some((file, names)) = file.zip(names.get_mut(&plan.space)) else { continue };
            let merge = Merge {
                draft: &plan.draft,
                page: plan.page,
                file,
                path: &plan.path,
                sources: self.existing,
                known: &names.codes,
                samples: self.samples.contains(&plan.page),
            };
            match merge.into(&mut names.types, &mut edits) {
                Ok(notes) => {
                    attempt.notes.insert(plan.page, notes);
                }
                Err(why) => {
                    attempt.refusals.insert(plan.page, format!("{}: {why}", plan.draft.source));
                }
            }
        }
        for (space, names) in &names {
            self.declare(space, &names.types, &planned, &mut parts, &mut edits, &mut attempt);
        }
        for (plan, parts) in planned.iter().zip(&parts) {
            if plan.operation.is_none() {
                let Some(names) = names.get(&plan.space) else { continue };
                let text = write::operation(&plan.draft, parts, &names.codes);
                attempt.files.insert(plan.path.clone(), (text, BTreeSet::from([plan.page])));
            }
        }
        for (path, (text, pages)) in edits.apply(self.existing) {
            let entry = attempt.files.entry(path).or_default();
            entry.0 = text;
            entry.1.extend(pages);
        }
        attempt
    }

    /// What has a name in each namespace that pages go into.
    fn names<'p>(&self, planned: &[&'p Planned]) -> BTreeMap<&'p Space, Names<'a>> {
        let mut operations = BTreeMap::<&Space, Vec<&'a OperationFile>>::new();
        for file in &self.spec.operations {
            operations.entry(&file.space).or_default().push(file);
        }
        let mut pages = BTreeMap::<&'p Space, Vec<&Planned>>::new();
        for plan in planned {
            pages.entry(&plan.space).or_default().push(plan);
        }
        let names = |(space, pages): (&'p Space, Vec<&Planned>)| {
            let operations = operations.get(space).map(Vec::as_slice).unwrap_or_default();
            let mut codes = Known::of(self.spec.platform.as_ref(), operations);
            for (_, code, name) in pages.iter().flat_map(|plan| &plan.draft.errors) {
                codes.learn(*code, name);
            }
            let reserved = reserved(operations, &pages);
            (
                space,
                Names { codes, types: Types::new(self.spec.declared(space), operations, reserved) },
            )
        };
        pages.into_iter().map(names).collect()
    }
}

/// What has a name in a namespace.
struct Names<'a> {
    codes: Known,
    types: Types<'a>,
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
