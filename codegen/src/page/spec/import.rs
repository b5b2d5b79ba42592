//! Many pages into the specs that are there: each page becomes a file, changes one, or is refused.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use super::draft::{Draft, draft};
use super::edits::Edits;
use super::errors::Known;
use super::merge::Merge;
use super::types::{Site, Types};
use super::write::{self, Parts};
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::files::FileSet;
use crate::generate::lint;
use crate::names;
use crate::page::read;
use crate::page::tree::Evidence;
use crate::sources::Sources;
use crate::spec::operation::OperationFile;
use crate::spec::{self, Spec};

/// A page, as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// What to call it: its path, say.
    pub name: String,
    /// What it says.
    pub text: String,
}

/// What came of an import.
#[derive(Debug)]
pub struct Import {
    /// The files that are new or changed. Nothing else is to be touched.
    pub files: FileSet,
    /// What became of each page, in their order.
    pub outcomes: Vec<Outcome>,
    /// What is wrong with the specs that were there. If this is an error, nothing was imported.
    pub problems: Vec<Diagnostic>,
}

/// What became of a page.
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
    /// The spec says what the page says now.
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

/// Imports pages into the specs below `folder`, which `existing` holds with their paths. `progress` is told how many pages
/// have been read.
pub fn import(
    pages: &[PageText],
    existing: &Sources,
    folder: &str,
    progress: &mut dyn FnMut(usize),
) -> Import {
    let (_, problems) = lint(existing);
    // A folder without any spec is a beginning, not a mistake.
    let is_wrong = |problem: &Diagnostic| {
        problem.severity == Severity::Error && problem.code != Code::MissingFile
    };
    if problems.iter().any(is_wrong) {
        let outcomes = pages.iter().map(|page| {
            refused(&page.name, None, "the specs that are there have errors".to_owned())
        });
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
    /// Its index among the operations, if there is a spec.
    operation: Option<usize>,
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
            let operation = self.operation_of(&draft);
            let path = match operation.and_then(|at| self.spec.operations.get(at)) {
                Some(file) => file.path.clone(),
                None => format!("{}/{}", self.folder, draft.file()),
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
            planned.push(Planned { page: index, draft, path, operation });
        }
        planned
    }

    /// The spec that describes the same call: on the same route, from the same page, or under the same name.
    fn operation_of(&self, draft: &Draft) -> Option<usize> {
        let wanted = route(&draft.http);
        let name = format!(
            "{}.{}.{}.{}",
            draft.name.project, draft.name.version, draft.name.resource, draft.name.method
        );
        let position =
            |is_it: &dyn Fn(&OperationFile) -> bool| self.spec.operations.iter().position(is_it);
        position(&|file| route(&format!("{} {}", file.http.method, file.http.path)) == wanted)
            .or_else(|| position(&|file| file.page == draft.page))
            .or_else(|| position(&|file| file.id.value == name))
    }

    fn attempt(&self, drafts: &[Planned]) -> Attempt {
        let mut known = Known::of(self.spec);
        let planned: Vec<_> =
            drafts.iter().filter(|plan| !self.refused.contains_key(&plan.page)).collect();
        for (_, code, name) in planned.iter().flat_map(|plan| &plan.draft.errors) {
            known.learn(*code, name);
        }
        let mut types = Types::new(self.spec, self.folders(), reserved(self.spec, &planned));
        let mut attempt =
            Attempt { files: BTreeMap::new(), notes: BTreeMap::new(), refusals: BTreeMap::new() };
        // Answers first: they are what an object is named for, and what is sent is its input.
        let mut parts: Vec<Parts> = planned.iter().map(|plan| received(&mut types, plan)).collect();
        for (plan, parts) in planned.iter().zip(&mut parts) {
            if plan.operation.is_none() {
                sent(&mut types, plan, parts);
            }
        }
        let mut edits = Edits::default();
        for plan in &planned {
            let Some(file) = plan.operation.and_then(|at| self.spec.operations.get(at)) else {
                continue;
            };
            let folder = self.folder_of(&plan.path).unwrap_or_default();
            let merge = Merge {
                folder,
                draft: &plan.draft,
                page: plan.page,
                file,
                path: &plan.path,
                sources: self.existing,
                known: &known,
                samples: self.samples.contains(&plan.page),
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
        self.declare(&types, &planned, &mut parts, &mut edits, &mut attempt);
        for (plan, parts) in planned.iter().zip(&parts) {
            if plan.operation.is_none() {
                let text = write::operation(&plan.draft, parts, &known);
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

    /// New types stand beside the one operation that uses them, or with those that operations share.
    fn declare(
        &self,
        types: &Types<'_>,
        planned: &[&Planned],
        parts: &mut [Parts],
        edits: &mut Edits,
        attempt: &mut Attempt,
    ) {
        /// Enumerations, objects, and the pages that use them.
        type Declared = (Vec<String>, Vec<String>, BTreeSet<usize>);
        let mut shared: BTreeMap<String, Declared> = BTreeMap::new();
        let pages_of = |users: &BTreeSet<String>| -> BTreeSet<usize> {
            planned.iter().filter(|plan| users.contains(&plan.path)).map(|plan| plan.page).collect()
        };
        let home = |users: &BTreeSet<String>| {
            let alone = users.first().filter(|_| users.len() == 1)?;
            planned.iter().position(|plan| plan.path == *alone && plan.operation.is_none())
        };
        for declared in &types.enums {
            let text = write::enumeration(declared);
            match home(&declared.users).and_then(|at| parts.get_mut(at)) {
                Some(parts) => parts.enums.push(text),
                None => {
                    let entry = shared.entry(declared.folder.clone()).or_default();
                    entry.0.push(text);
                    entry.2.extend(pages_of(&declared.users));
                }
            }
        }
        for declared in &types.objects {
            let text = write::object(declared);
            match home(&declared.users).and_then(|at| parts.get_mut(at)) {
                Some(parts) => parts.objects.push(text),
                None => {
                    let entry = shared.entry(declared.folder.clone()).or_default();
                    entry.1.push(text);
                    entry.2.extend(pages_of(&declared.users));
                }
            }
        }
        for (folder, (enums, objects, pages)) in shared {
            let path = format!("{}/{folder}/types.yaml", self.folder);
            let found = self.existing.readable().find(|(_, source)| source.path() == path);
            if let Some((id, source)) = found {
                edits.declare(id, source.text(), "enums", &enums, &pages);
                edits.declare(id, source.text(), "objects", &objects, &pages);
                continue;
            }
            let (project, version) = folder.split_once('/').unwrap_or((&folder, ""));
            let mut text = format!(
                "# yaml-language-server: $schema=../../spec.schema.json\n#\n# Types that endpoints of {project} {version} share, each written once.\n"
            );
            let sections: Vec<_> = [("enums", enums), ("objects", objects)]
                .into_iter()
                .filter(|(_, entries)| !entries.is_empty())
                .map(|(key, entries)| format!("{key}:\n{}", entries.join("\n")))
                .collect();
            text.push_str(&sections.join("\n"));
            attempt.files.insert(path, (text, pages));
        }
    }

    /// In which folder each declared name stands, below the folder of specs.
    fn folders(&self) -> BTreeMap<&'a str, &'a str> {
        let declared = &self.spec.declarations;
        let objects = declared.objects.iter().map(|object| &object.name);
        let enums = declared.enums.iter().map(|entry| &entry.name);
        objects
            .chain(enums)
            .filter_map(|name| {
                let path = self.existing.get(name.span.source).path();
                Some((name.value.as_str(), self.folder_of(path)?))
            })
            .collect()
    }

    /// `spec/hire/v1/types.yaml` -> `hire/v1`
    fn folder_of<'p>(&self, path: &'p str) -> Option<&'p str> {
        let below = path.strip_prefix(self.folder)?.strip_prefix('/')?;
        let end = below.match_indices('/').nth(1).map(|(at, _)| at)?;
        below.get(..end)
    }

    /// Lints what would come out, and refuses the pages that spoil it. Says whether another attempt is needed.
    fn judge(&mut self, drafts: &[Planned], attempt: &Attempt, last: bool) -> bool {
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
        let (_, problems) = lint(&sources);
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
                let merged =
                    drafts.iter().any(|plan| plan.page == page && plan.operation.is_some());
                if problem.code == Code::BadExample && merged && self.samples.insert(page) {
                    again = true;
                } else if let Entry::Vacant(free) = self.refused.entry(page) {
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
                    free.insert(why);
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

    fn finish(self, pages: &[PageText], drafts: &[Planned], attempt: Attempt) -> Import {
        let changed: BTreeMap<&str, &str> = attempt
            .files
            .iter()
            .filter(|(path, (text, _))| {
                let old =
                    self.existing.readable().find(|(_, source)| source.path() == path.as_str());
                old.is_none_or(|(_, source)| source.text() != text)
            })
            .map(|(path, (text, _))| (path.as_str(), text.as_str()))
            .collect();
        let mut files = FileSet::owning(changed.keys().copied());
        let mut unsafe_paths = BTreeSet::new();
        for (path, text) in &changed {
            if files.insert(*path, *text).is_err() {
                unsafe_paths.insert(*path);
            }
        }
        let outcome = |(index, page): (usize, &PageText)| {
            let plan = drafts.iter().find(|plan| plan.page == index);
            let file = plan.map(|plan| plan.path.clone());
            if let Some(why) = self.refused.get(&index) {
                return refused(&page.name, file, why.clone());
            }
            let Some(plan) = plan else {
                return refused(&page.name, file, "it was not read".to_owned());
            };
            if unsafe_paths.contains(plan.path.as_str()) {
                return refused(&page.name, file, "its name is no name of a file".to_owned());
            }
            let touched = attempt.files.iter().any(|(path, (_, pages))| {
                pages.contains(&index) && changed.contains_key(path.as_str())
            });
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

/// Method and path, whatever the parameters are called.
fn route(http: &str) -> String {
    http.split('/')
        .map(|segment| if segment.starts_with(':') { ":" } else { segment })
        .collect::<Vec<_>>()
        .join("/")
}

/// Names that operations give to types, with or without a spec so far.
fn reserved(spec: &Spec, planned: &[&Planned]) -> BTreeSet<String> {
    let ids = spec.operations.iter().filter_map(|file| {
        let mut words = file.id.value.rsplit('.');
        let (method, resource) = (words.next()?, words.next()?);
        Some((resource.to_owned(), names::request_type(resource, method)))
    });
    let new =
        planned.iter().map(|plan| (plan.draft.name.resource.clone(), plan.draft.request_type()));
    ids.chain(new)
        .flat_map(|(resource, request)| {
            [
                names::data_type(&request),
                names::query_type(&request),
                names::resource_type(&resource),
                request,
            ]
        })
        .collect()
}

fn site<'s>(plan: &'s Planned, folder: &'s str, sent: bool) -> Site<'s> {
    Site {
        folder,
        project: &plan.draft.name.project,
        user: &plan.path,
        owner: plan.draft.name.resource.clone(),
        field: "",
        sent,
    }
}

fn received(types: &mut Types<'_>, plan: &Planned) -> Parts {
    let folder = plan.draft.folder();
    let is_new = plan.operation.is_none();
    let answer = if is_new {
        types.fields(&plan.draft.answer, &site(plan, &folder, false))
    } else {
        Vec::new()
    };
    Parts {
        path: Vec::new(),
        query: Vec::new(),
        body: Vec::new(),
        answer,
        objects: Vec::new(),
        enums: Vec::new(),
    }
}

fn sent(types: &mut Types<'_>, plan: &Planned, parts: &mut Parts) {
    let folder = plan.draft.folder();
    let site = site(plan, &folder, true);
    parts.path = types.fields(&plan.draft.path, &site);
    parts.query = types.fields(&plan.draft.query, &site);
    parts.body = types.fields(&plan.draft.body, &site);
}
