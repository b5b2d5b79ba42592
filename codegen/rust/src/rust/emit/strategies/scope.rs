//! What the strategies of a struct name, and what their file imports for that.

use std::cell::RefCell;
use std::collections::BTreeSet;

use proc_macro2::TokenStream;
use quote::quote;

use super::super::types;
use crate::rust::ir::Root;
use crate::rust::layout::ident;

/// The names in a file. Emitters ask for each name here, so what is imported is known and not searched for.
pub(super) struct Scope<'a> {
    root: &'a Root,
    used: RefCell<BTreeSet<String>>,
}

impl<'a> Scope<'a> {
    pub(super) fn new(root: &'a Root) -> Self {
        Self { root, used: RefCell::default() }
    }

    /// A path that begins with something imported, such as `strategies::text()`, or with the name of a crate.
    pub(super) fn path(&self, path: &str) -> TokenStream {
        let first = path.split([':', '(']).next().unwrap_or_default();
        self.used.borrow_mut().insert(first.to_owned());
        types::path(path)
    }

    /// A type that is generated of the same version, by its whole path.
    pub(super) fn own(&self, name: &str) -> TokenStream {
        let (module, name) = (types::module(self.root), ident(name));
        quote!(#module::#name)
    }

    /// The imports of all that was named so far.
    pub(super) fn imports(&self) -> Vec<TokenStream> {
        let used = self.used.borrow();
        let uses = |word: &str| used.contains(word);
        let core = if uses("strategies") {
            quote!(
                use feishu_core::strategies::{self, Broken};
            )
        } else {
            quote!(
                use feishu_core::strategies::Broken;
            )
        };
        let collections = match (uses("vec"), uses("btree_map")) {
            (true, true) => Some(quote!(
                use proptest::collection::{btree_map, vec};
            )),
            (true, false) => Some(quote!(
                use proptest::collection::vec;
            )),
            (false, true) => Some(quote!(
                use proptest::collection::btree_map;
            )),
            (false, false) => None,
        };
        let option = uses("option").then(|| {
            quote!(
                use proptest::option;
            )
        });
        let strategy = quote!(
            use proptest::strategy::Strategy;
        );
        [Some(core), collections, option, Some(strategy)].into_iter().flatten().collect()
    }
}
