//! In which calls each declared type travels, and which way.

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Direction, Touch};
use crate::model::{Api, Field, Type, Usage};

/// A request.
pub(super) const SENT: Usage = Usage { request: true, response: false };
/// A response.
pub(super) const RECEIVED: Usage = Usage { request: false, response: true };

/// The calls of each type, by its name.
#[derive(Debug, Default)]
pub(super) struct Reach(BTreeMap<String, BTreeSet<Touch>>);

impl Reach {
    /// Of all types of an API.
    pub(super) fn of(api: &Api) -> Self {
        let objects: BTreeMap<_, _> = api
            .objects
            .iter()
            .map(|object| (object.name.as_str(), object.fields.as_slice()))
            .collect();
        let mut reach = Self::default();
        for operation in &api.operations {
            for message in operation.messages() {
                let direction = match message.side.is_sent() {
                    true => Direction::Request,
                    false => Direction::Response,
                };
                for name in names_in(&message.fields, &objects) {
                    let touch =
                        Touch { operation: operation.id.to_string(), direction: Some(direction) };
                    reach.0.entry(name.to_owned()).or_default().insert(touch);
                }
            }
        }
        reach
    }

    /// Of one type.
    pub(super) fn calls(&self, name: &str) -> impl Iterator<Item = &Touch> {
        self.0.get(name).into_iter().flatten()
    }

    /// Which way a type travels.
    pub(super) fn usage(&self, name: &str) -> Usage {
        let goes = |direction| self.calls(name).any(|touch| touch.direction == Some(direction));
        Usage { request: goes(Direction::Request), response: goes(Direction::Response) }
    }
}

/// The directions of a usage.
pub(super) fn directions(usage: Usage) -> impl Iterator<Item = Direction> {
    let request = usage.request.then_some(Direction::Request);
    request.into_iter().chain(usage.response.then_some(Direction::Response))
}

/// The types that fields name, and those that these name in turn.
fn names_in<'a>(
    fields: impl IntoIterator<Item = &'a Field>,
    objects: &BTreeMap<&'a str, &'a [Field]>,
) -> BTreeSet<&'a str> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<&'a Type> = fields.into_iter().map(|field| &field.ty).collect();
    while let Some(ty) = waiting.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) => waiting.push(inner),
            Type::Id(name) | Type::Enum(name) => {
                found.insert(name.as_str());
            }
            Type::Object(name) if found.insert(name.as_str()) => {
                let fields = objects.get(name.as_str()).copied().unwrap_or_default();
                waiting.extend(fields.iter().map(|field| &field.ty));
            }
            _ => {}
        }
    }
    found
}
