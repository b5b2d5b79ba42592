//! Tenant access tokens: issued, reused while young, stored until they expire.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::catalogue::TokenEndpoint;

/// A token and the whole seconds that it has left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Issued {
    pub(crate) token: String,
    pub(crate) expire: i64,
}

/// The app's token: the one it has, or a new one beside it once that is in its renewal window.
pub(crate) fn issue(
    transaction: &Transaction<'_>,
    app_id: &str,
    rules: &TokenEndpoint,
    now: i64,
) -> rusqlite::Result<Issued> {
    let still_good_for = rules.renewal_window_seconds.saturating_mul(1000);
    let young = transaction
        .query_row(
            "SELECT token, expires_at FROM token
             WHERE app_id = ?1 AND expires_at >= ?2
             ORDER BY expires_at DESC LIMIT 1",
            params![app_id, now.saturating_add(still_good_for)],
            |row| Ok((row.get(0)?, row.get::<_, i64>(1)?)),
        )
        .optional()?;
    if let Some((token, expires_at)) = young {
        return Ok(Issued { token, expire: expires_at.saturating_sub(now) / 1000 });
    }
    transaction.execute("DELETE FROM token WHERE expires_at <= ?1", [now])?;
    let lifetime = rules.lifetime_seconds;
    // SQLite's generator is seeded by the operating system; the page's sample has 20 bytes too.
    let token = transaction.query_row(
        "INSERT INTO token (token, app_id, expires_at)
         VALUES ('t-' || lower(hex(randomblob(20))), ?1, ?2)
         RETURNING token",
        params![app_id, now.saturating_add(lifetime.saturating_mul(1000))],
        |row| row.get(0),
    )?;
    Ok(Issued { token, expire: lifetime })
}

/// Makes all tokens of an app invalid.
pub(crate) fn invalidate(transaction: &Transaction<'_>, app_id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM token WHERE app_id = ?1", [app_id])?;
    Ok(())
}

/// Id of the app that a valid token was issued to.
pub(crate) fn holder(
    transaction: &Transaction<'_>,
    token: &str,
    now: i64,
) -> rusqlite::Result<Option<String>> {
    transaction
        .query_row(
            "SELECT app_id FROM token WHERE token = ?1 AND expires_at > ?2",
            params![token, now],
            |row| row.get(0),
        )
        .optional()
}
