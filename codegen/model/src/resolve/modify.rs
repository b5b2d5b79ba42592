//! How a full overwrite is made to change a part: whether all that is written can be read first.
//!
//! `modify` reads the object, changes it and writes everything back. The spec names the operation
//! that reads (`modify: { read, by, from }`). A field of the body without a source in what is read
//! is refused, unless the spec admits that it is lost.

use std::collections::{BTreeMap, BTreeSet};

use super::Resolver;
use super::fields::{Parts, Resolved, accepted};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::{Effect, Field, FieldSource, Modify, OperationId, Type};
use crate::resolve::check::describe;
use crate::spec::operation::{ModifyEntry, OperationFile};
use crate::suggest::likely;

/// The field that identifies an object in a list.
const ID: &str = "id";

/// Objects of which one is found to be what the other can be made of. The model finds the pairs of a sound spec again: the
/// differ needs them, and has models alone.
type Converted = BTreeSet<(String, String)>;

/// The operation that reads: the field of its response that lists objects, and all of its fields.
struct Reading<'a> {
    list: &'a str,
    parts: &'a Parts<'a>,
}

impl<'a> Resolver<'a> {
    /// The read operation, and where each field of the body is found in its response.
    pub(super) fn modify(
        &mut self,
        id: &OperationId,
        effect: Effect,
        file: &OperationFile,
        parts: &Parts<'_>,
    ) -> Option<Modify> {
        let entry = file.modify.as_ref()?;
        let parameters: Vec<_> = accepted(&parts.path).collect();
        let written = parts.body.as_ref().filter(|_| effect != Effect::Read);
        let (&[parameter], Some(body)) = (parameters.as_slice(), written) else {
            return self.bad_modify(
                entry.read.span,
                "only a body that replaces the object of one path parameter can be read first"
                    .to_owned(),
                "remove `modify`, or write `write: replace`",
            );
        };
        if effect != Effect::Replace || !matches!(parameter.ty, Type::Id(_)) {
            return self.bad_modify(
                entry.read.span,
                format!("`{}` does not identify an object that is replaced as a whole", parameter.name),
                "remove `modify`, or write `write: replace` and give the path parameter the type of an id",
            );
        }
        let reading = self.reading_operation(id, entry)?;
        self.check_by(entry, &reading, &parameter.ty)?;
        let object = self.listed_object(entry, &reading, &parameter.ty)?;
        let (sources, lost) = self.sources(file, entry, body, &object)?;
        let by = entry.by.as_ref().map(|by| by.value.clone());
        Some(Modify { read: entry.read.value.clone(), by, object, sources, lost })
    }

    fn bad_modify<T>(&mut self, span: Span, message: String, help: &str) -> Option<T> {
        self.report(Diagnostic::error(Code::BadModify, message).at(span, "here").help(help));
        None
    }

    /// The operation of the same resource that lists objects.
    fn reading_operation(&mut self, id: &OperationId, entry: &ModifyEntry) -> Option<Reading<'a>> {
        let all = self.operations.iter().zip(self.parts);
        let siblings = all.filter_map(|(other, parts)| {
            let of = other.name.as_ref().filter(|of| of.is_beside(id))?;
            Some((of.method.as_str(), other.paging.as_ref(), parts))
        });
        let siblings: Vec<_> = siblings.collect();
        let found = siblings.iter().find(|(method, ..)| *method == entry.read.value);
        match found {
            Some((_, Some(list), parts)) if parts.path.is_empty() => {
                Some(Reading { list: &list.value, parts })
            }
            Some(_) => self.bad_modify(
                entry.read.span,
                format!("`{}` does not list objects", entry.read.value),
                "name an operation that has `paging` and no path parameter",
            ),
            None => {
                let help = match likely(
                    self.problems,
                    &entry.read,
                    siblings.iter().map(|(method, ..)| *method),
                ) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        let read = OperationId { method: entry.read.value.clone(), ..id.clone() };
                        format!("add a spec of {read}")
                    }
                };
                let OperationId { project, version, resource, .. } = id;
                let message = format!(
                    "`{project}.{version}.{resource}` has no operation `{}`",
                    entry.read.value
                );
                self.bad_modify(entry.read.span, message, &help)
            }
        }
    }

    /// `by` takes a list of the ids, and nothing else of that body must be there.
    fn check_by(&mut self, entry: &ModifyEntry, reading: &Reading<'_>, id: &Type) -> Option<()> {
        let body = reading.parts.body.as_deref().unwrap_or_default();
        let by = entry.by.as_ref().map(|by| by.value.as_str());
        let mut written = body.iter().map(|field| field.entry);
        if let Some(field) = written.find(|f| f.required && Some(f.name.value.as_str()) != by) {
            let message = format!(
                "`{}` cannot be called without its field `{}`",
                entry.read.value, field.name.value
            );
            return self.bad_modify(
                entry.read.span,
                message,
                "name another operation, one that needs nothing but query parameters and the id",
            );
        }
        let Some(by) = &entry.by else { return Some(()) };
        let field = accepted(body).find(|field| field.name == by.value);
        if field.is_some_and(|it| matches!(&it.ty, Type::List(inner) if **inner == *id)) {
            return Some(());
        }
        self.bad_modify(
            by.span,
            format!("the body of `{}` has no list of ids `{}`", entry.read.value, by.value),
            "name the field that takes a list of the ids that the path parameter is one of",
        )
    }

    /// The object that the list of the response holds.
    fn listed_object(
        &mut self,
        entry: &ModifyEntry,
        reading: &Reading<'_>,
        id: &Type,
    ) -> Option<String> {
        let list = accepted(&reading.parts.data).find(|field| field.name == reading.list);
        // A paging without a list is reported there.
        let Type::List(item) = &list?.ty else { return None };
        let has_id = |name: &str| self.object_field(name, ID).is_some_and(|it| it.ty == *id);
        match &**item {
            Type::Object(name) if has_id(name) => Some(name.clone()),
            other => self.bad_modify(
                entry.read.span,
                format!(
                    "`{}` lists {}, which has no `{ID}` of the type of the path parameter",
                    entry.read.value,
                    describe(other)
                ),
                "name an operation that lists the objects that this one replaces",
            ),
        }
    }

    fn object_field(&self, object: &str, field: &str) -> Option<&'a Field> {
        self.known.object(object)?.field(field)
    }

    /// Where each field of the body is read, and which cannot be.
    fn sources(
        &mut self,
        file: &OperationFile,
        entry: &ModifyEntry,
        body: &[Resolved<'_>],
        object: &str,
    ) -> Option<(Vec<FieldSource>, Vec<String>)> {
        let mut sound = true;
        let named = entry.from.iter().map(|(name, _)| name).chain(&entry.lost);
        let mut seen = BTreeSet::new();
        let known: BTreeSet<&str> = accepted(body).map(|field| field.name.as_str()).collect();
        for name in named {
            let known = known.contains(name.value.as_str());
            if !known || !seen.insert(&name.value) {
                let problem = if known { "is named twice" } else { "is not a field of the body" };
                let message = format!("`{}` {problem}", name.value);
                sound = self
                    .bad_modify::<()>(name.span, message, "correct the name, or remove it")
                    .is_some();
            }
        }
        let (mut sources, mut lost) = (Vec::new(), Vec::new());
        let cleared: BTreeMap<&str, _> =
            entry.lost.iter().rev().map(|name| (name.value.as_str(), name)).collect();
        let read: BTreeMap<&str, _> =
            entry.from.iter().rev().map(|(name, path)| (name.value.as_str(), path)).collect();
        let mut converted = BTreeSet::new();
        for field in accepted(body) {
            if let Some(name) = cleared.get(field.name.as_str()) {
                if field.required {
                    let message = format!("`{}` is required but cannot be read", field.name);
                    sound = self.bad_modify::<()>(name.span, message, "remove `modify`").is_some();
                }
                lost.push(field.name.clone());
                continue;
            }
            let (path, span) = match read.get(field.name.as_str()) {
                Some(path) => (path.value.as_str(), path.span),
                None => (field.name.as_str(), file.modify.as_ref()?.read.span),
            };
            match self.source(object, path, field, &mut converted) {
                Ok(source) => sources.push(source),
                Err(why) => {
                    let message = format!("`{}` cannot be read back: {why}", field.name);
                    let help = format!(
                        "name its source, modify: {{ from: {{ {0}: … }} }}, or declare it lost, lost: [{0}]",
                        field.name
                    );
                    sound = self.bad_modify::<()>(span, message, &help).is_some();
                }
            }
        }
        sound.then_some((sources, lost))
    }

    /// A path is the name of a field, or `list.field`.
    fn source(
        &self,
        object: &str,
        path: &str,
        field: &Field,
        converted: &mut Converted,
    ) -> Result<FieldSource, String> {
        let (from, element) = match path.split_once('.') {
            Some((list, element)) => (list, Some(element)),
            None => (path, None),
        };
        let missing = |object: &str, name: &str| format!("`{object}` has no field `{name}`");
        let found = self.object_field(object, from).ok_or_else(|| missing(object, from))?;
        let ty = match (element, &found.ty) {
            (None, ty) => ty.clone(),
            (Some(element), Type::List(inner)) => match &**inner {
                Type::Object(inner) => {
                    let each =
                        self.object_field(inner, element).ok_or_else(|| missing(inner, element))?;
                    Type::List(Box::new(each.ty.clone()))
                }
                _ => return Err(format!("`{from}` is not a list of objects")),
            },
            (Some(_), _) => return Err(format!("`{from}` is not a list of objects")),
        };
        self.convertible(&ty, &field.ty, converted)?;
        Ok(FieldSource {
            field: field.name.clone(),
            from: from.to_owned(),
            element: element.map(str::to_owned),
        })
    }

    /// Whether a value of a response can be sent as it is, or an object field by field. Two objects are compared once.
    fn convertible(&self, from: &Type, to: &Type, converted: &mut Converted) -> Result<(), String> {
        match (from, to) {
            (Type::List(from), Type::List(to)) | (Type::Map(from), Type::Map(to)) => {
                self.convertible(from, to, converted)
            }
            (Type::Object(from), Type::Object(to)) => {
                let pair = (from.clone(), to.clone());
                // Of an object inside itself, which is reported elsewhere, the pair is met again.
                if !converted.insert(pair.clone()) {
                    return Ok(());
                }
                for field in self.known.object(to).iter().flat_map(|target| &target.fields) {
                    let found = match self.object_field(from, &field.name) {
                        Some(found) => self.convertible(&found.ty, &field.ty, converted),
                        None => Err(format!("`{from}` has no field `{}`", field.name)),
                    };
                    if found.is_err() {
                        converted.remove(&pair);
                        return found;
                    }
                }
                Ok(())
            }
            (from, to) if from == to => Ok(()),
            (from, to) => {
                Err(format!("it is read as {} and written as {}", describe(from), describe(to)))
            }
        }
    }
}
