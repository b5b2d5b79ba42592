//! Files that were uploaded, of every kind that is one.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde::Serialize;

use super::json::Shown;
use super::kind::{Field, Kind};
use super::{SeedFile, content, record};

/// The type of a file whose sender names none.
pub(crate) const ANY_MIME: &str = "application/octet-stream";

/// A file as objects list it.
#[derive(Debug, Serialize)]
pub(crate) struct Listed {
    id: String,
    name: String,
    size: i64,
}

impl Listed {
    /// From the columns `listed_as, name, size`.
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        Ok(Self { id: row.get(0)?, name: row.get(1)?, size: row.get(2)? })
    }

    /// Those of the fields that a list says of a file.
    pub(crate) fn shown(self, fields: &[Field]) -> Shown<'_> {
        let value = |name: &str| match name {
            "id" => Some(self.id.as_str().into()),
            "name" => Some(self.name.as_str().into()),
            "size" => Some(self.size.into()),
            _ => None,
        };
        let names = fields.iter().map(Field::name);
        Shown::Object(names.filter_map(|name| Some((name, Shown::Value(value(name)?)))).collect())
    }
}

/// What is known of a file.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) name: String,
    pub(crate) size: i64,
    pub(crate) mime: String,
    pub(crate) create_time: Option<i64>,
    /// The number of its pieces; `None` for one that a seed brought without them.
    pub(crate) content: Option<i64>,
}

/// Stores a file of a seed, in place of one with the same id. `bytes` are what is in it.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    kind: &Kind,
    file: &SeedFile,
    bytes: Option<&[u8]>,
) -> rusqlite::Result<()> {
    let SeedFile { id, listed_as, name, size, mime, create_time, .. } = file;
    let replaced = find(transaction, kind, id)?.and_then(|stored| stored.content);
    let size = bytes.map_or(*size, |bytes| i64::try_from(bytes.len()).unwrap_or(i64::MAX));
    let stored = Stored {
        name: name.clone(),
        size,
        mime: mime.clone().unwrap_or_else(|| ANY_MIME.to_owned()),
        create_time: *create_time,
        content: bytes.map(|bytes| content::write(transaction, bytes)).transpose()?,
    };
    write(transaction, kind, id, listed_as.as_ref().unwrap_or(id), &stored)?;
    replaced.map_or(Ok(()), |replaced| content::delete_unless_named(transaction, replaced))
}

/// Stores a new file and returns the id that it got.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    kind: &Kind,
    stored: &Stored,
) -> rusqlite::Result<String> {
    let id = record::next_id(transaction)?;
    write(transaction, kind, &id, &id, stored)?;
    Ok(id)
}

fn write(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
    listed_as: &str,
    stored: &Stored,
) -> rusqlite::Result<()> {
    let Stored { name, size, mime, create_time, content } = stored;
    transaction.execute(
        "INSERT OR REPLACE INTO file (kind, id, listed_as, name, size, mime, create_time, content)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![kind.name, id, listed_as, name, size, mime, create_time, content],
    )?;
    Ok(())
}

pub(crate) fn exists(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<bool> {
    transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM file WHERE kind = ?1 AND id = ?2)",
        [&*kind.name, id],
        |row| row.get(0),
    )
}

pub(crate) fn find(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<Stored>> {
    transaction
        .query_row(
            "SELECT name, size, mime, create_time, content FROM file WHERE kind = ?1 AND id = ?2",
            [&*kind.name, id],
            |row| {
                Ok(Stored {
                    name: row.get(0)?,
                    size: row.get(1)?,
                    mime: row.get(2)?,
                    create_time: row.get(3)?,
                    content: row.get(4)?,
                })
            },
        )
        .optional()
}

pub(crate) fn listed(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<Listed>> {
    transaction
        .query_row(
            "SELECT listed_as, name, size FROM file WHERE kind = ?1 AND id = ?2",
            [&*kind.name, id],
            Listed::from_row,
        )
        .optional()
}
