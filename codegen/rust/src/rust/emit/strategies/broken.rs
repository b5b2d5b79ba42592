//! Values that break exactly one rule, for each rule and each way to break it.

use feishu_text::escape_pointer;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote};

use super::scope::Scope;
use super::values::{items, list_strategy, lists, size, sizes};
use crate::model::rule::Subject;
use crate::model::scalar::Wire;
use crate::model::{Bounds, Number, Rule};
use crate::rust::emit::checks::number;
use crate::rust::emit::types;
use crate::rust::ir::{Check, RustType, StructField};
use crate::rust::layout::ident;

/// How far beyond a bound broken values go.
const BEYOND: usize = 6;

/// A way to break a rule: the pointer below the field, the name of the rule, a strategy for the broken value.
struct Break {
    pointer: String,
    rule: &'static str,
    value: TokenStream,
}

/// The cases of one check, unless it ends at an object.
pub(super) fn cases(scope: &Scope<'_>, field: &StructField, check: &Check) -> Vec<TokenStream> {
    let set = setter(field);
    breaks(scope, field, check)
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
pub(super) fn inner_cases(
    scope: &Scope<'_>,
    field: &StructField,
    check: &Check,
) -> Option<TokenStream> {
    let (module, pointer, broken) = inner_object(scope, field, check)?;
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
    scope: &Scope<'_>,
    field: &StructField,
    check: &Check,
) -> Option<(Ident, String, TokenStream)> {
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
    Some((ident(&module), pointer, fill(scope, field, value)))
}

/// A list that must have more than one element gets valid ones behind the broken one.
fn fill(scope: &Scope<'_>, field: &StructField, value: TokenStream) -> TokenStream {
    match (&field.ty, items(field).min.map(size)) {
        (RustType::List(inner), Some(min)) if min > 1 => {
            let more = Literal::usize_unsuffixed(min - 1);
            let more = lists(scope, list_strategy(field), inner, &quote!(#more));
            quote!((#value, #more).prop_map(|(mut list, more)| { list.extend(more); list }))
        }
        _ => value,
    }
}

/// The ways to break a check that does not end at an object.
fn breaks(scope: &Scope<'_>, field: &StructField, check: &Check) -> Vec<Break> {
    let case = |rule, value| Break { pointer: String::new(), rule, value };
    match (check, &field.ty) {
        (Check::Rule(rule), _) => of_rule(scope, field, rule)
            .into_iter()
            .map(|value| case(rule.kind.word, value))
            .collect(),
        (check, ty) => of_type(scope, ty, check)
            .map(|Break { pointer, rule, value }| Break {
                pointer,
                rule,
                value: fill(scope, field, value),
            })
            .into_iter()
            .collect(),
    }
}

/// The ways to break a rule of a field.
fn of_rule(scope: &Scope<'_>, field: &StructField, rule: &Rule) -> Vec<TokenStream> {
    let breaking = |arguments: &dyn ToTokens| {
        let broken = scope.path(rule.kind.broken);
        quote!(#broken(#arguments))
    };
    let Some(bounds) = rule.bounds() else {
        let pattern = rule.pattern();
        if let (RustType::List(inner), None) = (&field.ty, pattern) {
            return vec![lists(scope, rule.kind.broken, inner, &sizes(&items(field)))];
        }
        return vec![breaking(&pattern)];
    };
    match &field.ty {
        RustType::List(inner) => outside(&bounds)
            .iter()
            .map(|sizes| lists(scope, list_strategy(field), inner, sizes))
            .collect(),
        ty if rule.kind.subject == Subject::Number => out_of_range(ty, &bounds),
        _ => outside(&bounds).iter().map(|sizes| breaking(sizes)).collect(),
    }
}

/// How to break the rule that comes with a type.
fn of_type(scope: &Scope<'_>, ty: &RustType, check: &Check) -> Option<Break> {
    let case = |rule, value| Some(Break { pointer: String::new(), rule, value });
    match (check, ty) {
        (Check::Scalar(check), _) => case(check.rule, scope.path(check.broken)),
        (Check::Values(_), RustType::Enum { name, is_integer }) => {
            let path = scope.own(name);
            let value = if *is_integer {
                let unknown = scope.path("strategies::unknown_number");
                quote!(#unknown(#path::VALUES).prop_map(#path::from))
            } else {
                let unknown = scope.path("strategies::unknown_value");
                quote!(#unknown(#path::VALUES).prop_map(#path::Unknown))
            };
            case("values", value)
        }
        (Check::EachItem(check), RustType::List(ty)) => {
            let Break { pointer, rule, value } = of_type(scope, ty, check)?;
            Some(Break {
                pointer: format!("/0{pointer}"),
                rule,
                value: quote!(#value.prop_map(|item| vec![item])),
            })
        }
        (Check::EachEntry(check), RustType::Map(ty)) => {
            let Break { pointer, rule, value } = of_type(scope, ty, check)?;
            let value = quote!(#value.prop_map(|item| [("key".to_owned(), item)].into()));
            Some(Break { pointer: format!("/key{pointer}"), rule, value })
        }
        _ => None,
    }
}

/// Sizes below the least and above the greatest.
fn outside(bounds: &Bounds) -> Vec<TokenStream> {
    let below = bounds.min.map(size).and_then(|min| Some((0, min.checked_sub(1)?)));
    let above = bounds.max.map(size).map(|max| (max + 1, max + BEYOND));
    let range = |(min, max)| {
        let (min, max) = (Literal::usize_unsuffixed(min), Literal::usize_unsuffixed(max));
        quote!(#min..=#max)
    };
    below.into_iter().chain(above).map(range).collect()
}

/// Ranges of numbers below the least and above the greatest.
fn out_of_range(ty: &RustType, bounds: &Bounds) -> Vec<TokenStream> {
    let primitive = types::tokens(ty);
    let mut ranges = Vec::new();
    let (lowest, highest) = match ty {
        RustType::Scalar(scalar) if scalar.wire == Wire::Int32 => {
            (i64::from(i32::MIN), i64::from(i32::MAX))
        }
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
