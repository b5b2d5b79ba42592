//! Types and rules of a field: which values are good, before and after.
//!
//! In paths, queries and forms every value is a string. There a number that becomes a string is
//! wider, since `2` is both; in a JSON body it is another type. So the comparison has to know where
//! the field is.

use std::cmp::Ordering;

use super::rules::{self, Class};
use crate::model::rule;
use crate::model::scalar::Wire;
use crate::model::{Api, Number, Rule, Type, VariantValue};

/// How the values of a type relate to those of another, on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    Same,
    /// All old values are new ones.
    Wider,
    /// All new values are old ones.
    Narrower,
    BecameList,
    NoLongerList,
    /// Only some of the old values are known ones.
    BecameEnum,
    NoLongerEnum,
    Other,
}

/// What the wire writes a value as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Notation {
    /// Texts have quotation marks, numbers have none.
    Json,
    /// All is text: a segment of a path, a query parameter, a part of a form.
    Text,
}

/// Compares types as the wire has them. Objects are compared on their own, and count as the same here.
pub(super) fn relation(apis: (&Api, &Api), notation: Notation, old: &Type, new: &Type) -> Relation {
    match (old, new) {
        (Type::List(a), Type::List(b)) | (Type::Map(a), Type::Map(b)) => {
            match relation(apis, notation, a, b) {
                Relation::BecameList | Relation::NoLongerList => Relation::Other,
                relation => relation,
            }
        }
        (Type::Scalar(a), Type::Scalar(b)) if a == b => Relation::Same,
        (old, _) if *old == Type::JSON => Relation::Narrower,
        (_, new) if *new == Type::JSON => Relation::Wider,
        (_, Type::List(_)) => Relation::BecameList,
        (Type::List(_), _) => Relation::NoLongerList,
        // The same digits, and another time.
        (Type::Scalar(a), Type::Scalar(b))
            if a.unit.is_some() && b.unit.is_some() && a.unit != b.unit =>
        {
            Relation::Other
        }
        _ => {
            let (a, b) = (shape(apis.0, old), shape(apis.1, new));
            let within = |a, b| within(a, b) || notation == Notation::Text && within_text(a, b);
            match (a, b) {
                (Shape::KnownTexts, Shape::Text) | (Shape::KnownIntegers, Shape::Int32) => {
                    return Relation::NoLongerEnum;
                }
                (Shape::Text, Shape::KnownTexts) | (Shape::Int32, Shape::KnownIntegers) => {
                    return Relation::BecameEnum;
                }
                _ => {}
            }
            match (within(a, b), within(b, a)) {
                (true, true) => Relation::Same,
                (true, false) => Relation::Wider,
                (false, true) => Relation::Narrower,
                (false, false) => Relation::Other,
            }
        }
    }
}

/// A scalar on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Text,
    /// Texts that match a pattern.
    Form {
        pattern: &'static str,
        digits: Option<u32>,
    },
    KnownTexts,
    Bool,
    KnownIntegers,
    Int32,
    Int64,
    Number,
    Object,
    Map,
    Any,
}

fn shape(api: &Api, ty: &Type) -> Shape {
    match ty {
        Type::Id(_) => Shape::Text,
        Type::Scalar(scalar) => match (scalar.wire, &scalar.form) {
            (Wire::Text, None) => Shape::Text,
            (Wire::Text, Some(form)) => Shape::Form { pattern: form.pattern, digits: form.digits },
            (Wire::Flag, _) => Shape::Bool,
            (Wire::Int32, _) => Shape::Int32,
            (Wire::Int64, _) => Shape::Int64,
            (Wire::Float, _) => Shape::Number,
            (Wire::Any, _) => Shape::Any,
        },
        Type::Enum(name) => {
            let declared = api.enumeration(name);
            if declared.is_some_and(|declared| declared.is_integer()) {
                Shape::KnownIntegers
            } else {
                Shape::KnownTexts
            }
        }
        Type::Object(_) => Shape::Object,
        Type::Map(_) => Shape::Map,
        Type::List(_) => Shape::Any,
    }
}

fn within(a: Shape, b: Shape) -> bool {
    use Shape::{Form, Int32, Int64, KnownIntegers, KnownTexts, Number, Text};
    a == b
        || matches!(
            (a, b),
            (Form { .. } | KnownTexts, Text)
                | (KnownIntegers, Int32 | Int64 | Number)
                | (Int32, Int64 | Number)
                | (Int64, Number)
        )
}

/// Digits of the largest integer of 32 bits.
const DIGITS_OF_32_BITS: u32 = 10;

/// Digits of the largest integer that schemas take for one of 64 bits, 2^53 - 1.
const DIGITS_OF_64_BITS: u32 = 16;

/// Where nothing has quotation marks, a number is a text, too.
fn within_text(a: Shape, b: Shape) -> bool {
    use Shape::{Bool, Form, Int32, Int64, KnownIntegers, Number, Text};
    match (a, b) {
        (Bool | KnownIntegers | Int32 | Int64 | Number, Text) => true,
        (KnownIntegers | Int32, Form { digits: Some(digits), .. }) => digits >= DIGITS_OF_32_BITS,
        (Int64, Form { digits: Some(digits), .. }) => digits >= DIGITS_OF_64_BITS,
        // With as many digits as the largest has, some are larger.
        (Form { digits: Some(digits), .. }, Int64) => digits < DIGITS_OF_64_BITS,
        _ => false,
    }
}

/// What changed between the rules of a field: the class, and what it was and is.
pub(super) fn rules(old: &[Rule], new: &[Rule]) -> Vec<(&'static Class, String)> {
    let mut found = Vec::new();
    for kind in rule::ALL {
        let stated = |rules: &[Rule]| rules.iter().find(|rule| rule.kind == *kind).cloned();
        let (was, is) = (stated(old), stated(new));
        if was == is {
            continue;
        }
        let before = found.len();
        match kind.keywords {
            [keyword] => found.extend(whole(keyword, was.as_ref(), is.as_ref())),
            keywords => found.extend(ends(keywords, was.as_ref(), is.as_ref())),
        }
        if found.len() == before {
            found.push((&rules::RULE_RESTATED, "the same limit, written differently".to_owned()));
        }
    }
    found
}

/// What changed at the two ends of a rule with bounds.
fn ends(keywords: &[&str], was: Option<&Rule>, is: Option<&Rule>) -> Vec<(&'static Class, String)> {
    let ends = |rule: Option<&Rule>| {
        let bounds = rule.and_then(|rule| rule.checked_ends());
        bounds.map_or([None, None], |bounds| [bounds.min, bounds.max])
    };
    let demands = was.or(is).map_or("", |rule| rule.kind.demands);
    let mut found = Vec::new();
    for ((keyword, word), (was, is)) in
        keywords.iter().zip(["at least", "at most"]).zip(ends(was).into_iter().zip(ends(is)))
    {
        let say = |end: Number| format!("{word} {end} {demands}");
        let (how, text) = match (was, is) {
            (None, Some(is)) => ("added", format!("{}, where there was no such limit", say(is))),
            (Some(was), None) => ("removed", format!("no longer {}", say(was))),
            (Some(was), Some(is)) => {
                let text = format!("{}, not {was}", say(is));
                match is.partial_cmp(&was) {
                    Some(Ordering::Greater) => ("raised", text),
                    Some(Ordering::Less) => ("lowered", text),
                    _ => continue,
                }
            }
            (None, None) => continue,
        };
        found.extend(rules::of_keyword(keyword, how).map(|class| (class, text)));
    }
    found
}

/// The change of a rule that may be absent on either side.
fn whole(keyword: &str, was: Option<&Rule>, is: Option<&Rule>) -> Option<(&'static Class, String)> {
    let demands = was.or(is).map_or("", |rule| rule.kind.demands);
    let (how, text) = match (was, is) {
        (None, Some(is)) => ("added", format!("must {demands}{}", limit(is))),
        (Some(was), None) => ("removed", format!("need not {demands}{} any more", limit(was))),
        (Some(was), Some(is)) => {
            ("changed", format!("must {demands}{}, not{}", limit(is), limit(was)))
        }
        (None, None) => return None,
    };
    rules::of_keyword(keyword, how).map(|class| (class, text))
}

/// ` `^a$``
fn limit(rule: &Rule) -> String {
    rule.pattern().map(|pattern| format!(" `{pattern}`")).unwrap_or_default()
}

/// A type as the spec writes it.
pub(super) fn spell(ty: &Type) -> String {
    match ty {
        Type::Scalar(scalar) => scalar.word.to_owned(),
        Type::Id(name) | Type::Object(name) | Type::Enum(name) => name.clone(),
        Type::List(inner) => format!("[{}]", spell(inner)),
        Type::Map(inner) => format!("{{string: {}}}", spell(inner)),
    }
}

/// A value as the spec writes it.
pub(super) fn spell_value(value: &VariantValue) -> String {
    value.to_json().to_string()
}
