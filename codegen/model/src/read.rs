//! The way from text to a model, in one step.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::model::Model;
use crate::resolve::resolve;
use crate::sources::{SourceId, Sources};
use crate::spec::node::Node;
use crate::spec::product::ProductFile;
use crate::spec::{self, Spec};

/// The model of the specs, if they have no errors.
pub fn read(sources: &Sources, problems: &mut Vec<Diagnostic>) -> Option<Model> {
    let spec = spec::read(sources, problems);
    resolve(&spec, sources, problems)
}

/// Specs as written, each file read once: what each product is can be told from them, and then their model.
#[derive(Debug)]
pub struct Written {
    sources: Sources,
    spec: Spec,
    problems: Vec<Diagnostic>,
}

impl Written {
    /// Reads specs. What is wrong with them is for [`model`](Self::model) to say.
    pub fn of(sources: Sources) -> Self {
        let mut problems = Vec::new();
        let spec = spec::read(&sources, &mut problems);
        Self { sources, spec, problems }
    }

    /// What was read.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// The model of the specs, if they have no errors.
    pub fn model(&self, problems: &mut Vec<Diagnostic>) -> Option<Model> {
        problems.extend_from_slice(&self.problems);
        resolve(&self.spec, &self.sources, problems)
    }

    /// What a manifest says, and what is wrong with it as far as its file shows.
    pub(crate) fn manifest(&self, id: SourceId) -> (Option<&ProductFile>, Vec<&Diagnostic>) {
        let file = self.spec.products.iter().find(|file| file.name.source == id);
        let is_here = |problem: &&Diagnostic| {
            problem.labels.first().is_some_and(|(span, _)| span.source == id)
        };
        (file, self.problems.iter().filter(is_here).collect())
    }
}

/// Specs that were read and checked, for those who go on to edit them.
#[derive(Debug)]
pub struct Reading {
    /// The specs as written.
    pub spec: Spec,
    /// The tree of each file that is YAML.
    pub trees: BTreeMap<SourceId, Arc<Node>>,
    /// How many of the trees were parsed and not known before.
    pub parsed: usize,
    /// All that is wrong, in the order in which it was found.
    pub problems: Vec<Diagnostic>,
}

impl Reading {
    /// Reads and checks specs, each file once.
    pub fn of(sources: &Sources) -> Self {
        Self::with(sources, BTreeMap::new())
    }

    /// The same, where `trees` has those of some files. These are not parsed again, and what was wrong when they were
    /// parsed is not said again.
    pub fn with(sources: &Sources, mut trees: BTreeMap<SourceId, Arc<Node>>) -> Self {
        let (mut problems, known) = (Vec::new(), trees.len());
        let spec = spec::read_and_keep(sources, &mut problems, &mut trees);
        // For what is wrong. The last checks are made of the model, so it is there then, but nobody here asks it anything:
        // edits go to places, and it has none.
        resolve(&spec, sources, &mut problems);
        Self { spec, parsed: trees.len() - known, trees, problems }
    }
}

/// Maximum number of problems shown per file and severity: after fixing those, one runs the command again.
const SHOWN: usize = 100;

/// Reading order, whatever found them: a person works through a file from top to bottom. Of very many, the first ones
/// and how many there are.
pub fn sorted(mut problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let source = |problem: &Diagnostic| problem.labels.first().map(|(span, _)| span.source);
    problems
        .sort_by_key(|problem| problem.labels.first().map(|(span, _)| (span.source, span.start)));
    let mut shown: Vec<Diagnostic> = Vec::new();
    let mut counts = BTreeMap::<_, usize>::new();
    // Behind the last one that is shown of a file and severity: how many follow.
    let mut left_out: Vec<(usize, Severity, usize)> = Vec::new();
    let mut places = BTreeMap::new();
    for problem in problems {
        let of = (source(&problem), problem.severity);
        let count = counts.entry(of).or_default();
        *count += 1;
        if *count <= SHOWN {
            shown.push(problem);
        } else if let Some(at) = places.get(&of).copied() {
            let entry: Option<&mut (usize, Severity, usize)> = left_out.get_mut(at);
            entry.into_iter().for_each(|(.., count)| *count += 1);
        } else {
            places.insert(of, left_out.len());
            left_out.push((shown.len(), of.1, 1));
        }
    }
    for (at, severity, count) in left_out.into_iter().rev() {
        let what = match severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let plural = if count == 1 { "" } else { "s" };
        let message = format!("this file has {count} more {what}{plural}");
        let mut rest = Diagnostic { severity, ..Diagnostic::error(Code::TooManyProblems, message) };
        let last = at.checked_sub(1).and_then(|at| shown.get(at));
        if let Some((span, _)) = last.and_then(|last| last.labels.first()) {
            rest = rest.at(*span, "the last one shown");
        }
        shown.insert(at, rest.help("fix these first, then run the command again"));
    }
    shown
}
