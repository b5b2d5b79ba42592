//! What a seed says of a file, whatever the product.

use super::words::plain;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::rule::{Bounds, Number, RANGE};
use crate::model::{Field, FileFact, Rule, Seeded, Type};
use crate::spec::node::{Node, Value};

/// The fields of a file in a seed.
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
pub(super) fn wrong_content(sample: &Node) -> Option<Diagnostic> {
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

/// A field of a sample.
pub(super) fn field<'n>(sample: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Map(entries) = &sample.value else { return None };
    entries.iter().find(|(key, _)| key.value == name).map(|(_, node)| node)
}

/// A mistake in a sample.
pub(super) fn wrong(at: Span, message: impl Into<String>, help: impl Into<String>) -> Diagnostic {
    Diagnostic::error(Code::BadExample, message).at(at, "in this sample").help(help)
}
