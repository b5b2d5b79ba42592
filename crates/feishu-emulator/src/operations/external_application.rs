//! `hire.v1.external_application`, as far as it is not like the others.

use rusqlite::Transaction;
use serde_json::Value;

use super::{Call, Outcome, resource};
use crate::answer::FieldViolation;
use crate::objects::kind::{Answer, Kind};
use crate::objects::{record, shown};

/// Deletes an application and responds with what it was. Its interviews, offers and background checks
/// stay: the pages say nothing of them.
pub(super) fn delete(
    kind: &'static Kind,
    transaction: &Transaction<'_>,
    call: Call<'_>,
) -> Outcome {
    let id = resource::existing(kind, transaction, &call)?;
    let Some(mut application) = record::get(transaction, kind, &id)? else {
        return resource::data(Vec::new());
    };
    if let Some(talent_id) = call.query_text("talent_id")
        && application.document.get("talent_id").and_then(Value::as_str) != Some(talent_id)
    {
        let problem = "is not the talent of this application";
        let violation = FieldViolation::new("talent_id", &Value::from(talent_id), problem);
        return Err(call.refusal(vec![violation]));
    }
    record::delete(transaction, kind, &id)?;
    // The page lists all fields of an application but this one.
    application.document.remove("create_time");
    let shown = shown::object(transaction, kind, kind.fields, application)?;
    let name = match kind.answer {
        Answer::Object(name) => name,
        Answer::Id => kind.name,
    };
    resource::data(vec![(name, shown)])
}
