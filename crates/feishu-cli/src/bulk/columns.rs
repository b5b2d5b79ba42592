//! Headers: the field that each column fills.

use feishu_core::Contract;
use feishu_text::command::word;
use feishu_text::did_you_mean;

use super::rounded::Evidence;
use super::sheet::{Content, ERROR, File, trimmed};
use crate::failure::Failure;
use crate::fields::Field;
use crate::text::shown;

/// A column, and the evidence in its cells.
pub(super) struct Column {
    pub(super) fills: Fills,
    pub(super) evidence: Evidence,
}

/// What a column fills.
pub(super) enum Fills {
    Path(&'static str),
    Field(Box<Field>),
    /// A parameter of the call that reads the object to change.
    Find(Box<Field>),
    /// The reason from an earlier run, or a column without header and cells.
    Nothing,
}

/// The headers that are allowed.
pub(super) struct Headers<'a> {
    pub(super) contract: &'a Contract,
    pub(super) fields: &'a [Field],
    /// Only if objects are read before they are written.
    pub(super) find: &'a [Field],
}

impl Headers<'_> {
    /// What each header of a CSV fills. A header that fills nothing is refused: it may be a
    /// misspelt field.
    pub(super) fn read(&self, file: &File) -> Result<Vec<Column>, Failure> {
        let Some(headers) = &file.headers else { return Ok(Vec::new()) };
        let known = self.known();
        let mut wrong = Vec::new();
        let mut columns: Vec<Column> = Vec::new();
        for (at, header) in headers.iter().enumerate() {
            let cells = || cells(file, at);
            let fills = match self.fills(header) {
                // Spreadsheets leave empty columns behind.
                None if header.is_empty() && cells().all(str::is_empty) => Fills::Nothing,
                None if header.is_empty() => {
                    wrong.push(format!("column {} has cells but no header", at + 1));
                    continue;
                }
                None => {
                    let close = did_you_mean(header, &known);
                    wrong.push(format!("{} is not a field{close}", shown(header, 40)));
                    continue;
                }
                Some(fills) => fills,
            };
            if let Some(other) = columns.iter().position(|column| same(&column.fills, &fills)) {
                let other = shown(&headers[other], 40);
                wrong.push(format!("{} fills the same field as {other}", shown(header, 40)));
            }
            columns.push(Column { fills, evidence: Evidence::of(cells()) });
        }
        if wrong.is_empty() {
            return Ok(columns);
        }
        Err(Failure::Usage(format!(
            "the headers do not fit {}, so nothing was sent:\n  {}\nThe fields are {}. The file was read as {}; \
             --encoding and --separator override this.",
            self.contract.operation.id,
            wrong.join("\n  "),
            known.join(", "),
            file.format.shown(),
        )))
    }

    fn known(&self) -> Vec<String> {
        let path = self.contract.path.iter().map(|one| one.name.to_owned());
        let find = self.find.iter().map(|field| format!("find-{}", word(&field.name())));
        path.chain(self.fields.iter().map(Field::name)).chain(find).collect()
    }

    fn fills(&self, header: &str) -> Option<Fills> {
        if header == ERROR {
            return Some(Fills::Nothing);
        }
        if let Some(parameter) = self.contract.path.iter().find(|one| is_name(header, one.name)) {
            return Some(Fills::Path(parameter.name));
        }
        let named = |field: &&Field| is_name(header, &field.name()) || header == field.flag;
        if let Some(field) = self.fields.iter().find(named) {
            return Some(Fills::Field(Box::new(field.clone())));
        }
        let rest = header.strip_prefix("find-").or_else(|| header.strip_prefix("find_"))?;
        let field = self.find.iter().find(|field| is_name(rest, &field.name()))?;
        Some(Fills::Find(Box::new(field.clone())))
    }
}

/// Whether a header is this wire name, in the spelling of the wire or of a flag.
pub(super) fn is_name(header: &str, name: &str) -> bool {
    header == name || header == word(name)
}

fn same(one: &Fills, other: &Fills) -> bool {
    match (one, other) {
        (Fills::Path(one), Fills::Path(other)) => one == other,
        (Fills::Field(one), Fills::Field(other)) => one.id() == other.id(),
        (Fills::Find(one), Fills::Find(other)) => one.id() == other.id(),
        _ => false,
    }
}

fn cells(file: &File, column: usize) -> impl Iterator<Item = &str> {
    file.rows.iter().filter_map(move |row| match &row.content {
        Content::Cells(cells) => cells.get(column).map(|cell| trimmed(cell)),
        Content::Object(_) => None,
    })
}
