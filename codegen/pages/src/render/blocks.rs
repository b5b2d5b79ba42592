//! The parts of a page, in no particular dialect.

use crate::model::AppKind;
use crate::terms::{self, Term};

/// A block below a heading.
pub(super) enum Block {
    Table(Table),
    Code(String),
}

/// A table. The first column holds names.
pub(super) struct Table {
    pub(super) header: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    /// Whether rows can be nested.
    pub(super) nested: bool,
}

/// A row of a table.
pub(super) struct Row {
    pub(super) depth: usize,
    pub(super) cells: Vec<Vec<Line>>,
}

/// A line of a cell.
pub(super) enum Line {
    /// Our text. Markdown in it is kept, HTML is escaped.
    Text(String),
    /// The kinds of app.
    Apps(Vec<AppKind>),
    /// A kind of token.
    Token(&'static str),
    /// The values of an enumeration and their names.
    Values(Vec<(String, String)>),
    Scopes(Vec<String>),
}

pub(super) const REQUEST: &[Term] =
    &[terms::NAME, terms::TYPE, terms::REQUIRED, terms::DESCRIPTION];
pub(super) const RESPONSE: &[Term] = &[terms::NAME, terms::TYPE, terms::DESCRIPTION];

/// A table, unless it has no rows.
pub(super) fn table(header: &[Term], rows: Vec<Row>, nested: bool) -> Vec<Block> {
    match rows.is_empty() {
        true => Vec::new(),
        false => vec![Block::Table(Table {
            header: header.iter().map(|title| title.word()).collect(),
            rows,
            nested,
        })],
    }
}

/// A row that is not nested.
pub(super) fn row(cells: impl IntoIterator<Item = Vec<Line>>) -> Row {
    Row { depth: 0, cells: cells.into_iter().collect() }
}

pub(super) fn text(text: impl Into<String>) -> Vec<Line> {
    vec![Line::Text(text.into())]
}

/// Joins the lines of a text: in a cell, each line has a meaning of its own.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Escapes `<`, `>` and `&`, which readers then take for text.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
