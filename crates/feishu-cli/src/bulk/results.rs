//! The ids of created objects, in a file beside the journal. An id is written before the journal
//! marks its row as done, so that no crash loses it.

use std::collections::HashSet;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use feishu_core::{Json, Operation};
use serde_json::Map;

use super::paths::shown;
use super::sheet::{self, Asked, Content, Format, anew};
use crate::failure::Failure;

/// The ids of created objects.
#[derive(Clone)]
pub(super) struct Results(Arc<Mutex<Inner>>);

struct Inner {
    source: PathBuf,
    /// The path of the file, which may not exist yet.
    path: PathBuf,
    format: Format,
    /// The field of the idempotency key, whose values are written beside the ids.
    key: Option<&'static str>,
    /// Set when the first id is written.
    file: Option<File>,
    /// The ids of this run and of earlier runs.
    known: HashSet<String>,
    /// The number of ids that this run has added.
    added: usize,
    failed: Option<String>,
}

/// One created id.
pub(super) struct Made<'a> {
    pub(super) line: u64,
    pub(super) id: &'a str,
    pub(super) key: &'a str,
    /// `done`, or `repeated`.
    pub(super) outcome: &'a str,
}

impl Results {
    /// Continues the file of earlier runs, if there is one. A file that was edited beyond
    /// recognition is left alone, and the next name is used.
    pub(super) fn open(
        wanted: &Path,
        source: &Path,
        format: Format,
        operation: &'static Operation,
    ) -> Result<Self, Failure> {
        let mut inner = Inner {
            source: source.to_owned(),
            path: wanted.to_owned(),
            format,
            key: operation.idempotency.as_ref().map(|key| &*key.field),
            file: None,
            known: HashSet::new(),
            added: 0,
            failed: None,
        };
        for path in anew::names(wanted) {
            if !anew::is_taken(&path) {
                inner.path = path;
                return Ok(Self(Arc::new(Mutex::new(inner))));
            }
            let Some((file, bytes)) = anew::go_on(&path)? else { continue };
            if let Some(known) = inner.known_in(&bytes) {
                inner.known = known;
                inner.path = path;
                inner.file = Some(file);
                return Ok(Self(Arc::new(Mutex::new(inner))));
            }
        }
        Err(anew::full(wanted))
    }

    /// Whether an earlier row created this object, in this or an earlier run.
    pub(super) fn is_known(&self, id: &str) -> bool {
        self.with(|inner| inner.known.contains(id))
    }

    /// Writes an id to the disk. A failure is reported at the end: the row is done.
    pub(super) async fn add(&self, made: Made<'_>) {
        let Made { line, id, key, outcome } = made;
        let cells = [line.to_string(), inert(id), inert(outcome), inert(key)];
        let (shared, id) = (self.clone(), id.to_owned());
        let write = move || {
            shared.with(|inner| {
                if let Err(error) = inner.add(&cells) {
                    inner.failed.get_or_insert(error);
                }
                inner.known.insert(id);
            });
        };
        // A runtime that ends also ends the run.
        let _ = tokio::task::spawn_blocking(write).await;
    }

    /// The path of the ids, if there are new ones.
    pub(super) fn end(&self) -> Result<Option<PathBuf>, Failure> {
        self.with(|inner| match inner.failed.take() {
            Some(error) => Err(Failure::Local(format!(
                "rows were done, but their ids could not be written: {error}"
            ))),
            None => Ok((inner.added > 0).then(|| inner.path.clone())),
        })
    }

    fn with<T>(&self, work: impl FnOnce(&mut Inner) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Inner {
    fn names(&self) -> Vec<String> {
        let names = ["line", "id", "outcome"].into_iter().chain(self.key);
        names.map(str::to_owned).collect()
    }

    fn text(&self, cells: &[String]) -> Result<String, Failure> {
        let names = self.names();
        let cells = &cells[..names.len().min(cells.len())];
        match self.format.separator {
            Some(_) => self.format.table(&[cells.to_vec()]),
            None => {
                let pairs =
                    names.into_iter().zip(cells.iter().map(|cell| Json::from(cell.as_str())));
                Ok(self.format.lines([pairs.collect::<Map<_, _>>()]))
            }
        }
    }

    /// The ids in a file, if it is a results file.
    fn known_in(&self, bytes: &[u8]) -> Option<HashSet<String>> {
        let asked = Asked { encoding: None, separator: self.format.separator };
        let file = sheet::File::parse(bytes, self.format.separator.is_none(), asked).ok()?;
        // Its own columns are ASCII, which all encodings share except UTF-16.
        let wide = |name: &str| name.starts_with("UTF-16").then(|| name.to_owned());
        if wide(file.format.charset.name()) != wide(self.format.charset.name()) {
            return None;
        }
        if file.headers.as_ref().is_some_and(|headers| *headers != self.names()) {
            return None;
        }
        let id = |content: Content| match content {
            Content::Cells(cells) => cells.get(1).cloned(),
            Content::Object(object) => object.get("id").and_then(Json::as_str).map(str::to_owned),
        };
        file.rows.into_iter().map(|row| id(row.content)).collect()
    }

    /// Creates the file with its headers; `None` if its name was taken meanwhile.
    fn begin(&mut self) -> Result<(), Failure> {
        let headers = match self.format.separator {
            Some(_) => self.format.charset.encode(&self.format.table(&[self.names()])?),
            None => self.format.charset.encode(""),
        };
        let wanted = self.path.clone();
        for path in anew::names(&wanted) {
            if let Some(file) = anew::begin(&path, &headers, &self.source)? {
                self.path = path;
                self.file = Some(file);
                return Ok(());
            }
        }
        Err(anew::full(&wanted))
    }

    fn add(&mut self, cells: &[String]) -> Result<(), String> {
        let text = self.text(cells).map_err(|error| error.to_string())?;
        if self.file.is_none() {
            self.begin().map_err(|error| error.to_string())?;
        }
        let Some(file) = &mut self.file else { return Err("no file".to_owned()) };
        let bytes = self.format.charset.more(&text);
        // A single write, so that a crash leaves complete lines.
        let written = file.write_all(&bytes).and_then(|()| file.sync_data());
        written.map_err(|error| format!("{}: {error}", shown(&self.path)))?;
        self.added += 1;
        Ok(())
    }
}

/// A spreadsheet would interpret a cell that begins like this as a formula; no id begins so.
fn inert(cell: &str) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The id in the data of a response: its own, or that of the only object in it.
pub(super) fn id_of(data: &Json) -> Option<&str> {
    object_of(data)?.get("id")?.as_str()
}

/// The object of a response.
pub(super) fn object_of(data: &Json) -> Option<&Map<String, Json>> {
    let data = data.as_object()?;
    if data.get("id").is_some_and(Json::is_string) {
        return Some(data);
    }
    let mut objects = data.values().filter_map(Json::as_object);
    objects.next().filter(|_| objects.next().is_none())
}

/// Whether a response shows other values than were sent, so that the object existed before. Servers
/// normalise spaces and capitals, which does not count.
pub(super) fn differs(sent: &Json, object: &Map<String, Json>) -> bool {
    let plain = |value: &Json| {
        let text = match value {
            Json::String(text) => text.clone(),
            Json::Number(number) => number.to_string(),
            _ => return None,
        };
        let text = text.chars().filter(|character| !character.is_whitespace());
        Some(text.flat_map(char::to_lowercase).collect::<String>())
    };
    sent.as_object().into_iter().flatten().any(|(name, value)| {
        let shown = object.get(name).and_then(plain);
        shown.is_some() && plain(value).is_some_and(|sent| Some(sent) != shown)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_object_with_other_values_than_were_sent_was_there_before() {
        let object =
            json!({ "id": "1", "owner": "张三", "stage": "高级Java", "time": 5, "none": null });
        let object = object.as_object().unwrap();
        for (sent, expected) in [
            (json!({ "owner": "张三", "stage": "高级 java", "time": "5" }), false),
            (json!({ "owner": "李四" }), true),
            (json!({ "time": 6 }), true),
            (json!({ "none": "x", "not_shown": "x", "list": [1] }), false),
        ] {
            assert_eq!(differs(&sent, object), expected, "{sent}");
        }
    }

    #[test]
    fn the_id_is_that_of_the_one_object() {
        assert_eq!(id_of(&json!({ "id": "1" })), Some("1"));
        assert_eq!(id_of(&json!({ "offer": { "id": "2" } })), Some("2"));
        assert_eq!(id_of(&json!({ "a": { "id": "1" }, "b": { "id": "2" } })), None);
        assert_eq!(id_of(&json!({})), None);
    }

    /// A key is what a user typed into a file that somebody else may have sent them.
    #[test]
    fn no_cell_is_a_formula_to_a_spreadsheet_and_all_others_stay_as_they_are() {
        for first in ["=", "+", "-", "@", "\t", "\r"] {
            let cell = format!("{first}SUM(1)");
            assert_eq!(inert(&cell), format!("'{cell}"));
        }
        for cell in ["", "7", "a=b", "张三@example.com", "'=1", "a-1", "x+y"] {
            assert_eq!(inert(cell), cell);
        }
    }

    #[tokio::test]
    async fn ids_go_on_in_the_file_of_the_run_before_and_an_edited_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (source, wanted) = (folder.path().join("x.csv"), folder.path().join("x.results.csv"));
        std::fs::write(&source, "").unwrap();
        let charset = sheet::encoding::Charset::for_excel(encoding_rs::UTF_16LE);
        let format = Format { charset, separator: Some(b';'), crlf: true };
        let operation = feishu::hire::contracts::ALL
            .iter()
            .find(|one| one.operation.id == "hire.v1.external_offer.create")
            .unwrap()
            .operation;
        let open = || Results::open(&wanted, &source, format, operation).unwrap();
        let made = |line, id| Made { line, id, key: "=张", outcome: "done" };
        let first = open();
        assert_eq!(first.end().unwrap(), None, "nothing was made, so no file is");
        first.add(made(2, "71")).await;
        let second = open();
        assert!(second.is_known("71") && !second.is_known("72"));
        second.add(made(3, "72")).await;
        assert_eq!(second.end().unwrap().as_deref(), Some(wanted.as_path()));
        let text = "line;id;outcome;external_id\r\n2;71;done;'=张\r\n3;72;done;'=张\r\n";
        assert_eq!(std::fs::read(&wanted).unwrap(), charset.encode(text));
        std::fs::write(&wanted, "notes of a person\n").unwrap();
        let third = open();
        third.add(made(4, "73")).await;
        assert_eq!(third.end().unwrap(), Some(folder.path().join("x.results-2.csv")));
        assert_eq!(std::fs::read_to_string(&wanted).unwrap(), "notes of a person\n");
    }
}
