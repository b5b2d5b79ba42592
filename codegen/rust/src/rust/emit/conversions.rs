//! Conversions: what the server holds, as the request that writes it back.

use proc_macro2::TokenStream;
use quote::quote;

use super::types::{self, Imports};
use crate::rust::ir::{Conversion, ConvertedField, Crate, How, ReadField};
use crate::rust::layout::{File, Item, cfg, ident};

/// `conversions.rs`, where an operation needs one.
pub(super) fn conversions(krate: &Crate<'_>, origin: &str) -> File {
    let mut imports = Imports::new(&krate.root);
    let impls = krate.conversions.iter().map(|conversion| {
        imports.with(&conversion.groups).core("Error");
        imports.of_type(&conversion.source);
        match conversion.shared {
            true => imports.own_in("types", &conversion.target),
            false => imports.own(&conversion.target),
        }
        Item::Rust(Writer { imports: &mut imports }.implementation(conversion))
    });
    let impls: Vec<_> = impls.collect();
    let mut items: Vec<_> = imports.tokens().into_iter().map(Item::Block).collect();
    items.extend(impls);
    File::new(origin, "Conversions of stored objects to the requests that write them back.", items)
}

/// Writes the conversions of some groups, and imports what they name.
struct Writer<'i, 'r> {
    imports: &'i mut Imports<'r>,
}

impl Writer<'_, '_> {
    fn implementation(&mut self, conversion: &Conversion) -> TokenStream {
        let (source, target) = (types::tokens(&conversion.source), ident(&conversion.target));
        let cfg = cfg(&conversion.groups);
        let fields: Vec<_> = conversion.fields.iter().map(|field| self.field(field)).collect();
        quote! {
            #cfg
            impl TryFrom<&#source> for #target {
                type Error = Error;

                #[inline]
                fn try_from(current: &#source) -> Result<Self, Error> {
                    Ok(Self { #(#fields,)* })
                }
            }
        }
    }

    fn field(&mut self, field: &ConvertedField) -> TokenStream {
        let name = ident(&field.name);
        let Some(from) = &field.from else { return quote!(#name: None) };
        let (source, how) = (ident(&from.name), &from.how);
        let value = match (field.required, from.required) {
            (true, true) => self.there(how, quote!(current.#source)),
            (true, false) => {
                let needed = self.needed(&quote!(current), from);
                match how {
                    How::Copy => quote!(*#needed?),
                    How::Clone => quote!(#needed?.clone()),
                    how => self.converted(how, quote!(#needed?)),
                }
            }
            (false, true) => {
                let value = self.there(how, quote!(current.#source));
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
                    let value = self.fallible(how);
                    quote!(current.#source.as_ref().map(|value| #value).transpose()?)
                }
            },
        };
        quote!(#name: #value)
    }

    /// A reference to a field that may be missing, as a `Result`.
    fn needed(&mut self, of: &TokenStream, field: &ReadField) -> TokenStream {
        self.imports.core("modify");
        let (name, wire) = (ident(&field.name), &field.wire);
        quote!(modify::needed(&#of.#name, #wire))
    }

    /// The value of a place that is always there.
    fn there(&mut self, how: &How, place: TokenStream) -> TokenStream {
        match how {
            How::Copy => place,
            How::Clone => quote!(#place.clone()),
            how => self.converted(how, quote!(&#place)),
        }
    }

    /// What becomes of a reference, where it is more than a copy.
    fn converted(&mut self, how: &How, reference: TokenStream) -> TokenStream {
        if let How::Object(object) = how {
            let object = ident(object);
            return quote!(#object::try_from(#reference)?);
        }
        let value = self.fallible(how);
        quote!({ let value = #reference; #value? })
    }

    /// What becomes of a reference called `value`, as a `Result`.
    fn fallible(&mut self, how: &How) -> TokenStream {
        match how {
            How::Copy => quote!(Ok(*value)),
            How::Clone => quote!(Ok(value.clone())),
            How::Object(object) => {
                let object = ident(object);
                quote!(#object::try_from(value))
            }
            How::Element(field) => {
                let name = ident(&field.name);
                match (field.required, &field.how) {
                    (true, How::Copy) => quote!(Ok(value.#name)),
                    (true, How::Clone) => quote!(Ok(value.#name.clone())),
                    (true, How::Object(object)) => {
                        let object = ident(object);
                        quote!(#object::try_from(&value.#name))
                    }
                    (true, how) => {
                        let inner = self.fallible(how);
                        quote!({ let value = &value.#name; #inner })
                    }
                    (false, how) => {
                        let needed = self.needed(&quote!(value), field);
                        match how {
                            How::Copy => quote!(#needed.copied()),
                            How::Clone => quote!(#needed.cloned()),
                            how => {
                                let each = self.each(how);
                                quote!(#needed.and_then(#each))
                            }
                        }
                    }
                }
            }
            How::List(inner) => {
                let inner = self.each(inner);
                quote!(value.iter().map(#inner).collect::<Result<_, Error>>())
            }
            How::Map(inner) => {
                let inner = self.fallible(inner);
                quote! {
                    value.iter().map(|(key, value)| Ok((key.clone(), #inner?))).collect::<Result<_, Error>>()
                }
            }
        }
    }

    /// A function of one element.
    fn each(&mut self, how: &How) -> TokenStream {
        match how {
            How::Object(object) => {
                let object = ident(object);
                quote!(#object::try_from)
            }
            how => {
                let body = self.fallible(how);
                quote!(|value| #body)
            }
        }
    }
}
