//! The ids in the calls of an operation: in its path, in its response and in the body of a list.

use super::draft::KindDraft;
use super::operation::Operated;
use super::words::bad;
use crate::diagnostic::Diagnostic;
use crate::model::emulate::Action;
use crate::model::{Field, Type};
use crate::resolve::check::describe;

impl<'a> Operated<'a> {
    /// An id of another type than that of the kind, in the path or in the response.
    pub(super) fn wrong_id(&self, draft: &KindDraft<'_>) -> Option<Diagnostic> {
        let shown = self.response.fields().iter().find(|field| field.name == draft.id);
        let wrong = self.parameter().into_iter().chain(shown);
        let wrong = wrong.clone().find(|field| !draft.is_named_by(&field.ty))?;
        let message = format!(
            "`{}` of {} is {}, and the id of `{}` is {}",
            wrong.name,
            self.operation.id,
            describe(&wrong.ty),
            draft.name(),
            draft.id_type.map(describe).unwrap_or_default(),
        );
        let help =
            "say which field holds the id of the object, `id: …`, or leave the operation out";
        Some(bad(self.name.span, "this operation", message, help))
    }

    /// The fields of a list's body that hold ids of the objects.
    pub(super) fn takes_ids<'s>(
        &self,
        draft: &'s KindDraft<'_>,
    ) -> impl Iterator<Item = &'a Field> + Clone + use<'a, 's> {
        let body = self.operation.body().filter(|_| self.action == Action::List);
        let fields = body.into_iter().flat_map(|body| &body.fields);
        fields
            .filter(|field| matches!(&field.ty, Type::List(inner) if draft.id_type == Some(inner)))
    }

    /// The one of them that selects.
    pub(super) fn ids(
        &self,
        draft: &KindDraft<'_>,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<String> {
        let by = draft.entry.by.as_ref();
        let mut fields = self.takes_ids(draft);
        if let Some(by) = by {
            return fields.find(|field| field.name == by.value).map(|field| field.name.clone());
        }
        let first = fields.next()?;
        if let Some(second) = fields.next() {
            let message = format!(
                "`{}` takes ids in `{}` and in `{}`",
                self.operation.id, first.name, second.name
            );
            let help = format!("say which of them selects, such as `by: {}`", first.name);
            problems.push(bad(self.name.span, "this operation", message, help));
        }
        Some(first.name.clone())
    }
}
