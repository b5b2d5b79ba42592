//! Samples of a page against the types of the same page.

use serde_json::{Map, Value as Json};

use super::shape::{Fact, Rules, Shape};
use crate::model::check::UNIX_MILLIS_PATTERN;
use crate::model::{Bounds, Number};

/// Whether a value is of the type and keeps the rules.
pub(super) fn fits(value: &Json, ty: &Shape, rules: &Rules) -> bool {
    let typed = match ty {
        Shape::Scalar(word) => scalar(value, word),
        Shape::Enum(values) => values.iter().any(|known| known.value == *value),
        Shape::List(inner) => value
            .as_array()
            .is_some_and(|items| items.iter().all(|item| fits(item, inner, &Rules::default()))),
        Shape::Map(inner) => value.as_object().is_some_and(|entries| {
            entries.values().all(|item| fits(item, inner, &Rules::default()))
        }),
        Shape::Object(_, fields) => value.as_object().is_some_and(|map| {
            let known = |(name, value): (&String, &Json)| {
                fields.iter().any(|f| f.name == *name && fits(value, &f.ty, &f.rules))
            };
            map.iter().all(known)
                && fields.iter().all(|field| !field.required || map.contains_key(&field.name))
        }),
    };
    typed && keeps(value, rules)
}

fn scalar(value: &Json, word: &str) -> bool {
    match word {
        "json" => true,
        "bool" => value.is_boolean(),
        "i32" => value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
        "i64" | "UnixMillisNumber" | "UnixSecondsNumber" => value.as_i64().is_some(),
        "f64" => value.is_number() && value.as_f64().is_some_and(f64::is_finite),
        "UnixMillis" | "UnixSeconds" => {
            value.as_str().is_some_and(|text| matches(UNIX_MILLIS_PATTERN, text))
        }
        _ => value.is_string(),
    }
}

fn keeps(value: &Json, rules: &Rules) -> bool {
    let size = |count: usize| Number::Integer(i64::try_from(count).unwrap_or(i64::MAX));
    let number = || match value.as_i64() {
        Some(integer) => Some(Number::Integer(integer)),
        None => value.as_f64().map(Number::Float),
    };
    within(rules.chars, value.as_str().map(|text| size(text.chars().count())))
        && within(rules.items, value.as_array().map(|items| size(items.len())))
        && within(rules.range, number())
        && rules.pattern.as_ref().zip(value.as_str()).is_none_or(|(p, text)| matches(p, text))
}

fn within(bounds: Option<Bounds>, value: Option<Number>) -> bool {
    let (Some(Bounds { min, max }), Some(value)) = (bounds, value) else { return true };
    min.is_none_or(|min| value >= min) && max.is_none_or(|max| value <= max)
}

fn matches(pattern: &str, text: &str) -> bool {
    regex_lite::Regex::new(pattern).is_ok_and(|regex| regex.is_match(text))
}

/// What of a sample agrees with the fields, and the places of what does not.
pub(super) struct Pruned {
    pub(super) sample: Map<String, Json>,
    pub(super) cut: Vec<String>,
    /// A required field is missing.
    pub(super) broken: bool,
}

/// Takes out of a sample what the table of fields does not say. `null` is like absent.
pub(super) fn prune(
    sample: &Map<String, Json>,
    fields: &[Fact],
    place: &str,
    strict: bool,
) -> Pruned {
    let mut pruned = Pruned { sample: Map::new(), cut: Vec::new(), broken: false };
    for (name, value) in sample {
        if value.is_null() {
            continue;
        }
        let at = format!("{place}.{name}");
        let Some(field) = fields.iter().find(|field| field.name == *name) else {
            pruned.cut.push(at);
            continue;
        };
        let kept = value_of(value, &field.ty, &at, strict, &mut pruned)
            .filter(|value| !strict || keeps(value, &field.rules));
        match kept {
            Some(value) => {
                pruned.sample.insert(name.clone(), value);
            }
            None => pruned.cut.push(at),
        }
    }
    let missing = |field: &&Fact| field.required && !pruned.sample.contains_key(&field.name);
    pruned.broken |= fields.iter().any(|field| missing(&field));
    pruned
}

fn value_of(
    value: &Json,
    ty: &Shape,
    place: &str,
    strict: bool,
    whole: &mut Pruned,
) -> Option<Json> {
    match (ty, value) {
        (Shape::Object(_, fields), Json::Object(map)) => {
            let inner = prune(map, fields, place, strict);
            whole.cut.extend(inner.cut);
            whole.broken |= inner.broken;
            Some(inner.sample.into())
        }
        (Shape::List(inner), Json::Array(items)) => {
            let kept: Vec<_> =
                items.iter().map(|item| value_of(item, inner, place, strict, whole)).collect();
            if kept.iter().any(Option::is_none) {
                whole.cut.push(format!("{place}[]"));
            }
            Some(kept.into_iter().flatten().collect())
        }
        (Shape::Map(inner), Json::Object(map)) => {
            let kept: Map<_, _> = map
                .iter()
                .filter_map(|(name, item)| {
                    Some((name.clone(), value_of(item, inner, place, strict, whole)?))
                })
                .collect();
            if kept.len() < map.len() {
                whole.cut.push(format!("{place}{{}}"));
            }
            Some(kept.into())
        }
        (Shape::Scalar(_) | Shape::Enum(_), value) if fits(value, ty, &Rules::default()) => {
            Some(value.clone())
        }
        _ => None,
    }
}
