//! What can be done to one object, of whatever kind.

use rusqlite::Transaction;
use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::to_raw_value;

use super::repeat::{self, Repeat};
use super::{Call, Outcome, references};
use crate::answer::Failure;
use crate::objects::kind::{Answer, Kind};
use crate::objects::record::{self, Document};
use crate::objects::shown::{self, Shown};

/// Makes an object, unless the call repeats one that did.
pub(super) fn create(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    mut call: Call<'_>,
) -> Outcome {
    match repeat::find(transaction, &call)? {
        Repeat::Of(id) if record::exists(transaction, kind, &id)? => {
            return answer(kind, transaction, &id);
        }
        Repeat::Of(_) => return Err(call.refusal(repeat::deleted_since(&call))),
        Repeat::No => {}
    }
    call.refuse(references::violations(transaction, kind, &call.body, call.references)?)?;
    let mut document = std::mem::take(&mut call.body);
    let parts = take_parts(kind, &mut document);
    let id = record::insert(transaction, kind, &document)?;
    insert_parts(transaction, parts, &id)?;
    repeat::remember(transaction, &call, &document, &id)?;
    answer(kind, transaction, &id)
}

/// Replaces an object and its parts. What the body leaves out is cleared.
pub(super) fn update(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    mut call: Call<'_>,
) -> Outcome {
    let id = call.parameter(&kind.path_parameter())?.to_owned();
    let mut violations = Vec::from_iter(references::unknown_in_path(transaction, kind, &id)?);
    violations.extend(references::violations(transaction, kind, &call.body, call.references)?);
    call.refuse(violations)?;
    let mut document = std::mem::take(&mut call.body);
    let parts = take_parts(kind, &mut document);
    record::put(transaction, kind, &id, &document)?;
    delete_parts(transaction, kind, &id)?;
    insert_parts(transaction, parts, &id)?;
    answer(kind, transaction, &id)
}

/// Changes the fields that the body has. The others stay as they are.
pub(super) fn patch(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    mut call: Call<'_>,
) -> Outcome {
    let id = existing(kind, transaction, &call)?;
    call.refuse(references::violations(transaction, kind, &call.body, call.references)?)?;
    let stored = record::get(transaction, kind, &id)?.map(|record| record.document);
    let mut document = stored.unwrap_or_default();
    document.append(&mut call.body);
    record::put(transaction, kind, &id, &document)?;
    answer(kind, transaction, &id)
}

/// Deletes an object and its parts. What else names it stays.
pub(super) fn delete(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    call: Call<'_>,
) -> Outcome {
    let id = existing(kind, transaction, &call)?;
    record::delete(transaction, kind, &id)?;
    delete_parts(transaction, kind, &id)?;
    data(Vec::new())
}

/// The id in the path, if it names an object.
pub(super) fn existing(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    call: &Call<'_>,
) -> Result<String, Failure> {
    let id = call.parameter(&kind.path_parameter())?;
    call.refuse(Vec::from_iter(references::unknown_in_path(transaction, kind, id)?))?;
    Ok(id.to_owned())
}

/// The response about an object as it now stands.
pub(super) fn answer(kind: &Kind, transaction: &Transaction<'_>, id: &str) -> Outcome {
    match kind.answer {
        Answer::Id => data(vec![("id", Shown::Value(Value::from(id)))]),
        Answer::Object(name) => {
            let shown = shown::find(transaction, kind, id)?;
            data(shown.into_iter().map(|shown| (name, shown)).collect())
        }
    }
}

pub(super) fn data(fields: Vec<(&str, Shown)>) -> Outcome {
    Ok(to_raw_value(&Fields(fields))?)
}

struct Fields<'a>(Vec<(&'a str, Shown)>);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, value)| (name, value)))
    }
}

type Parts = Vec<(&'static Kind, Vec<Value>)>;

/// Parts are objects of their own, with ids by which other operations name them.
fn take_parts(kind: &'static Kind, document: &mut Document) -> Parts {
    kind.parts()
        .map(|(name, kind)| match document.remove(name) {
            Some(Value::Array(items)) => (kind, items),
            _ => (kind, Vec::new()),
        })
        .collect()
}

fn insert_parts(transaction: &Transaction<'_>, parts: Parts, whole: &str) -> rusqlite::Result<()> {
    for (kind, items) in parts {
        for item in items {
            let Value::Object(mut document) = item else { continue };
            if let Some(parent) = &kind.parent {
                document.insert(parent.field.to_owned(), whole.into());
            }
            record::insert(transaction, kind, &document)?;
        }
    }
    Ok(())
}

pub(super) fn delete_parts(
    transaction: &Transaction<'_>,
    kind: &Kind,
    whole: &str,
) -> rusqlite::Result<()> {
    for (_, part) in kind.parts() {
        record::delete_of_parent(transaction, part, whole)?;
    }
    Ok(())
}
