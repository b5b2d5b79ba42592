//! Files that were uploaded as recruiting attachments.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

use super::{file, record};

/// The type of a file whose sender names none.
pub(crate) const ANY_MIME: &str = "application/octet-stream";

/// An attachment that a seed brings along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Attachment {
    /// The id that requests name it by.
    pub id: String,
    /// The id that answers list it by; the same as `id` when absent.
    ///
    /// The vendor's samples send one id and get another back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listed_as: Option<String>,
    /// File name with its extension.
    pub name: String,
    /// Size in bytes. A seed in JSON may leave it out beside a content, which has a size.
    #[serde(default)]
    pub size: i64,
    /// Media type; `application/octet-stream` when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mime: Option<String>,
    /// When it was uploaded, in milliseconds since 1970. Answers leave it out when it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub create_time: Option<i64>,
    /// The file, if it is UTF-8. Without a file the attachment is known and cannot be fetched.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// The file in base64, in place of `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base64: Option<String>,
}

impl Attachment {
    /// An attachment that answers list by its own id.
    pub fn new(id: impl Into<String>, name: impl Into<String>, size: i64) -> Self {
        Self {
            id: id.into(),
            listed_as: None,
            name: name.into(),
            size,
            mime: None,
            create_time: None,
            text: None,
            base64: None,
        }
    }

    /// Makes answers list it by another id.
    #[must_use]
    pub fn listed_as(mut self, id: impl Into<String>) -> Self {
        self.listed_as = Some(id.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn mime(mut self, mime: impl Into<String>) -> Self {
        self.mime = Some(mime.into());
        self
    }

    /// Sets when it was uploaded.
    #[must_use]
    pub fn create_time(mut self, millis: i64) -> Self {
        self.create_time = Some(millis);
        self
    }

    /// Sets the file, and with it the size.
    #[must_use]
    pub fn content(mut self, bytes: impl AsRef<[u8]>) -> Self {
        let bytes = bytes.as_ref();
        self.size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
        self.text = None;
        self.base64 = Some(STANDARD.encode(bytes));
        self
    }

    /// The file, if the seed has it; or what is wrong with it.
    pub(crate) fn file(&self) -> Result<Option<Vec<u8>>, String> {
        match (&self.text, &self.base64) {
            (None, None) => Ok(None),
            (Some(text), None) => Ok(Some(text.clone().into_bytes())),
            (None, Some(code)) => match STANDARD.decode(code) {
                Ok(bytes) => Ok(Some(bytes)),
                Err(error) => Err(format!("base64: is not base64: {error}")),
            },
            (Some(_), Some(_)) => Err("base64: stands beside a text; give one of them".to_owned()),
        }
    }
}

/// An attachment as responses list it, in the page's order of fields.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) size: i64,
}

impl Listed {
    /// From the columns `listed_as, name, size`.
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, size: row.get(2)? })
    }
}

/// What is known of an attachment's file.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) size: i64,
    pub(crate) mime: String,
    pub(crate) create_time: Option<i64>,
    /// `None` for an attachment that a seed brought without it.
    pub(crate) file: Option<i64>,
}

/// Stores an attachment of a seed, in place of one with the same id. `content` is its file.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    attachment: &Attachment,
    content: Option<&[u8]>,
) -> rusqlite::Result<()> {
    let Attachment { id, listed_as, name, size, mime, create_time, .. } = attachment;
    let replaced = find(transaction, id)?.and_then(|stored| stored.file);
    let size = content.map_or(*size, |bytes| i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let stored = Stored {
        name: name.clone(),
        size,
        mime: mime.clone().unwrap_or_else(|| ANY_MIME.to_owned()),
        create_time: *create_time,
        file: content.map(|bytes| file::write(transaction, bytes)).transpose()?,
    };
    write(transaction, id, listed_as.as_ref().unwrap_or(id), &stored)?;
    replaced.map_or(Ok(()), |replaced| file::delete_unless_named(transaction, replaced))
}

/// Stores a new attachment and returns the id that it got.
pub(crate) fn insert(transaction: &Transaction<'_>, stored: &Stored) -> rusqlite::Result<String> {
    let id = record::next_id(transaction)?;
    write(transaction, &id, &id, stored)?;
    Ok(id)
}

fn write(
    transaction: &Transaction<'_>,
    id: &str,
    listed_as: &str,
    stored: &Stored,
) -> rusqlite::Result<()> {
    let Stored { name, size, mime, create_time, file } = stored;
    transaction.execute(
        "INSERT OR REPLACE INTO attachment (id, listed_as, name, size, mime, create_time, file)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![id, listed_as, name, size, mime, create_time, file],
    )?;
    Ok(())
}

pub(crate) fn exists(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    transaction
        .query_row("SELECT EXISTS (SELECT 1 FROM attachment WHERE id = ?1)", [id], |row| row.get(0))
}

pub(crate) fn find(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Stored>> {
    transaction
        .query_row(
            "SELECT name, size, mime, create_time, file FROM attachment WHERE id = ?1",
            [id],
            |row| {
                Ok(Stored {
                    name: row.get(0)?,
                    size: row.get(1)?,
                    mime: row.get(2)?,
                    create_time: row.get(3)?,
                    file: row.get(4)?,
                })
            },
        )
        .optional()
}

pub(crate) fn listed(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<Option<Listed>> {
    transaction
        .query_row(
            "SELECT listed_as, name, size FROM attachment WHERE id = ?1",
            [id],
            Listed::from_row,
        )
        .optional()
}
