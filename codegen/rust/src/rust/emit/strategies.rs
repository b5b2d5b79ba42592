//! `proptest` strategies: valid values of each request, and for each rule values that break exactly that one.

mod broken;
mod scope;
mod values;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use self::scope::Scope;
use self::values::{items, list_strategy, lists, sizes, valid};
use super::checks::number;
use super::types;
use crate::model::rule::Subject;
use crate::model::scalar::Wire;
use crate::model::{Bounds, Number, Rule};
use crate::rust::ir::{Check, Crate, Role, Root, RustType, Struct, StructField};
use crate::rust::layout::{Emit, File, Item, cfg, docs, ident, line};

/// `proptest` implements strategies for tuples of up to twelve.
const TUPLE: usize = 10;

/// The folder `strategies/`; empty when nothing is sent.
pub(super) fn files<'a>(krate: &'a Crate<'a>, origin: &'a str) -> Vec<(String, Emit<'a>)> {
    let requests: Vec<_> = krate
        .objects
        .iter()
        .filter(|object| object.role == Role::Request)
        .chain(krate.requests())
        .collect();
    if requests.is_empty() {
        return Vec::new();
    }
    let own = requests.iter().copied().map(|request| -> (String, Emit<'a>) {
        let path = format!("strategies/{}.rs", request.module);
        (path, Box::new(move || file(&krate.root, request)))
    });
    let mut files: Vec<_> = own.collect();
    let path = "strategies/mod.rs".to_owned();
    files.push((path, Box::new(move || modules(&requests, origin))));
    files
}

/// `strategies/mod.rs`
fn modules(requests: &[&Struct], origin: &str) -> File {
    let modules = requests.iter().map(|request| {
        let (cfg, module) = (cfg(&request.groups), ident(&request.module));
        quote!(#cfg pub mod #module;)
    });
    File {
        origin: origin.to_owned(),
        docs: vec![
            "Strategies for requests that keep every rule, and for ones that break exactly one."
                .to_owned(),
        ],
        items: vec![
            Item::Block(modules.collect()),
            // What each of them yields.
            Item::Block(vec![quote!(
                pub use feishu_core::strategies::Broken;
            )]),
        ],
    }
}

fn file(root: &Root, request: &Struct) -> File {
    let scope = &Scope::new(root);
    let name = ident(&request.name);
    let cases: Vec<_> = request
        .fields
        .iter()
        .flat_map(|field| {
            field.checks.iter().flat_map(move |check| broken::cases(scope, field, check))
        })
        .collect();
    let inner: Vec<_> = request
        .fields
        .iter()
        .flat_map(|field| {
            field.checks.iter().filter_map(move |check| broken::inner_cases(scope, field, check))
        })
        .collect();
    let about_valid = docs(&[format!("Values of [`{}`] that keep every rule.", request.name)]);
    let about_broken = docs(&[if request.has_rules() {
        format!(
            "Values of [`{}`] that break exactly one rule, one strategy per rule and way to break it.",
            request.name
        )
    } else {
        format!("Empty: [`{}`] has no rule to break.", request.name)
    }]);
    // An array, because no formatter looks inside a macro.
    let first =
        if cases.is_empty() { quote!(Vec::new()) } else { quote!(Vec::from([#(#cases),*])) };
    let body = if inner.is_empty() {
        first
    } else {
        quote! {
            let mut all = #first;
            #(#inner)*
            all
        }
    };
    let valid = all_fields(scope, &request.fields, &name);
    let own = types::module(root);
    File {
        origin: request.origin.clone(),
        docs: vec![format!("Strategies for [`{name}`]({}).", line(quote!(#own::#name)))],
        items: vec![
            Item::Block(scope.imports()),
            Item::Block(vec![quote!(use #own::#name;)]),
            Item::Rust(quote! {
                #about_valid
                pub fn valid() -> impl Strategy<Value = #name> {
                    #valid
                }
            }),
            Item::Rust(quote! {
                #about_broken
                pub fn broken() -> Vec<Broken<#name>> {
                    #body
                }
            }),
        ],
    }
}

/// All fields at once, in tuples of at most [`TUPLE`].
fn all_fields(scope: &Scope<'_>, fields: &[StructField], name: &proc_macro2::Ident) -> TokenStream {
    if fields.is_empty() {
        return quote!(proptest::strategy::Just(#name::new()));
    }
    let names: Vec<_> = fields.iter().map(|field| ident(&field.name)).collect();
    let values: Vec<_> = fields
        .iter()
        .map(|field| {
            let value = valid_field(scope, field);
            if field.required {
                return value;
            }
            let option = scope.path("option::of");
            quote!(#option(#value))
        })
        .collect();
    let strategies = values.chunks(TUPLE).map(|chunk| quote!((#(#chunk,)*)));
    let patterns = names.chunks(TUPLE).map(|chunk| quote!((#(#chunk,)*)));
    if fields.len() <= TUPLE {
        quote!(#(#strategies)*.prop_map(|#(#patterns)*| #name { #(#names),* }))
    } else {
        quote!((#(#strategies,)*).prop_map(|(#(#patterns,)*)| #name { #(#names),* }))
    }
}

/// A strategy for values of a field that keep its rules.
fn valid_field(scope: &Scope<'_>, field: &StructField) -> TokenStream {
    if let RustType::List(inner) = &field.ty {
        return lists(scope, list_strategy(field), inner, &sizes(&items(field)));
    }
    match field.checks.iter().find_map(Check::rule) {
        Some(rule) => obeying(scope, &field.ty, rule),
        None => valid(scope, &field.ty),
    }
}

/// A strategy for values of a type, which is no list, that keep a rule.
fn obeying(scope: &Scope<'_>, ty: &RustType, rule: &Rule) -> TokenStream {
    let arguments = match (rule.bounds(), rule.pattern()) {
        (Some(bounds), _) if rule.kind.subject == Subject::Number => return in_range(ty, &bounds),
        (Some(bounds), _) => sizes(&bounds),
        (None, pattern) => quote!(#pattern),
    };
    let strategy = scope.path(rule.kind.valid);
    quote!(#strategy(#arguments))
}

/// Values inside a range; an open end is the type's own, or as far as floats go without overflow.
fn in_range(ty: &RustType, bounds: &Bounds) -> TokenStream {
    let primitive = types::tokens(ty);
    let (lowest, highest) = match ty {
        ty if *ty == RustType::F64 => (quote!(f64::MIN / 2.0), quote!(f64::MAX / 2.0)),
        _ => (quote!(#primitive::MIN), quote!(#primitive::MAX)),
    };
    let max = bounds.max.map_or(highest, number);
    match (bounds.min, ty) {
        // Two bare literals would be taken for `i32`.
        (Some(Number::Integer(min)), RustType::Scalar(scalar))
            if scalar.wire == Wire::Int64 && min > i64::MIN =>
        {
            let literal = Literal::i64_suffixed(min.abs());
            if min < 0 { quote!(-#literal..=#max) } else { quote!(#literal..=#max) }
        }
        (min, _) => {
            let min = min.map_or(lowest, number);
            quote!(#min..=#max)
        }
    }
}
