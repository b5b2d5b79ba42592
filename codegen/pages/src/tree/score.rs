//! The cost of a tree, step by step: the lower, the better.
//!
//! The costs were tuned on pages whose nesting is known. They are the same for all pages and all field names, except the
//! two names of paging.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value as Json;

use super::evidence::TypeEvidence;
use super::names::Names;
use crate::model::Paging;

/// Trees that cost at most this much more than the best one are reported as alternatives.
pub(super) const DOUBT: f64 = 2.0;

/// The sample has it in another open object, where no row has taken it yet.
const BELONGS_ELSEWHERE: f64 = 8.0;
/// The sample shows this object, without this name, and no other open one has it either.
const NOT_SHOWN: f64 = 1.0;
/// The same, of the first field of an object that is not the whole.
const FIRST_NOT_SHOWN: f64 = 3.0;
/// The sample does not show this object.
const UNKNOWN: f64 = 0.4;
/// A row precedes one that comes earlier in the sample.
const OUT_OF_ORDER: f64 = 0.7;
/// A name of the sample that no row explains.
const UNEXPLAINED: f64 = 1.5;
/// An object without a field.
const EMPTY: f64 = 3.0;
/// Elsewhere the type has no such field: the first one, and each further one.
const NOT_OF_TYPE: f64 = 2.5;
const STILL_NOT_OF_TYPE: f64 = 0.4;
/// Elsewhere the type has this field, but here the field is outside it.
const OF_TYPE_BUT_OUTSIDE: f64 = 2.5;
/// Elsewhere other names follow the type.
const OTHERS_FOLLOW: f64 = 1.5;
/// Elsewhere the same names follow the type, although in other surroundings.
const SAME_FOLLOW: f64 = 1.0;

/// A field of paging, inside the list.
const PAGES_IN_ITEM: f64 = 2.5;

/// By the place of a field, and whether it is a map.
type Inner<'a> = HashMap<(usize, bool), Option<Rc<Shown<'a>>>>;

/// What the sample shows of an object, all elements of a list taken together.
#[derive(Debug, Default)]
pub(super) struct Shown<'a> {
    /// Names in the order in which the sample has them, with what it shows of each.
    fields: Vec<(&'a str, Vec<&'a Json>)>,
    /// The place of each.
    places: HashMap<&'a str, usize>,
    /// What it shows of fields that are objects, as far as anyone asked.
    inner: RefCell<Inner<'a>>,
}

impl<'a> Shown<'a> {
    /// What values show, if any of them is an object.
    pub(super) fn of(values: &[&'a Json], is_map: bool) -> Option<Self> {
        let mut objects = Vec::new();
        let mut open: Vec<&'a Json> = values.to_vec();
        while let Some(value) = open.pop() {
            match value {
                Json::Object(object) => objects.push(object),
                Json::Array(items) => open.extend(items.iter().rev()),
                _ => {}
            }
        }
        if objects.is_empty() {
            return None;
        }
        if is_map {
            let values: Vec<_> = objects.iter().flat_map(|object| object.values()).collect();
            return Self::of(&values, false);
        }
        let mut shown = Self::default();
        for (name, value) in objects.iter().flat_map(|object| object.iter()) {
            let place = *shown.places.entry(name).or_insert(shown.fields.len());
            match shown.fields.get_mut(place) {
                Some((_, values)) => values.push(value),
                None => shown.fields.push((name, vec![value])),
            }
        }
        (!shown.fields.is_empty()).then_some(shown)
    }

    pub(super) fn position(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// What it shows of a field that is an object.
    pub(super) fn field(&self, name: &str, is_map: bool) -> Option<Rc<Self>> {
        let place = self.position(name)?;
        let mut inner = self.inner.borrow_mut();
        let found = inner.entry((place, is_map)).or_insert_with(|| {
            let (_, values) = self.fields.get(place)?;
            Self::of(values, is_map).map(Rc::new)
        });
        found.clone()
    }
}

/// An object that may get another field.
#[derive(Debug, Clone)]
pub(super) struct Open<'a> {
    /// Its row; the top level has none.
    pub(super) row: Option<usize>,
    pub(super) shown: Option<Rc<Shown<'a>>>,
    pub(super) known: Option<&'a TypeEvidence>,
    /// Fields so far.
    pub(super) fields: Names<'a>,
    /// How many of them the sample shows.
    pub(super) explained: usize,
    /// How many of them the type has nowhere else.
    pub(super) foreign: usize,
    /// The place in the sample of the last field that it shows.
    pub(super) last: Option<usize>,
    /// Of the places that the evidence knows of its type, those that are followed by the same rows so far.
    pub(super) alike: Rc<Vec<usize>>,
    /// How many rows have come since its own.
    pub(super) passed: usize,
    /// Whether it often has no field.
    pub(super) may_be_empty: bool,
    /// Whether its row is a list of such objects.
    pub(super) is_list: bool,
}

impl<'a> Open<'a> {
    /// Makes a row its field.
    pub(super) fn add(&mut self, name: &'a str) {
        if self.fields.contains(name) {
            return;
        }
        self.fields.add(name);
        let is_shown = self.shown.as_ref().is_some_and(|shown| shown.position(name).is_some());
        self.explained += usize::from(is_shown);
        let is_known = self.known.is_some_and(|known| known.children.contains_key(name));
        self.foreign += usize::from(!is_known);
    }

    /// Counts the next row, whichever object it belongs to.
    pub(super) fn pass(&mut self, name: &str) {
        if let Some(known) = self.known {
            let follows = |place: &usize| {
                let names = known.continuations.get(*place);
                names.and_then(|names| names.get(self.passed)).is_some_and(|other| other == name)
            };
            if !self.alike.iter().all(follows) {
                self.alike = Rc::new(self.alike.iter().copied().filter(follows).collect());
            }
        }
        self.passed += 1;
    }

    fn misses(&self, name: &str) -> bool {
        let shows = self.shown.as_ref().is_some_and(|shown| shown.position(name).is_some());
        shows && !self.fields.contains(name)
    }
}

/// What it costs to make a row of this name a field of the object at `depth` of the open ones.
pub(super) fn field(open: &[Open<'_>], depth: usize, name: &str) -> Option<f64> {
    let parent = open.get(depth)?;
    if parent.fields.contains(name) {
        return None;
    }
    let elsewhere =
        open.iter().enumerate().any(|(other, open)| other != depth && open.misses(name));
    let mut cost = match &parent.shown {
        Some(shown) => match shown.position(name) {
            Some(position) => {
                let late = parent.last.is_some_and(|last| position < last);
                if late { OUT_OF_ORDER } else { 0.0 }
            }
            None if elsewhere => BELONGS_ELSEWHERE,
            None if depth > 0 && parent.fields.is_empty() => FIRST_NOT_SHOWN,
            None => NOT_SHOWN,
        },
        None if elsewhere => UNKNOWN + BELONGS_ELSEWHERE / 2.0,
        None => UNKNOWN,
    };
    // The platform has these two names beside a list, everywhere.
    let is_paging = matches!(name, Paging::HAS_MORE | Paging::TOKEN);
    if is_paging && open.iter().take(depth + 1).any(|open| open.is_list) {
        cost += PAGES_IN_ITEM;
    }
    for (level, open) in open.iter().enumerate().skip(1) {
        let Some(known) = open.known else { continue };
        let is_inside = level <= depth;
        cost += by_order(known, open, is_inside, name);
        if level == depth {
            cost += by_type(known, open, name);
        } else if level > depth && is_field(known, name) && !open.fields.contains(name) {
            cost += OF_TYPE_BUT_OUTSIDE;
        }
    }
    Some(cost)
}

fn is_field(known: &TypeEvidence, name: &str) -> bool {
    known.places > 0 && known.children.get(name).is_some_and(|times| 2 * times > known.places)
}

/// A type may have the same name as another one, on another page: the first field that it does not have is the one that
/// tells.
fn by_type(known: &TypeEvidence, open: &Open<'_>, name: &str) -> f64 {
    if known.places == 0 || known.children.contains_key(name) {
        0.0
    } else if open.foreign == 0 {
        NOT_OF_TYPE
    } else {
        STILL_NOT_OF_TYPE
    }
}

/// What other places of the type say of a row that comes so far behind it: those whose rows were the same so far.
fn by_order(known: &TypeEvidence, open: &Open<'_>, is_inside: bool, name: &str) -> f64 {
    let alike = open.alike.iter().filter_map(|place| known.continuations.get(*place));
    let (mut same, mut all) = (0_usize, 0_usize);
    for names in alike {
        all += 1;
        same += usize::from(names.get(open.passed).is_some_and(|other| other == name));
    }
    // One of them is this very place.
    if all < 2 {
        return 0.0;
    }
    let share = (same - same.min(1)) as f64 / (all - 1) as f64;
    if is_inside { OTHERS_FOLLOW * (1.0 - share) } else { SAME_FOLLOW * share }
}

/// What it costs to leave an object.
pub(super) fn close(open: &Open<'_>) -> f64 {
    if open.row.is_some() && open.fields.is_empty() {
        return if open.may_be_empty { 0.0 } else { EMPTY };
    }
    let Some(shown) = &open.shown else { return 0.0 };
    let unexplained = shown.fields.len().saturating_sub(open.explained);
    UNEXPLAINED * (unexplained.min(4) as f64)
}
