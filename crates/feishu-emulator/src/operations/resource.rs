//! What can be done to one object, of whatever kind.

use std::collections::BTreeMap;

use rusqlite::Transaction;
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::call::{Call, Outcome};
use super::repeat::{self, Repeat};
use super::{references, requires};
use crate::answer::{Failure, FieldViolation};
use crate::catalogue::Emulate;
use crate::objects::kind::Kind;
use crate::objects::record::{self, Document, Record};
use crate::objects::references::Files;
use crate::objects::shown::{JustWritten, Shown, Stored};

/// Makes an object, unless the call repeats one that did. With the id in the path it is written anew: such an object
/// belongs to what the id names, which is not kept here.
pub(super) fn create(transaction: &Transaction<'_>, call: &mut Call<'_>) -> Outcome {
    call.refuse(requires::violations(&call.kind.requires, &call.body))?;
    if call.emulate.parameter.is_some() {
        let files = references::files(transaction, call)?;
        let id = call.id()?.1.to_owned();
        return overwrite(transaction, call, &id, files);
    }
    if let Repeat::Of(id) = repeat::find(transaction, call)? {
        return match record::get(transaction, call.kind, &id)? {
            Some(record) => show(transaction, call, record),
            None => Err(call.refusal(repeat::deleted_since(call))),
        };
    }
    let files = references::files(transaction, call)?;
    let mut document = std::mem::take(&mut call.body);
    let parts = take_parts(call, &mut document);
    let id = record::insert(transaction, call.kind, &document)?;
    let parts = insert_parts(transaction, parts, &id)?;
    repeat::remember(transaction, call, &document, &id)?;
    answer(transaction, call, &id, document, JustWritten { files, parts })
}

/// Shows an object.
pub(super) fn read(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    show(transaction, call, existing(transaction, call)?)
}

/// Replaces an object and its parts. What the body leaves out is cleared.
pub(super) fn replace(transaction: &Transaction<'_>, call: &mut Call<'_>) -> Outcome {
    let (parameter, id) = call.id()?;
    let mut violations = requires::violations(&call.kind.requires, &call.body);
    if !record::exists(transaction, call.kind, id)? {
        violations.push(references::unknown_in_path(call, (parameter, id)));
    }
    let (files, unknown) = references::files_and_violations(transaction, call)?;
    violations.extend(unknown);
    call.refuse(violations)?;
    let id = id.to_owned();
    overwrite(transaction, call, &id, files)
}

fn overwrite(
    transaction: &Transaction<'_>,
    call: &mut Call<'_>,
    id: &str,
    files: Files<'_>,
) -> Outcome {
    let mut document = std::mem::take(&mut call.body);
    let parts = take_parts(call, &mut document);
    record::put(transaction, call.kind, id, &document)?;
    delete_parts(transaction, call, id)?;
    let parts = insert_parts(transaction, parts, id)?;
    answer(transaction, call, id, document, JustWritten { files, parts })
}

/// Changes the fields that the body has. The others stay as they are.
pub(super) fn patch(transaction: &Transaction<'_>, call: &mut Call<'_>) -> Outcome {
    let Record { id, mut document, .. } = existing(transaction, call)?;
    let files = references::files(transaction, call)?;
    let mut change = std::mem::take(&mut call.body);
    let parts = take_parts(call, &mut change);
    document.append(&mut change);
    record::put(transaction, call.kind, &id, &document)?;
    for (kind, _) in &parts {
        record::delete_of_parent(transaction, kind, &id)?;
    }
    let parts = insert_parts(transaction, parts, &id)?;
    answer(transaction, call, &id, document, JustWritten { files, parts })
}

/// Deletes an object and its parts, and shows what it was as far as the page does. What else names it stays: the pages
/// say nothing of that.
pub(super) fn delete(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    let record = existing(transaction, call)?;
    call.refuse(Vec::from_iter(wrong_parent(call, &record.document)))?;
    let id = record.id.clone();
    let outcome = show(transaction, call, record)?;
    record::delete(transaction, call.kind, &id)?;
    delete_parts(transaction, call, &id)?;
    Ok(outcome)
}

/// A query that says what the object belongs to, and is wrong.
fn wrong_parent(call: &Call<'_>, document: &Document) -> Option<FieldViolation> {
    let field = call.kind.parent.as_deref()?;
    let said = call.query_text(field)?;
    if document.get(field).and_then(Value::as_str) == Some(said) {
        return None;
    }
    let parent = field.strip_suffix("_id").unwrap_or(field).replace('_', " ");
    let problem = format!("is not the {parent} of this {}", call.kind.words());
    Some(FieldViolation::new(field, &Value::from(said), problem))
}

/// The object that the id in the path names.
fn existing(transaction: &Transaction<'_>, call: &Call<'_>) -> Result<Record, Failure> {
    let (parameter, id) = call.id()?;
    let unknown = || call.refusal(vec![references::unknown_in_path(call, (parameter, id))]);
    record::get(transaction, call.kind, id)?.ok_or_else(unknown)
}

/// The response with an object as it is stored.
fn show(transaction: &Transaction<'_>, call: &Call<'_>, record: Record) -> Outcome {
    answer(transaction, call, &record.id, record.document, JustWritten::default())
}

/// The response with an object that is stored like this.
fn answer(
    transaction: &Transaction<'_>,
    call: &Call<'_>,
    id: &str,
    document: Document,
    known: JustWritten<'_>,
) -> Outcome {
    let stored = Stored { transaction, kinds: call.kinds };
    let shown = stored.written(call.kind, &call.emulate.shows, id, document, known)?;
    data(call.emulate, shown)
}

/// `data` of a response that shows an object.
pub(super) fn data(emulate: &Emulate, shown: Shown<'_>) -> Outcome {
    let data = match &emulate.holder {
        Some(holder) => Shown::Object(vec![(holder, shown)]),
        None => shown,
    };
    Ok(to_raw_value(&data)?)
}

type Parts<'a> = Vec<(&'a Kind, Vec<Value>)>;

/// The lists of parts that a document has. Parts are objects of their own, with ids by which other operations name
/// them.
fn take_parts<'a>(call: &Call<'a>, document: &mut Document) -> Parts<'a> {
    let parts = call.kind.parts().filter_map(|(name, kind)| {
        let Value::Array(items) = document.remove(name)? else { return None };
        Some((call.kinds.find(kind)?, items))
    });
    parts.collect()
}

/// Stores parts, and returns them with the ids that they got.
fn insert_parts<'a>(
    transaction: &Transaction<'_>,
    parts: Parts<'a>,
    whole: &str,
) -> rusqlite::Result<BTreeMap<&'a str, Vec<(String, Document)>>> {
    let mut stored = BTreeMap::new();
    for (kind, items) in parts {
        let of_kind: &mut Vec<_> = stored.entry(kind.name.as_str()).or_default();
        for item in items {
            let Value::Object(mut document) = item else { continue };
            if let Some(parent) = &kind.parent {
                document.insert(parent.clone(), whole.into());
            }
            let id = record::insert(transaction, kind, &document)?;
            of_kind.push((id, document));
        }
    }
    Ok(stored)
}

fn delete_parts(
    transaction: &Transaction<'_>,
    call: &Call<'_>,
    whole: &str,
) -> rusqlite::Result<()> {
    for part in call.kind.parts().filter_map(|(_, kind)| call.kinds.find(kind)) {
        record::delete_of_parent(transaction, part, whole)?;
    }
    Ok(())
}
