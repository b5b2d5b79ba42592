//! Lists: of all objects, of those that belong to one, or of those with given ids.

use rusqlite::Transaction;
use serde_json::value::to_raw_value;
use serde_json::{Value, json};

use super::call::{Call, Outcome};
use crate::answer::{Failure, FieldViolation};
use crate::catalogue::Paging;
use crate::objects::record::{self, Filter};
use crate::objects::shown::{self, Shown, Stored};
use crate::page_token;

/// A page of the objects that are asked for, in order of creation.
///
/// A page continues after the last object of the previous page, not after a number of objects, so others
/// may come and go in between.
pub(super) fn query(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    let Some(paging) = &call.operation.paging else {
        return Err(Failure::Internal(format!("{} has no paging", call.operation.id)));
    };
    let filter = filter(call);
    // A page may have another size than the one before; the rest of the question must be the same.
    let question = question(call, &filter);
    let size = page_size(call, paging)?;
    let after = match call.query_text(&paging.page_token) {
        None => 0,
        Some(token) => page_token::open(transaction, &question, token)?
            .ok_or_else(|| call.refusal(vec![strange_token(paging, token)]))?,
    };
    let mut found = record::list(transaction, call.kind, &filter, after, size.saturating_add(1))?;
    let has_more = found.len() as i64 > size;
    if has_more {
        found.pop();
    }
    let last = found.last().map(|record| record.number);
    let stored = Stored { transaction, kinds: call.kinds };
    let items = found
        .into_iter()
        .map(|record| stored.object(call.kind, &call.emulate.shows, record))
        .collect::<Result<_, _>>()?;

    let mut data = vec![
        (paging.items.as_str(), Shown::List(items)),
        (paging.has_more.as_str(), Shown::Value(has_more.into())),
    ];
    if let Some(last) = last.filter(|_| has_more) {
        let token = page_token::seal(transaction, &question, last)?;
        data.push((paging.page_token.as_str(), Shown::Value(token.into())));
    }
    Ok(to_raw_value(&Shown::Object(data))?)
}

/// A list of ids that is not empty is the only condition; others are ignored beside it.
fn filter<'a>(call: &'a Call<'_>) -> Filter<'a> {
    let field = call.emulate.ids.as_deref();
    let ids: Vec<&str> = field.into_iter().flat_map(|it| shown::ids(&call.body, it)).collect();
    if !ids.is_empty() {
        return Filter::Ids(ids);
    }
    let parent = call.kind.parent.as_ref().and_then(|parent| call.query_text(parent));
    parent.map_or(Filter::All, Filter::Parent)
}

fn question(call: &Call<'_>, filter: &Filter<'_>) -> String {
    let operation = &call.operation.id;
    let question = match filter {
        Filter::All => json!([operation]),
        Filter::Parent(parent) => json!([operation, parent]),
        Filter::Ids(ids) => json!([operation, ids]),
    };
    question.to_string()
}

/// The schema knows the largest size and the default. Not every page gives a smallest one, but
/// pages of nothing would never come to an end.
fn page_size(call: &Call<'_>, paging: &Paging) -> Result<i64, Failure> {
    let Some(value) = call.query.get(&paging.page_size) else {
        return call.operation.default_page_size(paging);
    };
    value.as_i64().filter(|size| *size >= 1).ok_or_else(|| {
        call.refusal(vec![FieldViolation::new(&paging.page_size, value, "is less than 1")])
    })
}

fn strange_token(paging: &Paging, token: &str) -> FieldViolation {
    FieldViolation::new(
        &paging.page_token,
        &Value::from(token),
        "is not what this query was answered; leave it out to begin at the first page",
    )
}
