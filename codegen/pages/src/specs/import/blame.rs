//! Which pages an error in the specs comes from.
//!
//! [`Changed`] keeps which page wrote which stretch of a file. The specs are checked as what they will be, files, and an
//! error has nothing but its place; so the place leads back to the page. An error may also be in what no page wrote, such
//! as the sample of an operation whose type a page changed: then it comes from what is around it or behind it.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use super::super::changed::Changed;
use super::existing::is_error;
use crate::Reading;
use crate::diagnostic::{Diagnostic, Span, Spanned};
use crate::sources::{SourceId, Sources};
use crate::space::Space;
use crate::spec::node::{Node, Value};
use crate::spec::operation::OperationFile;

/// The specs of a product as an attempt would leave them.
pub(super) struct After<'a> {
    pub(super) sources: Sources,
    pub(super) reading: Reading,
    files: BTreeMap<&'a str, &'a Changed>,
}

/// A type as declared: its name, and where it is written.
type Declared<'r> = (&'r str, SourceId, Range<usize>);

impl<'a> After<'a> {
    /// `trees` are those of the sources that are as they were before.
    pub(super) fn of(
        sources: Sources,
        trees: BTreeMap<SourceId, Arc<Node>>,
        files: BTreeMap<&'a str, &'a Changed>,
    ) -> Self {
        Self { reading: Reading::with(&sources, trees), sources, files }
    }

    /// Whether the attempt changes a file.
    pub(super) fn is_changed(&self, path: &str) -> bool {
        self.files.get(path).is_some_and(|file| file.is_changed())
    }

    pub(super) fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.reading.problems.iter().filter(|problem| is_error(problem))
    }

    /// The sample of a whole request or response that an error is in: its spec, and the part of the call.
    pub(super) fn sample(&self, problem: &Diagnostic) -> Option<(&OperationFile, &'static str)> {
        let (span, _) = problem.labels.first()?;
        let file = self.operation(span.source)?;
        let parts = [("request", &file.request_example), ("response", &file.response_example)];
        let is_in = |sample: &Node| {
            sample.span.source == span.source
                && sample.span.start <= span.start
                && span.end <= sample.span.end
        };
        let part = parts.into_iter().find(|(_, sample)| sample.as_ref().is_some_and(is_in));
        part.map(|(part, _)| (file, part))
    }

    /// The pages that an error comes from: those that wrote what it is about; or else that changed the declaration or the
    /// operation around it; or else a type that is used there. None if no page has to do with it.
    pub(super) fn pages(&self, problem: &Diagnostic) -> BTreeSet<usize> {
        let ways: [fn(&Self, Span) -> BTreeSet<usize>; 4] =
            [Self::wrote, Self::declared, Self::changed, Self::behind];
        let labels = || problem.labels.iter().map(|(span, _)| *span);
        let found = ways.iter().flat_map(|way| labels().map(move |span| way(self, span)));
        found.into_iter().find(|pages| !pages.is_empty()).unwrap_or_default()
    }

    fn wrote(&self, span: Span) -> BTreeSet<usize> {
        self.in_stretch(span.source, &(span.start..span.end))
    }

    fn declared(&self, span: Span) -> BTreeSet<usize> {
        let around = self.declaration(span);
        around.map(|(_, source, stretch)| self.in_stretch(source, &stretch)).unwrap_or_default()
    }

    /// Of a file of types, each declaration is its own matter.
    fn changed(&self, span: Span) -> BTreeSet<usize> {
        let path = self.sources.get(span.source).path();
        let file = self.files.get(path).filter(|_| self.operation(span.source).is_some());
        file.map(|file| file.pages().collect()).unwrap_or_default()
    }

    /// Pages that changed a type which the operation or the type at this place uses.
    fn behind(&self, span: Span) -> BTreeSet<usize> {
        let path = self.sources.get(span.source).path();
        let Some(space) = Space::of(path) else { return BTreeSet::new() };
        let declared = self.reading.spec.declared(&space);
        let objects = declared.objects_by_name();
        let mut open: Vec<&str> = match (self.declaration(span), self.operation(span.source)) {
            (Some((name, ..)), _) => vec![name],
            (None, Some(file)) => file.fields().filter_map(|field| field.type_name()).collect(),
            (None, None) => Vec::new(),
        };
        let mut seen = BTreeSet::new();
        while let Some(name) = open.pop() {
            if seen.insert(name) {
                let fields = objects.get(name).into_iter().flat_map(|object| &object.fields);
                open.extend(fields.filter_map(|field| field.type_name()));
            }
        }
        let enums = declared.enums.iter().map(|entry| &entry.name);
        let names = declared.objects.iter().map(|object| &object.name).chain(enums);
        names
            .filter(|name| seen.contains(name.as_str()))
            .filter_map(|name| self.declaration(name.span))
            .flat_map(|(_, source, stretch)| self.in_stretch(source, &stretch))
            .collect()
    }

    fn in_stretch(&self, source: SourceId, stretch: &Range<usize>) -> BTreeSet<usize> {
        let file = self.files.get(self.sources.get(source).path());
        file.map(|file| file.pages_in(stretch)).unwrap_or_default()
    }

    fn operation(&self, source: SourceId) -> Option<&OperationFile> {
        let mut operations = self.reading.spec.operations.iter();
        operations.find(|file| file.id.span.source == source)
    }

    /// The declaration around a place.
    fn declaration(&self, span: Span) -> Option<Declared<'_>> {
        let tree = self.reading.trees.get(&span.source)?;
        let sections = entries(tree)
            .iter()
            .filter(|(key, _)| ["ids", "objects", "enums"].contains(&key.value.as_str()));
        let mut all = sections.flat_map(|(_, section)| entries(section));
        let text = self.sources.get(span.source).text();
        all.find_map(|(key, node)| {
            let end = node.span.end.max(key.span.end);
            // With its last line, where pages add fields.
            let rest = text.get(end..).and_then(|rest| rest.find('\n')).unwrap_or_default();
            let stretch = key.span.start..end + rest;
            let is_in = stretch.start <= span.start && span.start <= stretch.end;
            is_in.then_some((key.value.as_str(), span.source, stretch))
        })
    }
}

fn entries(node: &Node) -> &[(Spanned<String>, Node)] {
    match &node.value {
        Value::Map(entries) => entries,
        _ => &[],
    }
}
