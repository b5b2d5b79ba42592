//! Objects in the database: one row each, the same for every kind.

use rusqlite::{OptionalExtension, Row, ToSql, Transaction, params};
use serde_json::{Map, Value};

use super::kind::Kind;

/// The fields of an object, without its id.
pub(crate) type Document = Map<String, Value>;

/// A stored object.
#[derive(Debug)]
pub(crate) struct Record {
    /// Its place in the order of creation.
    pub(crate) number: i64,
    pub(crate) id: String,
    pub(crate) document: Document,
}

/// Which objects of a kind are asked for.
#[derive(Debug)]
pub(crate) enum Filter<'a> {
    All,
    Parent(&'a str),
    Ids(Vec<&'a str>),
}

/// Stores the whole object. Nothing is left of one with the same id but its place in the order.
pub(crate) fn put(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
    document: &Document,
) -> rusqlite::Result<()> {
    let parent = kind.parent.as_ref().and_then(|parent| document.get(parent)?.as_str());
    transaction.execute(
        "INSERT INTO object (kind, id, parent, document) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (id, kind) DO UPDATE
         SET parent = excluded.parent, document = excluded.document",
        params![kind.name, id, parent, to_text(document)?],
    )?;
    Ok(())
}

/// Stores a new object and returns the id that it got.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    kind: &Kind,
    document: &Document,
) -> rusqlite::Result<String> {
    let id = next_id(transaction)?;
    put(transaction, kind, &id, document)?;
    Ok(id)
}

pub(crate) fn exists(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<bool> {
    transaction.query_row(
        "SELECT EXISTS (SELECT 1 FROM object WHERE kind = ?1 AND id = ?2)",
        [&*kind.name, id],
        |row| row.get(0),
    )
}

pub(crate) fn get(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<Option<Record>> {
    transaction
        .query_row(
            "SELECT number, id, document FROM object WHERE kind = ?1 AND id = ?2",
            [&*kind.name, id],
            Record::from_row,
        )
        .optional()
}

pub(crate) fn delete(
    transaction: &Transaction<'_>,
    kind: &Kind,
    id: &str,
) -> rusqlite::Result<bool> {
    let deleted =
        transaction.execute("DELETE FROM object WHERE kind = ?1 AND id = ?2", [&*kind.name, id])?;
    Ok(deleted > 0)
}

pub(crate) fn delete_of_parent(
    transaction: &Transaction<'_>,
    kind: &Kind,
    parent: &str,
) -> rusqlite::Result<()> {
    transaction
        .execute("DELETE FROM object WHERE kind = ?1 AND parent = ?2", [&*kind.name, parent])?;
    Ok(())
}

/// Up to `limit` objects that were created after number `after`, in order of creation.
pub(crate) fn list(
    transaction: &Transaction<'_>,
    kind: &Kind,
    filter: &Filter<'_>,
    after: i64,
    limit: i64,
) -> rusqlite::Result<Vec<Record>> {
    let ids;
    let (condition, value): (_, &dyn ToSql) = match filter {
        Filter::All => ("?4 IS NULL", &rusqlite::types::Null),
        Filter::Parent(parent) => ("parent = ?4", parent),
        Filter::Ids(list) => {
            ids = serde_json::to_string(list).map_err(no_json)?;
            ("id IN (SELECT value FROM json_each(?4))", &ids)
        }
    };
    let mut statement = transaction.prepare(&format!(
        "SELECT number, id, document FROM object
         WHERE kind = ?1 AND number > ?2 AND {condition}
         ORDER BY number LIMIT ?3"
    ))?;
    statement.query_map(params![kind.name, after, limit, value], Record::from_row)?.collect()
}

/// An id that no object has, larger than all that were given out before.
pub(crate) fn next_id(transaction: &Transaction<'_>) -> rusqlite::Result<String> {
    loop {
        let id = transaction.query_row(
            "UPDATE last_id SET value = value + 1 RETURNING CAST(value AS TEXT)",
            [],
            |row| row.get::<_, String>(0),
        )?;
        // A seed may have brought an object with an id of its choice.
        let taken: bool = transaction.query_row(
            "SELECT EXISTS (SELECT 1 FROM object WHERE id = ?1)
                 OR EXISTS (SELECT 1 FROM file WHERE id = ?1)",
            [&id],
            |row| row.get(0),
        )?;
        if !taken {
            return Ok(id);
        }
    }
}

impl Record {
    fn from_row(row: &Row<'_>) -> rusqlite::Result<Self> {
        let text: String = row.get(2)?;
        let document = serde_json::from_str(&text).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(
                2,
                rusqlite::types::Type::Text,
                Box::new(error),
            )
        })?;
        Ok(Self { number: row.get(0)?, id: row.get(1)?, document })
    }
}

fn to_text(document: &Document) -> rusqlite::Result<String> {
    serde_json::to_string(document).map_err(no_json)
}

fn no_json(error: serde_json::Error) -> rusqlite::Error {
    rusqlite::Error::ToSqlConversionFailure(Box::new(error))
}
