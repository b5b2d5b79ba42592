//! Conversions: what the server holds, as the request that writes it back.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{self, Imports};
use crate::rust::ir::{Conversion, ConvertedField, Crate, How};
use crate::rust::layout::{File, Item, cfg, ident};

/// `conversions.rs`, where an operation needs one.
pub(super) fn conversions(krate: &Crate, origin: &str) -> File {
    let (root, all) = (&krate.root, &krate.conversions);
    let mut imports = Imports::new(root);
    for conversion in all {
        imports.with(&conversion.groups).add("feishu_core::Error");
        imports.of_type(&conversion.source);
        let module = if conversion.shared { "types::" } else { "" };
        imports.own(&format!("{module}{}", conversion.target));
    }
    let impls: Vec<_> = all.iter().map(implementation).collect();
    for (tokens, conversion) in impls.iter().zip(all) {
        if tokens.to_string().contains("modify ::") {
            imports.with(&conversion.groups).add("feishu_core::modify");
        }
    }
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    items.extend(impls.into_iter().map(Item::Rust));
    File::new(origin, "Conversions of stored objects to the requests that write them back.", items)
}

fn implementation(conversion: &Conversion) -> TokenStream {
    let (source, target) = (types::tokens(&conversion.source), ident(&conversion.target));
    let (cfg, fields) = (cfg(&conversion.groups), conversion.fields.iter().map(field));
    quote! {
        #cfg
        impl TryFrom<&#source> for #target {
            type Error = Error;

            fn try_from(current: &#source) -> Result<Self, Error> {
                Ok(Self { #(#fields,)* })
            }
        }
    }
}

fn field(field: &ConvertedField) -> TokenStream {
    let name = ident(&field.name);
    let Some((from, always_there, how)) = &field.from else { return quote!(#name: None) };
    let (source, wire) = (ident(from), from);
    let value = match (field.required, always_there) {
        (true, true) => there(how, quote!(current.#source)),
        (true, false) => {
            let found = quote!(modify::needed(&current.#source, #wire)?);
            match how {
                How::Copy => quote!(*#found),
                How::Clone => quote!(#found.clone()),
                how => converted(how, found),
            }
        }
        (false, true) => {
            let value = there(how, quote!(current.#source));
            quote!(Some(#value))
        }
        (false, false) => match how {
            How::Copy => quote!(current.#source),
            How::Clone => quote!(current.#source.clone()),
            How::Object(object) => {
                let object = ident(object);
                quote!(current.#source.as_ref().map(#object::try_from).transpose()?)
            }
            how => {
                let value = fallible(how);
                quote!(current.#source.as_ref().map(|value| #value).transpose()?)
            }
        },
    };
    quote!(#name: #value)
}

/// The value of a place that is always there.
fn there(how: &How, place: TokenStream) -> TokenStream {
    match how {
        How::Copy => place,
        How::Clone => quote!(#place.clone()),
        how => converted(how, quote!(&#place)),
    }
}

/// What becomes of a reference, where it is more than a copy.
fn converted(how: &How, reference: TokenStream) -> TokenStream {
    if let How::Object(object) = how {
        let object = ident(object);
        return quote!(#object::try_from(#reference)?);
    }
    let value = fallible(how);
    quote!({ let value = #reference; #value? })
}

/// What becomes of a reference called `value`, as a `Result`.
fn fallible(how: &How) -> TokenStream {
    match how {
        How::Copy => quote!(Ok(*value)),
        How::Clone => quote!(Ok(value.clone())),
        How::Object(object) => {
            let object = ident(object);
            quote!(#object::try_from(value))
        }
        How::Element { field, required, copy } => {
            let (field, wire) = (ident(field), field);
            match (required, copy) {
                (true, true) => quote!(Ok(value.#field)),
                (true, false) => quote!(Ok(value.#field.clone())),
                (false, true) => quote!(modify::needed(&value.#field, #wire).copied()),
                (false, false) => quote!(modify::needed(&value.#field, #wire).cloned()),
            }
        }
        How::List(inner) => {
            let inner = each(inner);
            quote!(value.iter().map(#inner).collect::<Result<_, Error>>())
        }
        How::Map(inner) => {
            let inner = fallible(inner);
            quote! {
                value.iter().map(|(key, value)| Ok((key.clone(), #inner?))).collect::<Result<_, Error>>()
            }
        }
    }
}

/// A function of one element.
fn each(how: &How) -> TokenStream {
    match how {
        How::Object(object) => {
            let object = ident(object);
            quote!(#object::try_from)
        }
        how => {
            let body = fallible(how);
            quote!(|value| #body)
        }
    }
}
