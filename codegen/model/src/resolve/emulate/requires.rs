//! What a page demands of a body in words.

use super::Resolver;
use super::words::{bad, instead};
use crate::diagnostic::Spanned;
use crate::model::emulate::{Action, Requirement};
use crate::model::{Field, Type};
use crate::spec::emulate::RequirementEntry;

impl Resolver<'_, '_> {
    pub(super) fn requires(&mut self) -> Vec<Requirement> {
        let entries = &self.draft.entry.requires;
        entries.iter().filter_map(|entry| self.requirement(entry)).collect()
    }

    fn requirement(&mut self, entry: &RequirementEntry) -> Option<Requirement> {
        let of = entry.of.clone();
        match (entry.one_of.as_slice(), &entry.field, &entry.when, &entry.is) {
            (one_of @ [_, _, ..], None, None, None) if of.is_none() => {
                let paths: Vec<_> =
                    one_of.iter().filter_map(|path| Some(self.path(path)?.0)).collect();
                (paths.len() == one_of.len()).then_some(Requirement::OneOf(paths))
            }
            ([], Some(field), Some(when), Some(is)) => {
                let (field, when) = (self.path(field), self.path(when));
                let ((field, _), (when, ty)) = (field?, when?);
                // A value that the field can have.
                self.checked(|samples| samples.value(is, &ty, &[]));
                Some(Requirement::When { field, when, is: is.to_json(), of })
            }
            _ => {
                let message = "this requirement is of neither form";
                let help = "write `one_of: [a, b]`, or `field: a, when: b, is: VALUE` and perhaps `for: …`";
                self.problems.push(bad(entry.span, "this requirement", message, help));
                None
            }
        }
    }

    /// The way to a field of the body that creates an object, and the field's type.
    fn path(&mut self, path: &Spanned<String>) -> Option<(Vec<String>, Type)> {
        let creates = self.draft.operations.iter().filter(|it| it.action == Action::Create);
        let mut fields: Vec<&Field> = creates.flat_map(|it| it.written()).collect();
        let mut way = Vec::new();
        let mut ty = None;
        for name in path.split('.') {
            let Some(field) = fields.iter().find(|field| field.name == name) else {
                let message = format!(
                    "the body of a new `{}` has no field `{}`",
                    self.draft.name(),
                    path.value
                );
                let help = instead(self.problems, name, fields.iter().map(|it| it.name.as_str()));
                self.problems.push(bad(path.span, "this field", message, help));
                return None;
            };
            way.push(name.to_owned());
            ty = Some(field.ty.clone());
            fields = match &field.ty {
                Type::Object(name) => {
                    self.draft.api.object(name).into_iter().flat_map(|it| &it.fields).collect()
                }
                _ => Vec::new(),
            };
        }
        Some((way, ty?))
    }
}
