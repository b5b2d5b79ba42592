//! Objects as responses show them: the page's fields, in the page's order.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde_json::Value;

use super::file;
pub(crate) use super::json::Shown;
use super::kind::{Field, Kind, Kinds};
use super::record::{self, Document, Filter, Record};
use super::references::Files;

/// Where the objects come from that an object leads to.
#[derive(Clone, Copy)]
pub(crate) struct Stored<'a> {
    pub(crate) transaction: &'a Transaction<'a>,
    pub(crate) kinds: &'a Kinds,
}

/// What a call that has just written an object knows of what it leads to. The rest is looked up.
#[derive(Default)]
pub(crate) struct JustWritten<'k> {
    pub(crate) files: Files<'k>,
    /// All its parts of a kind, each with its id.
    pub(crate) parts: BTreeMap<&'k str, Vec<(String, Document)>>,
}

impl<'a> Stored<'a> {
    /// The object of this id, with all that is known of it.
    pub(crate) fn find(self, kind: &'a Kind, id: &str) -> rusqlite::Result<Option<Shown<'a>>> {
        let found = record::get(self.transaction, kind, id)?;
        found.map(|record| self.object(kind, &kind.shows, record)).transpose()
    }

    /// A stored object with these fields of its kind.
    pub(crate) fn object(
        self,
        kind: &Kind,
        fields: &'a [Field],
        record: Record,
    ) -> rusqlite::Result<Shown<'a>> {
        self.written(kind, fields, &record.id, record.document, JustWritten::default())
    }

    /// An object as it was just written, with these fields of its kind.
    pub(crate) fn written(
        self,
        kind: &Kind,
        fields: &'a [Field],
        id: &str,
        mut document: Document,
        mut known: JustWritten<'_>,
    ) -> rusqlite::Result<Shown<'a>> {
        let mut shown = Vec::with_capacity(fields.len());
        for field in fields {
            let value = match field {
                Field::Plain(name) if *name == kind.id => Some(Shown::Value(Value::from(id))),
                Field::Plain(name) => document.remove(name).map(Shown::Value),
                Field::Renamed { from, .. } => document.remove(from).map(Shown::Value),
                Field::Nested { name, fields } => {
                    document.remove(name).map(|value| ordered(value, fields)).and_then(unless_empty)
                }
                Field::Named { from, kind, fields, .. } => {
                    match known.files.remove(from.as_str()) {
                        Some(files) => {
                            let list = files.into_iter().map(|file| file.shown(fields));
                            unless_empty(Shown::List(list.collect()))
                        }
                        None => self.named(ids(&document, from), kind, fields)?,
                    }
                }
                Field::Parts { kind, fields, .. } => {
                    self.parts(kind, fields, id, known.parts.remove(kind.as_str()))?
                }
                // No object is a file.
                Field::Fact { .. } => None,
            };
            shown.extend(value.map(|value| (field.name(), value)));
        }
        Ok(Shown::Object(shown))
    }

    fn named<'i>(
        self,
        ids: impl Iterator<Item = &'i str>,
        kind: &str,
        fields: &'a [Field],
    ) -> rusqlite::Result<Option<Shown<'a>>> {
        let Some(kind) = self.kinds.find(kind) else { return Ok(None) };
        let mut list = Vec::new();
        for id in ids {
            let found = if kind.is_file {
                file::listed(self.transaction, kind, id)?.map(|listed| listed.shown(fields))
            } else {
                let record = record::get(self.transaction, kind, id)?;
                record.map(|record| self.object(kind, fields, record)).transpose()?
            };
            // With lenient references a list may name an unknown object; only its id is known.
            let unknown = || Shown::Object(vec![(&*kind.id, Shown::Value(id.into()))]);
            list.push(found.unwrap_or_else(unknown));
        }
        Ok(unless_empty(Shown::List(list)))
    }

    fn parts(
        self,
        kind: &str,
        fields: &'a [Field],
        whole: &str,
        known: Option<Vec<(String, Document)>>,
    ) -> rusqlite::Result<Option<Shown<'a>>> {
        let Some(kind) = self.kinds.find(kind) else { return Ok(None) };
        let parts = match known {
            Some(known) => known,
            None => {
                let parent = Filter::Parent(whole);
                let found = record::list(self.transaction, kind, &parent, 0, i64::MAX)?;
                found.into_iter().map(|part| (part.id, part.document)).collect()
            }
        };
        let show = |(id, document): (String, _)| {
            self.written(kind, fields, &id, document, JustWritten::default())
        };
        let list = parts.into_iter().map(show);
        Ok(unless_empty(Shown::List(list.collect::<Result<_, _>>()?)))
    }
}

/// A value with the fields of its objects in order.
fn ordered(value: Value, fields: &[Field]) -> Shown<'_> {
    match value {
        Value::Array(items) => {
            Shown::List(items.into_iter().map(|item| ordered(item, fields)).collect())
        }
        Value::Object(mut object) => {
            let take = |field: &'_ Field| object.remove(field.name());
            Shown::Object(inner(fields, take))
        }
        other => Shown::Value(other),
    }
}

fn inner<'k>(
    fields: &'k [Field],
    mut take: impl FnMut(&'k Field) -> Option<Value>,
) -> Vec<(&'k str, Shown<'k>)> {
    let shown = fields.iter().filter_map(|field| {
        let value = take(field)?;
        let shown = match field {
            Field::Nested { fields, .. } => ordered(value, fields),
            _ => Shown::Value(value),
        };
        Some((field.name(), shown))
    });
    shown.collect()
}

/// The ids in a list of a document.
pub(crate) fn ids<'d>(document: &'d Document, field: &str) -> impl Iterator<Item = &'d str> {
    let list = document.get(field).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

fn unless_empty(shown: Shown<'_>) -> Option<Shown<'_>> {
    let is_empty = matches!(&shown, Shown::List(list) if list.is_empty());
    (!is_empty).then_some(shown)
}
