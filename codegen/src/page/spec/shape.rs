//! What the format can say of a page: its fields as types, presence and rules, before anything has a name of its own.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::model::{Bounds, Number};
use crate::names;
use crate::page::facts::{Review, Row, RowType, Unit};
use crate::pattern;

/// A field of a request or a response.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Fact {
    pub(super) name: String,
    pub(super) ty: Shape,
    pub(super) required: bool,
    pub(super) example: Option<Json>,
    pub(super) default: Option<Json>,
    pub(super) rules: Rules,
    pub(super) scopes: Vec<String>,
    pub(super) deprecated: bool,
}

impl Fact {
    /// Adds what another page says of the same field of a response.
    pub(super) fn join(&mut self, other: &Self) {
        for scope in &other.scopes {
            if !self.scopes.contains(scope) {
                self.scopes.push(scope.clone());
            }
        }
        self.deprecated |= other.deprecated;
    }
}

/// The rules of a field, as the format writes them.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Rules {
    pub(super) chars: Option<Bounds>,
    pub(super) items: Option<Bounds>,
    pub(super) range: Option<Bounds>,
    pub(super) pattern: Option<String>,
}

/// A type without the names that the spec gives to objects and enumerations.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Shape {
    /// By its word in the format.
    Scalar(&'static str),
    /// The known values: all text, or all numbers of 32 bits.
    Enum(Vec<Known>),
    /// With the page's name of the type.
    Object(Option<String>, Vec<Fact>),
    List(Box<Shape>),
    Map(Box<Shape>),
}

/// A known value of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Known {
    pub(super) value: Json,
    /// A name of ours.
    pub(super) name: String,
}

/// Where a field stands: that decides what the format can say of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Path,
    Query,
    Body,
    /// Beside a file.
    Form,
    Answer,
}

/// How a review of a row begins that is not in the spec.
const LEFT_OUT: &str = "left out";
/// Rows deeper than that are no table of the vendor's.
const MAX_DEPTH: usize = 24;

/// Turns rows into fields, and says what the format could not carry.
pub(super) struct Shaper<'a> {
    pub(super) part: Part,
    pub(super) reviews: &'a mut Vec<Review>,
    /// How many rows were read, and how many of them left out.
    pub(super) rows: usize,
    pub(super) left_out: usize,
}

impl Shaper<'_> {
    /// The fields for rows. Rows whose names cannot stand on the wire are left out, and said.
    pub(super) fn fields(&mut self, rows: &[Row], place: &str, depth: usize) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut names_in_rust = BTreeSet::new();
        for row in rows {
            self.rows += 1;
            let place = format!("{place}.{}", row.name);
            if depth > MAX_DEPTH {
                self.review(&place, row, "left out: nested too deep", &[]);
            } else if !names::is_wire_name(&row.name) {
                self.review(&place, row, "left out: this cannot be the name of a field", &[]);
            } else if !names_in_rust.insert(names::snake(&row.name)) {
                self.review(&place, row, "left out: the name stands here twice", &[]);
            } else {
                let fact = self.field(row, &place, depth);
                facts.push(fact);
            }
        }
        facts
    }

    fn field(&mut self, row: &Row, place: &str, depth: usize) -> Fact {
        let mut ty = self.shape(&row.ty, row, place, depth);
        if let Some(narrowed) = self.fitting(&ty) {
            let wanted = format!("{narrowed}, since a {} here cannot be an object", ty.word());
            self.review(place, row, &wanted, &[]);
            ty = Shape::Scalar(narrowed);
        }
        let in_request = self.part != Part::Answer;
        let mut fact = Fact {
            name: row.name.clone(),
            required: in_request && row.required == Some(true),
            example: None,
            default: None,
            rules: Rules::default(),
            scopes: row.scopes.clone(),
            deprecated: row.deprecated,
            ty,
        };
        if !in_request {
            return fact;
        }
        if self.part != Part::Path {
            self.rules(&mut fact, row, place);
        }
        let fits = |sample: &Option<Json>| {
            sample.clone().filter(|sample| super::sample::fits(sample, &fact.ty, &fact.rules))
        };
        let (example, default) = (fits(&row.example), fits(&row.default));
        (fact.example, fact.default) = (example, default);
        if self.part == Part::Path {
            fact.default = None;
        } else if row.default.is_some() && fact.default.is_none() {
            self.review(place, row, "without the default: it is not a value of the type", &[]);
        }
        fact
    }

    fn shape(&mut self, ty: &RowType, row: &Row, place: &str, depth: usize) -> Shape {
        let has_values = !row.values.is_empty();
        match ty {
            RowType::List(inner) => Shape::List(Box::new(self.shape(inner, row, place, depth))),
            RowType::Map(inner) => Shape::Map(Box::new(self.shape(inner, row, place, depth))),
            RowType::Bool => Shape::Scalar("bool"),
            RowType::Float => Shape::Scalar("f64"),
            RowType::String if row.unit == Some(Unit::UnixMillis) && is_time(row) => {
                Shape::Scalar("UnixMillis")
            }
            RowType::String if row.unit == Some(Unit::UnixSeconds) && is_time(row) => {
                Shape::Scalar("UnixSeconds")
            }
            RowType::String if has_values => known(row, place, self),
            RowType::String => Shape::Scalar("string"),
            RowType::Int | RowType::Int64 if row.unit == Some(Unit::UnixMillis) => {
                Shape::Scalar("UnixMillisNumber")
            }
            RowType::Int | RowType::Int64 if row.unit == Some(Unit::UnixSeconds) => {
                Shape::Scalar("UnixSecondsNumber")
            }
            RowType::Int if has_values && !row.wide => known(row, place, self),
            RowType::Int if !row.wide && fits_i32(row) => Shape::Scalar("i32"),
            RowType::Int | RowType::Int64 => Shape::Scalar("i64"),
            RowType::Any => Shape::Scalar("json"),
            RowType::Object(_) | RowType::File if row.children.is_empty() => Shape::Scalar("json"),
            RowType::Object(name) => {
                let fields = self.fields(&row.children, place, depth + 1);
                if fields.is_empty() {
                    return Shape::Scalar("json");
                }
                Shape::Object(name.clone(), fields)
            }
            RowType::File => Shape::Object(None, self.fields(&row.children, place, depth + 1)),
        }
    }

    /// What stands for a type that this part of a call cannot have.
    fn fitting(&self, ty: &Shape) -> Option<&'static str> {
        let scalar = |ty: &Shape| match ty {
            Shape::Scalar(word) => *word != "json",
            Shape::Enum(_) => true,
            _ => false,
        };
        let fits = match (self.part, ty) {
            (Part::Body | Part::Answer, _) => true,
            (Part::Query, Shape::List(inner)) => scalar(inner),
            (Part::Query | Part::Form, ty) => scalar(ty),
            (Part::Path, Shape::Scalar(word)) => matches!(*word, "string" | "i32" | "i64"),
            (Part::Path, _) => false,
        };
        (!fits).then_some("string")
    }

    fn rules(&mut self, fact: &mut Fact, row: &Row, place: &str) {
        let facts = &row.rules;
        let ends = |min: Option<u64>, max: Option<u64>| {
            let end =
                |end: Option<u64>| end.and_then(|end| i64::try_from(end).ok()).map(Number::Integer);
            bounds(end(min), end(max))
        };
        let number = |value: &Option<Json>| value.as_ref().and_then(to_number);
        let chars = ends(facts.min_length, facts.max_length);
        let items = ends(facts.min_items, facts.max_items);
        let range = bounds(number(&facts.minimum), number(&facts.maximum));
        let mut dropped = Vec::new();
        let mut take = |there: bool, fits: bool, what| {
            if there && !fits {
                dropped.push(what);
            }
            there && fits
        };
        let is_list = matches!(fact.ty, Shape::List(_));
        let is_text = fact.ty == Shape::Scalar("string");
        let is_whole = matches!(fact.ty, Shape::Scalar("i32" | "i64"));
        let ends_are_whole = range.is_some_and(|Bounds { min, max }| {
            [min, max].into_iter().flatten().all(|end| matches!(end, Number::Integer(_)))
        });
        let in_range = fact.ty == Shape::Scalar("f64") || is_whole && ends_are_whole;
        let pattern = facts.pattern.as_deref().map(plain_pattern);
        if take(facts.min_items.or(facts.max_items).is_some(), is_list && items.is_some(), "items")
        {
            fact.rules.items = items;
        }
        if take(
            facts.minimum.as_ref().or(facts.maximum.as_ref()).is_some(),
            in_range && range.is_some(),
            "range",
        ) {
            fact.rules.range = range;
        }
        let mut refused = None;
        match pattern.filter(|_| take(facts.pattern.is_some(), is_text, "pattern")) {
            Some(Ok(pattern)) => fact.rules.pattern = Some(pattern),
            Some(Err(why)) => refused = Some(why),
            None => {}
        }
        let free = is_text && fact.rules.pattern.is_none();
        if take(facts.min_length.or(facts.max_length).is_some(), free && chars.is_some(), "chars") {
            fact.rules.chars = chars;
        }
        if !dropped.is_empty() {
            let chosen =
                format!("without the rule {}: it does not fit the type", dropped.join(", "));
            self.review(place, row, &chosen, &[]);
        }
        if let Some(why) = refused {
            self.review(place, row, &format!("without the rule pattern: {why}"), &[]);
        }
    }

    pub(super) fn review(&mut self, place: &str, row: &Row, chosen: &str, instead: &[String]) {
        self.left_out += usize::from(chosen.starts_with(LEFT_OUT));
        self.reviews.push(Review {
            place: place.to_owned(),
            line: row.line,
            chosen: chosen.to_owned(),
            alternatives: instead.to_vec(),
        });
    }
}

impl Shape {
    /// What it is, in a word.
    pub(super) fn word(&self) -> &'static str {
        match self {
            Self::Scalar(word) => word,
            Self::Enum(_) => "enum",
            Self::Object(..) => "object",
            Self::List(_) => "list",
            Self::Map(_) => "map",
        }
    }

    /// The type as a correction names it: `[object]`, `{string: i32}`.
    pub(super) fn spelled(&self) -> String {
        match self {
            Self::List(inner) => format!("[{}]", inner.spelled()),
            Self::Map(inner) => format!("{{string: {}}}", inner.spelled()),
            other => other.word().to_owned(),
        }
    }
}

/// `1..20`; nothing if no value lies there.
fn bounds(min: Option<Number>, max: Option<Number>) -> Option<Bounds> {
    let turned = matches!((min, max), (Some(min), Some(max)) if min > max);
    (!turned && (min.is_some() || max.is_some())).then_some(Bounds { min, max })
}

fn to_number(value: &Json) -> Option<Number> {
    match value.as_i64() {
        Some(integer) => Some(Number::Integer(integer)),
        None => value.as_f64().filter(|float| float.is_finite()).map(Number::Float),
    }
}

/// What the page says of the number agrees with 32 bits.
fn fits_i32(row: &Row) -> bool {
    let values = row.values.iter().map(|value| &value.value);
    let said = [&row.rules.minimum, &row.rules.maximum, &row.example, &row.default];
    let is_large = |value: &Json| {
        value
            .as_f64()
            .is_some_and(|value| value > f64::from(i32::MAX) || value < f64::from(i32::MIN))
    };
    !said.into_iter().flatten().chain(values).any(is_large)
}

/// A sample that is no such number speaks against the prose.
fn is_time(row: &Row) -> bool {
    let text = row.example.as_ref().and_then(Json::as_str);
    text.is_none_or(|text| {
        let digits = text.strip_prefix('-').unwrap_or(text);
        digits.len() <= 16
            && !digits.is_empty()
            && digits.bytes().all(|byte| byte.is_ascii_digit())
            && (digits == "0" || !digits.starts_with('0'))
    })
}

/// The enumeration of a row; without values that the wire can have, the plain type.
fn known(row: &Row, place: &str, shaper: &mut Shaper<'_>) -> Shape {
    let mut values: Vec<Known> = Vec::new();
    let (mut seen, mut names) = (BTreeSet::new(), super::words::ValueNames::default());
    let is_text = row.values.iter().any(|fact| fact.value.is_string());
    for fact in &row.values {
        let fits = match &fact.value {
            Json::String(text) => is_text && !text.trim().is_empty(),
            value => !is_text && value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
        };
        if fits && seen.insert(fact.value.to_string()) {
            let name = names.name(&fact.value, &fact.meaning);
            values.push(Known { value: fact.value.clone(), name });
        }
    }
    let plain = if is_text { "string" } else { "i32" };
    let samples = [&row.example, &row.default].into_iter().flatten();
    let outside = samples
        .flat_map(|sample| {
            sample.as_array().map_or_else(|| vec![sample], |items| items.iter().collect())
        })
        .find(|sample| sample.is_string() == is_text && !seen.contains(&sample.to_string()));
    if values.is_empty() {
        return Shape::Scalar(plain);
    }
    if let (Some(sample), true) = (outside, shaper.part != Part::Answer) {
        let chosen = format!("without the sample {sample}, which is not a listed value");
        let other = format!("{plain}, of which the values are examples");
        shaper.review(place, row, &chosen, &[other]);
    }
    Shape::Enum(values)
}

/// The pattern with its shorthands written out, or what is wrong with it then.
fn plain_pattern(pattern: &str) -> Result<String, String> {
    let written = pattern
        .trim_start_matches('/')
        .trim_end_matches('/')
        .replace("\\d", "[0-9]")
        .replace("[[0-9]", "[0-9")
        .replace("\\w", "[A-Za-z0-9_]");
    match pattern::problem(&written) {
        Some(problem) => Err(problem.what),
        None if written.contains("[[") => Err("a class inside a class".to_owned()),
        None => Ok(written),
    }
}

#[cfg(test)]
mod tests;
