//! Objects as responses show them: the page's fields, in the page's order.

use rusqlite::Transaction;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::attachment;
use super::kind::{Field, Kind};
use super::record::{self, Document, Filter, Record};

/// JSON whose fields keep their order, which those of a [`Value`] do not.
#[derive(Debug)]
pub(crate) enum Shown {
    Value(Value),
    List(Vec<Shown>),
    Object(Vec<(&'static str, Shown)>),
}

impl Serialize for Shown {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Value(value) => value.serialize(serializer),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, value)))
            }
        }
    }
}

/// The object of this id as responses show it.
pub(crate) fn find(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<Shown>> {
    record::get(transaction, kind, id)?
        .map(|record| object(transaction, kind, kind.fields, record))
        .transpose()
}

/// A stored object with these fields of its kind.
pub(crate) fn object(
    transaction: &Transaction<'_>,
    kind: &Kind,
    fields: &[Field],
    record: Record,
) -> rusqlite::Result<Shown> {
    let Record { id, mut document, .. } = record;
    let mut shown = Vec::with_capacity(fields.len());
    for field in fields {
        let (name, value) = match field {
            Field::Plain(name) if *name == kind.key => {
                (*name, Some(Shown::Value(Value::from(id.as_str()))))
            }
            Field::Plain(name) => (*name, document.remove(*name).map(Shown::Value)),
            Field::Objects(name, inner) => (*name, objects(document.remove(*name), inner)),
            Field::Attachments => ("attachment_list", attachments(transaction, &document)?),
            Field::Parts { name, kind, fields } => (*name, parts(transaction, kind, fields, &id)?),
        };
        shown.extend(value.map(|value| (name, value)));
    }
    Ok(Shown::Object(shown))
}

fn objects(value: Option<Value>, fields: &[&'static str]) -> Option<Shown> {
    let Some(Value::Array(items)) = value else { return None };
    let ordered = |mut item: Value| {
        let mut take = |name| Some((name, Shown::Value(item.as_object_mut()?.remove(name)?)));
        Shown::Object(fields.iter().filter_map(|name| take(*name)).collect())
    };
    unless_empty(items.into_iter().map(ordered).collect())
}

fn attachments(
    transaction: &Transaction<'_>,
    document: &Document,
) -> rusqlite::Result<Option<Shown>> {
    let mut list = Vec::new();
    for id in ids(document) {
        let fields = match attachment::listed(transaction, id)? {
            Some(listed) => vec![
                ("id", listed.id.into()),
                ("name", listed.name.into()),
                ("size", listed.size.into()),
            ],
            // With lenient references a list may name what is not there; only its id is known.
            None => vec![("id", Value::from(id))],
        };
        let fields = fields.into_iter().map(|(name, value)| (name, Shown::Value(value)));
        list.push(Shown::Object(fields.collect()));
    }
    Ok(unless_empty(list))
}

/// The ids of the attachments that a document names.
pub(crate) fn ids(document: &Document) -> impl Iterator<Item = &str> {
    let list = document.get("attachment_id_list").and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}

fn parts(
    transaction: &Transaction<'_>,
    kind: &Kind,
    fields: &[Field],
    whole: &str,
) -> rusqlite::Result<Option<Shown>> {
    let found = record::list(transaction, kind, &Filter::Parent(whole), 0, i64::MAX)?;
    let list = found
        .into_iter()
        .map(|part| object(transaction, kind, fields, part))
        .collect::<Result<_, _>>()?;
    Ok(unless_empty(list))
}

fn unless_empty(list: Vec<Shown>) -> Option<Shown> {
    (!list.is_empty()).then_some(Shown::List(list))
}
