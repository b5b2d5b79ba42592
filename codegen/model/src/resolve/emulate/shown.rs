//! What responses show of an object, and where it comes from.

use super::beside::Beside;
use super::draft::KindDraft;
use super::operation::Operated;
use super::words::{bad, plain};
use crate::diagnostic::Diagnostic;
use crate::model::emulate::Shown;
use crate::model::{Field, FieldSource, FileFact, Object, Type};

/// A field that the emulator cannot show.
pub(super) enum Wrong {
    /// Of a file, and no fact that it knows.
    UnknownFact(String),
    /// A list of objects, which may be of the ids in any of these. It would be left out.
    Ambiguous { list: String, from: Vec<String> },
    /// The first field of each file in a list that is no fact there.
    UnknownInList { list: String, unknown: String },
}

impl Wrong {
    /// As a mistake in what the kind says of the operation.
    pub(super) fn of(&self, operated: &Operated<'_>) -> Diagnostic {
        let (id, operation) = (&operated.operation.id, &operated.name.value);
        let (message, help) = match self {
            Self::UnknownFact(unknown) => (
                format!("`{id}` returns `{unknown}`, which the emulator does not know of a file"),
                format!(
                    "it knows {}; write `without: {{ {operation}: [{unknown}] }}`, or leave the operation out",
                    names(FileFact::all_shown()),
                ),
            ),
            Self::Ambiguous { list, from } => {
                let from: Vec<_> = from.iter().map(|from| format!("`{from}`")).collect();
                let from = from.join(" or in ");
                (
                    format!("`{id}` shows `{list}`, which may be of the ids in {from}"),
                    format!(
                        "say which in `modify: {{ from: … }}` of the operation that writes it, or write `without: {{ {operation}: [{list}] }}`"
                    ),
                )
            }
            Self::UnknownInList { list, unknown } => (
                format!(
                    "`{id}` shows `{unknown}` of each file in `{list}`, which the emulator does not"
                ),
                format!(
                    "it shows {}; write `without: {{ {operation}: [{list}] }}`, or leave the operation out",
                    names(FileFact::all_listed()),
                ),
            ),
        };
        bad(operated.name.span, "this operation", message, help)
    }
}

/// Says what responses show of the objects of a kind.
pub(super) struct Shows<'a, 'p> {
    beside: &'p Beside<'a, 'p>,
    draft: &'p KindDraft<'a>,
    /// What cannot be shown of what was asked for so far.
    pub(super) wrong: Vec<Wrong>,
}

impl<'a, 'p> Shows<'a, 'p> {
    pub(super) fn of(beside: &'p Beside<'a, 'p>, draft: &'p KindDraft<'a>) -> Self {
        Self { beside, draft, wrong: Vec::new() }
    }

    /// What a response with these fields shows, in their order.
    pub(super) fn fields<'f>(&mut self, fields: impl IntoIterator<Item = &'f Field>) -> Vec<Shown> {
        fields.into_iter().map(|field| self.field(field)).collect()
    }

    fn field(&mut self, field: &Field) -> Shown {
        let draft = self.draft;
        let name = field.name.clone();
        if draft.entry.is_file {
            if let Some(fact) = FileFact::shown(&name) {
                return Shown::Fact(fact);
            }
            self.wrong.push(Wrong::UnknownFact(name));
            return nested(draft, field);
        }
        if let Some((part, object)) = self.part(field) {
            // Inside the whole, a part does not repeat what it is a part of.
            let of = part.entry.of.as_ref().map(|of| of.value.as_str());
            let fields = object.fields.iter().filter(|field| Some(field.name.as_str()) != of);
            let fields = Self::of(self.beside, part).fields(fields);
            return Shown::Parts { name, kind: part.name().to_owned(), fields };
        }
        if name != draft.id && draft.stores(&name).is_none() {
            let fitting = match self.named(field) {
                Ok(named) => return named,
                Err(fitting) => fitting,
            };
            if let Some(source) = self.sources().find(|source| source.from == name) {
                return Shown::Renamed { name, from: source.field.clone() };
            }
            if !fitting.is_empty() {
                let from = fitting.into_iter().map(str::to_owned).collect();
                self.wrong.push(Wrong::Ambiguous { list: name, from });
            }
        }
        nested(draft, field)
    }

    /// The kind whose objects a list holds, if those belong to the objects of this kind.
    fn part(&self, field: &Field) -> Option<(&'p KindDraft<'a>, &'a Object)> {
        let object = element(self.draft, &field.ty)?;
        let shows = |draft: &&KindDraft<'_>| {
            draft.object().is_some_and(|it| std::ptr::eq(it.response.fields(), &*object.fields))
        };
        let mut parts = self.beside.parts.get(self.draft.name())?.iter().copied();
        Some((parts.find(shows)?, object))
    }

    /// A list of objects that a list of ids names, by its type. What the types leave open, `modify` may say: otherwise the
    /// lists of ids that it may be of come back, several or none.
    fn named(&mut self, field: &Field) -> Result<Shown, Vec<&'a str>> {
        let object = element(self.draft, &field.ty).ok_or_else(Vec::new)?;
        let fitting = self.fitting(object);
        let said =
            self.reads(field).and_then(|said| fitting.iter().find(|(from, _)| *from == said));
        let (from, named) = match (said, fitting.as_slice()) {
            (Some(said), _) => *said,
            (None, [only]) => *only,
            (None, _) => return Err(fitting.into_iter().map(|(from, _)| from).collect()),
        };
        let fact = |field: &Field| FileFact::listed(&field.name).filter(|_| named.entry.is_file);
        let mut unknown =
            object.fields.iter().filter(|it| named.entry.is_file && fact(it).is_none());
        if let Some(unknown) = unknown.next() {
            let (list, unknown) = (field.name.clone(), unknown.name.clone());
            self.wrong.push(Wrong::UnknownInList { list, unknown });
        }
        let fields = object.fields.iter();
        let fields =
            fields.map(|field| fact(field).map_or_else(|| nested(named, field), Shown::Fact));
        Ok(Shown::Named {
            name: field.name.clone(),
            from: from.to_owned(),
            kind: named.name().to_owned(),
            fields: fields.collect(),
        })
    }

    /// The lists of ids that a list of these objects may show, and the kinds of those.
    fn fitting(&self, object: &Object) -> Vec<(&'a str, &'p KindDraft<'a>)> {
        let refers = self.draft.entry.refers.iter().filter_map(|(from, kind)| {
            let named = *self.beside.names.get(kind.value.as_str())?;
            let Type::List(id) = &self.draft.stores(from)?.ty else { return None };
            let has_id = object.fields.iter().any(|it| it.name == named.id && it.ty == **id);
            has_id.then_some((from.value.as_str(), named))
        });
        refers.collect()
    }

    /// The field that an overwrite takes from the elements of this list.
    fn reads(&self, list: &Field) -> Option<&'a str> {
        let modify = self.draft.operations.iter().filter_map(|it| it.operation.modify.as_ref());
        let mut sources = modify.flat_map(|modify| &modify.sources);
        let source = sources.find(|it| it.element.is_some() && it.from == list.name)?;
        Some(&source.field)
    }

    /// What an overwrite writes under another name than it is read.
    fn sources(&self) -> impl Iterator<Item = &'a FieldSource> + use<'a, '_> {
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
    ///
    /// They are looked up, since what shows a field may be another: one of another name, or objects in place of ids.
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

fn names(facts: impl Iterator<Item = &'static FileFact>) -> String {
    facts.map(|fact| fact.name).collect::<Vec<_>>().join(", ")
}
