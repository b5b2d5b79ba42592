//! Types and rules of a field: which values are good, before and after.
//!
//! In paths, queries and forms every value is a string. There a number that becomes a string is
//! wider, since `2` is both; in a JSON body it is another type. So the comparison has to know where
//! the field is.

use std::cmp::Ordering;

use super::rules::{self, Class};
use crate::model::{Api, Bounds, Number, Rule, Type, VariantValue};

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
        (Type::Json, Type::Json) => Relation::Same,
        (Type::Json, _) => Relation::Narrower,
        (_, Type::Json) => Relation::Wider,
        (_, Type::List(_)) => Relation::BecameList,
        (Type::List(_), _) => Relation::NoLongerList,
        // The same digits, and another time.
        (
            Type::UnixMillis | Type::UnixMillisNumber,
            Type::UnixSeconds | Type::UnixSecondsNumber,
        )
        | (
            Type::UnixSeconds | Type::UnixSecondsNumber,
            Type::UnixMillis | Type::UnixMillisNumber,
        ) => Relation::Other,
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
    Digits,
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
        Type::String | Type::Secret | Type::Id(_) => Shape::Text,
        Type::UnixMillis | Type::UnixSeconds => Shape::Digits,
        Type::Bool => Shape::Bool,
        Type::I32 => Shape::Int32,
        Type::I64 | Type::UnixMillisNumber | Type::UnixSecondsNumber => Shape::Int64,
        Type::F64 => Shape::Number,
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
        Type::List(_) | Type::Json => Shape::Any,
    }
}

fn within(a: Shape, b: Shape) -> bool {
    use Shape::{Digits, Int32, Int64, KnownIntegers, KnownTexts, Number, Text};
    a == b
        || matches!(
            (a, b),
            (Digits | KnownTexts, Text)
                | (KnownIntegers, Int32 | Int64 | Number)
                | (Int32, Int64 | Number)
                | (Int64, Number)
        )
}

/// Where nothing has quotation marks, a number is a text, too.
fn within_text(a: Shape, b: Shape) -> bool {
    use Shape::{Bool, Digits, Int32, Int64, KnownIntegers, Number, Text};
    matches!(
        (a, b),
        (Bool | KnownIntegers | Int32 | Int64 | Number, Text)
            | (KnownIntegers | Int32 | Int64, Digits)
    )
}

/// What changed between the rules of a field: the class, and what it was and is.
pub(super) fn rules(old: &[Rule], new: &[Rule]) -> Vec<(&'static Class, String)> {
    let mut found = Vec::new();
    let kinds: [(Bound, &[[&'static Class; 4]; 2], &str, bool); 3] = [
        (
            |rule| if let Rule::Chars(bounds) = rule { Some(*bounds) } else { None },
            &LENGTH,
            "characters",
            true,
        ),
        (
            |rule| if let Rule::Items(bounds) = rule { Some(*bounds) } else { None },
            &ITEMS,
            "items",
            true,
        ),
        (
            |rule| if let Rule::Range(bounds) = rule { Some(*bounds) } else { None },
            &RANGE,
            "in value",
            false,
        ),
    ];
    for (of, classes, unit, counts) in kinds {
        let stated = |rules: &[Rule]| rules.iter().find_map(of);
        let (was, is) = (stated(old), stated(new));
        if was == is {
            continue;
        }
        let ends = |bounds: Option<Bounds>| {
            let (min, max) = bounds.map_or((None, None), |bounds| (bounds.min, bounds.max));
            // A size of at least zero says nothing.
            [min.filter(|min| !counts || *min > Number::Integer(0)), max]
        };
        let before = found.len();
        for ((class, word), (was, is)) in
            classes.iter().zip(["at least", "at most"]).zip(ends(was).into_iter().zip(ends(is)))
        {
            let [added, removed, raised, lowered] = class;
            let say = |end: Number| format!("{word} {end} {unit}");
            match (was, is) {
                (None, Some(is)) => {
                    found.push((*added, format!("{}, where there was no such limit", say(is))))
                }
                (Some(was), None) => found.push((*removed, format!("no longer {}", say(was)))),
                (Some(was), Some(is)) => match is.partial_cmp(&was) {
                    Some(Ordering::Greater) => {
                        found.push((*raised, format!("{}, not {was}", say(is))))
                    }
                    Some(Ordering::Less) => {
                        found.push((*lowered, format!("{}, not {was}", say(is))))
                    }
                    _ => {}
                },
                (None, None) => {}
            }
        }
        if found.len() == before {
            found.push((&rules::RULE_RESTATED, "the same limit, written differently".to_owned()));
        }
    }
    let pattern = |rules: &[Rule]| {
        rules.iter().find_map(|rule| {
            if let Rule::Pattern(pattern) = rule { Some(pattern.clone()) } else { None }
        })
    };
    match (pattern(old), pattern(new)) {
        (None, Some(is)) => found.push((&rules::PATTERN_ADDED, format!("must match `{is}`"))),
        (Some(was), None) => {
            found.push((&rules::PATTERN_REMOVED, format!("need not match `{was}` any more")))
        }
        (Some(was), Some(is)) if was != is => {
            found.push((&rules::PATTERN_CHANGED, format!("must match `{is}`, not `{was}`")));
        }
        _ => {}
    }
    found
}

type Bound = fn(&Rule) -> Option<Bounds>;

/// Of each end, lower and upper: added, removed, raised, lowered.
static LENGTH: [[&Class; 4]; 2] = [
    [
        &rules::MIN_LENGTH_ADDED,
        &rules::MIN_LENGTH_REMOVED,
        &rules::MIN_LENGTH_RAISED,
        &rules::MIN_LENGTH_LOWERED,
    ],
    [
        &rules::MAX_LENGTH_ADDED,
        &rules::MAX_LENGTH_REMOVED,
        &rules::MAX_LENGTH_RAISED,
        &rules::MAX_LENGTH_LOWERED,
    ],
];
static ITEMS: [[&Class; 4]; 2] = [
    [
        &rules::MIN_ITEMS_ADDED,
        &rules::MIN_ITEMS_REMOVED,
        &rules::MIN_ITEMS_RAISED,
        &rules::MIN_ITEMS_LOWERED,
    ],
    [
        &rules::MAX_ITEMS_ADDED,
        &rules::MAX_ITEMS_REMOVED,
        &rules::MAX_ITEMS_RAISED,
        &rules::MAX_ITEMS_LOWERED,
    ],
];
static RANGE: [[&Class; 4]; 2] = [
    [
        &rules::MINIMUM_ADDED,
        &rules::MINIMUM_REMOVED,
        &rules::MINIMUM_RAISED,
        &rules::MINIMUM_LOWERED,
    ],
    [
        &rules::MAXIMUM_ADDED,
        &rules::MAXIMUM_REMOVED,
        &rules::MAXIMUM_RAISED,
        &rules::MAXIMUM_LOWERED,
    ],
];

/// A type as the spec writes it.
pub(super) fn spell(ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::I32 => "i32".to_owned(),
        Type::I64 => "i64".to_owned(),
        Type::F64 => "f64".to_owned(),
        Type::Json => "json".to_owned(),
        Type::Secret => "secret".to_owned(),
        Type::UnixMillis => "UnixMillis".to_owned(),
        Type::UnixMillisNumber => "UnixMillisNumber".to_owned(),
        Type::UnixSeconds => "UnixSeconds".to_owned(),
        Type::UnixSecondsNumber => "UnixSecondsNumber".to_owned(),
        Type::Id(name) | Type::Object(name) | Type::Enum(name) => name.clone(),
        Type::List(inner) => format!("[{}]", spell(inner)),
        Type::Map(inner) => format!("{{string: {}}}", spell(inner)),
    }
}

/// A value as the spec writes it.
pub(super) fn spell_value(value: &VariantValue) -> String {
    value.to_json().to_string()
}
