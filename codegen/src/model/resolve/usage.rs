//! Who uses a declared type, and in which direction it travels.

use super::Resolver;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::Usage;
use crate::model::types::Usages;
use crate::spec::types::Declarations;

impl<'a> Resolver<'a> {
    pub(super) fn usages(&self) -> Usages {
        let mut usages = Usages::default();
        let (request, response) =
            (Usage { request: true, response: false }, Usage { request: false, response: true });
        let objects = self.spec.declarations.objects_by_name();
        for file in &self.spec.operations {
            let sent = file.parameters.iter().chain(&file.query).chain(file.body.iter().flatten());
            for (entry, usage) in sent
                .map(|entry| (entry, request))
                .chain(file.data.iter().map(|entry| (entry, response)))
            {
                if let Some(ty) = &entry.ty {
                    usages.mark(&ty.value, usage, &objects);
                }
            }
        }
        usages
    }

    /// What is sent is closed and checked, what comes back is open and lenient: no type can be both.
    pub(super) fn one_way(&mut self, usages: &Usages) {
        for object in &self.spec.declarations.objects {
            if usages.of(&object.name) == (Usage { request: true, response: true }) {
                self.problems.push(
                    Diagnostic::error(
                        Code::TwoWayObject,
                        format!("`{}` is both sent and received", object.name.value),
                    )
                    .at(object.name.span, "used in both directions")
                    .help(format!(
                        "declare `{}Input` with the same fields for requests",
                        object.name.value
                    )),
                );
            }
        }
    }

    /// Responses are never checked, so a rule there would be a promise that nobody keeps.
    pub(super) fn rules_on_responses(&mut self, usages: &Usages) {
        let declarations: &'a Declarations = &self.spec.declarations;
        let objects = declarations.objects.iter().filter(|object| !usages.of(&object.name).request);
        let fields = objects
            .flat_map(|object| &object.fields)
            .chain(self.spec.operations.iter().flat_map(|o| &o.data));
        for rule in fields.flat_map(|field| &field.rules) {
            self.problems.push(
                Diagnostic::error(
                    Code::MisfitRule,
                    format!("`{}` is on a field that only occurs in responses", rule.value.kind.word),
                )
                .at(rule.span, "never checked")
                .help("responses are never checked against rules; state it in the description instead"),
            );
        }
    }

    pub(super) fn unused(&mut self, usages: &Usages) {
        let declarations: &'a Declarations = &self.spec.declarations;
        let ids = declarations.ids.iter().map(|id| &id.name);
        let objects = declarations.objects.iter().map(|object| &object.name);
        let enums = declarations.enums.iter().map(|entry| &entry.name);
        for name in ids.chain(objects).chain(enums) {
            if usages.of(name) == Usage::default() {
                self.problems.push(
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
}
