//! Diagnostics of kinds, and fields that no page has.

use std::collections::BTreeSet;

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Field, Type};
use crate::suggest::likely;

/// A mistake in what is said of a kind.
pub(super) fn bad(
    span: Span,
    label: &str,
    message: impl Into<String>,
    help: impl Into<String>,
) -> Diagnostic {
    Diagnostic::error(Code::BadEmulate, message).at(span, label).help(help)
}

/// What was meant, or all that there is.
pub(super) fn instead<'n>(
    problems: &[Diagnostic],
    typed: &str,
    known: impl Iterator<Item = &'n str> + Clone,
) -> String {
    match likely(problems, typed, known.clone()) {
        Some(near) => format!("did you mean `{near}`?"),
        None => {
            let mut seen = BTreeSet::new();
            let known: Vec<_> = known.filter(|name| seen.insert(*name)).collect();
            format!("there is {}", known.join(", "))
        }
    }
}

/// A field of which nothing but name and type counts.
pub(super) fn plain(name: &str, ty: Type) -> Field {
    Field {
        name: name.to_owned(),
        ty,
        required: false,
        description: None,
        example: None,
        default: None,
        rules: Vec::new(),
        scopes: Vec::new(),
        deprecated: false,
    }
}
