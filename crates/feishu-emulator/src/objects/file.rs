//! Files that were uploaded, of every kind that is one.

use rusqlite::{OptionalExtension, Row, Transaction, params};
use serde_json::Value;

use super::fact::Fact;
use super::json::Shown;
use super::kind::{Field, Kind};
use super::{SeedFile, content, record};

/// The type of a file whose sender names none.
pub(crate) const ANY_MIME: &str = "application/octet-stream";

/// A file as lists of other objects show it.
#[derive(Debug)]
pub(crate) struct Listed {
    id: String,
    stored: Stored,
}

impl Listed {
    /// These fields of it.
    pub(crate) fn shown(self, fields: &[Field]) -> Shown<'_> {
        let fact = |field| match field {
            &Field::Fact { name } => Some((name.name(), self.stored.fact(name, &self.id)?)),
            _ => None,
        };
        let facts = fields.iter().filter_map(fact);
        Shown::Object(facts.map(|(name, value)| (name, Shown::Value(value))).collect())
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

impl Stored {
    /// What is known of the file that goes by this id.
    pub(crate) fn fact(&self, fact: Fact, id: &str) -> Option<Value> {
        Some(match fact {
            Fact::Id => id.into(),
            Fact::Name => self.name.as_str().into(),
            Fact::Size => self.size.into(),
            Fact::Mime => self.mime.as_str().into(),
            Fact::CreateTime => self.create_time?.into(),
            Fact::Url => return None,
        })
    }
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
    Ok(listed(transaction, kind, id)?.map(|listed| listed.stored))
}

pub(crate) fn listed(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<Listed>> {
    let read = |row: &Row<'_>| {
        let stored = Stored {
            name: row.get(1)?,
            size: row.get(2)?,
            mime: row.get(3)?,
            create_time: row.get(4)?,
            content: row.get(5)?,
        };
        Ok(Listed { id: row.get(0)?, stored })
    };
    transaction
        .query_row(
            "SELECT listed_as, name, size, mime, create_time, content FROM file
             WHERE kind = ?1 AND id = ?2",
            [&*kind.name, id],
            read,
        )
        .optional()
}
