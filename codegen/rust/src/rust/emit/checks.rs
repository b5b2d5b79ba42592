//! The body of `check()`: one statement for each rule.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::model::rule::Takes;
use crate::model::{Bounds, Number};
use crate::names;
use crate::rust::ir::{Check, Struct};
use crate::rust::layout::ident;

use super::types::is_copy;

/// `impl Validate` of a struct that has rules.
pub(super) fn validate_impl(structure: &Struct) -> TokenStream {
    let name = ident(&structure.name);
    let statements =
        structure.fields.iter().filter(|field| !field.checks.is_empty()).map(|field| {
            let (field_name, wire) = (ident(&field.name), &field.wire);
            let at = quote!(at.field(#wire));
            let scope = |place: &Place| Scope {
                field: &field.name,
                place: place.clone(),
                at: at.clone(),
                depth: 0,
            };
            let checks = |place: &Place| {
                field
                    .checks
                    .iter()
                    .map(|check| scope(place).statement(check))
                    .collect::<TokenStream>()
            };
            if let (false, [Check::Values(name)]) = (field.required, field.checks.as_slice()) {
                let (unknown, report) = values(name, &at);
                quote!(if let Some(#unknown) = &self.#field_name { #report })
            } else if field.required {
                checks(&Place::Field(quote!(self.#field_name)))
            } else if is_copy(&field.ty) {
                let checks = checks(&Place::Field(quote!(value)));
                quote!(if let Some(value) = self.#field_name { #checks })
            } else {
                let checks = checks(&Place::Reference(quote!(value)));
                quote!(if let Some(value) = &self.#field_name { #checks })
            }
        });
    quote! {
        impl Validate for #name {
            #[inline]
            fn check(&self, at: &Pointer<'_>, violations: &mut Violations) {
                #(#statements)*
            }
        }
    }
}

/// The pointer to the checked value.
#[derive(Clone)]
enum Place {
    /// An expression of the type itself.
    Field(TokenStream),
    /// An expression of a reference to the type.
    Reference(TokenStream),
}

impl Place {
    fn by_reference(&self) -> TokenStream {
        match self {
            Self::Field(place) => quote!(&#place),
            Self::Reference(place) => place.clone(),
        }
    }

    fn by_value(&self) -> TokenStream {
        match self {
            Self::Field(place) => place.clone(),
            Self::Reference(place) => quote!(*#place),
        }
    }

    fn receiver(&self) -> &TokenStream {
        match self {
            Self::Field(place) | Self::Reference(place) => place,
        }
    }
}

/// What a statement knows of its surroundings.
struct Scope<'a> {
    /// The field, which names the statics of its checks.
    field: &'a str,
    place: Place,
    /// An expression of the pointer to the value.
    at: TokenStream,
    /// How many loops are around.
    depth: usize,
}

impl Scope<'_> {
    fn statement(&self, check: &Check) -> TokenStream {
        let (reference, value, receiver) =
            (self.place.by_reference(), self.place.by_value(), self.place.receiver());
        let at = &self.at;
        match check {
            Check::Rule(rule) => {
                let function = ident(rule.kind.word);
                let subject = match rule.kind.takes {
                    Takes::Reference => reference,
                    Takes::Value => value,
                    Takes::Length => quote!(#receiver.len()),
                };
                if let Some(pattern) = rule.pattern() {
                    let name = ident(&names::shouty(&format!("{}_pattern", self.field)));
                    return quote! {
                        static #name: rules::Pattern = rules::Pattern::new(#pattern);
                        rules::#function(#subject, &#name, &#at, violations);
                    };
                }
                let limit = rule.bounds().as_ref().map(range).into_iter();
                quote!(rules::#function(#subject, #(#limit,)* &#at, violations);)
            }
            Check::Values(name) => {
                let (unknown, report) = values(name, at);
                quote!(if let #unknown = #reference { #report })
            }
            Check::Scalar(check) => {
                let function = ident(check.function);
                let subject = if check.by_value { value } else { reference };
                quote!(rules::#function(#subject, &#at, violations);)
            }
            Check::Object => quote!(#receiver.check(&#at, violations);),
            Check::EachItem(inner) => {
                let (index, item) = (self.counted("index"), self.counted("item"));
                let inner = self.inside(&item, quote!(#at.index(#index))).statement(inner);
                quote!(for (#index, #item) in #receiver.iter().enumerate() { #inner })
            }
            Check::EachEntry(inner) => {
                let (key, item) = (self.counted("key"), self.counted("item"));
                let inner = self.inside(&item, quote!(#at.field(#key))).statement(inner);
                quote!(for (#key, #item) in #reference { #inner })
            }
        }
    }

    /// A name of its own for each loop, since inner pointers use the outer ones too.
    fn counted(&self, name: &str) -> Ident {
        if self.depth == 0 { ident(name) } else { ident(&format!("{name}_{}", self.depth)) }
    }

    fn inside(&self, item: &Ident, at: TokenStream) -> Self {
        Self {
            field: self.field,
            place: Place::Reference(quote!(#item)),
            at,
            depth: self.depth + 1,
        }
    }
}

/// The pattern of a value that an enumeration does not list, and the statement that reports it.
fn values(name: &str, at: &TokenStream) -> (TokenStream, TokenStream) {
    let name = ident(name);
    let report = quote!(rules::values(unknown, #name::VALUES, &#at, violations););
    (quote!(#name::Unknown(unknown)), report)
}

/// `..=10`, `1..`, `1..=10`.
fn range(bounds: &Bounds) -> TokenStream {
    let (min, max) = (bounds.min.map(number), bounds.max.map(number));
    match (min, max) {
        (Some(min), Some(max)) => quote!(#min..=#max),
        (Some(min), None) => quote!(#min..),
        (None, Some(max)) => quote!(..=#max),
        (None, None) => quote!(..),
    }
}

/// A number as a literal without a suffix.
pub(super) fn number(number: Number) -> TokenStream {
    let literal = match number {
        Number::Integer(value) => Literal::u64_unsuffixed(value.unsigned_abs()),
        Number::Float(value) => Literal::f64_unsuffixed(value.abs()),
    };
    if number.as_f64() < 0.0 { quote!(-#literal) } else { quote!(#literal) }
}
