//! Which objects of a seed are stored.

use std::collections::HashSet;

use rusqlite::{Transaction, params};

/// Which objects are stored. By default all of them, replacing existing ones.
#[derive(Default)]
pub(crate) struct Plan {
    /// Kinds and ids of objects that are left as they are.
    pub(super) left: HashSet<(String, String)>,
    /// Whether the next start shall know what was stored.
    marks: bool,
}

impl Plan {
    /// Stores everything, as the seeds of a start.
    pub(crate) fn start() -> Self {
        Self { left: HashSet::new(), marks: true }
    }

    pub(super) fn stores(&self, kind: &str, id: &str) -> bool {
        self.left.is_empty() || !self.left.contains(&(kind.to_owned(), id.to_owned()))
    }

    pub(super) fn mark(
        &self,
        transaction: &Transaction<'_>,
        kind: &str,
        id: &str,
    ) -> rusqlite::Result<()> {
        if self.marks {
            transaction
                .execute("INSERT OR IGNORE INTO seeded VALUES (?1, ?2)", params![kind, id])?;
        }
        Ok(())
    }
}
