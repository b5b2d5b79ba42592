//! What is one on the whole platform: ids of operations, and routes.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic};
use crate::spec::Spec;

/// No two operations of the platform have one id or one route, whatever their product, and whatever a path calls its
/// parameters.
pub(super) fn unique_operations(spec: &Spec, problems: &mut Vec<Diagnostic>) {
    let mut ids = BTreeMap::new();
    let mut routes = BTreeMap::new();
    // A missing id or route was reported already, and is not a duplicate.
    let whole =
        spec.operations.iter().filter(|file| !file.id.is_empty() && !file.http.path.is_empty());
    for file in whole {
        let id = ids.insert(&file.id.value, file.id.span).map(|first| (file.id.span, first, "id"));
        let route = routes
            .insert(file.http.route(), file.http.span)
            .map(|first| (file.http.span, first, "method and path"));
        for (again, first, what) in id.into_iter().chain(route) {
            problems.push(
                Diagnostic::error(
                    Code::DuplicateDeclaration,
                    format!("two operations have the same {what}"),
                )
                .at(again, "again here")
                .at(first, "first here")
                .help("correct one of the two, or remove it"),
            );
        }
    }
}
