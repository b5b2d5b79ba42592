//! Many rows of a file, sent one after the other, and gone on with after an interruption.

mod bar;
mod file;
mod job;
mod rows;

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command, value_parser};
use feishu_core::Effect;

use crate::catalogue::Entry;
use crate::command::{field_flags, switch};
use crate::failure::Failure;
use crate::output;
use crate::request::{Request, flag, text};
use crate::session::{Session, Settings};

use file::File;
use job::Job;
use rows::Rows;

/// What the name of an operation ends with when it is to be carried out for many rows.
pub(crate) const MANY: &str = "-many";

/// Rows that a message names before it says how many more there are.
const NAMED: usize = 20;

/// The command, for an operation that writes.
pub(crate) fn command(entry: &Entry) -> Result<Option<Command>, Failure> {
    let operation = entry.contract.operation;
    let writes = operation.effect != Effect::Read && !operation.tokens.is_empty();
    if !writes || operation.upload.is_some() {
        return Ok(None);
    }
    let path = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("PATH").help(help)
    };
    let command = Command::new(format!("{}{MANY}", entry.method))
        .about(format!("{}, for each row of a file", operation.summary))
        .long_about(format!(
            "{}, for each row of a file.\n\nThe file is CSV with the names of the fields as headers, or \
             JSON Lines (.jsonl) with an object on each line. Path parameters are fields, too. In a cell \
             that holds a list, values have `;` between, or it is a JSON array; an empty cell is a field \
             that is left out. Fields given as flags hold for each row without its own.\n\nAll rows are \
             checked before the first call. What is done is kept in a journal beside the file, so that \
             the same command goes on where it was interrupted. Rows that fail are written, with the \
             reason, into a file that can be given to the same command.",
            operation.summary
        ))
        .arg(Arg::new("rows").value_name("FILE").required(true).help("CSV, or JSON Lines if it ends in .jsonl or .ndjson"))
        .args(field_flags(entry.contract)?)
        .arg(path("journal", "Where to keep what is done [default: FILE.journal]"))
        .arg(path("failed", "Where to write rows that failed [default: FILE with .failed before its end]"))
        .arg(
            Arg::new("concurrency")
                .long("concurrency")
                .value_name("CALLS")
                .default_value("16")
                .value_parser(value_parser!(u64).range(1..=256))
                .help("Calls under way at once; the limit of the platform is kept in any case"),
        )
        .arg(switch("skip-invalid", "Send the other rows although some break rules of the spec"))
        .arg(switch("resend-unknown", "Send rows again of which nobody knows whether they were done"))
        .arg(switch("no-validate", "Send rows even if they break rules of the spec"))
        .arg(switch("dry-run", "Check all rows, and send none"));
    Ok(Some(command))
}

/// Carries it out.
pub(crate) async fn run(
    entry: &Entry,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let source = PathBuf::from(text(matches, "rows").unwrap_or_default());
    let failed = place(matches, "failed", || file::failed(&source));
    let journal = place(matches, "journal", || with_ending(&source, "journal"));
    if failed == source || journal == source {
        let source = source.display();
        return Err(Failure::Usage(format!(
            "{source} would be overwritten; choose another --failed or --journal"
        )));
    }
    let file = File::read(&source)?;
    let every_row = Request::read(entry.contract, matches)?;
    let mut rows = Rows::read(&file, &every_row)?;
    let invalid = std::mem::take(&mut rows.invalid);
    if !invalid.is_empty() && !flag(matches, "skip-invalid") {
        return Err(Failure::Violations(named(&file, &invalid)));
    }
    let count = rows.valid.len();
    if flag(matches, "dry-run") {
        let skipped = invalid.len();
        return output::print(&format!(
            "{count} rows would be sent, {skipped} would be skipped. Nothing was sent.\n"
        ));
    }
    let session = Session::open(settings, entry.contract).await?;
    let job = Job {
        contract: entry.contract,
        journal,
        concurrency: matches.get_one::<u64>("concurrency").copied().unwrap_or(16),
        resend_unknown: flag(matches, "resend-unknown"),
        caller: settings.caller()?,
    };
    let result = job.run(&session.client, rows).await;
    session.close().await;
    let mut told = result?;
    told.failed.extend(invalid);
    told.failed.sort();
    file.write_failed(&failed, &told.failed)?;
    told.sum_up(&file, &failed, &job.journal)
}

fn place(matches: &ArgMatches, name: &str, usual: impl FnOnce() -> PathBuf) -> PathBuf {
    text(matches, name).map_or_else(usual, PathBuf::from)
}

fn with_ending(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// The first of some rows, with their lines in the file.
fn named(file: &File, rows: &[(usize, String)]) -> Vec<String> {
    let mut lines: Vec<_> = rows
        .iter()
        .take(NAMED)
        .map(|(row, reason)| format!("line {}: {reason}", file.rows[*row].line))
        .collect();
    if let more @ 1.. = rows.len().saturating_sub(NAMED) {
        lines.push(format!("… and {more} more"));
    }
    lines
}
