//! Access tokens: issued, reused while young, stored until they expire.

use rusqlite::{OptionalExtension, Transaction, params};

use crate::catalogue::{TokenKind, TokenRules};

/// Whom a token is for.
#[derive(Debug)]
pub(crate) struct Grantee<'a> {
    pub(crate) app_id: &'a str,
    pub(crate) kind: TokenKind,
    /// Key of the tenant that has installed a store app. Empty for the one tenant of a custom app,
    /// and for the app's own token.
    pub(crate) tenant: &'a str,
}

/// A token and the whole seconds that it has left.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Issued {
    pub(crate) token: String,
    pub(crate) expire: i64,
}

/// The grantee's token: the one it has, or a new one beside it once that is in its renewal window.
pub(crate) fn issue(
    transaction: &Transaction<'_>,
    grantee: &Grantee<'_>,
    rules: &TokenRules,
    now: i64,
) -> rusqlite::Result<Issued> {
    let Grantee { app_id, kind, tenant } = grantee;
    let still_good_for = rules.renewal_window_seconds.saturating_mul(1000);
    let young = transaction
        .query_row(
            "SELECT token, expires_at FROM token
             WHERE app_id = ?1 AND kind = ?2 AND tenant = ?3 AND expires_at >= ?4
             ORDER BY expires_at DESC LIMIT 1",
            params![app_id, kind.field(), tenant, now.saturating_add(still_good_for)],
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
        "INSERT INTO token (token, app_id, kind, tenant, expires_at)
         VALUES (?1 || lower(hex(randomblob(20))), ?2, ?3, ?4, ?5)
         RETURNING token",
        params![
            kind.prefix(),
            app_id,
            kind.field(),
            tenant,
            now.saturating_add(lifetime.saturating_mul(1000))
        ],
        |row| row.get(0),
    )?;
    Ok(Issued { token, expire: lifetime })
}

/// Makes all tokens of an app invalid.
pub(crate) fn invalidate(transaction: &Transaction<'_>, app_id: &str) -> rusqlite::Result<()> {
    transaction.execute("DELETE FROM token WHERE app_id = ?1", [app_id])?;
    Ok(())
}

/// The app, and the tenant, that a valid token of a kind was issued for.
pub(crate) fn holder(
    transaction: &Transaction<'_>,
    kind: TokenKind,
    token: &str,
    now: i64,
) -> rusqlite::Result<Option<(String, String)>> {
    transaction
        .query_row(
            "SELECT app_id, tenant FROM token WHERE token = ?1 AND kind = ?2 AND expires_at > ?3",
            params![token, kind.field(), now],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()
}
