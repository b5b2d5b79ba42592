//! Types as tokens, and what they import.

use std::collections::BTreeMap;

use proc_macro2::TokenStream;

use crate::model::Groups;
use crate::model::scalar::{Argument, Wire};
use crate::rust::ir::{Root, RustType, Struct};
use crate::rust::layout::{cfg_text, ident};

/// The type, without the `Option` of an optional field.
pub(super) fn tokens(ty: &RustType) -> TokenStream {
    path(&text(ty))
}

/// The same as text.
pub(super) fn text(ty: &RustType) -> String {
    match ty {
        RustType::Scalar(scalar) => scalar.rust.ty.to_owned(),
        RustType::Id(name) | RustType::Enum { name, .. } | RustType::Object { name, .. } => {
            ident(name).to_string()
        }
        RustType::List(inner) => format!("Vec<{}>", text(inner)),
        RustType::Map(inner) => format!("BTreeMap<String, {}>", text(inner)),
    }
}

/// The type that `schemars` is to describe in a request. Integers have marker types, because the schema states their
/// width.
pub(super) fn schema_sent(ty: &RustType) -> String {
    match ty {
        RustType::Scalar(scalar) => scalar.rust.schema_sent.to_owned(),
        RustType::Id(name) | RustType::Enum { name, .. } | RustType::Object { name, .. } => {
            name.clone()
        }
        RustType::List(inner) => format!("Vec<{}>", schema_sent(inner)),
        RustType::Map(inner) => format!("BTreeMap<String, {}>", schema_sent(inner)),
    }
}

/// The type that `schemars` is to describe in a response, where values are read leniently: an enum may hold any value,
/// and an item or an entry may be `null`.
pub(super) fn schema_received(ty: &RustType) -> String {
    let of_wire = |wire| match wire {
        Wire::Text => "feishu_core::schema::received::Text".to_owned(),
        Wire::Flag => "feishu_core::schema::received::Flag".to_owned(),
        Wire::Int32 => "feishu_core::schema::received::Int32".to_owned(),
        Wire::Int64 => "feishu_core::schema::received::Int64".to_owned(),
        Wire::Float => "feishu_core::schema::received::Double".to_owned(),
        Wire::Any => "feishu_core::Json".to_owned(),
    };
    match ty {
        RustType::Scalar(scalar) => of_wire(scalar.wire),
        RustType::Enum { is_integer: true, .. } => of_wire(Wire::Int32),
        RustType::Id(_) | RustType::Enum { .. } => of_wire(Wire::Text),
        RustType::Object { name, .. } => name.clone(),
        RustType::List(inner) => format!("Vec<Option<{}>>", schema_received(inner)),
        RustType::Map(inner) => format!("BTreeMap<String, Option<{}>>", schema_received(inner)),
    }
}

/// Whether a value is passed around by copy.
pub(super) fn is_copy(ty: &RustType) -> bool {
    matches!(ty, RustType::Scalar(scalar) if scalar.rust.is_copy)
}

/// A path of the table of scalars.
pub(super) fn path(path: &str) -> TokenStream {
    path.parse().unwrap_or_default()
}

/// How a setter or constructor takes a value: the type of its argument, and how the argument becomes the field.
pub(super) fn argument(ty: &RustType, name: &str) -> (String, String) {
    let plain = text(ty);
    match ty {
        RustType::List(inner) if inner.is_converted_in_lists() => (
            format!("impl IntoIterator<Item = impl Into<{}>>", text(inner)),
            format!("{name}.into_iter().map(Into::into).collect()"),
        ),
        RustType::List(inner) => (
            format!("impl IntoIterator<Item = {}>", text(inner)),
            format!("{name}.into_iter().collect()"),
        ),
        RustType::Id(_) => (format!("impl Into<{plain}>"), format!("{name}.into()")),
        RustType::Scalar(scalar) if scalar.rust.argument != Argument::Itself => {
            (format!("impl Into<{plain}>"), format!("{name}.into()"))
        }
        _ => (plain, name.to_owned()),
    }
}

/// An `Option` of what [`argument`] takes, as an `Option` of what the field holds.
pub(super) fn map_argument(ty: &RustType, name: &str) -> String {
    match ty {
        RustType::List(_) => format!("{name}.map(|items| {})", argument(ty, "items").1),
        _ => format!("{name}.map(Into::into)"),
    }
}

/// Paths that a file with these structs imports.
#[derive(Debug)]
pub(super) struct Imports<'a> {
    root: &'a Root,
    /// Each with the groups that need it.
    paths: BTreeMap<String, Groups>,
    /// Those that need what is added next.
    groups: Groups,
}

impl<'a> Imports<'a> {
    /// None yet.
    pub(super) fn new(root: &'a Root) -> Self {
        Self { root, paths: BTreeMap::new(), groups: Groups::Always }
    }

    /// What is added next is needed by these groups only.
    pub(super) fn with(&mut self, groups: &Groups) -> &mut Self {
        self.groups = groups.clone();
        self
    }

    /// What the fields of a struct need.
    pub(super) fn of_struct(&mut self, structure: &Struct) {
        for field in &structure.fields {
            self.of_type(&field.ty);
        }
    }

    /// What a type needs.
    pub(super) fn of_type(&mut self, ty: &RustType) {
        match ty {
            RustType::Scalar(scalar) => {
                scalar.rust.import.into_iter().for_each(|path| self.add(path));
            }
            RustType::Id(name) => self.own(&format!("ids::{name}")),
            RustType::Enum { name, .. } | RustType::Object { name, .. } => {
                self.own(&format!("types::{name}"))
            }
            RustType::List(inner) => self.of_type(inner),
            RustType::Map(inner) => {
                self.add("std::collections::BTreeMap");
                self.of_type(inner);
            }
        }
    }

    pub(super) fn add(&mut self, path: &str) {
        let needed = self.groups.clone();
        let known = self.paths.get(path).map_or(needed.clone(), |known| known.or(&needed));
        self.paths.insert(path.to_owned(), known);
    }

    /// Something that is generated of the same version of the product.
    pub(super) fn own(&mut self, path: &str) {
        self.add(&format!("{}::{path}", self.root.path()));
    }

    /// One `use` for each module, and for each set of groups, the standard library first, then crates, then this crate.
    pub(super) fn tokens(&self) -> Vec<Vec<TokenStream>> {
        let mut modules = BTreeMap::<(&str, &Groups), Vec<&str>>::new();
        for (path, groups) in &self.paths {
            if let Some((module, name)) = path.rsplit_once("::") {
                modules.entry((module, groups)).or_default().push(name);
            }
        }
        let group = |wanted: fn(&str) -> bool| -> Vec<TokenStream> {
            modules
                .iter()
                .filter(|((module, _), _)| wanted(module))
                .filter_map(|((module, groups), names)| {
                    let cfg = cfg_text(groups, "\n");
                    let names = names.join(", ");
                    let text = if names.contains(", ") { format!("{{{names}}}") } else { names };
                    format!("{cfg}use {module}::{text};").parse().ok()
                })
                .collect()
        };
        let std = group(|module| module.starts_with("std"));
        let other = group(|module| !module.starts_with("std") && !module.starts_with("crate"));
        let own = group(|module| module.starts_with("crate"));
        [std, other, own].into_iter().filter(|group| !group.is_empty()).collect()
    }
}
