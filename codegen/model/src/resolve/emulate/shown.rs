//! What responses show of an object, and where it comes from.

use super::Resolver;
use super::draft::KindDraft;
use super::operation::Operated;
use super::words::{bad, plain};
use crate::model::emulate::Shown;
use crate::model::{Field, FieldSource, FileFact, Object, Type};

impl Resolver<'_, '_> {
    /// What a response with these fields shows, in their order.
    pub(super) fn shown(&self, fields: &[Field]) -> Vec<Shown> {
        fields.iter().map(|field| self.field(field)).collect()
    }

    fn field(&self, field: &Field) -> Shown {
        let draft = self.draft;
        if draft.entry.is_file {
            return fact(draft, field, FileFact::shown);
        }
        let name = field.name.clone();
        if let Some((part, object)) = self.part(field) {
            // Inside the whole, a part does not repeat what it is a part of.
            let of = part.entry.of.as_ref().map(|of| of.value.as_str());
            let fields: Vec<_> = object
                .fields
                .iter()
                .filter(|field| Some(field.name.as_str()) != of)
                .cloned()
                .collect();
            let resolver = Resolver { draft: part, problems: &mut Vec::new(), ..*self };
            return Shown::Parts {
                name,
                kind: part.name().to_owned(),
                fields: resolver.shown(&fields),
            };
        }
        if name != draft.id && draft.stores(&name).is_none() {
            if let Some((from, kind, fields)) = self.named(field) {
                return Shown::Named { name, from, kind, fields };
            }
            if let Some(source) = self.sources().find(|source| source.from == name) {
                return Shown::Renamed { name, from: source.field.clone() };
            }
        }
        nested(draft, field)
    }

    /// The kind whose objects a list holds, if those belong to the objects of this kind.
    fn part(&self, field: &Field) -> Option<(&KindDraft<'_>, &Object)> {
        let object = element(self.draft, &field.ty)?;
        let shows = |draft: &&KindDraft<'_>| {
            draft.object().is_some_and(|it| std::ptr::eq(it.response.fields(), &*object.fields))
        };
        let mut parts = self.beside.parts.get(self.draft.name())?.iter().copied();
        Some((parts.find(shows)?, object))
    }

    /// The list of ids whose objects a list of the response shows, the kind of those, and what is shown of each. What the
    /// types leave open, `modify` may say.
    fn named(&self, field: &Field) -> Option<(String, String, Vec<Shown>)> {
        let object = element(self.draft, &field.ty)?;
        let fitting = self.fitting(field);
        let said =
            self.reads(field).and_then(|said| fitting.iter().find(|(from, _)| *from == said));
        let (from, named) = match (said, fitting.as_slice()) {
            (Some(said), _) => said,
            (None, [only]) => only,
            (None, _) => return None,
        };
        let fields = object.fields.iter().map(|field| match named.entry.is_file {
            true => fact(named, field, FileFact::listed),
            false => nested(named, field),
        });
        Some(((*from).to_owned(), named.name().to_owned(), fields.collect()))
    }

    /// The lists of ids that a list of the response may show the objects of, by its type.
    fn fitting(&self, field: &Field) -> Vec<(&str, &KindDraft<'_>)> {
        let Some(object) = element(self.draft, &field.ty) else { return Vec::new() };
        let refers = self.draft.entry.refers.iter().filter_map(|(from, kind)| {
            let named = *self.beside.names.get(kind.value.as_str())?;
            let Type::List(id) = &self.draft.stores(from)?.ty else { return None };
            let has_id = object.fields.iter().any(|it| it.name == named.id && it.ty == **id);
            has_id.then_some((from.value.as_str(), named))
        });
        refers.collect()
    }

    /// The field that an overwrite takes from the elements of this list.
    fn reads(&self, list: &Field) -> Option<&str> {
        let modify = self.draft.operations.iter().filter_map(|it| it.operation.modify.as_ref());
        let mut sources = modify.flat_map(|modify| &modify.sources);
        let source = sources.find(|it| it.element.is_some() && it.from == list.name)?;
        Some(&source.field)
    }

    /// Reports a list that is shown of an object although nothing says which ids it is made of: it would be left out.
    pub(super) fn ambiguous(&mut self, operated: &Operated<'_>, shows: &[Shown]) {
        let is_plain = |name: &str| {
            shows.iter().any(|it| matches!(it, Shown::Nested { name: it, .. } if it == name))
        };
        for field in operated.response.fields().iter().filter(|field| is_plain(&field.name)) {
            let fitting = self.fitting(field);
            if self.draft.stores(&field.name).is_some() || fitting.len() < 2 {
                continue;
            }
            let lists: Vec<_> = fitting.iter().map(|(from, _)| format!("`{from}`")).collect();
            let (name, id) = (&field.name, &operated.operation.id);
            let message = format!(
                "`{id}` shows `{name}`, which may be of the ids in {}",
                lists.join(" or in ")
            );
            let help = format!(
                "say which in `modify: {{ from: … }}` of the operation that writes it, or write `without: {{ {}: [{name}] }}`",
                operated.name.value
            );
            self.problems.push(bad(operated.name.span, "this operation", message, help));
        }
    }

    /// What an overwrite writes under another name than it is read.
    fn sources(&self) -> impl Iterator<Item = &FieldSource> {
        let modify = self.draft.operations.iter().filter_map(|it| it.operation.modify.as_ref());
        let sources = modify.flat_map(|modify| &modify.sources);
        sources.filter(|source| source.element.is_none() && source.field != source.from)
    }

    /// What is shown of an object that no response shows: what its creation says.
    pub(super) fn written(&self) -> Vec<Shown> {
        let stored = self.draft.stored.iter().filter(|field| field.name != self.draft.id);
        let stored = stored.map(|field| nested(self.draft, field));
        [Shown::Plain(self.draft.id.to_owned())].into_iter().chain(stored).collect()
    }

    /// The fields that a seed may give an object: those that are shown, as they are written. It must say what a call to
    /// create the object cannot leave to the server.
    pub(super) fn seeded(&self, shows: &[Shown]) -> Vec<Field> {
        let draft = self.draft;
        let of = draft.entry.of.as_ref().map(|of| of.value.as_str());
        let names = shows.iter().filter_map(|shown| match shown {
            Shown::Plain(name) | Shown::Nested { name, .. } => Some(name.as_str()),
            Shown::Renamed { from, .. } | Shown::Named { from, .. } => Some(from.as_str()),
            Shown::Parts { .. } | Shown::Fact(_) => None,
        });
        let mut names: Vec<_> = names.collect();
        names.extend(of.filter(|of| !names.contains(of)));
        let shown = || draft.operations.iter().flat_map(|it| it.response.fields());
        let field = |name: &str| {
            // Where a field is both sent and received, its objects have a type each; what comes back is what is kept.
            let found = shown().find(|field| field.name == name).or_else(|| draft.stores(name))?;
            let required = name == draft.id || Some(name) == of;
            Some(Field { required, ..plain(name, found.ty.clone()) })
        };
        names.into_iter().filter_map(field).collect()
    }
}

/// The object of a list.
fn element<'a>(draft: &KindDraft<'a>, ty: &Type) -> Option<&'a Object> {
    match ty {
        Type::List(inner) => match &**inner {
            Type::Object(name) => draft.api.object(name),
            _ => None,
        },
        _ => None,
    }
}

/// A field of a file, if that is known of files. Any other one was not written by anybody, and is reported.
fn fact(
    draft: &KindDraft<'_>,
    field: &Field,
    known: fn(&str) -> Option<&'static FileFact>,
) -> Shown {
    known(&field.name).map_or_else(|| nested(draft, field), Shown::Fact)
}

/// A field as it was written, with those of the objects inside of it.
fn nested(draft: &KindDraft<'_>, field: &Field) -> Shown {
    let mut ty = &field.ty;
    while let Type::List(inner) = ty {
        ty = inner;
    }
    let object = match ty {
        Type::Object(name) => draft.api.object(name),
        _ => None,
    };
    let name = field.name.clone();
    match object {
        Some(object) => {
            let fields = object.fields.iter().map(|field| nested(draft, field)).collect();
            Shown::Nested { name, fields }
        }
        None => Shown::Plain(name),
    }
}
