//! Contents of files, in pieces.
//!
//! They are in the database and not in files beside it: data is one file to copy and delete, the
//! file and its last piece are committed together, and there are no names to keep safe.

use rusqlite::{OptionalExtension, Transaction, params};

/// Bytes in a piece; the last one of a file has fewer.
pub(crate) const PIECE: usize = 256 * 1024;

/// A number for a new file.
pub(crate) fn begin(transaction: &Transaction<'_>) -> rusqlite::Result<i64> {
    transaction
        .query_row("UPDATE last_file SET value = value + 1 RETURNING value", [], |row| row.get(0))
}

pub(crate) fn write_piece(
    transaction: &Transaction<'_>,
    file: i64,
    number: i64,
    bytes: &[u8],
) -> rusqlite::Result<()> {
    transaction
        .execute("INSERT INTO file_piece VALUES (?1, ?2, ?3)", params![file, number, bytes])?;
    Ok(())
}

/// Stores a file that is in memory already, and returns its number.
pub(crate) fn write(transaction: &Transaction<'_>, bytes: &[u8]) -> rusqlite::Result<i64> {
    let file = begin(transaction)?;
    for (number, piece) in (0..).zip(bytes.chunks(PIECE)) {
        write_piece(transaction, file, number, piece)?;
    }
    Ok(file)
}

pub(crate) fn read_piece(
    transaction: &Transaction<'_>,
    file: i64,
    number: i64,
) -> rusqlite::Result<Option<Vec<u8>>> {
    transaction
        .query_row(
            "SELECT bytes FROM file_piece WHERE file = ?1 AND number = ?2",
            [file, number],
            |row| row.get(0),
        )
        .optional()
}

/// Bytes in all pieces of a file.
pub(crate) fn size(transaction: &Transaction<'_>, file: i64) -> rusqlite::Result<i64> {
    transaction.query_row(
        "SELECT coalesce(sum(length(bytes)), 0) FROM file_piece WHERE file = ?1",
        [file],
        |row| row.get(0),
    )
}

/// Deletes the pieces of a file unless one names them.
pub(crate) fn delete_unless_named(
    transaction: &Transaction<'_>,
    file: i64,
) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM file_piece
         WHERE file = ?1 AND NOT EXISTS (SELECT 1 FROM file WHERE content = ?1)",
        [file],
    )?;
    Ok(())
}

/// Deletes what uploads left behind that the end of the process broke off.
pub(crate) fn sweep(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.execute(
        "DELETE FROM file_piece
         WHERE file NOT IN (SELECT content FROM file WHERE content IS NOT NULL)",
        [],
    )?;
    Ok(())
}
