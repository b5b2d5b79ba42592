//! Rows as requests: headers checked, then every row.

use std::collections::HashMap;

use feishu_core::{Contract, Json};
use sha2::{Digest, Sha256};

use super::file::{Content, ERROR, File};
use crate::catalogue::kebab;
use crate::check::closest;
use crate::failure::Failure;
use crate::fields::{self, Field, Section};
use crate::request::{Checks, Request, put};
use crate::text::shown;

/// A row that can be sent.
pub(super) struct Valid {
    /// Its place in the file.
    pub(super) row: usize,
    /// Its name in the journal: the same row has the same name in the next run, a changed one another.
    pub(super) key: String,
    pub(super) request: Request,
}

/// What the rows of a file are.
pub(super) struct Rows {
    pub(super) valid: Vec<Valid>,
    /// Rows that break rules, with the rules.
    pub(super) invalid: Vec<(usize, String)>,
}

/// What a column fills.
enum Column {
    Path(&'static str),
    Field(Box<Field>),
    /// The reason of a run before.
    Ignored,
}

impl Rows {
    /// Reads every row, each on top of what flags say for all of them.
    pub(super) fn read(file: &File, every_row: &Request) -> Result<Self, Failure> {
        let contract = every_row.contract;
        let fields = fields::of(contract)?;
        let columns = match &file.headers {
            Some(headers) => columns(contract, &fields, headers)?,
            None => Vec::new(),
        };
        let checks = Checks::new(contract)?;
        let (mut valid, mut invalid) = (Vec::new(), Vec::new());
        let mut written: HashMap<Vec<String>, u64> = HashMap::new();
        for (row, found) in file.rows.iter().enumerate() {
            let mut request = every_row.clone();
            let mut broken = match &found.content {
                Content::Cells(cells) => fill_from_cells(&mut request, &columns, cells),
                Content::Object(object) => {
                    fill_from_object(&mut request, contract, &fields, object)
                }
            };
            // In the order of the path, whatever that of the columns is.
            request
                .path
                .sort_by_key(|(name, _)| contract.path.iter().position(|one| one.name == *name));
            for parameter in contract.path {
                if !request.path.iter().any(|(name, _)| *name == parameter.name) {
                    broken.push(format!("{} is required and missing", parameter.name));
                }
            }
            if request.validate {
                broken.extend(checks.violations(&request));
            }
            let ids: Vec<_> = request.path.iter().map(|(_, id)| id.clone()).collect();
            // Two writes of one object would race; which of them is meant, nobody knows.
            if !ids.is_empty()
                && let Some(before) = written.insert(ids, found.line)
            {
                broken.push(format!("the same object as line {before}"));
            }
            if broken.is_empty() {
                let key = key(row, &request);
                valid.push(Valid { row, key, request });
            } else {
                invalid.push((row, broken.join("; ")));
            }
        }
        Ok(Self { valid, invalid })
    }
}

/// What each header fills. One that fills nothing is refused: it may be a field that was misspelt.
fn columns(
    contract: &Contract,
    fields: &[Field],
    headers: &[String],
) -> Result<Vec<Column>, Failure> {
    let mut known: Vec<String> = contract.path.iter().map(|one| one.name.to_owned()).collect();
    known.extend(fields.iter().map(Field::name));
    let mut wrong = Vec::new();
    let mut columns = Vec::new();
    for (at, header) in headers.iter().enumerate() {
        if headers[..at].contains(header) {
            wrong.push(format!("{header} stands there twice"));
            continue;
        }
        match column(contract, fields, header) {
            Some(column) => columns.push(column),
            None => {
                let close = closest(header, &known).map(|close| format!("; did you mean {close}?"));
                wrong.push(format!(
                    "{} is no field{}",
                    shown(header, 40),
                    close.unwrap_or_default()
                ));
            }
        }
    }
    if wrong.is_empty() {
        return Ok(columns);
    }
    Err(Failure::Usage(format!(
        "the headers do not fit {}, so nothing was sent:\n  {}\nThe fields are {}.",
        contract.operation.id,
        wrong.join("\n  "),
        known.join(", ")
    )))
}

fn column(contract: &Contract, fields: &[Field], header: &str) -> Option<Column> {
    if header == ERROR {
        return Some(Column::Ignored);
    }
    if let Some(parameter) = contract.path.iter().find(|one| is_name(header, one.name)) {
        return Some(Column::Path(parameter.name));
    }
    let field = fields.iter().find(|field| is_name(header, &field.name()) || header == field.flag);
    field.map(|field| Column::Field(Box::new(field.clone())))
}

fn is_name(header: &str, name: &str) -> bool {
    header == name || header == kebab(name)
}

fn fill_from_cells(request: &mut Request, columns: &[Column], cells: &[String]) -> Vec<String> {
    let mut broken = Vec::new();
    for (column, cell) in columns.iter().zip(cells).filter(|(_, cell)| !cell.is_empty()) {
        match column {
            Column::Ignored => {}
            Column::Path(name) => request.path.push((name, cell.trim().to_owned())),
            Column::Field(field) => {
                if let Err(error) = set(request, field, field.cell(cell)) {
                    broken.push(error.to_string());
                }
            }
        }
    }
    broken
}

fn fill_from_object(
    request: &mut Request,
    contract: &'static Contract,
    fields: &[Field],
    object: &serde_json::Map<String, Json>,
) -> Vec<String> {
    for (name, value) in object.iter().filter(|(name, _)| *name != ERROR) {
        let parameter = contract.path.iter().find(|one| one.name == name);
        let is_query = |field: &&Field| field.section == Section::Query && field.name() == *name;
        match (parameter, fields.iter().find(is_query)) {
            (Some(parameter), _) => {
                let id = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                request.path.push((parameter.name, id));
            }
            (None, Some(_)) => drop(request.query.insert(name.clone(), value.clone())),
            // What is no field of the body either, the check names.
            (None, None) => match &mut request.body {
                Json::Object(body) => drop(body.insert(name.clone(), value.clone())),
                _ => return vec!["the body is no object".to_owned()],
            },
        }
    }
    match (request.contract.request, &request.body) {
        // Without a body there is nothing that would check its fields.
        (None, Json::Object(body)) => {
            body.keys().map(|name| format!("{name} is no field")).collect()
        }
        _ => Vec::new(),
    }
}

fn set(request: &mut Request, field: &Field, value: Json) -> Result<(), Failure> {
    match field.section {
        Section::Body => put(&mut request.body, &field.path, value),
        Section::Query => {
            let mut query = Json::Object(std::mem::take(&mut request.query));
            let result = put(&mut query, &field.path, value);
            if let Json::Object(query) = query {
                request.query = query;
            }
            result
        }
    }
}

/// What is written says what it is; only rows that name no object are told apart by their place, too,
/// since two that are alike may be meant.
fn key(row: usize, request: &Request) -> String {
    let mut hash = Sha256::new();
    for (_, id) in &request.path {
        hash.update(id);
        hash.update([0]);
    }
    hash.update(Json::Object(request.query.clone()).to_string());
    hash.update([0]);
    hash.update(request.body.to_string());
    let hash: String = hash.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect();
    let own = request.contract.operation.idempotency.as_ref().map(|key| &request.body[&*key.field]);
    let own = own.and_then(Json::as_str).filter(|key| !key.is_empty()).map(str::to_owned);
    let ids: Vec<_> = request.path.iter().map(|(_, id)| id.as_str()).collect();
    let named = if ids.is_empty() { own } else { Some(ids.join("/")) };
    let name = named.unwrap_or_else(|| format!("row {}", row + 1));
    // A journal takes no longer ones; the hash tells two of them apart.
    let name: String = name.chars().take(200).collect();
    format!("{name} {hash}")
}
