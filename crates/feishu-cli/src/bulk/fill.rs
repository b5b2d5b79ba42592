//! Converts a row to a request.

use std::fmt;

use feishu_core::Json;
use feishu_text::Pointer;
use serde_json::Map;

use super::columns::{Column, Fills, is_name};
use super::reading::Reading;
use super::rounded::Evidence;
use super::sheet::{ERROR, trimmed};
use super::time::{self, Zone};
use crate::failure::Failure;
use crate::fields::{Field, Kind, Section};
use crate::request::Request;
use crate::text::shown;

/// Maximum number of characters of a cell in a message.
const SHOWN: usize = 60;

/// A row as a request, not yet checked against the schemas.
pub(super) struct Filled {
    pub(super) request: Request,
    pub(super) find: Map<String, Json>,
    /// Problems of cells.
    pub(super) broken: Vec<String>,
    /// Fields that `broken` mentions: the schema's problems of them are not repeated.
    pub(super) explained: Vec<Pointer>,
    pub(super) zoned: usize,
    pub(super) rounded: bool,
}

/// What a problem of a cell is about.
enum About {
    /// A parameter of the path, or of the list that is searched, by its name.
    Parameter(String),
    /// A field of the query or the body.
    Field(Pointer),
}

impl fmt::Display for About {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(name) => f.write_str(name),
            Self::Field(pointer) => pointer.fmt(f),
        }
    }
}

/// Fills one request.
pub(super) struct Filler<'a> {
    reading: &'a Reading<'a>,
    filled: Filled,
}

impl<'a> Filler<'a> {
    pub(super) fn new(reading: &'a Reading<'a>) -> Self {
        let filled = Filled {
            request: reading.every_row.clone(),
            find: reading.change.as_ref().map_or_else(Map::new, |change| change.find.clone()),
            broken: Vec::new(),
            explained: Vec::new(),
            zoned: 0,
            rounded: false,
        };
        Self { reading, filled }
    }

    /// Fills the fields of the columns from the cells of a CSV.
    pub(super) fn cells(mut self, columns: &[Column], cells: &[String]) -> Filled {
        let more = cells.get(columns.len()..).unwrap_or_default();
        if cells.len() < columns.len() || more.iter().any(|cell| !trimmed(cell).is_empty()) {
            self.filled.broken.push(format!(
                "{} cells for {} headers; does an unquoted cell contain a separator?",
                cells.len(),
                columns.len()
            ));
        }
        for (column, cell) in columns.iter().zip(cells) {
            let cell = unwrapped(trimmed(cell));
            if !cell.is_empty() {
                self.cell(column, cell);
            }
        }
        self.filled
    }

    fn cell(&mut self, column: &Column, cell: &str) {
        match &column.fills {
            Fills::Nothing => {}
            Fills::Path(name) if self.is_refused(cell) => {
                self.explain(About::Parameter((*name).to_owned()), error(cell))
            }
            Fills::Field(field) | Fills::Find(field) if self.is_refused(cell) => {
                self.explain(About::Field(field.pointer()), error(cell));
            }
            Fills::Path(name) => {
                self.look_for_rounding(About::Parameter((*name).to_owned()), cell, column.evidence);
                self.filled.request.path.push((name, cell.to_owned()));
            }
            Fills::Find(field) => {
                self.look_for_rounding(About::Parameter(field.name()), cell, column.evidence);
                self.filled.find.insert(field.name(), field.cell(cell));
            }
            Fills::Field(field) => {
                let clear = self.reading.change.as_ref().and_then(|change| change.clear.as_deref());
                let value = if clear == Some(cell) {
                    Json::Null
                } else {
                    self.value(field, cell, column.evidence)
                };
                if let Err(error) = self.filled.request.set(field, value) {
                    self.filled.broken.push(error.to_string());
                }
            }
        }
    }

    fn is_refused(&self, cell: &str) -> bool {
        self.filled.request.validate && is_error(cell)
    }

    fn value(&mut self, field: &Field, cell: &str, evidence: Evidence) -> Json {
        let about = || About::Field(field.pointer());
        if field.is_time() && !field.list {
            return match time::read(cell, self.reading.zone.as_ref()) {
                Ok(read) => {
                    self.filled.zoned += usize::from(read.zoned);
                    field.cell(&read.millis.to_string())
                }
                Err(problem) => {
                    self.explain(about(), format!("{} {problem}", is(cell)));
                    Json::String(cell.to_owned())
                }
            };
        }
        if field.kind == Kind::Switch {
            // In Excel's spelling: TRUE.
            return field.cell(&cell.to_ascii_lowercase());
        }
        let value = field.cell(cell);
        match (field.kind, &value) {
            (Kind::Text, Json::Array(items)) => {
                for item in items.iter().filter_map(Json::as_str) {
                    self.look_for_rounding(about(), item, evidence);
                }
            }
            (Kind::Text | Kind::Whole, _) => self.look_for_rounding(about(), cell, evidence),
            _ => {}
        }
        value
    }

    /// Fills the fields with the names and values of a JSON object.
    pub(super) fn object(mut self, object: &Map<String, Json>) -> Filled {
        let contract = self.filled.request.contract;
        for (name, value) in object.iter().filter(|(name, _)| *name != ERROR) {
            let parameter = contract.path.iter().find(|one| one.name == name);
            let is_query = |field: &Field| field.section == Section::Query && field.name() == *name;
            let plain = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if let Some(parameter) = parameter {
                let about = About::Parameter(name.clone());
                self.look_for_rounding(about, &plain, Evidence::default());
                self.filled.request.path.push((parameter.name, plain));
                continue;
            }
            if value.is_string() {
                let about = About::Field(Pointer::default().child(name));
                self.look_for_rounding(about, &plain, Evidence::default());
            }
            if let Some(find) = self.find(name) {
                self.filled.find.insert(find, value.clone());
                continue;
            }
            let request = &mut self.filled.request;
            let in_query = self.reading.fields.iter().any(is_query);
            match &mut request.body {
                _ if in_query => request.query.insert(name, value.clone()),
                // The check reports fields that the body does not have.
                Json::Object(body) => drop(body.insert(name.clone(), value.clone())),
                _ => {
                    self.filled.broken.push("the body is not an object".to_owned());
                    return self.filled;
                }
            }
        }
        // Without a body, nothing else would check its fields.
        if let (None, Json::Object(body)) = (contract.request, &self.filled.request.body) {
            let unknown = body.keys().map(|name| format!("{} is not a field", shown(name, SHOWN)));
            self.filled.broken.extend(unknown);
        }
        self.filled
    }

    /// The parameter of the read call that `find_talent_id` means.
    fn find(&self, name: &str) -> Option<String> {
        let change = self.reading.change.as_ref()?;
        let rest = name.strip_prefix("find_").or_else(|| name.strip_prefix("find-"))?;
        change.fields.iter().map(Field::name).find(|known| is_name(rest, known))
    }

    fn look_for_rounding(&mut self, about: About, cell: &str, evidence: Evidence) {
        let found = evidence.rounded(cell).filter(|_| !self.reading.keep_rounded);
        if let Some(rounded) = found.filter(|_| self.filled.request.validate) {
            self.filled.rounded = true;
            self.explain(about, rounded.told(cell));
        }
    }

    fn explain(&mut self, about: About, text: String) {
        if self.filled.request.validate {
            self.filled.broken.push(format!("{about} {text}"));
            if let About::Field(pointer) = about {
                self.filled.explained.push(pointer);
            }
        }
    }
}

/// Parses the times that flags set for every row, like those in cells.
pub(super) fn read_times(
    every_row: &mut Request,
    fields: &[Field],
    zone: Option<&Zone>,
) -> Result<(), Failure> {
    let is_time = |field: &Field| field.is_time() && !field.list && field.section == Section::Body;
    for field in fields.iter().filter(|field| is_time(field)) {
        let found = field.path.iter().try_fold(&every_row.body, |value, name| value.get(name));
        let Some(text) = found.and_then(Json::as_str) else { continue };
        match time::read(text, zone) {
            Ok(read) => every_row.set(field, field.cell(&read.millis.to_string()))?,
            Err(problem) if every_row.validate => {
                let text = shown(text, SHOWN);
                return Err(Failure::Usage(format!(
                    "--{} is {text:?}, which {problem}",
                    field.flag
                )));
            }
            Err(_) => {}
        }
    }
    Ok(())
}

/// A cell without the marks that keep Excel from converting it to a number: `="739…"`, or `'739…`.
fn unwrapped(cell: &str) -> &str {
    let quoted = cell.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"'));
    let is_digits =
        |rest: &&str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit());
    quoted.or_else(|| cell.strip_prefix('\'').filter(is_digits)).unwrap_or(cell)
}

/// Whether Excel shows this instead of a value, for example if it does not fit the column.
fn is_error(cell: &str) -> bool {
    const ERRORS: [&str; 8] =
        ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!"];
    ERRORS.contains(&cell) || (cell.len() >= 3 && cell.bytes().all(|byte| byte == b'#'))
}

fn error(cell: &str) -> String {
    format!("is {}, which Excel shows instead of a value", shown(cell, SHOWN))
}

fn is(cell: &str) -> String {
    format!("is {:?}, which", shown(cell, SHOWN))
}
