//! The text that goes in: spec files by path.

use std::collections::BTreeMap;
use std::ops::Range;

pub use crate::diagnostic::SourceId;
use crate::diagnostic::{Code, Diagnostic, Span};

/// No spec comes near this size; a file beyond it is a mistake, or an attack on the parser.
pub const MAX_FILE_BYTES: usize = 1024 * 1024;

/// One file.
#[derive(Debug, Clone)]
pub struct Source {
    path: String,
    text: String,
    is_readable: bool,
}

impl Source {
    /// Where the file is, relative to the root of the workspace, with `/` between folders.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What it says.
    pub fn text(&self) -> &str {
        &self.text
    }
}

/// All spec files of one generation, in the order of their ids.
#[derive(Debug, Clone, Default)]
pub struct Sources {
    files: BTreeMap<SourceId, Source>,
    unreadable: Vec<Diagnostic>,
}

impl Sources {
    /// No files yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds the file at `path` behind all others. Bytes that are no text, or too many of them, become a diagnostic of the
    /// generation.
    pub fn add(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) -> SourceId {
        let last = self.files.last_key_value();
        let id = SourceId(last.map_or(0, |(last, _)| last.0 + 1));
        self.insert(id, path, bytes);
        id
    }

    /// Sets the file with an id that it has elsewhere, such as in the sources of which these are a part.
    pub fn insert(&mut self, id: SourceId, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        let path = path.into();
        let bytes = bytes.into();
        let known = self.unreadable.len();
        let text = if bytes.len() > MAX_FILE_BYTES {
            self.unreadable.push(
                Diagnostic::error(
                    Code::FileTooLarge,
                    format!("{path} has more than the {MAX_FILE_BYTES} bytes that a spec may have"),
                )
                .at(Span::new(id, 0..0), "this file")
                .help("write one file for each operation, and move shared objects to types.yaml"),
            );
            String::new()
        } else {
            String::from_utf8(bytes).unwrap_or_else(|error| {
                let at = error.utf8_error().valid_up_to();
                let text = String::from_utf8_lossy(error.as_bytes()).into_owned();
                self.unreadable.push(
                    Diagnostic::error(
                        Code::NotUtf8,
                        format!("{path} is not UTF-8: byte {at} does not start a character"),
                    )
                    .at(Span::new(id, at..at + char::REPLACEMENT_CHARACTER.len_utf8()), "this byte")
                    .help("save the file as UTF-8"),
                );
                text
            })
        };
        let is_readable = self.unreadable.len() == known;
        self.files.insert(id, Source { path, text, is_readable });
    }

    /// The file with this id.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.files[&id]
    }

    /// The files with their ids, without those that could not be read.
    pub fn readable(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        let files = self.files.iter().map(|(id, source)| (*id, source));
        files.filter(|(_, source)| source.is_readable)
    }

    /// What was wrong with files as such.
    pub fn unreadable(&self) -> &[Diagnostic] {
        &self.unreadable
    }

    /// The text at `span`.
    pub fn slice(&self, span: Span) -> &str {
        let range: Range<usize> = span.start..span.end;
        self.get(span.source).text().get(range).unwrap_or_default()
    }
}
