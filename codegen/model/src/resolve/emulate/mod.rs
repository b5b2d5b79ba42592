//! What the emulator keeps: what a product says of it, checked against the operations, and all that follows from their types.

mod beside;
mod draft;
mod files;
mod ids;
mod operation;
mod requires;
mod samples;
mod shown;
mod words;

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::emulate::{Emulated, Kind, Reference, Shown};
use crate::model::{FileFact, Model, Type};
use crate::names;
use crate::resolve::check::Samples;
use crate::spec::Spec;
use beside::Beside;
use draft::KindDraft;
use operation::Operated;
use shown::Shows;
use words::{bad, instead};

/// The kinds of all products. What is wrong with one is reported, and the others are checked nonetheless.
pub(super) fn kinds(spec: &Spec, model: &Model, problems: &mut Vec<Diagnostic>) -> Vec<Kind> {
    let mut products: Vec<_> = spec.products.iter().collect();
    products.sort_by(|a, b| a.product.name.cmp(&b.product.name));
    let entries = products.iter().flat_map(|file| file.kinds.iter().map(move |kind| (*file, kind)));
    let mut names = BTreeMap::new();
    let mut drafts = Vec::new();
    for (file, entry) in entries {
        problems.extend(bad_name(&entry.name, &names));
        names.insert(entry.name.value.as_str(), entry.name.span);
        drafts.extend(KindDraft::new(model, file, entry, problems));
    }
    draft::used_once(&drafts, problems);
    let beside = Beside::of(&drafts);
    let mut kinds = Vec::new();
    for draft in &drafts {
        kinds.extend(Resolver { beside: &beside, draft, problems }.kind());
    }
    kinds
}

fn bad_name(name: &Spanned<String>, known: &BTreeMap<&str, Span>) -> Option<Diagnostic> {
    if !names::is_snake_case(name) {
        let message = format!("no kind can be called `{}`", name.value.escape_debug());
        let problem = Diagnostic::error(Code::BadName, message).at(name.span, "this name");
        return Some(problem.help("write it in snake_case, such as `external_offer`"));
    }
    let first = known.get(name.value.as_str())?;
    let message = format!("the kind `{}` is there twice", name.value);
    let problem = Diagnostic::error(Code::BadEmulate, message);
    let problem = problem.at(name.span, "again here").at(*first, "first here");
    Some(problem.help(
        "names of kinds are unique on the whole platform: give one another name, and name its operations with their \
         resource, such as `create: job.create`",
    ))
}

/// Resolves a kind beside all others.
struct Resolver<'a, 'p> {
    beside: &'p Beside<'a, 'p>,
    draft: &'p KindDraft<'a>,
    problems: &'p mut Vec<Diagnostic>,
}

impl<'a, 'p> Resolver<'a, 'p> {
    fn shows(&self) -> Shows<'a, 'p> {
        Shows::of(self.beside, self.draft)
    }

    fn kind(mut self) -> Option<Kind> {
        let KindDraft { entry, space, operations, .. } = self.draft;
        self.draft.id_type?;
        self.parent();
        let references = self.references();
        self.by();
        let unknown = entry.without.iter().filter(|(name, _)| {
            !operations.iter().any(|operation| operation.name.value == name.value)
        });
        for (name, _) in unknown {
            let message = format!("`{}` is no operation of this kind", name.value);
            let known = operations.iter().map(|operation| operation.name.value.as_str());
            let help = instead(self.problems, name, known);
            self.problems.push(bad(name.span, "this operation", message, help));
        }
        let operations: Vec<_> = operations.iter().map(|it| self.emulated(it)).collect();
        let shows = match self.draft.object() {
            _ if entry.is_file => FileFact::all_listed().map(Shown::Fact).collect(),
            // The operation that returns it may leave out fields, so what it shows is another list; what is wrong with
            // the fields is reported there.
            Some(object) => self.shows().fields(object.response.fields()),
            None => self.shows().written(),
        };
        let fields = if entry.is_file { files::file_fields() } else { self.shows().seeded(&shows) };
        let requires = self.requires();
        self.samples(&fields);
        Some(Kind {
            name: entry.name.value.clone(),
            space: space.clone(),
            is_file: entry.is_file,
            id: self.draft.id.to_owned(),
            parent: entry.of.as_ref().map(|of| of.value.clone()),
            references,
            shows,
            fields,
            requires,
            samples: entry.samples.iter().map(|sample| sample.to_json()).collect(),
            operations,
        })
    }

    fn parent(&mut self) {
        let Some(of) = &self.draft.entry.of else { return };
        let shown = self.draft.operations.iter().flat_map(|it| it.response.fields());
        let known = self.draft.stored.iter().copied().chain(shown).map(|it| it.name.as_str());
        if !known.clone().any(|name| name == of.value) {
            let message = format!("`{}` has no field `{}`", self.draft.name(), of.value);
            let help = instead(self.problems, of, known);
            self.problems.push(bad(of.span, "this field", message, help));
        }
    }

    fn references(&mut self) -> Vec<Reference> {
        let mut references = Vec::new();
        for (field, kind) in &self.draft.entry.refers {
            let Some(found) = self.draft.stores(field) else {
                let known = self.draft.stored.iter().map(|field| field.name.as_str());
                let help = instead(self.problems, field, known);
                let message =
                    format!("no body of `{}` has a field `{}`", self.draft.name(), field.value);
                self.problems.push(bad(field.span, "this field", message, help));
                continue;
            };
            let named = self.beside.names.get(kind.value.as_str());
            let Some(named) = named.filter(|named| named.space == self.draft.space) else {
                let same = self.beside.names.values().filter(|it| it.space == self.draft.space);
                let help = instead(self.problems, kind, same.map(|draft| draft.name()));
                let message = format!("{} has no kind `{}`", self.draft.space, kind.value);
                self.problems.push(bad(kind.span, "this kind", message, help));
                continue;
            };
            let ty = match &found.ty {
                Type::List(inner) => inner,
                ty => ty,
            };
            if !named.is_named_by(ty) {
                let message = format!("`{}` holds no id of `{}`", field.value, kind.value);
                let help = "name the kind whose ids the field holds, or leave the field out";
                self.problems.push(bad(field.span, "this field", message, help));
            }
            references.push(Reference { field: found.name.clone(), kind: kind.value.clone() });
        }
        references
    }

    /// The field of a list's body that takes ids.
    fn by(&mut self) {
        let Some(by) = &self.draft.entry.by else { return };
        let ids = self.draft.operations.iter().flat_map(|it| it.takes_ids(self.draft));
        let known = ids.map(|field| field.name.as_str());
        if !known.clone().any(|name| name == by.value) {
            let message = format!("no list of `{}` takes ids in `{}`", self.draft.name(), by.value);
            let help = instead(self.problems, by, known);
            self.problems.push(bad(by.span, "this field", message, help));
        }
    }

    fn emulated(&mut self, operated: &Operated<'_>) -> Emulated {
        self.problems.extend(operated.wrong_id(self.draft));
        let ids = operated.ids(self.draft, self.problems);
        let mut fields: Vec<_> = operated.response.fields().iter().collect();
        let entries = &self.draft.entry.without;
        let without = entries.iter().filter(|(name, _)| name.value == operated.name.value);
        for name in without.flat_map(|(_, names)| names) {
            match fields.iter().position(|field| field.name == name.value) {
                Some(at) => {
                    fields.remove(at);
                }
                None => {
                    let operation = &operated.name.value;
                    let message =
                        format!("the response of `{operation}` has no field `{}`", name.value);
                    let known = fields.iter().map(|field| field.name.as_str());
                    let help = instead(self.problems, name, known);
                    self.problems.push(bad(name.span, "this field", message, help));
                }
            }
        }
        let mut shows = self.shows();
        let shown = shows.fields(fields);
        self.problems.extend(shows.wrong.iter().map(|wrong| wrong.of(operated)));
        Emulated {
            operation: operated.operation.id.clone(),
            action: operated.action,
            parameter: operated.parameter().map(|field| field.name.clone()),
            ids,
            holder: operated.response.holder().map(str::to_owned),
            shows: shown,
        }
    }

    /// Checks values against the types of the version.
    fn checked(&mut self, check: impl FnOnce(&mut Samples<'_>)) {
        let Some(known) = self.beside.known.get(&self.draft.space) else { return };
        check(&mut Samples { known, problems: self.problems });
    }
}
