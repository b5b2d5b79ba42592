//! Strategies for values of a type, and for lists of them.

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::scope::Scope;
use crate::model::rule;
use crate::model::{Bounds, Number, Rule};
use crate::rust::ir::{Check, RustType, StructField};
use crate::rust::layout::ident;

/// How many elements a valid list has when no rule says otherwise.
const MANY: usize = 4;

/// A strategy for any valid value of a type.
pub(super) fn valid(scope: &Scope<'_>, ty: &RustType) -> TokenStream {
    match ty {
        RustType::Scalar(scalar) => scope.path(scalar.rust.valid),
        RustType::Id(_) => scope.path("strategies::id()"),
        RustType::Enum { name, is_integer } => {
            let path = scope.own(name);
            let from = if *is_integer {
                quote!(|value| #path::from(value.parse::<i32>().unwrap_or_default()))
            } else {
                quote!(#path::from)
            };
            quote!(proptest::sample::select(#path::VALUES).prop_map(#from))
        }
        RustType::Object { module, .. } => {
            let module = ident(module);
            quote!(super::#module::valid())
        }
        RustType::List(inner) => lists(scope, rule::ITEMS.valid, inner, &sizes(&Bounds::ANY)),
        RustType::Map(inner) => {
            let inner = valid(scope, inner);
            let many = Literal::usize_unsuffixed(MANY);
            let (map, text) = (scope.path("btree_map"), scope.path("strategies::text()"));
            quote!(#map(#text, #inner, 0..=#many))
        }
    }
}

/// A strategy for lists of this length.
pub(super) fn lists(
    scope: &Scope<'_>,
    strategy: &str,
    inner: &RustType,
    sizes: &TokenStream,
) -> TokenStream {
    let (strategy, inner) = (scope.path(strategy), valid(scope, inner));
    quote!(#strategy(#inner, #sizes))
}

/// How many items the lists of a field may have.
pub(super) fn items(field: &StructField) -> Bounds {
    let mut rules = field.checks.iter().filter_map(Check::rule);
    rules.find_map(Rule::bounds).unwrap_or(Bounds::ANY)
}

/// The strategy that makes lists for a field, which keep its rules but for the number of items.
pub(super) fn list_strategy(field: &StructField) -> &'static str {
    let rule = field.checks.iter().filter_map(Check::rule).next_back();
    rule.map_or(rule::ITEMS.valid, |rule| rule.kind.valid)
}

/// The least and greatest size, where an open end is as far as a test needs to go.
pub(super) fn sizes(bounds: &Bounds) -> TokenStream {
    let min = bounds.min.map_or(0, size);
    let max = bounds.max.map_or(min + MANY, size);
    let (min, max) = (Literal::usize_unsuffixed(min), Literal::usize_unsuffixed(max));
    quote!(#min..=#max)
}

pub(super) fn size(number: Number) -> usize {
    match number {
        Number::Integer(value) => usize::try_from(value).unwrap_or_default(),
        Number::Float(_) => 0,
    }
}
