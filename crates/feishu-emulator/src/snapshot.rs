//! Snapshots: all that an emulator holds, taken and put back.
//!
//! A snapshot is a copy of the tables, row by row, so that a restored emulator responds exactly as
//! before: the same ids next, the same order, the same repeats recognized. Seeds are the format
//! for people.
//!
//! A test fails when a new table is neither in a snapshot nor left out on purpose.

use rusqlite::types::{Value as Sql, ValueRef};
use rusqlite::{Transaction, params_from_iter};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::catalogue::{Broken, Parts};
use crate::error::Error;
use crate::seed::Unusable;
use crate::store::SCHEMA_VERSION;
use crate::strict_json;

/// The tables that a snapshot holds.
const CONTENTS: [&str; 5] = ["creation", "file", "file_piece", "last_id", "object"];

/// Tables that it does not: tickets, tokens and keys open doors, and stay with the emulator, and so does
/// what its own seeds have stored.
const LEFT_OUT: [&str; 4] = ["app_ticket", "page_key", "seeded", "token"];

/// The number of the last file: as long as the key stays, none is used twice, or a link could lead to
/// another file.
#[cfg(test)]
const KEPT: [&str; 1] = ["last_file"];

const FORMAT: &str = "feishu-emulator snapshot";

/// The largest integer that every reader of JSON keeps. Larger ones are written as strings.
const LARGEST_SAFE: u64 = 1 << 53;

/// All objects of an emulator, in the order in which they came, with what makes it recognize
/// repeated creations. It holds no tokens, and no app or its secret.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), feishu_emulator::Error> {
/// use feishu_emulator::{Emulator, Snapshot};
///
/// let emulator = Emulator::builder().samples().start().await?;
/// let before = emulator.snapshot().await?;
/// // … let a client change something …
/// emulator.restore(&before).await?;
///
/// // As text, to be kept in a file:
/// let text = before.to_json();
/// assert_eq!(Snapshot::from_json(&text)?, before);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Snapshot(Value);

impl Snapshot {
    /// Reads a snapshot. Whether it fits is found when it is restored.
    ///
    /// # Errors
    ///
    /// [`Error::Snapshot`] when the text is not JSON, or has a key twice.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        strict_json::read(text.as_bytes())
            .map(Self)
            .map_err(|problem| Error::Snapshot { problems: problem.lines() })
    }

    /// The snapshot as JSON.
    pub fn to_json(&self) -> String {
        self.0.to_string()
    }

    pub(crate) fn take(transaction: &Transaction<'_>) -> rusqlite::Result<Self> {
        let mut tables = Map::new();
        for table in CONTENTS {
            let names = columns(transaction, table)?;
            let mut statement = transaction
                .prepare(&format!("SELECT {} FROM {table} ORDER BY rowid", names.join(", ")))?;
            let mut rows = statement.query([])?;
            let mut list = Vec::new();
            while let Some(row) = rows.next()? {
                let mut shown = Map::new();
                for (place, name) in names.iter().enumerate() {
                    shown.insert(name.clone(), to_json(name, row.get_ref(place)?));
                }
                list.push(Value::Object(shown));
            }
            tables.insert(table.to_owned(), Value::Array(list));
        }
        let last_number: i64 = transaction.query_row(
            "SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'object'",
            [],
            |row| row.get(0),
        )?;
        Ok(Self(json!({
            "format": FORMAT,
            "version": SCHEMA_VERSION,
            "last_number": last_number,
            "tables": tables,
        })))
    }

    /// Replaces everything with the snapshot. The transaction has to be undone when this
    /// fails.
    pub(crate) fn restore(
        &self,
        transaction: &Transaction<'_>,
        parts: &Parts,
    ) -> Result<(), Unusable> {
        // Serde would read a list as the fields in order.
        if !self.0.is_object() {
            return Err(Unusable::Problems(vec!["it is no object".to_owned()]));
        }
        let written: Written = Written::deserialize(&self.0)
            .map_err(|error| Unusable::Problems(vec![error.to_string()]))?;
        let mut problems = written.problems();
        if !problems.is_empty() {
            return Err(Unusable::Problems(problems));
        }
        // What a row points to may come after it.
        transaction.pragma_update(None, "defer_foreign_keys", true)?;
        for table in CONTENTS {
            transaction.execute(&format!("DELETE FROM {table}"), [])?;
            let columns = columns(transaction, table)?;
            let rows = written.tables.get(table).and_then(Value::as_array);
            for (index, row) in rows.into_iter().flatten().enumerate() {
                let at = format!("/tables/{table}/{index}");
                if let Err(problem) = insert(transaction, table, &columns, row) {
                    problems.push(format!("{at}: {problem}"));
                } else if table == "object" || table == "file" {
                    let wrong = wrong_object(row, parts, table == "file")?;
                    problems.extend(wrong.map(|problem| format!("{at}{problem}")));
                }
            }
        }
        transaction.execute("DELETE FROM sqlite_sequence WHERE name = 'object'", [])?;
        transaction.execute(
            "INSERT INTO sqlite_sequence (name, seq)
             SELECT 'object', max(?1, coalesce(max(number), 0)) FROM object",
            [i64::try_from(written.last_number).unwrap_or(i64::MAX)],
        )?;
        transaction.execute(
            "UPDATE last_file
             SET value = max(value, (SELECT coalesce(max(file), 0) FROM file_piece))",
            [],
        )?;
        if problems.is_empty() { Ok(()) } else { Err(Unusable::Problems(problems)) }
    }
}

/// Empties the database: as if it were new, but with a new key.
pub(crate) fn clear(transaction: &Transaction<'_>) -> rusqlite::Result<()> {
    transaction.pragma_update(None, "defer_foreign_keys", true)?;
    for table in CONTENTS.into_iter().chain(LEFT_OUT) {
        transaction.execute(&format!("DELETE FROM {table}"), [])?;
    }
    transaction.execute("DELETE FROM sqlite_sequence", [])?;
    // As the schema has them at the beginning.
    transaction.execute("INSERT INTO last_id VALUES (7500000000000000000)", [])?;
    transaction.execute("INSERT INTO page_key VALUES (randomblob(32))", [])?;
    // Links to files of before are signed with the old key.
    transaction.execute("UPDATE last_file SET value = 0", [])?;
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    format: String,
    version: i64,
    last_number: u64,
    tables: Map<String, Value>,
}

impl Written {
    /// What is wrong before a row is looked at.
    fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if self.format != FORMAT {
            problems.push(format!("/format: is {:?}, expected {FORMAT:?}", self.format));
        }
        if self.version != SCHEMA_VERSION {
            problems.push(format!(
                "/version: is {}, and this emulator has version {SCHEMA_VERSION}; take the \
                 snapshot again, or use the emulator that took it",
                self.version
            ));
        }
        if self.last_number > LARGEST_SAFE {
            problems.push(format!("/last_number: is more than {LARGEST_SAFE}"));
        }
        for name in self.tables.keys().filter(|name| !CONTENTS.contains(&name.as_str())) {
            let known = CONTENTS.join(", ");
            problems.push(format!("/tables/{name}: is not a table here; the tables are {known}"));
        }
        for table in CONTENTS {
            match self.tables.get(table) {
                Some(Value::Array(rows)) if table == "last_id" && rows.len() != 1 => {
                    problems.push(format!("/tables/last_id: has {} rows, not one", rows.len()));
                }
                Some(Value::Array(_)) => {}
                Some(_) => problems.push(format!("/tables/{table}: is no list of rows")),
                None => problems.push(format!("/tables/{table}: is required and missing")),
            }
        }
        problems
    }
}

fn columns(transaction: &Transaction<'_>, table: &str) -> rusqlite::Result<Vec<String>> {
    let mut statement = transaction.prepare("SELECT name FROM pragma_table_info(?1)")?;
    statement.query_map([table], |row| row.get(0))?.collect()
}

/// The tables are strict, so SQLite itself refuses a value of another type.
fn insert(
    transaction: &Transaction<'_>,
    table: &str,
    columns: &[String],
    row: &Value,
) -> Result<(), String> {
    let fields = row.as_object().ok_or("is no object")?;
    if let Some(name) = fields.keys().find(|name| !columns.contains(name)) {
        let known = columns.join(", ");
        return Err(format!("has a column {name:?}; the columns are {known}"));
    }
    let values = columns
        .iter()
        .map(|name| {
            let value = fields.get(name).ok_or_else(|| format!("has no column {name}"))?;
            to_sql(name, value).ok_or_else(|| format!("{name} is not of a type that it can have"))
        })
        .collect::<Result<Vec<Sql>, String>>()?;
    let marks = vec!["?"; columns.len()].join(", ");
    let names = columns.join(", ");
    transaction
        .execute(
            &format!("INSERT INTO {table} ({names}) VALUES ({marks})"),
            params_from_iter(values),
        )
        .map(|_| ())
        .map_err(|error| error.to_string())
}

/// What no response could be made of. SQLite would make numbers strings, so types are checked too.
fn wrong_object(row: &Value, parts: &Parts, is_file: bool) -> Result<Option<String>, Broken> {
    let text = |name: &str| row.get(name).and_then(Value::as_str);
    let head = text("kind").and_then(|name| parts.head(name));
    let Some(head) = head.filter(|head| head.is_file == is_file) else {
        let known = parts.heads().filter(|head| head.is_file == is_file);
        let known: Vec<&str> = known.map(|head| head.name).collect();
        return Ok(Some(format!("/kind: is not one of {}", known.join(", "))));
    };
    if text("id").is_none_or(str::is_empty) {
        let problem = "/id: is no text, or empty; no path could name the object";
        return Ok(Some(problem.to_owned()));
    }
    if is_file {
        return Ok(None);
    }
    if !row["number"].as_u64().is_some_and(|number| (1..=LARGEST_SAFE).contains(&number)) {
        return Ok(Some(format!("/number: is not from 1 to {LARGEST_SAFE}")));
    }
    let parent = parts.find(head.name)?.and_then(|found| found.kind.parent.as_ref());
    let parent = parent.and_then(|parent| row["document"].get(parent)?.as_str());
    if row["parent"] != json!(parent) {
        return Ok(Some("/parent: is not what the document names".to_owned()));
    }
    Ok(None)
}

/// A document is JSON already.
const DOCUMENT: &str = "document";

fn to_json(column: &str, value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(number) if number.unsigned_abs() <= LARGEST_SAFE => number.into(),
        ValueRef::Integer(number) => number.to_string().into(),
        ValueRef::Real(number) => number.into(),
        ValueRef::Text(text) if column == DOCUMENT => {
            serde_json::from_slice(text).unwrap_or_default()
        }
        ValueRef::Text(text) => String::from_utf8_lossy(text).into(),
        ValueRef::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            json!({ "hex": hex })
        }
    }
}

/// A number that is written as a string is converted back if the column holds numbers.
fn to_sql(column: &str, value: &Value) -> Option<Sql> {
    match value {
        Value::Object(_) if column == DOCUMENT => Some(Sql::Text(value.to_string())),
        _ if column == DOCUMENT => None,
        Value::Null => Some(Sql::Null),
        Value::Number(number) => match number.as_i64() {
            Some(number) => Some(Sql::Integer(number)),
            None => number.as_f64().map(Sql::Real),
        },
        Value::String(text) => Some(Sql::Text(text.clone())),
        Value::Object(fields) if fields.len() == 1 => {
            fields.get("hex")?.as_str().and_then(bytes).map(Sql::Blob)
        }
        Value::Object(_) | Value::Array(_) | Value::Bool(_) => None,
    }
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if !hex.bytes().all(|digit| digit.is_ascii_hexdigit()) || !hex.len().is_multiple_of(2) {
        return None;
    }
    (0..hex.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(hex.get(at..at.saturating_add(2))?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    #[test]
    fn every_table_is_in_a_snapshot_or_left_out_on_purpose() {
        let store = Store::open(None).unwrap();
        let tables: Vec<String> = store
            .transaction(|transaction| {
                let mut statement = transaction.prepare(
                    "SELECT name FROM sqlite_schema
                     WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
                )?;
                statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()
            })
            .unwrap();
        let mut known: Vec<&str> = CONTENTS.into_iter().chain(LEFT_OUT).chain(KEPT).collect();
        known.sort_unstable();
        assert_eq!(tables, known);
    }

    #[test]
    fn a_cleared_database_is_as_a_new_one() {
        let take = |store: &Store| store.transaction(Snapshot::take).unwrap();
        let new = take(&Store::open(None).unwrap());
        let store = Store::open(None).unwrap();
        let parts = Parts::embedded().unwrap();
        crate::seed::Seed::samples().unwrap().store(&store, parts).unwrap();
        assert_ne!(take(&store), new);
        store.transaction(clear).unwrap();
        assert_eq!(take(&store), new);
    }

    #[test]
    fn values_of_every_type_come_back_as_they_were() {
        for value in [
            Sql::Null,
            Sql::Integer(-1),
            Sql::Integer(i64::from(u32::MAX)),
            Sql::Real(0.5),
            Sql::Text("张三".to_owned()),
            Sql::Blob(vec![0, 255]),
        ] {
            let written = to_json("x", ValueRef::from(&value));
            assert_eq!(to_sql("x", &written), Some(value), "{written}");
        }
        // SQLite turns the text into a number, since the column holds numbers.
        let written = to_json("value", ValueRef::Integer(7_500_000_000_000_000_001));
        assert_eq!(written, "7500000000000000001");
        for wrong in [json!(true), json!([]), json!({ "hex": "0" }), json!({ "hex": "zz" })] {
            assert_eq!(to_sql("x", &wrong), None, "{wrong}");
        }
    }
}
