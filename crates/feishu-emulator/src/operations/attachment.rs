//! `hire.v1.attachment`: files, and links to them.

use rusqlite::Transaction;
use serde_json::Value;

use super::references::unknown;
use super::{Call, Outcome, resource};
use crate::answer::Failure;
use crate::file_link;
use crate::objects::attachment::{self, Stored};
use crate::objects::file;
use crate::objects::shown::Shown;

/// Makes an attachment of the file that came in.
pub(super) fn create(transaction: &Transaction<'_>, call: Call<'_>) -> Outcome {
    let Some(upload) = call.upload else {
        return Err(Failure::Internal(format!("{} came without its file", call.operation.id)));
    };
    if file::size(transaction, upload.file())? != upload.size {
        let reason = "pieces of the file are gone; is another emulator on the same data file?";
        return Err(Failure::Internal(reason.to_owned()));
    }
    let stored = Stored {
        name: upload.name.clone(),
        size: upload.size,
        mime: upload.mime.clone(),
        create_time: Some(call.now),
        file: Some(upload.file()),
    };
    let id = attachment::insert(transaction, &stored)?;
    let url = file_link::make(transaction, call.base_url, &id, call.now)?;
    resource::data(vec![("id", text(id)), ("name", text(stored.name)), ("url", text(url))])
}

/// What is known of an attachment. Ids are enough to find one, of whatever type it is asked for.
pub(super) fn get(transaction: &Transaction<'_>, call: Call<'_>) -> Outcome {
    let (id, stored) = existing(transaction, &call)?;
    let url = file_link::make(transaction, call.base_url, id, call.now)?;
    let mut fields = vec![
        ("id", text(id.to_owned())),
        ("url", text(url)),
        ("name", text(stored.name)),
        ("mime", text(stored.mime)),
    ];
    let create_time = stored.create_time.map(|time| ("create_time", Shown::Value(time.into())));
    fields.extend(create_time);
    resource::data(vec![("attachment", Shown::Object(fields))])
}

/// A link to the file as it is: the platform's response when a file cannot be made a PDF.
pub(super) fn preview(transaction: &Transaction<'_>, call: Call<'_>) -> Outcome {
    let (id, _) = existing(transaction, &call)?;
    let url = file_link::make(transaction, call.base_url, id, call.now)?;
    resource::data(vec![("url", text(url))])
}

fn existing<'a>(
    transaction: &Transaction<'_>,
    call: &'a Call<'_>,
) -> Result<(&'a str, Stored), Failure> {
    let name = "attachment_id";
    let id = call.parameter(name)?;
    match attachment::find(transaction, id)? {
        Some(stored) => Ok((id, stored)),
        None => Err(call.refusal(vec![unknown(name.to_owned(), id, "attachment")])),
    }
}

fn text(value: String) -> Shown {
    Shown::Value(Value::from(value))
}
