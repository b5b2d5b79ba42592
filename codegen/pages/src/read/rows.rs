//! Rows of a table of fields, and their nesting where the dialect tells it.

use serde_json::Value as Json;

use super::document::{Problem, Table, TableRow};
use super::unnested::Rows;
use super::{cell, types};
use crate::facts::{Review, Row};
use crate::terms::{self, Term};
use crate::tree::{self, Evidence};

/// Objects inside each other, at most. The deepest of the vendor's pages has nine.
const MAX_DEPTH: usize = 64;

/// Rows of a table, at most. The longest of the vendor's has a tenth of it.
const MAX_ROWS: usize = 20_000;

/// Reads the rows of a table. Their nesting is known if the dialect of the page tells it, or if an author marked it.
pub(super) fn read(table: &Table, is_told: bool) -> Result<Rows, Problem> {
    read_some(table, is_told, |_, _| true)
}

/// Reads the rows of a table that `is_field` wants as fields, by their names and descriptions. The others are said to it,
/// and checked, but not read.
pub(super) fn read_some(
    table: &Table,
    is_told: bool,
    mut is_field: impl FnMut(&str, &str) -> bool,
) -> Result<Rows, Problem> {
    const HELP: &str = "repair the table, or download the page again";
    let column = |title: Term, what: &str| {
        table
            .column(title)
            .ok_or_else(|| (table.line, format!("the table has no column for {what}"), HELP))
    };
    if table.rows.len() > MAX_ROWS {
        let what = format!("the table has {} rows, more than {MAX_ROWS}", table.rows.len());
        return Err((table.line, what, HELP));
    }
    let (name, ty) = (column(terms::NAME, "names")?, column(terms::TYPE, "types")?);
    let (about, required) = (table.column(terms::DESCRIPTION), table.column(terms::REQUIRED));
    let (mut rows, mut depths, mut is_marked) = (Vec::new(), Vec::new(), false);
    for found in &table.rows {
        let text = |column: usize| found.cells.get(column).map_or("", String::as_str);
        let (marks, name) = marks(text(name));
        let name = unescape(name);
        if name.is_empty() {
            return Err((found.line, "a row has no name".to_owned(), HELP));
        }
        if found.cells.len() <= ty {
            return Err((found.line, format!("the row of `{name}` has no type"), HELP));
        }
        is_marked |= marks > 0;
        let level = found.level.unwrap_or(0).max(marks);
        // A row can be at most one step deeper than the one above it.
        let depth = depths.last().map_or(0, |above| level.min(above + 1));
        if depth > MAX_DEPTH {
            let what = format!("`{name}` is nested more than {MAX_DEPTH} times");
            return Err((found.line, what, HELP));
        }
        let about = about.map(text).unwrap_or_default();
        if !is_field(&name, about) {
            continue;
        }
        depths.push(depth);
        let required = required.and_then(|column| presence(text(column)));
        rows.push(row(found, name, text(ty), required, about));
    }
    Ok(Rows { rows, depths: (is_told || is_marked).then_some(depths) })
}

fn row(found: &TableRow, name: String, ty: &str, required: Option<bool>, about: &str) -> Row {
    let ty = types::row_type(ty);
    let cell = cell::read(about, &ty);
    Row {
        name,
        line: found.line,
        required,
        example: cell.example,
        default: cell.default,
        rules: cell.rules,
        values: cell.values,
        unit: cell.unit,
        wide: cell.wide,
        idempotency_key: cell.idempotency_key,
        deprecated: cell.deprecated,
        scopes: cell.scopes,
        children: Vec::new(),
        ty,
    }
}

fn presence(text: &str) -> Option<bool> {
    let word = text.trim().trim_matches('`');
    terms::YES.is(word).then_some(true).or_else(|| terms::NO.is(word).then_some(false))
}

/// A name behind marks of indentation: how many there are, and the name.
fn marks(cell: &str) -> (usize, &str) {
    let Some(at) = cell.find(['└', '∟', '├']) else { return (0, cell) };
    let (before, name) = cell.split_at(at);
    let blanks = before.matches("&emsp;").count() + before.matches("&ensp;").count();
    // A mark may be coloured: the end of the colour is between it and the name.
    let name = name.rsplit('>').next().unwrap_or(name);
    let name = name.trim_start_matches("&nbsp;");
    (blanks.max(1), name.trim_start_matches(['└', '∟', '├', '─', ' ']))
}

/// A name without the marks of Markdown.
fn unescape(text: &str) -> String {
    let text = text.trim().trim_matches('`');
    let mut name = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if c != '\\' || !chars.peek().is_some_and(|next| next.is_ascii_punctuation()) {
            name.push(c);
        }
    }
    name.trim().to_owned()
}

impl Rows {
    /// The rows of a table in which nothing is nested.
    pub(super) fn without_nesting(self) -> Vec<Row> {
        let depths = self.depths.unwrap_or_else(|| vec![0; self.rows.len()]);
        tree::build(self.rows, &depths)
    }

    /// The rows as a tree, as the page tells or else as the evidence says; the places of reviews begin in the table.
    pub(super) fn nest(
        self,
        example: Option<&Json>,
        evidence: &Evidence,
    ) -> (Vec<Row>, Vec<Review>) {
        match self.depths {
            Some(depths) => (tree::build(self.rows, &depths), Vec::new()),
            None => tree::infer(self.rows, example, evidence),
        }
    }
}
