//! The file that rows come from, and the one that failed rows go to.

use std::path::{Path, PathBuf};

use feishu_core::Json;
use serde_json::Map;

use crate::failure::Failure;

/// The column that says why a row failed. It is not sent.
pub(super) const ERROR: &str = "_error";

/// A row as it stands in the file.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) content: Content,
}

/// What a row holds.
pub(super) enum Content {
    /// Cells, in the order of the headers.
    Cells(Vec<String>),
    Object(Map<String, Json>),
}

/// A file of rows, read as a whole: every row is checked before the first is sent.
pub(super) struct File {
    /// Of a CSV.
    pub(super) headers: Option<Vec<String>>,
    pub(super) rows: Vec<Row>,
}

impl File {
    /// Reads CSV, or JSON Lines by the end of the name.
    pub(super) fn read(path: &Path) -> Result<Self, Failure> {
        let text =
            std::fs::read_to_string(path).map_err(|error| Failure::io(path.display(), error))?;
        // Spreadsheets put a mark before the text.
        let text = text.trim_start_matches('\u{feff}');
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        let is_lines = ending.is_some_and(|ending| ending == "jsonl" || ending == "ndjson");
        let read = if is_lines { json_lines(text) } else { csv(text) };
        read.map_err(|error| Failure::Usage(format!("{}, {error}", path.display())))
    }

    /// Writes the rows that failed, with the reasons, in the format of this file. Without any, a file
    /// of a run before is removed: its rows are done now, or it is the one that is being read.
    pub(super) fn write_failed(
        &self,
        path: &Path,
        failed: &[(usize, String)],
    ) -> Result<(), Failure> {
        if failed.is_empty() {
            return match std::fs::remove_file(path) {
                Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                    Err(Failure::io(path.display(), error))
                }
                _ => Ok(()),
            };
        }
        let text = match &self.headers {
            Some(headers) => self.csv(headers, failed),
            None => Ok(self.json_lines(failed)),
        };
        let text = text.map_err(|error| Failure::io(path.display(), error))?;
        std::fs::write(path, text).map_err(|error| Failure::io(path.display(), error))
    }

    fn csv(&self, headers: &[String], failed: &[(usize, String)]) -> Result<Vec<u8>, csv::Error> {
        let keep: Vec<_> = (0..headers.len()).filter(|column| headers[*column] != ERROR).collect();
        let mut writer = csv::Writer::from_writer(Vec::new());
        let names = keep.iter().map(|column| headers[*column].as_str());
        writer.write_record(names.chain([ERROR]))?;
        for (row, reason) in failed {
            let Content::Cells(cells) = &self.rows[*row].content else { continue };
            let cells = keep.iter().map(|column| cells[*column].as_str());
            writer.write_record(cells.chain([reason.as_str()]))?;
        }
        writer.into_inner().map_err(|error| error.into_error().into())
    }

    fn json_lines(&self, failed: &[(usize, String)]) -> Vec<u8> {
        let mut text = String::new();
        for (row, reason) in failed {
            let Content::Object(object) = &self.rows[*row].content else { continue };
            let mut object = object.clone();
            object.insert(ERROR.to_owned(), Json::String(reason.clone()));
            text.push_str(&Json::Object(object).to_string());
            text.push('\n');
        }
        text.into_bytes()
    }
}

/// Where failed rows go: `offers.csv` becomes `offers.failed.csv`.
pub(super) fn failed(path: &Path) -> PathBuf {
    match path.extension() {
        Some(ending) => {
            let mut new = std::ffi::OsString::from("failed.");
            new.push(ending);
            path.with_extension(new)
        }
        None => path.with_extension("failed"),
    }
}

fn csv(text: &str) -> Result<File, String> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?;
    let headers: Vec<_> = headers.iter().map(|name| name.trim().to_owned()).collect();
    let mut rows = Vec::new();
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        // The error names its line.
        let record = record.map_err(|error| error.to_string())?;
        // A record begins before the rest of the line break, and blank lines, that it comes after.
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(usize::MAX).min(text.len());
        let breaks = text[begin..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let begin = begin + breaks.count();
        line += text[counted..begin].bytes().map(|byte| u64::from(byte == b'\n')).sum::<u64>();
        counted = begin;
        // Spreadsheets leave rows of nothing behind.
        if record.iter().any(|cell| !cell.trim().is_empty()) {
            let cells = record.iter().map(str::to_owned).collect();
            rows.push(Row { line, content: Content::Cells(cells) });
        }
    }
    Ok(File { headers: Some(headers), rows })
}

fn json_lines(text: &str) -> Result<File, String> {
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let object = serde_json::from_str(text)
            .map_err(|error| format!("line {line}: no JSON object: {error}"))?;
        rows.push(Row { line, content: Content::Object(object) });
    }
    Ok(File { headers: None, rows })
}
