//! The outcomes of the rows: each is counted once, so that the counts add up to the rows of the
//! file.

use std::path::Path;

use feishu_core::Json;
use feishu_text::counted;
use serde_json::Map;

use super::paths::shown;
use super::sheet::File;
use crate::failure::Failure;
use crate::output::{self, Format};
use crate::text::{json, plain};

/// Maximum number of rows in a message.
pub(super) const NAMED: usize = 20;

/// The outcomes of the rows.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) done: usize,
    pub(super) before: usize,
    /// The platform recognised their keys, and changed nothing.
    pub(super) repeated: usize,
    /// Their objects already had these values.
    pub(super) unchanged: usize,
    pub(super) failed: Vec<(usize, String)>,
    pub(super) unknown: Vec<(usize, String)>,
    /// Rows that are done, but with an unreadable response. They count as done.
    pub(super) unread: Vec<(usize, String)>,
    /// Rows that were not reached.
    pub(super) left: usize,
    /// Why the run ended before them.
    pub(super) stopped: Option<Failure>,
    /// Why a row could not be reported.
    pub(super) untold: Option<Failure>,
}

/// A completed row, for a program.
pub(super) struct Told<'a> {
    pub(super) outcome: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) error: Option<&'a str>,
}

impl Told<'_> {
    /// Prints it, if the output is for a program: one line per completed row.
    pub(super) fn print(&self, line: u64, format: Format) -> Result<(), Failure> {
        let mut object = Map::new();
        object.insert("line".to_owned(), Json::from(line));
        object.insert("outcome".to_owned(), Json::from(self.outcome));
        for (name, value) in [("id", self.id), ("error", self.error)] {
            if let Some(value) = value {
                object.insert(name.to_owned(), Json::from(value));
            }
        }
        print_line(object, format)
    }
}

/// Prints an object on a line of its own, if the output is for a program.
pub(super) fn print_line(object: Map<String, Json>, format: Format) -> Result<(), Failure> {
    match format {
        Format::Table => Ok(()),
        Format::Json => output::print(&(json(&Json::Object(object), false) + "\n")),
        // In YAML, consecutive lists form one list.
        Format::Yaml => output::print(&output::render(&Json::from(vec![object]), format)?),
    }
}

/// The paths of the files with the findings.
pub(super) struct Places<'a> {
    pub(super) failed: Option<&'a Path>,
    pub(super) results: Option<&'a Path>,
    pub(super) journal: &'a Path,
}

impl Tally {
    /// How many rows are completed.
    pub(super) fn ended(&self) -> usize {
        let counted = self.done + self.before + self.repeated + self.unchanged;
        counted + self.failed.len() + self.unknown.len()
    }

    /// The counts that are not 0.
    pub(super) fn counts(&self) -> String {
        let counts = [
            (self.before, "done before"),
            (self.repeated, "repeated (exists already, not changed)"),
            (self.unchanged, "unchanged (already as in the row)"),
            (self.failed.len(), "failed"),
            (self.unknown.len(), "unknown"),
            (self.left, "not sent"),
        ];
        let counts = counts.iter().filter(|(count, _)| *count > 0);
        let counts = counts.map(|(count, what)| format!("{count} {what}"));
        let first = format!("{} done", self.done);
        std::iter::once(first).chain(counts).collect::<Vec<_>>().join(", ")
    }

    /// Reports the outcomes of the rows, and what to do next.
    pub(super) fn sum_up(
        self,
        file: &File,
        places: &Places<'_>,
        format: Format,
    ) -> Result<(), Failure> {
        match format {
            Format::Table => output::print(&format!("{}\n", self.counts()))?,
            // The standard output is for the rows.
            _ => output::note(&self.counts()),
        }
        if let Some(results) = places.results {
            output::note(&format!("the new ids are in {}", shown(results)));
        }
        if !self.failed.is_empty() {
            let lines = lines_of(file, &self.failed).join("\n  ");
            let next = places.failed.map_or_else(String::new, |path| {
                let path = shown(path);
                format!("\nThese rows are in {path}; correct them there, and send that file.")
            });
            output::note(&format!("failed:\n  {lines}{next}"));
        }
        if !self.unread.is_empty() {
            let lines = lines_of(file, &self.unread).join("\n  ");
            output::note(&format!(
                "done, but the response cannot be read, so their ids are unknown:\n  {lines}"
            ));
        }
        if !self.unknown.is_empty() {
            let lines = lines_of(file, &self.unknown).join("\n  ");
            output::note(&format!(
                "it is not known whether these were done:\n  {lines}\nLook at the platform. If they were not \
                 done, or may be done twice, --resend-unknown sends them again."
            ));
        }
        match self.stopped {
            Some(Failure::Interrupted(_)) => Err(Failure::Interrupted(format!(
                "interrupted; run the same command to continue, with {}",
                shown(places.journal)
            ))),
            Some(stopped) => Err(stopped),
            None if !self.unknown.is_empty() => Err(Failure::Unknown(format!(
                "the outcome is unknown for {}",
                counted(self.unknown.len(), "row")
            ))),
            None if !self.failed.is_empty() => {
                Err(Failure::Rows(format!("{} failed", counted(self.failed.len(), "row"))))
            }
            None => Ok(()),
        }
    }
}

/// The first few rows, with their lines in the file.
pub(super) fn lines_of(file: &File, rows: &[(usize, String)]) -> Vec<String> {
    let mut lines: Vec<_> = rows
        .iter()
        .take(NAMED)
        .map(|(row, reason)| format!("line {}: {}", file.rows[*row].line, plain(reason)))
        .collect();
    if let more @ 1.. = rows.len().saturating_sub(NAMED) {
        lines.push(format!("… and {more} more"));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::sheet::Asked;
    use super::*;

    #[test]
    fn rows_of_unknown_outcome_weigh_more_than_rows_that_failed() {
        let file = File::parse(b"a\n1\n2\n", false, Asked::default()).unwrap();
        let places = Places { failed: None, results: None, journal: Path::new("x.journal") };
        let row = |row| vec![(row, "reason".to_owned())];
        for (failed, unknown, expected) in [
            (Vec::new(), Vec::new(), None),
            (row(0), Vec::new(), Some(7)),
            (Vec::new(), row(1), Some(6)),
            (row(0), row(1), Some(6)),
        ] {
            let tally = Tally { failed, unknown, ..Tally::default() };
            let status = tally.sum_up(&file, &places, Format::Table).err();
            assert_eq!(status.map(|failure| failure.status()), expected);
        }
    }
}
