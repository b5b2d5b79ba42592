//! Files of rows: the input, and outputs in the same format. Encoding, separator, byte order mark
//! and line ends of the input are detected, and used for the outputs.

pub(super) mod anew;
pub(super) mod encoding;
pub(super) mod separator;

use std::path::Path;

use encoding_rs::Encoding;
use feishu_core::Json;
use serde_json::Map;

use super::paths::shown;
use crate::failure::Failure;
use encoding::Charset;

/// The column with the reason why a row failed. It is not sent.
pub(super) const ERROR: &str = "_error";

/// First bytes of an `.xlsx` and an `.xls`.
const WORKBOOKS: [&[u8]; 2] = [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"];

/// A row of the file.
pub(super) struct Row {
    pub(super) line: u64,
    pub(super) content: Content,
}

/// The content of a row.
pub(super) enum Content {
    /// Cells, in the order of the headers, unprocessed.
    Cells(Vec<String>),
    Object(Map<String, Json>),
}

/// Overrides of the detection.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Asked {
    pub(super) encoding: Option<&'static Encoding>,
    pub(super) separator: Option<u8>,
}

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Format {
    pub(super) charset: Charset,
    /// Only for CSV.
    pub(super) separator: Option<u8>,
    /// Whether lines end with CR LF.
    pub(super) crlf: bool,
}

/// A file of rows, read as a whole: every row is checked before the first is sent.
pub(super) struct File {
    pub(super) format: Format,
    /// Only for CSV.
    pub(super) headers: Option<Vec<String>>,
    pub(super) rows: Vec<Row>,
}

impl File {
    /// Reads CSV, or JSON Lines, depending on the extension.
    pub(super) fn read(path: &Path, asked: Asked) -> Result<Self, Failure> {
        let bytes = std::fs::read(path).map_err(|error| Failure::io(shown(path), error))?;
        Self::parse(&bytes, is_lines(path), asked)
            .map_err(|error| Failure::Usage(format!("{}, {error}", shown(path))))
    }

    /// Parses the bytes of a file.
    pub(super) fn parse(bytes: &[u8], is_lines: bool, asked: Asked) -> Result<Self, String> {
        if WORKBOOKS.iter().any(|magic| bytes.starts_with(magic)) {
            return Err("this is an Excel workbook; save it as \"CSV UTF-8\"".to_owned());
        }
        let (charset, text) = Charset::decode(bytes, asked.encoding)?;
        let crlf = text.contains("\r\n");
        if is_lines {
            let format = Format { charset, separator: None, crlf };
            return Ok(Self { format, headers: None, rows: json_lines(&text)? });
        }
        let separator = asked.separator.unwrap_or_else(|| separator::detected(&text));
        let format = Format { charset, separator: Some(separator), crlf };
        let (headers, rows) = csv(&text, separator)?;
        Ok(Self { format, headers: Some(headers), rows })
    }

    /// The failed rows with their reasons, in the format of this file.
    pub(super) fn failed(&self, failed: &[(usize, String)]) -> Result<Vec<u8>, Failure> {
        let Some(headers) = &self.headers else { return Ok(self.failed_lines(failed)) };
        let keep: Vec<_> = (0..headers.len()).filter(|column| headers[*column] != ERROR).collect();
        let names = keep.iter().map(|column| headers[*column].as_str()).chain([ERROR]);
        let mut table = vec![names.map(str::to_owned).collect::<Vec<_>>()];
        for (row, reason) in failed {
            let Content::Cells(cells) = &self.rows[*row].content else { continue };
            let cell = |column: &usize| cells.get(*column).cloned().unwrap_or_default();
            let mut cells: Vec<_> = keep.iter().map(cell).collect();
            cells.push(reason.clone());
            table.push(cells);
        }
        Ok(self.format.charset.encode(&self.format.table(&table)?))
    }

    fn failed_lines(&self, failed: &[(usize, String)]) -> Vec<u8> {
        let objects = failed.iter().filter_map(|(row, reason)| {
            let Content::Object(object) = &self.rows[*row].content else { return None };
            let mut object = object.clone();
            object.insert(ERROR.to_owned(), Json::String(reason.clone()));
            Some(object)
        });
        self.format.charset.encode(&self.format.lines(objects))
    }
}

impl Format {
    /// The format, for display.
    pub(super) fn shown(self) -> String {
        let name = self.charset.name();
        match self.separator {
            Some(separator) => format!("{name}, separated by {}", separator::shown(separator)),
            None => name.to_owned(),
        }
    }

    /// Whether the format is the one that everyone expects.
    pub(super) fn is_plain(self) -> bool {
        self.charset.name() == Charset::UTF_8.name() && matches!(self.separator, Some(b',') | None)
    }

    /// Rows as CSV.
    pub(super) fn table(self, rows: &[Vec<String>]) -> Result<String, Failure> {
        let failed = |error: String| Failure::io("a CSV", error);
        let end = if self.crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new()
            .delimiter(self.separator.unwrap_or(b','))
            .terminator(end)
            .from_writer(Vec::new());
        for row in rows {
            writer.write_record(row).map_err(|error| failed(error.to_string()))?;
        }
        let bytes = writer.into_inner().map_err(|error| failed(error.to_string()))?;
        String::from_utf8(bytes).map_err(|error| failed(error.to_string()))
    }

    /// Objects as JSON Lines.
    pub(super) fn lines(self, objects: impl IntoIterator<Item = Map<String, Json>>) -> String {
        let end = if self.crlf { "\r\n" } else { "\n" };
        objects.into_iter().map(|object| format!("{}{end}", Json::Object(object))).collect()
    }
}

/// Whether a file is JSON Lines, by its extension.
pub(super) fn is_lines(path: &Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
    ending.is_some_and(|ending| ending == "jsonl" || ending == "ndjson")
}

/// A cell without surrounding spaces of any kind, and without hidden characters, which come along
/// when something is copied from a page. Variation selectors stay, because they belong to the
/// character before them.
pub(super) fn trimmed(cell: &str) -> &str {
    let is_around = |character: char| {
        character.is_whitespace()
            || character.is_control()
            || matches!(character, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | MARK)
    };
    cell.trim_matches(is_around)
}

const MARK: char = '\u{feff}';

fn csv(text: &str, separator: u8) -> Result<(Vec<String>, Vec<Row>), String> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        // A wrong number of cells is reported with its line, together with all other problems.
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?;
    let headers: Vec<_> = headers.iter().map(|name| trimmed(name).to_owned()).collect();
    let mut rows = Vec::new();
    let (mut counted, mut line) = (0, 1);
    for record in reader.records() {
        // The error contains its line.
        let record = record.map_err(|error| error.to_string())?;
        // A record starts before the rest of the line break, and before blank lines, that precede
        // it.
        let begin = record.position().map_or(0, csv::Position::byte);
        let begin = usize::try_from(begin).unwrap_or(usize::MAX).min(text.len());
        let breaks = text[begin..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let begin = begin + breaks.count();
        line += text[counted..begin].bytes().map(|byte| u64::from(byte == b'\n')).sum::<u64>();
        counted = begin;
        // Spreadsheets leave empty rows behind.
        if record.iter().any(|cell| !trimmed(cell).is_empty()) {
            let cells = record.iter().map(str::to_owned).collect();
            rows.push(Row { line, content: Content::Cells(cells) });
        }
    }
    Ok((headers, rows))
}

fn json_lines(text: &str) -> Result<Vec<Row>, String> {
    let mut rows = Vec::new();
    for (line, text) in (1..).zip(text.lines()).filter(|(_, text)| !text.trim().is_empty()) {
        let object = serde_json::from_str(text)
            .map_err(|error| format!("line {line}: not a JSON object: {error}"))?;
        rows.push(Row { line, content: Content::Object(object) });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failed_rows_are_written_as_the_source_was() {
        let charset = Charset::for_excel(encoding_rs::UTF_16LE);
        let text = "id;owner;_error\r\n1; 张三 ;old\r\n2;\"a;b\";\r\n";
        let file = File::parse(&charset.encode(text), false, Asked::default()).unwrap();
        let bytes = file.failed(&[(0, "new; reason".to_owned())]).unwrap();
        let expected = "id;owner;_error\r\n1; 张三 ;\"new; reason\"\r\n";
        assert_eq!(bytes, charset.encode(expected));
    }

    #[test]
    fn failed_objects_are_written_as_the_source_was() {
        for end in ["\n", "\r\n"] {
            let text = format!("{{\"id\":\"1\",\"_error\":\"old\"}}{end}{{\"id\":\"2\"}}{end}");
            let file = File::parse(text.as_bytes(), true, Asked::default()).unwrap();
            let failed = [(0, "new".to_owned()), (1, "bad".to_owned())];
            let bytes = file.failed(&failed).unwrap();
            let written = String::from_utf8(bytes.clone()).unwrap();
            assert!(written.ends_with(end) && written.matches(end).count() == 2, "{written}");
            let again = File::parse(&bytes, true, Asked::default()).unwrap();
            let reason = |row: &Row| match &row.content {
                Content::Object(object) => (object["id"].clone(), object[ERROR].clone()),
                Content::Cells(_) => panic!("an object became cells"),
            };
            let found: Vec<_> = again.rows.iter().map(reason).collect();
            assert_eq!(found, [("1".into(), "new".into()), ("2".into(), "bad".into())]);
        }
    }

    #[test]
    fn what_everybody_expects_is_not_remarked_on() {
        for (text, is_lines, expected) in
            [("a,b\n1,2\n", false, true), ("a;b\n1;2\n", false, false), ("{}\n", true, true)]
        {
            let file = File::parse(text.as_bytes(), is_lines, Asked::default()).unwrap();
            assert_eq!(file.format.is_plain(), expected, "{text}");
        }
        let (bytes, ..) = encoding_rs::GB18030.encode("id,owner\n1,张三\n");
        assert!(!File::parse(&bytes, false, Asked::default()).unwrap().format.is_plain());
    }

    #[test]
    fn rows_and_mistakes_are_told_by_their_lines_over_blank_ones_and_line_breaks_in_cells() {
        for (text, is_lines, expected) in [
            ("a,b\n\n1,\"x\ny\"\n ,\u{3000}\n2,z\n", false, [3, 6]),
            ("a;b\r\n\r\n1;\"x\r\ny\"\r\n ;\r\n2;z\r\n", false, [3, 6]),
            ("\n\n{}\n \t\n\u{3000}\n{}\n", true, [3, 6]),
            ("{}\r\n\r\n{}\r\n", true, [1, 3]),
        ] {
            let file = File::parse(text.as_bytes(), is_lines, Asked::default()).unwrap();
            let lines: Vec<_> = file.rows.iter().map(|row| row.line).collect();
            assert_eq!(lines, expected, "{text:?}");
        }
        let wrong = File::parse(b"{}\n\n\n[]\n", true, Asked::default());
        let wrong = wrong.err().unwrap().to_string();
        assert!(wrong.contains("line 4: not a JSON object"), "{wrong}");
    }

    #[test]
    fn what_nobody_sees_around_a_cell_is_no_part_of_it() {
        assert_eq!(trimmed("\u{3000}\u{a0}\u{feff} 张 三\u{200b}\t"), "张 三");
    }
}
