//! `proptest` strategies: valid values of each request, and for each rule values that break exactly that one.

use std::collections::BTreeMap;

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::checks::number;
use super::types;
use crate::model::{Bounds, Number};
use crate::rust::ir::{Check, Crate, Role, RustType, Struct, StructField};
use crate::rust::layout::{File, Item, docs, ident};

/// `proptest` implements strategies for tuples of up to twelve.
const TUPLE: usize = 10;

/// How far beyond a bound broken values go.
const BEYOND: usize = 6;

/// How many elements a valid list has when no rule says otherwise.
const MANY: usize = 4;

/// The folder `strategies/`; empty when nothing is sent.
pub(super) fn files(krate: &Crate, origin: &str) -> BTreeMap<String, File> {
    let bodies = krate
        .resources
        .iter()
        .flat_map(|resource| &resource.operations)
        .filter_map(|operation| operation.body.as_ref());
    let requests: Vec<_> =
        krate.objects.iter().filter(|object| object.role == Role::Request).chain(bodies).collect();
    let mut files = BTreeMap::new();
    if requests.is_empty() {
        return files;
    }
    let modules = requests.iter().map(|request| {
        let module = ident(&request.module);
        quote!(pub mod #module;)
    });
    files.insert(
        "strategies/mod.rs".to_owned(),
        File {
            origin: origin.to_owned(),
            docs: vec![
                "Strategies that make requests which keep every rule, or break exactly one."
                    .to_owned(),
            ],
            items: vec![Item::Block(modules.collect())],
        },
    );
    for request in requests {
        files.insert(format!("strategies/{}.rs", request.module), file(request));
    }
    files
}

fn file(request: &Struct) -> File {
    let name = ident(&request.name);
    let cases: Vec<_> = request
        .fields
        .iter()
        .flat_map(|field| field.checks.iter().flat_map(move |check| cases(field, check)))
        .collect();
    let inner: Vec<_> = request
        .fields
        .iter()
        .flat_map(|field| field.checks.iter().filter_map(move |check| inner_cases(field, check)))
        .collect();
    let about_valid = docs(&[format!("Values of [`{}`] that keep every rule.", request.name)]);
    let about_broken = docs(&[if request.has_rules() {
        format!(
            "Values of [`{}`] that break exactly one rule, for each rule and each way to break it.",
            request.name
        )
    } else {
        format!("Nothing: [`{}`] has no rule to break.", request.name)
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
    let valid = all_fields(&request.fields, &name);
    let used = quote!(#valid #body).to_string();
    File {
        origin: request.origin.clone(),
        docs: vec![format!("Strategies for [`{0}`](crate::generated::{0}).", request.name)],
        items: vec![
            Item::Block(imports(&used)),
            Item::Block(vec![quote!(use crate::generated::#name;)]),
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

/// What the tokens of a file use; nothing else is imported.
fn imports(used: &str) -> Vec<TokenStream> {
    let uses = |word: &str| used.contains(word);
    let core = if uses("strategies ::") {
        quote!(
            use feishu_core::strategies::{self, Broken};
        )
    } else {
        quote!(
            use feishu_core::strategies::Broken;
        )
    };
    let collections = match (uses("vec ("), uses("btree_map (")) {
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
    let option = uses("option ::").then(|| {
        quote!(
            use proptest::option;
        )
    });
    [
        Some(core),
        collections,
        option,
        Some(quote!(
            use proptest::strategy::Strategy;
        )),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// All fields at once, in tuples of at most [`TUPLE`].
fn all_fields(fields: &[StructField], name: &proc_macro2::Ident) -> TokenStream {
    if fields.is_empty() {
        return quote!(proptest::strategy::Just(#name::new()));
    }
    let names: Vec<_> = fields.iter().map(|field| ident(&field.name)).collect();
    let values: Vec<_> = fields
        .iter()
        .map(|field| {
            let value = valid_field(field);
            if field.required { value } else { quote!(option::of(#value)) }
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
fn valid_field(field: &StructField) -> TokenStream {
    for check in &field.checks {
        match check {
            Check::Chars(bounds) => return chars(bounds),
            Check::Range(bounds) => return in_range(&field.ty, bounds),
            Check::Pattern(pattern) => return quote!(strategies::matching(#pattern)),
            Check::Items(bounds) => {
                if let RustType::List(inner) = &field.ty {
                    return list(inner, bounds);
                }
            }
            _ => {}
        }
    }
    valid(&field.ty)
}

/// A strategy for any valid value of a type.
fn valid(ty: &RustType) -> TokenStream {
    match ty {
        RustType::String => quote!(strategies::text()),
        RustType::Bool => quote!(proptest::bool::ANY),
        RustType::I32 => quote!(proptest::num::i32::ANY),
        RustType::I64 => quote!(proptest::num::i64::ANY),
        RustType::F64 => quote!(strategies::finite()),
        RustType::Json => quote!(strategies::json()),
        RustType::UnixMillis => quote!(strategies::unix_millis()),
        RustType::Id(_) => quote!(strategies::id()),
        RustType::Enum { name, is_integer } => {
            let name = ident(name);
            let from = if *is_integer {
                quote!(|value| crate::generated::#name::from(value.parse::<i32>().unwrap_or_default()))
            } else {
                quote!(crate::generated::#name::from)
            };
            quote!(proptest::sample::select(crate::generated::#name::VALUES).prop_map(#from))
        }
        RustType::Object { module, .. } => {
            let module = ident(module);
            quote!(super::#module::valid())
        }
        RustType::List(inner) => list(inner, &Bounds { min: None, max: None }),
        RustType::Map(inner) => {
            let inner = valid(inner);
            let many = Literal::usize_unsuffixed(MANY);
            quote!(btree_map(strategies::text(), #inner, 0..=#many))
        }
    }
}

fn chars(bounds: &Bounds) -> TokenStream {
    let (min, max) = sizes(bounds);
    let (min, max) = (Literal::usize_unsuffixed(min), Literal::usize_unsuffixed(max));
    quote!(strategies::chars(#min..=#max))
}

fn list(inner: &RustType, bounds: &Bounds) -> TokenStream {
    let (min, max) = sizes(bounds);
    let (inner, min, max) =
        (valid(inner), Literal::usize_unsuffixed(min), Literal::usize_unsuffixed(max));
    quote!(vec(#inner, #min..=#max))
}

/// The least and greatest size, where an open end is as far as a test needs to go.
fn sizes(bounds: &Bounds) -> (usize, usize) {
    let min = bounds.min.map_or(0, size);
    let max = bounds.max.map_or(min + MANY, size);
    (min, max)
}

fn size(number: Number) -> usize {
    match number {
        Number::Integer(value) => usize::try_from(value).unwrap_or_default(),
        Number::Float(_) => 0,
    }
}

/// Values inside a range; an open end is the type's own.
fn in_range(ty: &RustType, bounds: &Bounds) -> TokenStream {
    if *ty == RustType::F64 {
        let (min, max) = (
            bounds.min.map_or(f64::MIN / 2.0, Number::as_f64),
            bounds.max.map_or(f64::MAX / 2.0, Number::as_f64),
        );
        let (min, max) = (number(Number::Float(min)), number(Number::Float(max)));
        return quote!(#min..=#max);
    }
    let primitive = types::tokens(ty);
    let min = bounds.min.map_or(quote!(#primitive::MIN), number);
    let max = bounds.max.map_or(quote!(#primitive::MAX), number);
    quote!(#min..=#max)
}

/// A way to break a rule: the pointer below the field, the name of the rule, a strategy for the broken value.
struct Break {
    pointer: String,
    rule: &'static str,
    value: TokenStream,
}

/// The cases of one check, unless it ends at an object.
fn cases(field: &StructField, check: &Check) -> Vec<TokenStream> {
    let set = setter(field);
    breaks(field, check)
        .into_iter()
        .map(|case| {
            let (pointer, rule, broken) = (
                format!("/{}{}", escape_pointer(&field.wire), case.pointer),
                case.rule,
                case.value,
            );
            quote!(Broken::new(#pointer, #rule, valid(), #broken, #set))
        })
        .collect()
}

/// The loop that makes each rule of an inner object one of the outer.
fn inner_cases(field: &StructField, check: &Check) -> Option<TokenStream> {
    let (module, pointer, broken) = inner_object(field, check)?;
    let format = format!("/{}{pointer}{{}}", escape_pointer(&field.wire));
    let set = setter(field);
    Some(quote! {
        for inner in super::#module::broken() {
            let pointer = format!(#format, inner.pointer);
            let broken = #broken;
            all.push(Broken::new(pointer, inner.rule, valid(), broken, #set));
        }
    })
}

/// Puts a broken value into a field.
fn setter(field: &StructField) -> TokenStream {
    let name = ident(&field.name);
    let value = if field.required { quote!(broken) } else { quote!(Some(broken)) };
    quote!(|value, broken| value.#name = #value)
}

/// For a check that ends at an object: its module, the pointer to it, and a strategy of the field's type around `inner`.
fn inner_object(
    field: &StructField,
    check: &Check,
) -> Option<(proc_macro2::Ident, String, TokenStream)> {
    fn walk(ty: &RustType, check: &Check) -> Option<(String, String, TokenStream)> {
        match (check, ty) {
            (Check::Object, RustType::Object { module, .. }) => {
                Some((module.clone(), String::new(), quote!(inner.strategy)))
            }
            (Check::EachItem(check), RustType::List(ty)) => {
                let (module, pointer, value) = walk(ty, check)?;
                Some((module, format!("/0{pointer}"), quote!(#value.prop_map(|item| vec![item]))))
            }
            (Check::EachEntry(check), RustType::Map(ty)) => {
                let (module, pointer, value) = walk(ty, check)?;
                Some((
                    module,
                    format!("/key{pointer}"),
                    quote!(#value.prop_map(|item| [("key".to_owned(), item)].into())),
                ))
            }
            _ => None,
        }
    }
    let (module, pointer, value) = walk(&field.ty, check)?;
    Some((ident(&module), pointer, fill(field, value)))
}

/// A list that must have more than one element gets valid ones behind the broken one.
fn fill(field: &StructField, value: TokenStream) -> TokenStream {
    let min = field.checks.iter().find_map(|check| match check {
        Check::Items(bounds) => bounds.min.map(size),
        _ => None,
    });
    match (&field.ty, min) {
        (RustType::List(inner), Some(min)) if min > 1 => {
            let (inner, more) = (valid(inner), Literal::usize_unsuffixed(min - 1));
            quote!((#value, vec(#inner, #more)).prop_map(|(mut list, more)| { list.extend(more); list }))
        }
        _ => value,
    }
}

/// The ways to break a check that does not end at an object.
fn breaks(field: &StructField, check: &Check) -> Vec<Break> {
    let case = |rule, value| Break { pointer: String::new(), rule, value };
    match (check, &field.ty) {
        (Check::Chars(bounds), _) => outside(bounds)
            .into_iter()
            .map(|(min, max)| case("chars", quote!(strategies::chars(#min..=#max))))
            .collect(),
        (Check::Items(bounds), RustType::List(inner)) => {
            let inner = valid(inner);
            outside(bounds)
                .into_iter()
                .map(|(min, max)| case("items", quote!(vec(#inner, #min..=#max))))
                .collect()
        }
        (Check::Range(bounds), ty) => {
            out_of_range(ty, bounds).into_iter().map(|value| case("range", value)).collect()
        }
        (Check::Pattern(pattern), _) => {
            vec![case("pattern", quote!(strategies::not_matching(#pattern)))]
        }
        (check, ty) => of_type(ty, check)
            .map(|Break { pointer, rule, value }| Break {
                pointer,
                rule,
                value: fill(field, value),
            })
            .into_iter()
            .collect(),
    }
}

/// How to break the rule that comes with a type.
fn of_type(ty: &RustType, check: &Check) -> Option<Break> {
    let case = |rule, value| Some(Break { pointer: String::new(), rule, value });
    match (check, ty) {
        (Check::UnixMillis, _) => case("unix_millis", quote!(strategies::not_unix_millis())),
        (Check::Finite, _) => case("finite", quote!(strategies::not_finite())),
        (Check::Values(_), RustType::Enum { name, is_integer }) => {
            let name = ident(name);
            let value = if *is_integer {
                quote!(strategies::unknown_number(crate::generated::#name::VALUES).prop_map(crate::generated::#name::from))
            } else {
                quote!(strategies::unknown_value(crate::generated::#name::VALUES).prop_map(crate::generated::#name::Unknown))
            };
            case("values", value)
        }
        (Check::EachItem(check), RustType::List(ty)) => {
            let Break { pointer, rule, value } = of_type(ty, check)?;
            Some(Break {
                pointer: format!("/0{pointer}"),
                rule,
                value: quote!(#value.prop_map(|item| vec![item])),
            })
        }
        (Check::EachEntry(check), RustType::Map(ty)) => {
            let Break { pointer, rule, value } = of_type(ty, check)?;
            let value = quote!(#value.prop_map(|item| [("key".to_owned(), item)].into()));
            Some(Break { pointer: format!("/key{pointer}"), rule, value })
        }
        _ => None,
    }
}

/// Sizes below the least and above the greatest.
fn outside(bounds: &Bounds) -> Vec<(Literal, Literal)> {
    let below = bounds.min.map(size).filter(|min| *min > 0).map(|min| (0, min - 1));
    let above = bounds.max.map(size).map(|max| (max + 1, max + BEYOND));
    let literal = |(min, max)| (Literal::usize_unsuffixed(min), Literal::usize_unsuffixed(max));
    below.into_iter().chain(above).map(literal).collect()
}

/// Ranges of numbers below the least and above the greatest.
fn out_of_range(ty: &RustType, bounds: &Bounds) -> Vec<TokenStream> {
    let primitive = types::tokens(ty);
    let mut ranges = Vec::new();
    let (lowest, highest) = match ty {
        RustType::I32 => (i64::from(i32::MIN), i64::from(i32::MAX)),
        _ => (i64::MIN, i64::MAX),
    };
    match bounds.min {
        Some(Number::Integer(min)) if min > lowest => {
            let end = number(Number::Integer(min));
            ranges.push(quote!(#primitive::MIN..#end));
        }
        Some(Number::Float(min)) => {
            let end = number(Number::Float(min));
            ranges.push(quote!(f64::MIN / 2.0..#end));
        }
        _ => {}
    }
    match bounds.max {
        Some(Number::Integer(max)) if max < highest => {
            let start = number(Number::Integer(max + 1));
            ranges.push(quote!(#start..=#primitive::MAX));
        }
        Some(Number::Float(max)) => {
            let end = number(Number::Float(max));
            ranges.push(quote!((#end..f64::MAX / 2.0).prop_filter("the bound itself is allowed", |value| *value > #end)));
        }
        _ => {}
    }
    ranges
}

/// `~` and `/` as JSON Pointer writes them.
fn escape_pointer(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}
