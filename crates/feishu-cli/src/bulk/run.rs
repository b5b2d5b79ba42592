//! A run from its arguments to its end: the rows are read and checked, sent, and summed up.

use clap::ArgMatches;
use encoding_rs::Encoding;
use feishu_core::Effect;

use super::job::Job;
use super::paths::{Paths, shown};
use super::reading::{Change, Reading};
use super::results::Results;
use super::rows::Rows;
use super::sheet::{Asked, File, anew};
use super::tally::{Places, Tally, Told};
use super::time::Zone;
use super::{confirm, fill, findings};
use crate::catalogue::Entry;
use crate::failure::Failure;
use crate::matches::{flag, text};
use crate::modify;
use crate::output::{self, Format};
use crate::request::Request;
use crate::session::{Session, Settings};

/// Carries out an operation for each row of a file, or changes some fields of each object that a
/// row names.
pub(crate) async fn run(
    entry: &Entry,
    changes: bool,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<(), Failure> {
    let contract = entry.contract;
    let paths = Paths::of(matches, changes)?;
    let asked = Asked {
        encoding: matches.get_one::<&'static Encoding>("encoding").copied(),
        separator: matches.get_one::<u8>("separator").copied(),
    };
    let file = File::read(&paths.source, asked)?;
    let reading = reading(entry, changes, matches, settings)?;
    let mut rows = Rows::read(&file, &reading)?;
    let is_dry = flag(matches, "dry-run");
    let overwrites = contract.operation.effect == Effect::Replace && !changes;
    let overwrites = overwrites.then_some(entry);
    let zone = reading.zone.as_ref();
    for note in findings::notes(&paths.source, &file, &rows, zone, overwrites) {
        output::note(&note);
    }
    if !rows.invalid.is_empty() && (is_dry || !flag(matches, "skip-invalid")) {
        findings::print(&file, &rows.invalid, settings.format)?;
        let written = findings::write(&file, &rows.invalid, &paths.findings, &paths.source)?;
        if !flag(matches, "skip-invalid") {
            return Err(findings::refused(&file, &rows, &written));
        }
        output::note(&format!("the problems of the others are in {}", shown(&written)));
    }
    let count = rows.valid.len();
    if is_dry {
        let skipped = rows.invalid.len();
        let told =
            format!("{count} rows would be sent, {skipped} would be skipped. Nothing was sent.\n");
        if settings.format == Format::Table {
            return output::print(&told);
        }
        output::note(told.trim_end());
        return Ok(());
    }
    if contract.operation.effect == Effect::Delete {
        let host = match settings.is_emulated() {
            true => "the emulator".to_owned(),
            false => settings.bystander()?.host().to_owned(),
        };
        confirm::deletion(count, &host, flag(matches, "yes"))?;
    }
    let session = Session::open(settings, contract).await?;
    let caller = settings.caller()?;
    // No later run meets the objects of an emulator without a data file again.
    let keeps = contract.operation.effect == Effect::Create && caller.is_some();
    let results = keeps
        .then(|| Results::open(&paths.results, &paths.source, file.format, contract.operation));
    let job = Job {
        contract,
        file: &file,
        changes,
        journal: paths.journal.clone(),
        results: results.transpose()?,
        concurrency: matches.get_one::<u64>("concurrency").copied().unwrap_or(16),
        resend_unknown: flag(matches, "resend-unknown"),
        caller,
        format: settings.format,
    };
    let result = job.run(&session.client, std::mem::take(&mut rows.valid)).await;
    session.close().await;
    end(&job, result?, &rows, &paths)
}

/// Writes the failed rows to a file, and sums up. If writing fails, that is reported after the
/// counts.
fn end(job: &Job<'_>, mut tally: Tally, rows: &Rows, paths: &Paths) -> Result<(), Failure> {
    let file = job.file;
    let mut lost = tally.untold.take();
    for (row, reason) in findings::reasons(&rows.invalid) {
        let told = Told { outcome: "failed", id: None, error: Some(&reason) };
        keep(told.print(file.rows[row].line, job.format), &mut lost);
        tally.failed.push((row, reason));
    }
    for list in [&mut tally.failed, &mut tally.unknown, &mut tally.unread] {
        list.sort();
    }
    let mut failed = None;
    if !tally.failed.is_empty() {
        let bytes = file.failed(&tally.failed);
        let written = bytes.and_then(|bytes| anew::write(&paths.failed, &bytes, &paths.source));
        failed = keep(written, &mut lost);
    }
    let results = job.results.as_ref().map_or(Ok(None), Results::end);
    let results = keep(results, &mut lost).flatten();
    let places =
        Places { failed: failed.as_deref(), results: results.as_deref(), journal: &job.journal };
    let summed = tally.sum_up(file, &places, job.format);
    lost.map_or(summed, Err)
}

/// The value, or `None` after recording the first failure.
fn keep<T>(result: Result<T, Failure>, first: &mut Option<Failure>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(failure) => {
            first.get_or_insert(failure);
            None
        }
    }
}

fn reading<'a>(
    entry: &'a Entry,
    changes: bool,
    matches: &ArgMatches,
    settings: &Settings,
) -> Result<Reading<'a>, Failure> {
    let how = entry.contract.modify.as_ref().filter(|_| changes);
    let change = match how {
        None => None,
        Some(how) => Some(Change {
            fields: entry.finders()?,
            call: modify::Reading::new(how)?,
            find: modify::find(entry, matches)?,
            clear: text(matches, "clear").map(str::to_owned),
        }),
    };
    // Tenants of Lark are in any time zone, so none can be assumed.
    let is_lark =
        || settings.bystander().is_ok_and(|client| client.host().ends_with("larksuite.com"));
    let zone = match matches.get_one::<Zone>("time-zone") {
        Some(zone) => Some(zone.clone()),
        None => (!is_lark()).then(Zone::of_feishu),
    };
    let (fields, keep_rounded) = (entry.fields(), flag(matches, "keep-rounded"));
    let mut every_row = Request::read(entry, matches)?;
    fill::read_times(&mut every_row, fields, zone.as_ref())?;
    Ok(Reading { fields, every_row, zone, keep_rounded, change })
}
