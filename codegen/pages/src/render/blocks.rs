//! What a page is made of, whatever the dialect.

use crate::model::AppKind;

/// Something below a heading.
pub(super) enum Block {
    Table(Table),
    Code(String),
}

/// A table. The first column holds names.
pub(super) struct Table {
    pub(super) header: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    /// Rows may be nested in each other.
    pub(super) nested: bool,
}

/// A row of a table.
pub(super) struct Row {
    pub(super) depth: usize,
    pub(super) cells: Vec<Vec<Line>>,
}

/// A line of a cell.
pub(super) enum Line {
    /// Text of ours, which may hold marks of Markdown and nothing of HTML.
    Text(String),
    /// The kinds of app.
    Apps(Vec<AppKind>),
    /// A kind of token.
    Token(&'static str),
    /// The values of an enumeration, with their names.
    Values(Vec<(String, String)>),
    Scopes(Vec<String>),
}

pub(super) const REQUEST: &[&str] = &["名称", "类型", "必填", "描述"];
pub(super) const ANSWER: &[&str] = &["名称", "类型", "描述"];

/// A table, unless it has no rows.
pub(super) fn table(header: &[&'static str], rows: Vec<Row>, nested: bool) -> Vec<Block> {
    match rows.is_empty() {
        true => Vec::new(),
        false => vec![Block::Table(Table { header: header.to_vec(), rows, nested })],
    }
}

/// A row that nothing is nested in.
pub(super) fn row(cells: impl IntoIterator<Item = Vec<Line>>) -> Row {
    Row { depth: 0, cells: cells.into_iter().collect() }
}

pub(super) fn text(text: impl Into<String>) -> Vec<Line> {
    vec![Line::Text(text.into())]
}

/// Text without line breaks: a description may have some, a cell has meaning by its lines.
pub(super) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// `<` and `&` as readers take them for text.
pub(super) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
