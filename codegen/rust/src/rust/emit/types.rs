//! Types as tokens, and what they import.

use std::collections::BTreeMap;

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};

use crate::model::Groups;
use crate::model::scalar::{Argument, Wire};
use crate::rust::ir::{Root, RustType, Struct};
use crate::rust::layout::{cfg, ident, line};

/// The type, without the `Option` of an optional field.
pub(super) fn tokens(ty: &RustType) -> TokenStream {
    match ty {
        RustType::Scalar(scalar) => path(scalar.rust.ty),
        RustType::Id(name) | RustType::Enum { name, .. } | RustType::Object { name, .. } => {
            ident(name).into_token_stream()
        }
        RustType::List(inner) => {
            let inner = tokens(inner);
            quote!(Vec<#inner>)
        }
        RustType::Map(inner) => {
            let inner = tokens(inner);
            quote!(BTreeMap<String, #inner>)
        }
    }
}

/// The same as text.
pub(super) fn text(ty: &RustType) -> String {
    line(tokens(ty))
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

/// A path of the tables of scalars and rules, which are text because the model knows no tokens; `()` calls what it
/// leads to.
pub(super) fn path(path: &str) -> TokenStream {
    let (path, call) = match path.strip_suffix("()") {
        Some(function) => (function, Some(quote!(()))),
        None => (path, None),
    };
    let segments = path.split("::").map(ident);
    quote!(#(#segments)::* #call)
}

/// The module that holds all of a version.
pub(super) fn module(root: &Root) -> TokenStream {
    let version = root.0.as_deref().map(ident).into_iter();
    quote!(crate::generated #(::#version)*)
}

/// How a setter or constructor takes a value: the type of its argument, and how the argument becomes the field.
pub(super) fn argument(ty: &RustType, name: &str) -> (TokenStream, String) {
    let plain = tokens(ty);
    match ty {
        RustType::List(inner) => {
            let item = tokens(inner);
            if inner.is_converted_in_lists() {
                (
                    quote!(impl IntoIterator<Item = impl Into<#item>>),
                    format!("{name}.into_iter().map(Into::into).collect()"),
                )
            } else {
                (quote!(impl IntoIterator<Item = #item>), format!("{name}.into_iter().collect()"))
            }
        }
        RustType::Id(_) => (quote!(impl Into<#plain>), format!("{name}.into()")),
        RustType::Scalar(scalar) if scalar.rust.argument != Argument::Itself => {
            (quote!(impl Into<#plain>), format!("{name}.into()"))
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

/// Where something is that a file imports, in the order in which a file has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Place {
    /// A module of the standard library.
    Std(&'static str),
    /// A module of another crate.
    Crate(&'static str),
    /// What is generated of the same version of the product: at its root, or in a module.
    Own(Option<&'static str>),
}

/// What a file imports.
#[derive(Debug)]
pub(super) struct Imports<'a> {
    root: &'a Root,
    /// Each with the groups that need it.
    names: BTreeMap<(Place, String), Groups>,
    /// Those that need what is added next.
    groups: Groups,
}

impl<'a> Imports<'a> {
    /// None yet.
    pub(super) fn new(root: &'a Root) -> Self {
        Self { root, names: BTreeMap::new(), groups: Groups::Always }
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
                if let Some(module) = scalar.rust.import {
                    self.add(Place::Crate(module), scalar.rust.ty);
                }
            }
            RustType::Id(name) => self.own_in("ids", name),
            RustType::Enum { name, .. } | RustType::Object { name, .. } => {
                self.own_in("types", name);
            }
            RustType::List(inner) => self.of_type(inner),
            RustType::Map(inner) => {
                self.std("collections", "BTreeMap");
                self.of_type(inner);
            }
        }
    }

    /// Something of a module of the standard library.
    pub(super) fn std(&mut self, module: &'static str, name: &str) {
        self.add(Place::Std(module), name);
    }

    /// Something of the runtime.
    pub(super) fn core(&mut self, name: &str) {
        self.add(Place::Crate("feishu_core"), name);
    }

    /// Something at the root of the version.
    pub(super) fn own(&mut self, name: &str) {
        self.add(Place::Own(None), name);
    }

    /// Something in a module of the version.
    pub(super) fn own_in(&mut self, module: &'static str, name: &str) {
        self.add(Place::Own(Some(module)), name);
    }

    fn add(&mut self, place: Place, name: &str) {
        let needed = self.groups.clone();
        let groups = self.names.entry((place, name.to_owned())).or_insert_with(|| needed.clone());
        *groups = groups.or(&needed);
    }

    /// One `use` for each module, and for each set of groups, the standard library first, then crates, then this crate.
    pub(super) fn tokens(&self) -> Vec<Vec<TokenStream>> {
        let mut uses = BTreeMap::<(Place, &Groups), Vec<Ident>>::new();
        for ((place, name), groups) in &self.names {
            uses.entry((*place, groups)).or_default().push(ident(name));
        }
        let (mut std, mut other, mut own) = (Vec::new(), Vec::new(), Vec::new());
        for ((place, groups), names) in uses {
            let (cfg, root) = (cfg(groups), module(self.root));
            let (block, module) = match place {
                Place::Std(module) => {
                    let module = ident(module);
                    (&mut std, quote!(std::#module))
                }
                Place::Crate(module) => (&mut other, path(module)),
                Place::Own(None) => (&mut own, root),
                Place::Own(Some(module)) => {
                    let module = ident(module);
                    (&mut own, quote!(#root::#module))
                }
            };
            block.push(match names.as_slice() {
                [name] => quote!(#cfg use #module::#name;),
                names => quote!(#cfg use #module::{#(#names),*};),
            });
        }
        [std, other, own].into_iter().filter(|block| !block.is_empty()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::scalar;

    #[test]
    fn types_and_arguments_are_spelled_as_rustfmt_does() {
        let list = |inner| RustType::List(Box::new(inner));
        let any = || RustType::Scalar(scalar::JSON);
        let id = || RustType::Id("TaskId".to_owned());
        let map = RustType::Map(Box::new(list(any())));
        for (ty, expected, argument_type) in [
            (RustType::F64, "f64", "f64"),
            (id(), "TaskId", "impl Into<TaskId>"),
            (any(), "feishu_core::Json", "impl Into<feishu_core::Json>"),
            (list(id()), "Vec<TaskId>", "impl IntoIterator<Item = impl Into<TaskId>>"),
            (list(list(id())), "Vec<Vec<TaskId>>", "impl IntoIterator<Item = Vec<TaskId>>"),
            (
                map,
                "BTreeMap<String, Vec<feishu_core::Json>>",
                "BTreeMap<String, Vec<feishu_core::Json>>",
            ),
        ] {
            assert_eq!(text(&ty), expected);
            assert_eq!(line(argument(&ty, "value").0), argument_type);
        }
    }

    #[test]
    fn every_path_of_the_tables_is_a_path_of_rust() {
        let kinds = crate::model::rule::ALL.iter().flat_map(|kind| [kind.valid, kind.broken]);
        let scalars = scalar::ALL.iter().flat_map(|scalar| [scalar.rust.ty, scalar.rust.valid]);
        for text in kinds.chain(scalars).filter(|text| !text.is_empty()) {
            assert_eq!(line(path(text)), text);
        }
    }

    #[test]
    fn what_is_imported_of_one_module_by_the_same_groups_is_one_use() {
        let root = Root(Some("v2".to_owned()));
        let mut imports = Imports::new(&root);
        imports.own_in("types", "Task");
        imports.core("Upload");
        imports.core("Error");
        imports.std("collections", "BTreeMap");
        imports.with(&Groups::one("tasks")).core("Client");
        imports.core("Error");
        let blocks = imports.tokens().into_iter();
        let blocks: Vec<Vec<_>> = blocks.map(|uses| uses.into_iter().map(line).collect()).collect();
        assert_eq!(
            blocks,
            [
                vec!["use std::collections::BTreeMap;"],
                vec![
                    "use feishu_core::{Error, Upload};",
                    "#[cfg(feature = \"tasks\")] use feishu_core::Client;"
                ],
                vec!["use crate::generated::v2::types::Task;"],
            ]
        );
    }
}
