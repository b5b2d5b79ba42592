//! An operation that a kind names: whether it has the shape of its action, and what comes back from it.

use super::words::{bad, instead};
use crate::diagnostic::{Diagnostic, Spanned};
use crate::model::emulate::Action;
use crate::model::{Api, Effect, Field, Object, Operation, OperationId, Side, Type};
use crate::spec::emulate::KindEntry;

/// An operation, and what it does.
pub(super) struct Operated<'a> {
    pub(super) action: Action,
    /// As the kind names it.
    pub(super) name: &'a Spanned<String>,
    pub(super) operation: &'a Operation,
    pub(super) response: Response<'a>,
}

/// What a response says of objects.
pub(super) enum Response<'a> {
    Nothing,
    /// Objects, in a field of `data`.
    Object {
        holder: &'a str,
        object: &'a Object,
    },
    /// `data` itself is one.
    Fields(&'a [Field]),
}

impl<'a> Response<'a> {
    fn of(api: &'a Api, operation: &'a Operation, action: Action) -> Option<Self> {
        let object = |holder: &'a Field, ty: &'a Type| match ty {
            Type::Object(name) => {
                Some(Self::Object { holder: &holder.name, object: api.object(name)? })
            }
            _ => None,
        };
        if action == Action::List {
            let paging = operation.paging.as_ref()?;
            let holder =
                operation.response.fields.iter().find(|field| field.name == paging.items)?;
            return object(holder, &paging.item);
        }
        Some(match operation.response.fields.as_slice() {
            [] => Self::Nothing,
            [only] => object(only, &only.ty).unwrap_or(Self::Fields(&operation.response.fields)),
            fields => Self::Fields(fields),
        })
    }

    /// The fields that it has of an object.
    pub(super) fn fields(&self) -> &'a [Field] {
        match self {
            Self::Nothing => &[],
            Self::Object { object, .. } => &object.fields,
            Self::Fields(fields) => fields,
        }
    }

    pub(super) fn holder(&self) -> Option<&'a str> {
        match self {
            Self::Object { holder, .. } => Some(holder),
            _ => None,
        }
    }
}

/// The operations of a kind that are there and have the shape of their action.
pub(super) fn all<'a>(
    api: &'a Api,
    entry: &'a KindEntry,
    problems: &mut Vec<Diagnostic>,
) -> Vec<Operated<'a>> {
    let mut found = Vec::new();
    if entry.operations.is_empty() {
        let message = format!("nothing is done to the objects of the kind `{}`", entry.name.value);
        let help = "name the operations on them, such as `create: create`, or remove the kind";
        problems.push(bad(entry.name.span, "this kind", message, help));
    }
    for (action, name) in &entry.operations {
        let (resource, method) = match name.split_once('.') {
            Some((resource, method)) => (resource, method),
            None => (entry.name.value.as_str(), name.value.as_str()),
        };
        let id = OperationId {
            project: api.space.product.clone(),
            version: api.space.version.clone(),
            resource: resource.to_owned(),
            method: method.to_owned(),
        };
        let Some(operation) = api.operation(&id) else {
            let siblings = api.operations.iter().filter(|it| it.id.resource == resource);
            let mut known = siblings.map(|it| it.id.method.as_str()).peekable();
            let help = if known.peek().is_none() {
                "name it with its resource, such as `job.create`, or add its spec".to_owned()
            } else {
                instead(problems, method, known)
            };
            let message = format!("there is no operation {id}");
            problems.push(bad(name.span, "this operation", message, help));
            continue;
        };
        let wrong = wrong_shape(entry, *action, operation);
        match (wrong, Response::of(api, operation, *action)) {
            (None, Some(response)) => {
                found.push(Operated { action: *action, name, operation, response })
            }
            (wrong, _) => {
                let why = wrong.unwrap_or_else(|| "returns no list of objects in pages".to_owned());
                let message = format!(
                    "`{}` cannot be the `{}` of objects: it {why}",
                    operation.id,
                    action.word()
                );
                let help = "name it under another action, or leave it out: the sample of its page is its response then";
                problems.push(bad(name.span, "this operation", message, help));
            }
        }
    }
    found
}

/// Why the operation cannot do this to objects of the kind.
fn wrong_shape(entry: &KindEntry, action: Action, operation: &Operation) -> Option<String> {
    let effects: &[Effect] = match action {
        Action::Create => &[Effect::Create],
        Action::Read | Action::List => &[Effect::Read],
        Action::Replace => &[Effect::Replace, Effect::Update],
        Action::Patch => &[Effect::Update],
        Action::Delete => &[Effect::Delete],
    };
    if !effects.contains(&operation.effect) {
        return Some(format!("says `write: {}`", operation.effect.word()));
    }
    if operation.flat {
        return Some("returns its fields beside `code` and not in `data`".to_owned());
    }
    let (least, most) = match action {
        Action::Create => (0, usize::from(!entry.is_file)),
        Action::List => (0, 0),
        _ => (1, 1),
    };
    let parameters = operation.fields(Side::Path).len();
    if parameters < least {
        return Some("has no path parameter that names an object".to_owned());
    }
    if parameters > most {
        return Some(format!("has {parameters} path parameters, and {most} can be the id"));
    }
    let writes = matches!(action, Action::Create | Action::Replace | Action::Patch);
    let (has_body, has_file) = (operation.body().is_some(), operation.upload.is_some());
    match (entry.is_file, action) {
        (true, Action::Create) if !has_file => Some("takes no file".to_owned()),
        (true, Action::Create) if has_body => {
            Some("takes more than a file, and of a form only the file is kept".to_owned())
        }
        (true, Action::Create | Action::Read) => None,
        (true, _) => Some("is of files, which can only be created and read".to_owned()),
        (false, _) if has_file => Some("takes a file; write `file: true`".to_owned()),
        (false, _) if writes && !has_body => Some("has no body to be kept".to_owned()),
        (false, Action::Read | Action::Delete) if has_body => {
            Some("has a body, of which nothing would be kept".to_owned())
        }
        (false, _) => None,
    }
}

impl<'a> Operated<'a> {
    /// The fields that its body writes.
    pub(super) fn written(&self) -> impl Iterator<Item = &'a Field> + use<'a> {
        let writes = matches!(self.action, Action::Create | Action::Replace | Action::Patch);
        let body = self.operation.body().filter(|_| writes);
        body.into_iter().flat_map(|body| &body.fields)
    }

    pub(super) fn parameter(&self) -> Option<&'a Field> {
        self.operation.fields(Side::Path).first()
    }
}
