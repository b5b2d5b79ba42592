//! Samples of a page against the types of the same page.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use serde_json::{Map, Value as Json};

use super::fact::{Fact, Shape};
use crate::model::Rule;
use crate::model::scalar::Scalar;
use crate::pattern::Patterns;

/// Whether a value is of the type and keeps the rules.
pub(super) fn fits(value: &Json, ty: &Shape, rules: &[Rule]) -> bool {
    Index::default().fits(value, ty, rules)
}

/// What is looked up in types again and again, put in order once. Types are told apart by where they lie, so an index must
/// not outlive a look at them.
#[derive(Debug, Default)]
struct Index {
    objects: BTreeMap<usize, Rc<Object>>,
    enums: BTreeMap<usize, Rc<BTreeSet<String>>>,
    patterns: Patterns,
}

#[derive(Debug, Default)]
struct Object {
    places: BTreeMap<String, usize>,
    required: Vec<String>,
}

impl Index {
    fn object(&mut self, fields: &[Fact]) -> Rc<Object> {
        let known = self.objects.entry(fields.as_ptr().addr());
        Rc::clone(known.or_insert_with(|| {
            let mut object = Object::default();
            for (at, field) in fields.iter().enumerate() {
                object.places.entry(field.name.clone()).or_insert(at);
                object.required.extend(field.required.then(|| field.name.clone()));
            }
            Rc::new(object)
        }))
    }

    fn fits(&mut self, value: &Json, ty: &Shape, rules: &[Rule]) -> bool {
        let typed = match ty {
            Shape::Scalar(scalar) => self.scalar(value, *scalar),
            Shape::Enum(values) => {
                let known = self.enums.entry(values.as_ptr().addr());
                let known = known.or_insert_with(|| {
                    Rc::new(values.iter().map(|known| known.value.to_string()).collect())
                });
                known.contains(&value.to_string())
            }
            Shape::List(inner) => value
                .as_array()
                .is_some_and(|items| items.iter().all(|item| self.fits(item, inner, &[]))),
            Shape::Map(inner) => value
                .as_object()
                .is_some_and(|entries| entries.values().all(|item| self.fits(item, inner, &[]))),
            Shape::Object(_, fields) => value.as_object().is_some_and(|map| {
                let object = self.object(fields);
                map.iter().all(|(name, value)| {
                    let field = object.places.get(name).and_then(|at| fields.get(*at));
                    field.is_some_and(|field| self.fits(value, &field.ty, &field.rules))
                }) && object.required.iter().all(|name| map.contains_key(name))
            }),
        };
        typed && self.keeps(value, rules)
    }

    fn scalar(&mut self, value: &Json, scalar: Scalar) -> bool {
        let of_form = scalar.form.as_ref().zip(value.as_str());
        scalar.wire.takes(value)
            && of_form.is_none_or(|(form, text)| self.patterns.matches(form.pattern, text))
    }

    fn keeps(&mut self, value: &Json, rules: &[Rule]) -> bool {
        let mut matches = |pattern: &str, text: &str| self.patterns.matches(pattern, text);
        rules.iter().all(|rule| rule.broken_by(value, &mut matches).is_none())
    }
}

/// What of a sample agrees with the fields, and the places of what does not.
pub(super) struct Pruned {
    pub(super) sample: Map<String, Json>,
    pub(super) cut: Vec<String>,
    /// A required field is missing.
    pub(super) broken: bool,
}

/// Removes from a sample what the table of fields does not list. `null` counts as absent.
pub(super) fn prune(
    sample: &Map<String, Json>,
    fields: &[Fact],
    place: &str,
    strict: bool,
) -> Pruned {
    pruned(sample, fields, place, strict, &mut Index::default())
}

fn pruned(
    sample: &Map<String, Json>,
    fields: &[Fact],
    place: &str,
    strict: bool,
    index: &mut Index,
) -> Pruned {
    let object = index.object(fields);
    let mut pruned = Pruned { sample: Map::new(), cut: Vec::new(), broken: false };
    for (name, value) in sample {
        if value.is_null() {
            continue;
        }
        let at = format!("{place}.{name}");
        let Some(field) = object.places.get(name).and_then(|at| fields.get(*at)) else {
            pruned.cut.push(at);
            continue;
        };
        let kept = value_of(value, &field.ty, &at, (strict, &mut *index), &mut pruned)
            .filter(|value| !strict || index.keeps(value, &field.rules));
        match kept {
            Some(value) => {
                pruned.sample.insert(name.clone(), value);
            }
            None => pruned.cut.push(at),
        }
    }
    pruned.broken |= object.required.iter().any(|name| !pruned.sample.contains_key(name));
    pruned
}

fn value_of(
    value: &Json,
    ty: &Shape,
    place: &str,
    (strict, index): (bool, &mut Index),
    whole: &mut Pruned,
) -> Option<Json> {
    match (ty, value) {
        (Shape::Object(_, fields), Json::Object(map)) => {
            let inner = pruned(map, fields, place, strict, index);
            whole.cut.extend(inner.cut);
            whole.broken |= inner.broken;
            Some(inner.sample.into())
        }
        (Shape::List(inner), Json::Array(items)) => {
            let kept: Vec<_> = items
                .iter()
                .map(|item| value_of(item, inner, place, (strict, &mut *index), whole))
                .collect();
            if kept.iter().any(Option::is_none) {
                whole.cut.push(format!("{place}[]"));
            }
            Some(kept.into_iter().flatten().collect())
        }
        (Shape::Map(inner), Json::Object(map)) => {
            let kept: Map<_, _> = map
                .iter()
                .filter_map(|(name, item)| {
                    let value = value_of(item, inner, place, (strict, &mut *index), whole)?;
                    Some((name.clone(), value))
                })
                .collect();
            if kept.len() < map.len() {
                whole.cut.push(format!("{place}{{}}"));
            }
            Some(kept.into())
        }
        (Shape::Scalar(_) | Shape::Enum(_), value) if index.fits(value, ty, &[]) => {
            Some(value.clone())
        }
        _ => None,
    }
}
