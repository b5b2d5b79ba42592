//! Files that were uploaded as recruiting attachments.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::{Deserialize, Serialize};

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
    /// Size in bytes.
    pub size: i64,
}

impl Attachment {
    /// An attachment that answers list by its own id.
    pub fn new(id: impl Into<String>, name: impl Into<String>, size: i64) -> Self {
        Self { id: id.into(), listed_as: None, name: name.into(), size }
    }

    /// Makes answers list it by another id.
    #[must_use]
    pub fn listed_as(mut self, id: impl Into<String>) -> Self {
        self.listed_as = Some(id.into());
        self
    }
}

/// An attachment as answers list it, in the page's order of fields.
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

/// Stores the attachment, in place of one with the same id.
pub(crate) fn put(transaction: &Transaction<'_>, attachment: &Attachment) -> rusqlite::Result<()> {
    let Attachment { id, listed_as, name, size } = attachment;
    let listed_as = listed_as.as_ref().unwrap_or(id);
    transaction.execute(
        "INSERT INTO attachment (id, listed_as, name, size) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id) DO UPDATE
         SET listed_as = excluded.listed_as, name = excluded.name, size = excluded.size",
        params![id, listed_as, name, size],
    )?;
    Ok(())
}

pub(crate) fn exists(transaction: &Transaction<'_>, id: &str) -> rusqlite::Result<bool> {
    transaction
        .query_row("SELECT EXISTS (SELECT 1 FROM attachment WHERE id = ?1)", [id], |row| row.get(0))
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
