//! The database: one SQLite connection, one transaction a call.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::error::Error;

/// `PRAGMA application_id` of the emulator's files: "FSEM".
const APPLICATION_ID: i64 = 0x4653_454d;

/// Schema changes in order. `PRAGMA user_version` counts how many a file has seen.
const MIGRATIONS: &[&str] = &[
    include_str!("store/v1.sql"),
    include_str!("store/v2.sql"),
    include_str!("store/v3.sql"),
    include_str!("store/v4.sql"),
    include_str!("store/v5.sql"),
    include_str!("store/v6.sql"),
];

/// Version of the data that this emulator writes.
pub(crate) const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// Calls take turns: SQLite has one writer anyway, and a call takes microseconds.
#[derive(Debug)]
pub(crate) struct Store {
    connection: Mutex<Connection>,
    path: Option<PathBuf>,
}

impl Store {
    /// Opens or creates the file, or a database in memory.
    pub(crate) fn open(path: Option<&Path>) -> Result<Self, Error> {
        let failed = |source| Error::Database { path: path.map(Path::to_owned), source };
        if let Some(path) = path {
            check_place(path)?;
        }
        let mut connection = match path {
            Some(path) => Connection::open(path),
            // A scratch database: in memory while it is small, and in a file that is already
            // deleted once uploads make it large.
            None => Connection::open(""),
        }
        .map_err(failed)?;
        check_origin(&connection, path)?;
        prepare(&mut connection).map_err(failed)?;
        Ok(Self { connection: Mutex::new(connection), path: path.map(Path::to_owned) })
    }

    /// Runs `work` in a transaction that is committed if it succeeds and undone if it fails.
    ///
    /// Blocks. Async code calls it on a thread made for that.
    pub(crate) fn transaction<T, E: From<rusqlite::Error>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // A panic elsewhere undid its transaction as it unwound; the connection is sound.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let done = work(&transaction)?;
        transaction.commit()?;
        Ok(done)
    }

    pub(crate) fn error(&self, source: rusqlite::Error) -> Error {
        Error::Database { path: self.path.clone(), source }
    }
}

/// Says why there can be no file here, which SQLite only says that there cannot be.
fn check_place(path: &Path) -> Result<(), Error> {
    let refuse = |problem| Error::DataFile { path: path.to_owned(), problem };
    if path.is_dir() {
        return Err(refuse("is a folder; name a file in it".to_owned()));
    }
    let folder = match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => Path::new("."),
        Some(folder) => folder,
        None => return Err(refuse("has no file name".to_owned())),
    };
    match folder.metadata() {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err(refuse(format!("cannot be made: {} is not a folder", folder.display()))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(refuse(format!(
            "cannot be made: the folder {} does not exist; make the folder first",
            folder.display()
        ))),
        Err(error) => {
            Err(refuse(format!("cannot be made: the folder {}: {error}", folder.display())))
        }
    }
}

/// Refuses a database that is not the emulator's, before anything is written to it.
fn check_origin(connection: &Connection, path: Option<&Path>) -> Result<(), Error> {
    let Some(path) = path else { return Ok(()) };
    let failed = |source| match source {
        rusqlite::Error::SqliteFailure(error, _)
            if error.code == rusqlite::ErrorCode::NotADatabase =>
        {
            Error::ForeignData { path: path.to_owned() }
        }
        source => Error::Database { path: Some(path.to_owned()), source },
    };
    let tables: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(failed)?;
    let owner = pragma(connection, "application_id").map_err(failed)?;
    if owner != APPLICATION_ID && (tables > 0 || owner != 0) {
        return Err(Error::ForeignData { path: path.to_owned() });
    }
    let found = pragma(connection, "user_version").map_err(failed)?;
    let known = SCHEMA_VERSION;
    if found > known {
        return Err(Error::NewerData { path: path.to_owned(), found, known });
    }
    Ok(())
}

fn prepare(connection: &mut Connection) -> rusqlite::Result<()> {
    // With a write-ahead log a call does not wait for the disk, and what was committed survives
    // the end of the process, though not that of the machine. In memory this changes nothing.
    connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
    connection.pragma_update(None, "synchronous", "normal")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = usize::try_from(pragma(&transaction, "user_version")?).unwrap_or_default();
    for migration in MIGRATIONS.iter().skip(version) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    transaction.commit()
}

fn pragma(connection: &Connection, name: &str) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transaction_that_fails_leaves_nothing_behind() {
        let store = Store::open(None).unwrap();
        let insert = "INSERT INTO creation VALUES ('a', 'a', 'a', 'a', 1)";
        let failed = store.transaction(|transaction| {
            transaction.execute(insert, [])?;
            Err::<(), _>(rusqlite::Error::InvalidQuery)
        });
        assert!(failed.is_err());
        let count = store.transaction(|transaction| {
            transaction.query_row("SELECT count(*) FROM creation", [], |row| row.get::<_, i64>(0))
        });
        assert_eq!(count.unwrap(), 0);
    }

    #[test]
    fn a_database_of_another_program_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("theirs.db");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        let before = std::fs::read(&path).unwrap();
        let error = Store::open(Some(&path)).unwrap_err();
        assert!(matches!(error, Error::ForeignData { .. }), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), before);
    }

    #[test]
    fn a_file_that_is_no_database_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        std::fs::write(&path, "Buy milk, and a great many other things.\n".repeat(40)).unwrap();
        let error = Store::open(Some(&path)).unwrap_err();
        assert!(matches!(error, Error::ForeignData { .. }), "{error}");
    }

    #[test]
    fn a_file_of_a_later_version_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("later.db");
        drop(Store::open(Some(&path)).unwrap());
        Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let error = Store::open(Some(&path)).unwrap_err();
        assert!(matches!(error, Error::NewerData { found: 99, .. }), "{error}");
    }
}
