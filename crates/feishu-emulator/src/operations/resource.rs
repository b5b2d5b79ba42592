//! What can be done to one object, of whatever kind.

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
use crate::objects::shown::{Shown, Stored};

/// Makes an object, unless the call repeats one that did. With the id in the path it is written anew: such an object
/// belongs to what the id names, which is not kept here.
pub(super) fn create(transaction: &Transaction<'_>, call: &mut Call<'_>) -> Outcome {
    call.refuse(requires::violations(&call.kind.requires, &call.body))?;
    if call.emulate.parameter.is_some() {
        call.refuse(references::violations(transaction, call)?)?;
        let id = call.id()?.1.to_owned();
        overwrite(transaction, call, &id)?;
        return answer(transaction, call, &id);
    }
    match repeat::find(transaction, call)? {
        Repeat::Of(id) if record::exists(transaction, call.kind, &id)? => {
            return answer(transaction, call, &id);
        }
        Repeat::Of(_) => return Err(call.refusal(repeat::deleted_since(call))),
        Repeat::No => {}
    }
    call.refuse(references::violations(transaction, call)?)?;
    let mut document = std::mem::take(&mut call.body);
    let parts = take_parts(call, &mut document);
    let id = record::insert(transaction, call.kind, &document)?;
    insert_parts(transaction, parts, &id)?;
    repeat::remember(transaction, call, &document, &id)?;
    answer(transaction, call, &id)
}

/// Shows an object.
pub(super) fn read(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    let id = existing(transaction, call)?;
    answer(transaction, call, &id)
}

/// Replaces an object and its parts. What the body leaves out is cleared.
pub(super) fn replace(transaction: &Transaction<'_>, call: &mut Call<'_>) -> Outcome {
    let (parameter, id) = call.id()?;
    let mut violations = requires::violations(&call.kind.requires, &call.body);
    violations.extend(references::unknown_in_path(transaction, call, (parameter, id))?);
    violations.extend(references::violations(transaction, call)?);
    call.refuse(violations)?;
    let id = id.to_owned();
    overwrite(transaction, call, &id)?;
    answer(transaction, call, &id)
}

fn overwrite(transaction: &Transaction<'_>, call: &mut Call<'_>, id: &str) -> rusqlite::Result<()> {
    let mut document = std::mem::take(&mut call.body);
    let parts = take_parts(call, &mut document);
    record::put(transaction, call.kind, id, &document)?;
    delete_parts(transaction, call, id)?;
    insert_parts(transaction, parts, id)
}

/// Changes the fields that the body has. The others stay as they are.
pub(super) fn patch(transaction: &Transaction<'_>, call: &mut Call<'_>) -> Outcome {
    let id = existing(transaction, call)?;
    call.refuse(references::violations(transaction, call)?)?;
    let stored = record::get(transaction, call.kind, &id)?.map(|record| record.document);
    let mut document = stored.unwrap_or_default();
    let mut change = std::mem::take(&mut call.body);
    let parts = take_parts(call, &mut change);
    document.append(&mut change);
    record::put(transaction, call.kind, &id, &document)?;
    for (kind, _) in &parts {
        record::delete_of_parent(transaction, kind, &id)?;
    }
    insert_parts(transaction, parts, &id)?;
    answer(transaction, call, &id)
}

/// Deletes an object and its parts, and shows what it was as far as the page does. What else names it stays: the pages
/// say nothing of that.
pub(super) fn delete(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    let id = existing(transaction, call)?;
    let record = record::get(transaction, call.kind, &id)?;
    if let Some(record) = &record {
        call.refuse(Vec::from_iter(wrong_parent(call, &record.document)))?;
    }
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

/// The id in the path, if it names an object.
fn existing(transaction: &Transaction<'_>, call: &Call<'_>) -> Result<String, Failure> {
    let (parameter, id) = call.id()?;
    let unknown = references::unknown_in_path(transaction, call, (parameter, id))?;
    call.refuse(Vec::from_iter(unknown))?;
    Ok(id.to_owned())
}

/// The response with the current object.
fn answer(transaction: &Transaction<'_>, call: &Call<'_>, id: &str) -> Outcome {
    show(transaction, call, record::get(transaction, call.kind, id)?)
}

fn show(transaction: &Transaction<'_>, call: &Call<'_>, record: Option<Record>) -> Outcome {
    let stored = Stored { transaction, kinds: call.kinds };
    let shown = match record {
        Some(record) => stored.object(call.kind, &call.emulate.shows, record)?,
        None => Shown::Object(Vec::new()),
    };
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

fn insert_parts(
    transaction: &Transaction<'_>,
    parts: Parts<'_>,
    whole: &str,
) -> rusqlite::Result<()> {
    for (kind, items) in parts {
        for item in items {
            let Value::Object(mut document) = item else { continue };
            if let Some(parent) = &kind.parent {
                document.insert(parent.clone(), whole.into());
            }
            record::insert(transaction, kind, &document)?;
        }
    }
    Ok(())
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
