//! Tickets of store apps: what the platform pushes to them, and they show to get a token.
//!
//! The platform pushes one every hour, to a server of the app's. Here nothing is pushed: a test
//! reads the last one where the emulator is watched.

use rusqlite::{OptionalExtension, Transaction};

/// Gives the app a new ticket. The one before is no longer good.
pub(crate) fn renew(transaction: &Transaction<'_>, app_id: &str) -> rusqlite::Result<()> {
    transaction.execute(
        "INSERT OR REPLACE INTO app_ticket VALUES (?1, lower(hex(randomblob(20))))",
        [app_id],
    )?;
    Ok(())
}

/// Gives the app its first ticket: the platform has pushed one before anybody asks.
pub(crate) fn ensure(transaction: &Transaction<'_>, app_id: &str) -> rusqlite::Result<()> {
    if last(transaction, app_id)?.is_none() {
        renew(transaction, app_id)?;
    }
    Ok(())
}

pub(crate) fn last(
    transaction: &Transaction<'_>,
    app_id: &str,
) -> rusqlite::Result<Option<String>> {
    transaction
        .query_row("SELECT ticket FROM app_ticket WHERE app_id = ?1", [app_id], |row| row.get(0))
        .optional()
}
