//! The findings of the check of all rows: counted, printed, and written to a file.

use std::path::{Path, PathBuf};

use feishu_core::Json;
use feishu_text::counted;
use serde_json::Map;

use super::paths::shown;
use super::rounded;
use super::rows::{Rows, cleared};
use super::sheet::{File, anew};
use super::tally::{NAMED, lines_of, print_line};
use super::time::Zone;
use crate::catalogue::Entry;
use crate::failure::Failure;
use crate::output::Format;

/// The rows that are not sent, each with its reasons on one line.
pub(super) fn reasons(invalid: &[(usize, Vec<String>)]) -> Vec<(usize, String)> {
    invalid.iter().map(|(row, broken)| (*row, broken.join("; "))).collect()
}

/// Writes all findings to a file, one per line.
pub(super) fn write(
    file: &File,
    invalid: &[(usize, Vec<String>)],
    wanted: &Path,
    source: &Path,
) -> Result<PathBuf, Failure> {
    let all = invalid.iter().flat_map(|(row, broken)| {
        broken.iter().map(move |finding| (file.rows[*row].line, finding))
    });
    let text = match file.format.separator {
        Some(_) => {
            let mut table = vec![vec!["line".to_owned(), "finding".to_owned()]];
            table.extend(all.map(|(line, finding)| vec![line.to_string(), finding.clone()]));
            file.format.table(&table)?
        }
        None => file.format.lines(all.map(|(line, finding)| object(line, finding))),
    };
    anew::write(wanted, &file.format.charset.encode(&text), source)
}

fn object(line: u64, finding: &str) -> Map<String, Json> {
    let mut object = Map::new();
    object.insert("line".to_owned(), Json::from(line));
    object.insert("finding".to_owned(), Json::from(finding));
    object
}

/// Prints all findings, if the output is for a program.
pub(super) fn print(
    file: &File,
    invalid: &[(usize, Vec<String>)],
    format: Format,
) -> Result<(), Failure> {
    for (row, broken) in invalid {
        for finding in broken {
            print_line(object(file.rows[*row].line, finding), format)?;
        }
    }
    Ok(())
}

/// Reports that nothing is sent, and why.
pub(super) fn refused(file: &File, rows: &Rows, findings: &Path) -> Failure {
    let (bad, all) = (rows.invalid.len(), file.rows.len());
    let count = rows.invalid.iter().map(|(_, broken)| broken.len()).sum();
    let findings_of_all = counted(count, "finding");
    let lines = lines_of(file, &reasons(&rows.invalid)).join("\n  ");
    let advice = if rows.rounded { format!("\n{}", rounded::ADVICE) } else { String::new() };
    let path = shown(findings);
    /// The exit status of a request that violates rules.
    const VIOLATIONS: u8 = 3;
    Failure::Stopped(
        VIOLATIONS,
        format!(
            "not sent, because {bad} of {all} rows cannot be sent as they are ({findings_of_all}):\n  \
             {lines}\nAll findings are in {path}. --skip-invalid sends the other rows.{advice}"
        ),
    )
}

/// The notes before rows are sent, or for a dry run. `overwrites` is set for an operation that
/// replaces each object as a whole.
pub(super) fn notes(
    source: &Path,
    file: &File,
    rows: &Rows,
    zone: Option<&Zone>,
    overwrites: Option<&Entry>,
) -> Vec<String> {
    let mut notes = Vec::new();
    if !file.format.is_plain() {
        let (path, format) = (shown(source), file.format.shown());
        notes
            .push(format!("{path} is read as {format} (--encoding and --separator override this)"));
    }
    if let (1.., Some(zone)) = (rows.zoned, zone) {
        let times = counted(rows.zoned, "time");
        notes
            .push(format!("{times} without an offset read in {zone} (--time-zone overrides this)"));
    }
    if !rows.alike.is_empty() {
        let pairs = rows.alike.iter();
        let pairs = pairs.map(|(row, before)| format!("{} like {before}", file.rows[*row].line));
        let pairs = listed(pairs);
        notes.push(format!("equal lines, each of which creates an object: {pairs}"));
    }
    let cleared =
        overwrites.map_or_else(Vec::new, |entry| cleared(entry.fields(), file, &rows.valid));
    if !cleared.is_empty() {
        let fields = cleared.iter().map(|(field, lines)| match lines.len() {
            0 => format!("\n  {field} in every row"),
            some => {
                let lines = listed(lines.iter().map(u64::to_string));
                format!("\n  {field} in {}: line {lines}", counted(some, "row"))
            }
        });
        let fields: String = fields.collect();
        let other = if overwrites.is_some_and(|entry| entry.contract.modify.is_some()) {
            "\nmodify-many changes only the fields in a row."
        } else {
            ""
        };
        notes.push(format!(
            "each object is replaced as a whole, which clears what a row omits:{fields}{other}"
        ));
    }
    notes
}

fn listed(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let named = all.take(NAMED).collect::<Vec<_>>().join(", ");
    match more {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}
