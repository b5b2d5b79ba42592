//! The commands that take a file of rows.

use clap::{Arg, Command, value_parser};
use feishu_core::{Contract, Effect};

use super::sheet::{encoding, separator};
use super::time::Zone;
use crate::arguments::{Outline, field_flags, switch};
use crate::catalogue::Entry;
use crate::failure::Failure;
use crate::modify;

/// Suffix of the name of an operation that is carried out for many rows.
pub(crate) const MANY: &str = "-many";

/// The name of the command that changes some fields of many objects.
pub(crate) const MODIFY_MANY: &str = "modify-many";

/// Whether an operation can be carried out for the rows of a file.
pub(super) fn takes_rows(contract: &Contract) -> bool {
    let operation = contract.operation;
    let writes = operation.effect != Effect::Read && !operation.tokens.is_empty();
    writes && operation.upload.is_none()
}

/// The bulk commands of an operation that writes: the operation itself, and the change of some
/// fields.
pub(crate) fn outlines(entry: &Entry) -> Vec<Outline> {
    let contract = entry.contract;
    if !takes_rows(contract) {
        return Vec::new();
    }
    let own = Command::new(format!("{}{MANY}", entry.method)).about(about(entry));
    let own = Outline { command: own, fill };
    let change = contract
        .modify
        .as_ref()
        .map(|_| Outline { command: Command::new(MODIFY_MANY).about(CHANGE), fill: fill_change });
    std::iter::once(own).chain(change).collect()
}

fn about(entry: &Entry) -> String {
    format!("{}, for each row of a file", entry.contract.operation.summary)
}

fn fill(command: Command, entry: &Entry) -> Result<Command, Failure> {
    let effect = entry.contract.operation.effect;
    let empty = match effect {
        Effect::Replace => "an empty cell omits the field, which clears it",
        _ => "an empty cell omits the field",
    };
    let mut own = command
        .long_about(format!("{}.\n\n{}", about(entry), long_about(empty)))
        .args(arguments(entry)?);
    if effect == Effect::Delete {
        own = own.arg(switch("yes", "Delete without confirmation; required without a terminal"));
    }
    Ok(own)
}

/// Summary of the command that changes some fields.
const CHANGE: &str = "Change some fields of each object that a row names, and keep the others";

fn fill_change(command: Command, entry: &Entry) -> Result<Command, Failure> {
    let Some(how) = &entry.contract.modify else { return Ok(command) };
    let empty = "an empty cell leaves the field unchanged";
    Ok(command
        .long_about(format!(
            "{CHANGE}: each is read ({}), changed, and written back as a whole ({}).\n\n{}",
            how.read.id,
            entry.contract.operation.id,
            long_about(empty)
        ))
        .args(arguments(entry)?)
        .args(modify::finders(entry, false)?)
        .arg(
            Arg::new("clear")
                .long("clear")
                .value_name("WORD")
                .help("A cell that holds this word clears its field; in JSON Lines, null does"),
        ))
}

fn long_about(empty: &str) -> String {
    format!(
        "The file is CSV with the names of the fields as headers, or JSON Lines (.jsonl) with an object \
         on each line. Encoding (UTF-8, UTF-16, GB18030 and others) and separator (comma, semicolon, tab) \
         are detected. Path parameters are fields, too. A cell with a list has values separated by `;`, \
         or a JSON array; {empty}. Times are in milliseconds, or as people type them: 2024-05-01, \
         2024/5/1 10:00. A field given as a flag applies to each row without its own value.\n\nAll rows \
         are checked before the first call. Completed rows are recorded in a journal beside the file, so \
         that the same command resumes after an interruption. Failed rows are written, with the reason, \
         to a file that the same command accepts. Existing files are not overwritten: if a name is taken, \
         a number is added."
    )
}

fn arguments(entry: &Entry) -> Result<Vec<Arg>, Failure> {
    let path = |name: &'static str, help: &'static str| {
        Arg::new(name).long(name).value_name("PATH").help(help)
    };
    let mut arguments = vec![
        Arg::new("rows")
            .value_name("FILE")
            .required(true)
            .help("CSV, or JSON Lines if it ends in .jsonl or .ndjson"),
    ];
    arguments.extend(field_flags(entry));
    arguments.extend(format());
    arguments.extend([
        Arg::new("time-zone")
            .long("time-zone")
            .value_name("ZONE")
            .value_parser(Zone::named)
            .help("The time zone of times without an offset: +09:00, Asia/Tokyo, or local [default: UTC+8, but none for Lark]"),
        path("journal", "The journal of completed rows [default: FILE.journal, or FILE.modify.journal]"),
        path("failed", "Where to write rows that failed [default: FILE with .failed before its extension]"),
        path("findings", "Where to write what the check finds [default: FILE with .findings before its extension]"),
    ]);
    if entry.contract.operation.effect == Effect::Create {
        arguments.push(path(
            "results",
            "Where to write the new ids [default: FILE with .results before its extension]",
        ));
    }
    arguments.extend([
        Arg::new("concurrency")
            .long("concurrency")
            .value_name("CALLS")
            .default_value("16")
            .value_parser(value_parser!(u64).range(1..=256))
            .help("Concurrent calls, within the rate limit"),
        switch("skip-invalid", "Send the valid rows even if others cannot be sent"),
        switch("resend-unknown", "Resend rows whose outcome is unknown"),
        switch("keep-rounded", "Send numbers even if Excel seems to have rounded them"),
        switch("no-validate", "Send rows even if they break rules of the spec"),
        switch("dry-run", "Check all rows, report what would be cleared, and send nothing"),
    ]);
    Ok(arguments)
}

/// The format of the file.
pub(super) fn format() -> [Arg; 2] {
    [
        Arg::new("encoding")
            .long("encoding")
            .value_name("NAME")
            .value_parser(encoding::named)
            .help(
                "The encoding of the file, such as utf-8, utf-16le or gb18030 [default: detected]",
            ),
        Arg::new("separator")
            .long("separator")
            .value_name("CHARACTER")
            .value_parser(separator::named)
            .help("The separator of cells: , or ; or tab [default: detected]"),
    ]
}
