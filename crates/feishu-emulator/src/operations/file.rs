//! Files, and links to them.

use rusqlite::Transaction;

use super::call::{Call, Outcome};
use super::references::unknown_in_path;
use super::resource;
use crate::answer::Failure;
use crate::file_link;
use crate::objects::content;
use crate::objects::fact::Fact;
use crate::objects::file::{self, Stored};
use crate::objects::kind::Field;
use crate::objects::shown::Shown;

/// Keeps the file that came in.
pub(super) fn create(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    let Some(upload) = call.upload else {
        return Err(Failure::Internal(format!("{} came without its file", call.operation.id)));
    };
    if content::size(transaction, upload.file())? != upload.size {
        let reason = "pieces of the file are gone; is another emulator on the same data file?";
        return Err(Failure::Internal(reason.to_owned()));
    }
    let stored = Stored {
        name: upload.name.clone(),
        size: upload.size,
        mime: upload.mime.clone(),
        create_time: Some(call.now),
        content: Some(upload.file()),
    };
    let id = file::insert(transaction, call.kind, &stored)?;
    facts(transaction, call, &id, &stored)
}

/// What is known of a file. Its id is enough to find it, whatever else the query says.
pub(super) fn read(transaction: &Transaction<'_>, call: &Call<'_>) -> Outcome {
    let (name, id) = call.id()?;
    match file::find(transaction, call.kind, id)? {
        Some(stored) => facts(transaction, call, id, &stored),
        None => Err(call.refusal(vec![unknown_in_path(call, (name, id))])),
    }
}

/// What the page lists of a file. A link leads to the file as it is, also where the platform could have made a PDF of it:
/// that is its response when it cannot.
fn facts(transaction: &Transaction<'_>, call: &Call<'_>, id: &str, stored: &Stored) -> Outcome {
    let mut fields = Vec::new();
    for field in &call.emulate.shows {
        let value = match *field {
            Field::Fact { name: Fact::Url } => {
                let url = file_link::make(transaction, call.base_url, call.kind, id, call.now)?;
                Some(url.into())
            }
            Field::Fact { name } => stored.fact(name, id),
            _ => None,
        };
        fields.extend(value.map(|value| (field.name(), Shown::Value(value))));
    }
    resource::data(call.emulate, Shown::Object(fields))
}
