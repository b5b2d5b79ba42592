//! A kind before others are looked at.

use std::collections::BTreeMap;

use super::operation::{self, Operated, Response};
use super::words::{bad, instead};
use crate::diagnostic::Diagnostic;
use crate::model::scalar::Wire;
use crate::model::{Api, Field, Model, Type};
use crate::space::Space;
use crate::spec::emulate::KindEntry;
use crate::spec::product::ProductFile;

/// A kind with its operations, before others are looked at.
pub(super) struct KindDraft<'a> {
    pub(super) entry: &'a KindEntry,
    pub(super) space: Space,
    pub(super) api: &'a Api,
    /// The field that holds the id.
    pub(super) id: &'a str,
    /// None if no response shows it, which was reported.
    pub(super) id_type: Option<&'a Type>,
    pub(super) operations: Vec<Operated<'a>>,
    /// What bodies hold, in the order of the first that has it.
    pub(super) stored: Vec<&'a Field>,
}

impl<'a> KindDraft<'a> {
    pub(super) fn new(
        model: &'a Model,
        file: &'a ProductFile,
        entry: &'a KindEntry,
        problems: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let product = &file.product;
        let version = entry.version.as_ref().map_or(&product.main, |version| &version.value);
        let space = Space { product: product.name.clone(), version: version.clone() };
        let Some(api) = model.api(&space) else {
            let span = entry.version.as_ref().map_or(file.main, |version| version.span);
            let known = model.versions(&product.name).into_iter();
            let known: Vec<_> = known.map(|api| api.space.version.as_str()).collect();
            let message = format!("the product `{}` has no version {version}", product.name);
            let help = format!("there is {}", known.join(", "));
            problems.push(bad(span, "no such version", message, help));
            return None;
        };
        let operations = operation::all(api, entry, problems);
        let mut stored: Vec<&Field> = Vec::new();
        for field in operations.iter().flat_map(Operated::written) {
            if !stored.iter().any(|known| known.name == field.name) {
                stored.push(field);
            }
        }
        let id = entry.id.as_ref().map_or("id", |id| id.value.as_str());
        let shown = operations.iter().flat_map(|it| it.response.fields());
        let id_type = shown.clone().find(|field| field.name == id).map(|field| &field.ty);
        if id_type.is_none() && !operations.is_empty() {
            let span = entry.id.as_ref().map_or(entry.name.span, |id| id.span);
            let message = format!("no response about `{}` has a field `{id}`", entry.name.value);
            let known = shown.map(|field| field.name.as_str());
            let help = format!(
                "name the field that holds the id of the object, `id: …`; {}",
                instead(problems, id, known)
            );
            problems.push(bad(span, "which id?", message, help));
        }
        Some(Self { entry, space, api, id, id_type, operations, stored })
    }

    pub(super) fn name(&self) -> &'a str {
        &self.entry.name.value
    }

    pub(super) fn stores(&self, name: &str) -> Option<&'a Field> {
        self.stored.iter().copied().find(|field| field.name == name)
    }

    /// The fields of the response that says most of an object: where objects themselves come back.
    pub(super) fn object(&self) -> Option<&Operated<'a>> {
        let is_object = |it: &&Operated<'a>| matches!(it.response, Response::Object { .. });
        self.operations.iter().find(is_object)
    }

    /// The kind that its objects belong to.
    pub(super) fn whole(&self) -> Option<&'a str> {
        let of = self.entry.of.as_ref()?;
        let mut refers = self.entry.refers.iter();
        refers.find(|(field, _)| field.value == of.value).map(|(_, kind)| kind.value.as_str())
    }

    /// Whether a value of this type may hold the id of one of its objects. Pages write strings where they mean ids.
    pub(super) fn is_named_by(&self, ty: &Type) -> bool {
        let is_text = |ty: &Type| *ty == Type::STRING;
        let Some(id) = self.id_type else { return true };
        id == ty || (is_text(id) || is_text(ty)) && ty.wire() == Some(Wire::Text)
    }
}

/// An operation does one thing to objects of one kind.
pub(super) fn used_once(drafts: &[KindDraft<'_>], problems: &mut Vec<Diagnostic>) {
    let mut seen = BTreeMap::new();
    for operated in drafts.iter().flat_map(|draft| &draft.operations) {
        let Some(first) = seen.insert(&operated.operation.id, operated.name.span) else { continue };
        let message = format!("the operation {} is there twice", operated.operation.id);
        let problem = bad(operated.name.span, "again here", message, "remove one of the two");
        problems.push(problem.at(first, "first here"));
    }
}
