//! The objects that the seed of samples brings. The emulator takes a seed whole or not at all, so one that it would refuse
//! is a mistake here.

use std::collections::BTreeMap;

use super::Resolver;
use super::words::plain;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::rule::{Bounds, Number, RANGE};
use crate::model::{Field, FileFact, Rule, Seeded, Type};
use crate::resolve::check::{Mapping, expected};
use crate::spec::node::{Node, Value};

impl Resolver<'_, '_> {
    /// Samples are what a seed may hold, and rules of requests are not checked: a server may hold what it would not take any
    /// more.
    pub(super) fn samples(&mut self, fields: &[Field]) {
        let known: Mapping = fields.iter().map(expected).collect();
        let entry = self.draft.entry;
        self.checked(|samples| entry.samples.iter().for_each(|it| samples.fields(it, &known)));
        // What a seed says of a file is the same for all.
        let id = if entry.is_file { "id" } else { self.draft.id };
        let mut ids = BTreeMap::new();
        for sample in &entry.samples {
            if entry.is_file {
                self.problems.extend(wrong_content(sample));
            }
            let Some(Node { value: Value::Text(text), span }) = field(sample, id) else { continue };
            self.problems.extend(wrong_id(text, *span, ids.insert(text, *span)));
        }
    }
}

/// What a seed says of a file, whatever the product.
pub(super) fn file_fields() -> Vec<Field> {
    let field = |fact: &FileFact| {
        let least = fact.least.map(|least| {
            Rule::within(RANGE, Bounds { min: Some(Number::Integer(least)), max: None })
        });
        let required = fact.seeded == Seeded::Required;
        Field {
            required,
            rules: least.into_iter().collect(),
            ..plain(fact.name, Type::Scalar(fact.scalar))
        }
    };
    FileFact::all_seeded().map(field).collect()
}

/// A file of which neither the content nor what follows from it is known, or whose content is said twice.
fn wrong_content(sample: &Node) -> Option<Diagnostic> {
    let there = |name: &&'static str| field(sample, name).is_some();
    let contents = FileFact::seeded_as(Seeded::Content);
    let missing = FileFact::seeded_as(Seeded::UnlessContent).find(|name| !there(name));
    match (contents.clone().filter(there).count(), missing) {
        (0, Some(missing)) => {
            let contents = contents.collect::<Vec<_>>().join("` or `");
            Some(wrong(
                sample.span,
                format!("the sample has neither `{missing}` nor a content"),
                format!("add `{missing}`, or the content as `{contents}`"),
            ))
        }
        (0 | 1, _) => None,
        _ => {
            let contents = contents.collect::<Vec<_>>().join("` and `");
            let message = format!("the sample has its content twice, as `{contents}`");
            Some(wrong(sample.span, message, "remove one of them"))
        }
    }
}

/// An id that no path could name, or that another sample has.
fn wrong_id(id: &str, at: Span, other: Option<Span>) -> Option<Diagnostic> {
    if id.is_empty() {
        return Some(wrong(at, "the id is empty", "write the id of the object"));
    }
    let problem = wrong(at, format!("two samples have the id `{id}`"), "give each its own");
    Some(problem.at(other?, "first here"))
}

fn field<'n>(sample: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &sample.value else { return None };
    entries.iter().find(|(key, _)| key.value == name).map(|(_, node)| node)
}

fn wrong(at: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadExample, message).at(at, "in this sample").help(help)
}
