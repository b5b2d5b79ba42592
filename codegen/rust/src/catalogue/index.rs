//! What the emulator knows of each product without reading its catalogue, as Rust: a start reads and parses nothing.

use std::collections::BTreeSet;

use quote::quote;

use super::products::Catalogued;
use crate::model::Model;
use crate::rust::layout::{File, Item};

/// `mod.rs` beside the catalogues.
pub(crate) fn index(model: &Model, products: &[(&str, Catalogued<'_>)], origin: &str) -> File {
    let rows = products.iter().map(|(name, Catalogued { apis, operations })| {
        let scopes: BTreeSet<_> = operations.iter().flat_map(|(_, it)| &it.scopes).collect();
        let scopes = scopes.into_iter();
        let kinds = model.kinds.iter().filter(|kind| apis.iter().any(|it| it.space == kind.space));
        let kinds = kinds.map(|kind| {
            let (kind, is_file) = (&kind.name, kind.is_file);
            quote!(Head { name: #kind, product: #name, is_file: #is_file })
        });
        let routes = operations.iter().map(|(_, operation)| {
            let (id, method) = (operation.id.to_string(), operation.method.word());
            let path = &operation.path;
            quote!(Route { id: #id, method: #method, path: #path })
        });
        let catalogue = format!("products/{name}.json");
        quote! {
            Index {
                catalogue: include_str!(#catalogue),
                scopes: &[#(#scopes),*],
                kinds: &[#(#kinds),*],
                routes: &[#(#routes),*],
            }
        }
    });
    let items = vec![
        Item::Block(vec![quote!(
            use crate::catalogue::{Head, Index, Route};
        )]),
        Item::Rust(quote! {
            /// The facts that all products share.
            pub(crate) const PLATFORM: &str = include_str!("platform.json");
        }),
        Item::Rust(quote! {
            /// The products, by name.
            pub(crate) static PRODUCTS: &[Index<'static>] = &[#(#rows),*];
        }),
    ];
    File::new(origin, "What is known of each product before its catalogue is read.", items)
}
