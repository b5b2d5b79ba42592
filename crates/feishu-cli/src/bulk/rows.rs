//! Converts rows to requests: checks the headers, then every row.

use std::borrow::Cow;
use std::collections::HashMap;

use feishu_core::Json;
use feishu_text::Pointer;
use hmac_sha256::Hash;
use serde_json::Map;

use super::columns::Headers;
use super::fill::{Filled, Filler};
use super::reading::Reading;
use super::sheet::{Content, File};
use crate::failure::Failure;
use crate::fields::Field;
use crate::modify;
use crate::request::{Checks, Request};
use crate::violation::Violation;

/// A row that can be sent.
pub(super) struct Valid {
    /// Its index in the file.
    pub(super) row: usize,
    /// Its key in the journal: an unchanged row keeps its key in the next run, a changed one does
    /// not.
    pub(super) key: String,
    pub(super) request: Request,
    /// Parameters for finding the object to change.
    pub(super) find: Map<String, Json>,
}

/// The rows of a file, checked.
#[derive(Default)]
pub(super) struct Rows {
    pub(super) valid: Vec<Valid>,
    /// Rows that are not sent, each with all its problems.
    pub(super) invalid: Vec<(usize, Vec<String>)>,
    /// Rows equal to an earlier one, which create another object: this may be intended.
    pub(super) alike: Vec<(usize, u64)>,
    /// How many times of day were interpreted in the time zone.
    pub(super) zoned: usize,
    /// Whether a problem is a number that Excel rounded.
    pub(super) rounded: bool,
}

impl Rows {
    /// Reads every row, and adds the values of flags to it.
    pub(super) fn read(file: &File, reading: &Reading<'_>) -> Result<Self, Failure> {
        let (contract, fields) = (reading.every_row.contract, reading.fields);
        let find = reading.change.as_ref().map_or(&[][..], |change| change.fields);
        let columns = Headers { contract, fields, find }.read(file)?;
        let every_row = &reading.every_row;
        let checks = every_row.validate.then(|| every_row.checks.get()).transpose()?;
        let mut rows = Self::default();
        let mut seen = Seen::default();
        for (row, found) in file.rows.iter().enumerate() {
            let filler = Filler::new(reading);
            let filled = match &found.content {
                Content::Cells(cells) => filler.cells(&columns, cells),
                Content::Object(object) => filler.object(object),
            };
            let Filled { mut request, mut find, mut broken, explained, zoned, rounded } = filled;
            rows.zoned += zoned;
            rows.rounded |= rounded;
            // In the order of the path, whatever the order of the columns.
            let given = std::mem::take(&mut request.path);
            for parameter in contract.path {
                match given.iter().find(|(name, _)| *name == parameter.name) {
                    Some(one) => request.path.push(one.clone()),
                    None => broken.push(format!("{} is required and missing", parameter.name)),
                }
            }
            if let Some(checks) = checks {
                let found = violations(checks, &request, reading.change.is_some());
                let is_new = |found: &Violation| !explained.iter().any(|at| is_about(found, at));
                broken.extend(found.filter(is_new).map(|found| found.to_string()));
            }
            if let Some(change) = &reading.change {
                let missing = change.look_up(&request, &mut find);
                // What is missing is told once.
                if checks.is_some() && missing.is_empty() {
                    let found = change.call.violations(&request, &find)?;
                    broken.extend((!found.is_empty()).then(|| modify::unfit(&found)));
                }
                broken.extend(missing);
            }
            broken.extend(seen.before(&request, found.line));
            if !broken.is_empty() {
                rows.invalid.push((row, broken));
                continue;
            }
            let hash = hash(&request);
            if let Some(line) = seen.alike(&hash, found.line) {
                rows.alike.push((row, line));
            }
            let key = key(row, &request, &hash);
            rows.valid.push(Valid { row, key, request, find });
        }
        Ok(rows)
    }
}

/// What earlier rows write.
#[derive(Default)]
struct Seen {
    ids: HashMap<Vec<String>, u64>,
    keys: HashMap<String, u64>,
    hashes: HashMap<String, u64>,
}

impl Seen {
    /// The earlier row that writes the same object. The two writes would race, and it is unclear
    /// which is meant.
    fn before(&mut self, request: &Request, line: u64) -> Option<String> {
        let ids: Vec<_> = request.path.iter().map(|(_, id)| id.clone()).collect();
        if !ids.is_empty() {
            let before = *self.ids.entry(ids).or_insert(line);
            return (before != line).then(|| format!("the same object as line {before}"));
        }
        let key = idempotency_key(request)?;
        let before = *self.keys.entry(key.to_owned()).or_insert(line);
        let field = request.contract.operation.idempotency.as_ref().map_or("", |key| &*key.field);
        (before != line)
            .then(|| format!("the same {field} as line {before}, so that both would be one object"))
    }

    /// The earlier row that creates an equal object. If rows name their objects, equal ones were
    /// already refused.
    fn alike(&mut self, hash: &str, line: u64) -> Option<u64> {
        let before = *self.hashes.entry(hash.to_owned()).or_insert(line);
        (before != line).then_some(before)
    }
}

/// The problems of a request. A change need not contain all required fields; fields that it clears
/// are absent.
fn violations(
    checks: &Checks,
    request: &Request,
    is_change: bool,
) -> impl Iterator<Item = Violation> {
    let mut request = Cow::Borrowed(request);
    if is_change && let Json::Object(body) = &mut request.to_mut().body {
        body.retain(|_, value| !value.is_null());
    }
    let is_partial = move |found: &Violation| {
        is_change && found.rule == "required" && found.part != Some("query")
    };
    checks.violations(&request).into_iter().filter(move |found| !is_partial(found))
}

/// Whether a problem is about the field at a place, or about what is inside of it.
fn is_about(found: &Violation, at: &Pointer) -> bool {
    found.pointer.steps().starts_with(at.steps())
}

/// The key by which the platform recognises a repeated create, if the request has one.
pub(super) fn idempotency_key(request: &Request) -> Option<&str> {
    let field = &request.contract.operation.idempotency.as_ref()?.field;
    request.body[&**field].as_str().filter(|key| !key.is_empty())
}

fn hash(request: &Request) -> String {
    let mut hash = Hash::new();
    for (_, id) in &request.path {
        hash.update(id);
        hash.update([0]);
    }
    hash.update(request.query.as_json().to_string());
    hash.update([0]);
    hash.update(request.body.to_string());
    hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The content identifies the row. Rows that name no object also get their index, since two equal
/// ones may be intended.
fn key(row: usize, request: &Request, hash: &str) -> String {
    let ids: Vec<_> = request.path.iter().map(|(_, id)| id.as_str()).collect();
    let own = idempotency_key(request).map(str::to_owned);
    let named = if ids.is_empty() { own } else { Some(ids.join("/")) };
    let name = named.unwrap_or_else(|| format!("row {}", row + 1));
    // A journal limits the length of keys; the hash distinguishes shortened ones.
    let name: String = name.chars().take(200).collect();
    format!("{name} {hash}")
}

/// Fields of the body that a full overwrite clears, each with the lines that omit it; a field that
/// every row omits has no lines.
pub(super) fn cleared(fields: &[Field], file: &File, rows: &[Valid]) -> Vec<(String, Vec<u64>)> {
    let absent = |field: &Field| {
        let name = field.name();
        let without = rows.iter().filter(|row| row.request.body.get(&name).is_none());
        let lines: Vec<_> = without.map(|row| file.rows[row.row].line).collect();
        match lines.len() {
            0 => None,
            all if all == rows.len() => Some((name, Vec::new())),
            _ => Some((name, lines)),
        }
    };
    fields.iter().filter(|field| field.is_top()).filter_map(absent).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Someone who corrects the only finding reported would otherwise meet the other in the next
    /// run.
    #[test]
    fn what_was_said_of_a_field_hides_nothing_that_is_wrong_with_another() {
        let inside = format!("/owners/{}", "0".repeat(300));
        for (part, pointer, at, expected) in [
            (None, "/owner", "/owner", true),
            (Some("body"), "/owner", "/owner", true),
            (Some("query"), "/owner", "/owner", true),
            (None, "/owners/0", "/owners", true),
            (None, inside.as_str(), "/owners", true),
            (None, "/owner_id", "/owner", false),
            (Some("body"), "/owner_id", "/owner", false),
            (None, "/owners/0", "/owner", false),
            (None, "/owner/id", "/id", false),
            (None, "/owner", "/owner_id", false),
            (None, "", "/owner", false),
        ] {
            let (words, rule) = ("is \"soon\"; expected a time".to_owned(), "pattern".to_owned());
            let found = Violation { part, pointer: Pointer::parse(pointer), words, rule };
            assert_eq!(is_about(&found, &Pointer::parse(at)), expected, "{found}: {at}");
        }
    }
}
