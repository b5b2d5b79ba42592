//! Who uses a declared type, and in which direction it travels.

use crate::diagnostic::{Code, Diagnostic};
use crate::model::Usage;
use crate::spec::operation::OperationFile;
use crate::spec::types::Declarations;
use crate::spec::usage::Usages;

/// The usage of each type that a namespace declares, and what is wrong with it.
pub(super) fn check(
    declarations: &Declarations,
    operations: &[&OperationFile],
    problems: &mut Vec<Diagnostic>,
) -> Usages {
    let usages = Usages::of(declarations, operations);
    one_way(declarations, &usages, problems);
    rules_on_responses(declarations, operations, &usages, problems);
    unused(declarations, &usages, problems);
    usages
}

/// Requests are closed and checked, responses are open and lenient: no type can be both.
fn one_way(declarations: &Declarations, usages: &Usages, problems: &mut Vec<Diagnostic>) {
    for object in &declarations.objects {
        if usages.direction(&object.name) == (Usage { request: true, response: true }) {
            let name = &object.name.value;
            problems.push(
                Diagnostic::error(
                    Code::TwoWayObject,
                    format!("`{name}` is both sent and received"),
                )
                .at(object.name.span, "used in both directions")
                .help(format!("declare `{name}Input` with the same fields for requests")),
            );
        }
    }
}

/// Responses are never checked, so a rule there would have no effect.
fn rules_on_responses(
    declarations: &Declarations,
    operations: &[&OperationFile],
    usages: &Usages,
    problems: &mut Vec<Diagnostic>,
) {
    let objects =
        declarations.objects.iter().filter(|object| !usages.direction(&object.name).request);
    let fields = objects
        .flat_map(|object| &object.fields)
        .chain(operations.iter().flat_map(|operation| &operation.data));
    for rule in fields.flat_map(|field| &field.rules) {
        problems.push(
            Diagnostic::error(
                Code::MisfitRule,
                format!("`{}` is on a field that only occurs in responses", rule.value.kind.word),
            )
            .at(rule.span, "never checked")
            .help("responses are never checked against rules; state it in the description instead"),
        );
    }
}

fn unused(declarations: &Declarations, usages: &Usages, problems: &mut Vec<Diagnostic>) {
    let ids = declarations.ids.iter().map(|id| &id.name);
    let objects = declarations.objects.iter().map(|object| &object.name);
    let enums = declarations.enums.iter().map(|entry| &entry.name);
    for name in ids.chain(objects).chain(enums) {
        if usages.direction(name) == Usage::default() {
            problems.push(
                Diagnostic::warning(
                    Code::UnusedType,
                    format!("no operation uses `{}`", name.value),
                )
                .at(name.span, "unused")
                .help("remove it, or use it"),
            );
        }
    }
}
