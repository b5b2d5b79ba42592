//! What the format can express of a page: its fields as types, presence and rules, before types have names.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use super::fact::{EnumValue, Fact, Shape};
use super::sample;
use crate::facts::{Limit, Review, Row, RowType, Unit};
use crate::model::rule;
use crate::model::scalar::{self, Scalar, Wire};
use crate::model::{Bounds, Number, Rule};
use crate::names;
use crate::pattern;

/// The position of a field, which decides what the format can express.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Path,
    Query,
    Body,
    /// Beside a file.
    Form,
    Response,
}

/// Rows deeper than that are no table of the vendor's.
const MAX_DEPTH: usize = 24;

/// Turns rows into fields, and reports what the format cannot express.
pub(super) struct Shaper<'a> {
    pub(super) part: Part,
    pub(super) reviews: &'a mut Vec<Review>,
    /// How many rows were read, and how many of them left out.
    pub(super) rows: usize,
    pub(super) left_out: usize,
}

impl Shaper<'_> {
    /// The fields for rows. Rows whose names cannot be wire names are left out and reported.
    pub(super) fn fields<'r>(
        &mut self,
        rows: impl IntoIterator<Item = &'r Row>,
        place: &str,
        depth: usize,
    ) -> Vec<Fact> {
        let mut facts = Vec::new();
        let mut names_in_rust = BTreeSet::new();
        for row in rows {
            self.rows += 1;
            let place = format!("{place}.{}", row.name);
            if depth > MAX_DEPTH {
                self.leave_out(&place, "nested too deep");
            } else if !names::is_wire_name(&row.name) {
                self.leave_out(&place, "this cannot be the name of a field");
            } else if !names_in_rust.insert(names::field(&row.name)) {
                self.leave_out(&place, "the name occurs twice here");
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
            let wanted =
                format!("{}, since a {} here cannot be an object", narrowed.word, ty.word());
            self.review(place, &wanted, &[]);
            ty = Shape::Scalar(narrowed);
        }
        let in_request = self.part != Part::Response;
        let mut fact = Fact {
            name: row.name.clone(),
            required: in_request && row.required == Some(true),
            example: None,
            default: None,
            rules: Vec::new(),
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
            sample.clone().filter(|sample| sample::fits(sample, &fact.ty, &fact.rules))
        };
        let (example, default) = (fits(&row.example), fits(&row.default));
        (fact.example, fact.default) = (example, default);
        if self.part == Part::Path {
            fact.default = None;
        } else if row.default.is_some() && fact.default.is_none() {
            self.review(place, "without the default: it is not a value of the type", &[]);
        }
        fact
    }

    fn shape(&mut self, ty: &RowType, row: &Row, place: &str, depth: usize) -> Shape {
        let has_values = !row.values.is_empty();
        match ty {
            RowType::List(inner) => Shape::List(Box::new(self.shape(inner, row, place, depth))),
            RowType::Map(inner) => Shape::Map(Box::new(self.shape(inner, row, place, depth))),
            RowType::Bool => scalar(Wire::Flag, None),
            RowType::Float => scalar(Wire::Float, None),
            RowType::String if is_time(row) => scalar(Wire::Text, row.unit),
            RowType::String if has_values => known(row, place, self),
            RowType::String => scalar(Wire::Text, None),
            RowType::Int | RowType::Int64 if row.unit.is_some() => scalar(Wire::Int64, row.unit),
            RowType::Int if has_values && !row.wide => known(row, place, self),
            RowType::Int if !row.wide && fits_i32(row) => scalar(Wire::Int32, None),
            RowType::Int | RowType::Int64 => scalar(Wire::Int64, None),
            RowType::Any => Shape::Scalar(scalar::JSON),
            RowType::Object(_) | RowType::File if row.children.is_empty() => {
                Shape::Scalar(scalar::JSON)
            }
            RowType::Object(name) => {
                let fields = self.fields(&row.children, place, depth + 1);
                if fields.is_empty() {
                    return Shape::Scalar(scalar::JSON);
                }
                Shape::Object(name.clone(), fields)
            }
            RowType::File => Shape::Object(None, self.fields(&row.children, place, depth + 1)),
        }
    }

    /// The substitute for a type that this part of a call cannot have.
    fn fitting(&self, ty: &Shape) -> Option<Scalar> {
        let scalar = |ty: &Shape| match ty {
            Shape::Scalar(scalar) => scalar.in_query,
            Shape::Enum(_) => true,
            _ => false,
        };
        let fits = match (self.part, ty) {
            (Part::Body | Part::Response, _) => true,
            (Part::Query, Shape::List(inner)) => scalar(inner),
            (Part::Query | Part::Form, ty) => scalar(ty),
            (Part::Path, Shape::Scalar(scalar)) => scalar.in_path,
            (Part::Path, _) => false,
        };
        (!fits).then_some(scalar::STRING)
    }

    /// Converts the rules of the page to those of the format, or drops those that it does not have.
    fn rules(&mut self, fact: &mut Fact, row: &Row, place: &str) {
        // A pattern comes before a length, since a field can have only one of the two.
        let mut stated: Vec<_> = row.rules.stated.iter().collect();
        stated.sort_by_key(|(kind, _)| {
            (kind.clash.is_some(), rule::ALL.iter().position(|known| known == kind))
        });
        let mut refused = Vec::new();
        for (kind, limit) in stated {
            let stated = match limit {
                Limit::Ends(low, high) => {
                    let number = |end: &Option<Json>| end.as_ref().and_then(to_number);
                    match (number(low), number(high)) {
                        (Some(low), Some(high)) if low > high => {
                            Some(Err(format!("no value is in {low}..{high}")))
                        }
                        (None, None) => None,
                        (min, max) => Some(Ok(Rule::within(*kind, Bounds { min, max }))),
                    }
                }
                Limit::Pattern(pattern) => {
                    Some(plain_pattern(pattern).map(|pattern| Rule::matching(*kind, pattern)))
                }
                Limit::Holds => Some(Ok(Rule::stated(*kind))),
            };
            let is_there = |word| fact.rules.iter().any(|rule| rule.kind.word == word);
            let clash = kind.clash.filter(|(word, _)| is_there(*word));
            let why = match (stated, clash) {
                _ if !fact.ty.takes(*kind) => "it does not fit the type".to_owned(),
                (_, Some((other, _))) => format!("the field has the rule {other}"),
                (Some(Ok(rule)), _) if fact.ty.suits(&rule) => {
                    fact.rules.push(rule);
                    continue;
                }
                (Some(Err(why)), _) => why,
                _ => "it does not fit the type".to_owned(),
            };
            refused.push((kind.word, why));
        }
        for (word, why) in refused {
            self.review(place, &format!("without the rule {word}: {why}"), &[]);
        }
    }

    fn leave_out(&mut self, place: &str, why: &str) {
        self.left_out += 1;
        self.reviews.push(Review::left_out(place, why));
    }

    fn review(&mut self, place: &str, chosen: &str, instead: &[String]) {
        self.reviews.push(Review {
            place: place.to_owned(),
            chosen: chosen.to_owned(),
            alternatives: instead.to_vec(),
        });
    }
}

/// The scalar with this wire type.
fn scalar(wire: Wire, unit: Option<Unit>) -> Shape {
    Shape::Scalar(Scalar::on_the_wire(wire, unit).unwrap_or(scalar::STRING))
}

fn to_number(value: &Json) -> Option<Number> {
    match value.as_i64() {
        Some(integer) => Some(Number::Integer(integer)),
        None => value.as_f64().filter(|float| float.is_finite()).map(Number::Float),
    }
}

/// Whether all values of the row fit in 32 bits.
fn fits_i32(row: &Row) -> bool {
    let values = row.values.iter().map(|value| &value.value);
    let said = row.rules.numbers().chain(&row.example).chain(&row.default);
    let is_large = |value: &Json| {
        value
            .as_f64()
            .is_some_and(|value| value > f64::from(i32::MAX) || value < f64::from(i32::MIN))
    };
    !said.chain(values).any(is_large)
}

/// A sample that is no such string speaks against the prose.
fn is_time(row: &Row) -> bool {
    let time = scalar(Wire::Text, row.unit);
    let is_other = |sample: &Json| sample.is_string() && !sample::fits(sample, &time, &[]);
    row.unit.is_some() && !row.example.as_ref().is_some_and(is_other)
}

/// The enumeration of a row; without values that the wire can have, the plain type.
fn known(row: &Row, place: &str, shaper: &mut Shaper<'_>) -> Shape {
    let mut values: Vec<EnumValue> = Vec::new();
    let (mut seen, mut names) = (BTreeSet::new(), super::words::ValueNames::default());
    let is_text = row.values.iter().any(|fact| fact.value.is_string());
    for fact in &row.values {
        let fits = match &fact.value {
            Json::String(text) => is_text && !text.trim().is_empty(),
            value => !is_text && value.as_i64().is_some_and(|value| i32::try_from(value).is_ok()),
        };
        if fits && seen.insert(fact.value.to_string()) {
            let name = names.name(&fact.value, &fact.meaning);
            values.push(EnumValue { value: fact.value.clone(), name });
        }
    }
    let plain = if is_text { scalar::STRING } else { scalar::I32 };
    let samples = [&row.example, &row.default].into_iter().flatten();
    let outside = samples
        .flat_map(|sample| {
            sample.as_array().map_or_else(|| vec![sample], |items| items.iter().collect())
        })
        .find(|sample| sample.is_string() == is_text && !seen.contains(&sample.to_string()));
    if values.is_empty() {
        return Shape::Scalar(plain);
    }
    if let (Some(sample), true) = (outside, shaper.part != Part::Response) {
        let chosen = format!("without the sample {sample}, which is not a listed value");
        let other = format!("{}, of which the values are examples", plain.word);
        shaper.review(place, &chosen, &[other]);
    }
    Shape::Enum(values)
}

/// The pattern with its shorthands expanded, or why it is invalid.
fn plain_pattern(pattern: &str) -> Result<String, String> {
    let written = pattern
        .trim_start_matches('/')
        .trim_end_matches('/')
        .replace("\\d", "[0-9]")
        .replace("[[0-9]", "[0-9")
        .replace("\\w", "[A-Za-z0-9_]");
    match pattern::problem(&written) {
        Some(problem) => Err(problem.what),
        None => Ok(written),
    }
}

#[cfg(test)]
mod tests;
