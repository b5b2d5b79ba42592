//! Names that are derived: each is unique among those beside which generated code uses it.
//!
//! What a name becomes is decided in [`names`]; what is beside it follows from the templates: types and the files of
//! types, the handles of the client, the methods of a handle and their files, the constants of the tables.

use std::collections::BTreeMap;

use super::Resolver;
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::model::OperationId;
use crate::names;
use crate::space::is_version;

/// Where a name has to be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Among<'a> {
    /// Types are all at the root of their version, and each has a file.
    Types,
    Resources,
    MethodsOf(&'a str),
    FilesOf(&'a str),
    Constants,
}

impl Among<'_> {
    fn word(self) -> &'static str {
        match self {
            Self::Types => "type",
            Self::Resources => "resource",
            Self::MethodsOf(_) => "method",
            Self::FilesOf(_) => "file",
            Self::Constants => "constant",
        }
    }
}

/// The owner of a name: what it was derived from, and its position.
struct Owner {
    name: String,
    of: String,
    span: Span,
}

impl<'a> Resolver<'a> {
    pub(super) fn derived_names(&mut self) {
        let mut taken = BTreeMap::new();
        let ids = self.declarations.ids.iter().map(|id| &id.name);
        let objects = self.declarations.objects.iter().map(|object| &object.name);
        let enums = self.declarations.enums.iter().map(|entry| &entry.name);
        for name in ids.chain(objects).chain(enums) {
            self.claim(&mut taken, Among::Types, &name.value, &name.value, name.span);
        }
        for file in self.operations {
            let Some(OperationId { resource, method, .. }) = &file.name else { continue };
            let (id, span) = (file.id.value.as_str(), file.id.span);
            if is_version(resource) {
                let message = format!("a resource cannot be called `{resource}`");
                self.report(
                    Diagnostic::error(Code::NameCollision, message).at(span, "this id").help(
                        "a version of the product has this name in the client; choose another one",
                    ),
                );
            }
            let mut claim = |among, name: &str, of| self.claim(&mut taken, among, name, of, span);
            // Its operations share the handle.
            claim(Among::Resources, &names::accessor(resource), resource);
            claim(Among::Types, &names::resource_type(resource), resource);
            for name in names::types_of(resource, method) {
                claim(Among::Types, &name, id);
            }
            claim(Among::Constants, &names::constant(resource, method), id);
            claim(Among::FilesOf(resource), &names::snake(method), id);
            claim(Among::MethodsOf(resource), &names::method(method), id);
            if file.paging.is_some() {
                for stream in names::streams(method) {
                    claim(Among::MethodsOf(resource), &stream, id);
                }
            }
        }
    }

    /// Takes a name, unless something else has it.
    fn claim(
        &mut self,
        taken: &mut BTreeMap<(Among<'a>, String), Owner>,
        among: Among<'a>,
        name: &str,
        of: &str,
        span: Span,
    ) {
        // The file of a type is called in snake case.
        let key = if among == Among::Types { names::snake(name) } else { name.to_owned() };
        let Some(first) = taken.get(&(among, key.clone())) else {
            let owner = Owner { name: name.to_owned(), of: of.to_owned(), span };
            taken.insert((among, key), owner);
            return;
        };
        // Two declarations of one name are reported as such.
        if first.of == of {
            return;
        }
        let what = among.word();
        let message = if first.name == name {
            format!("two {what}s are called `{name}`")
        } else {
            format!("the {what}s `{}` and `{name}` have one file, `{key}`", first.name)
        };
        let first = first.span;
        self.report(
            Diagnostic::error(Code::NameCollision, message)
                .at(span, format!("this becomes the {what} `{name}`"))
                .at(first, "and so does this")
                .help("rename one of the two"),
        );
    }
}
