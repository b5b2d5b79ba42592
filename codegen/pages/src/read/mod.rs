//! From a page in any dialect to its facts.
//!
//! `markup` and `markdown` find the tables, [`document`] takes a page apart, `cell` and `types` read what stands in a
//! row, and this module puts the facts together.
//!
//! Only finding the tables differs between dialects: the vendor's markup, which looks like HTML and
//! is not, or Markdown. Cells become the same text, and one reader takes samples, defaults, values,
//! rules, units and scopes from it. Facts in running prose (milliseconds, 64 bits, an idempotency
//! key, a full overwrite) are taken only from fixed phrases.

mod base;
mod cell;
mod document;
pub(crate) mod front;
mod json;
mod markdown;
mod markup;
mod rows;
mod types;
mod unnested;

#[cfg(test)]
mod hostile;

use std::fmt;

use serde_json::Value as Json;
use sha2::{Digest, Sha256};

use self::document::{Document, Part, Problem, Table};
use self::unnested::Rows;
pub(crate) use self::unnested::UnnestedPage;

use crate::facts::{Dialect, ErrorFact, Page, ResponseKind, Row};
use crate::model::TokenKind;
use crate::tree::Evidence;

/// Larger pages are refused. The longest of the vendor's has a tenth of it.
pub(crate) const MAX_BYTES: usize = 4 << 20;

/// Why a page was not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// What the caller calls the page.
    pub(crate) page: String,
    /// From 1; 0 for the page as a whole.
    pub(crate) line: usize,
    pub(crate) what: String,
    pub(crate) help: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { page, line, what, help } = self;
        match line {
            0 => write!(f, "{page}: {what}; {help}"),
            line => write!(f, "{page}:{line}: {what}; {help}"),
        }
    }
}

impl std::error::Error for Refusal {}

/// Reads a page as far as possible without other pages.
pub(crate) fn unnested(text: &str, name: &str) -> Result<UnnestedPage, Refusal> {
    read_unnested(text).map_err(|(line, what, help)| Refusal {
        page: name.to_owned(),
        line,
        what,
        help: help.to_owned(),
    })
}

/// Nests the rows whose nesting is lost, by the evidence of all pages.
pub(crate) fn nested(page: UnnestedPage, evidence: &Evidence) -> Page {
    let UnnestedPage { mut page, body, response } = page;
    let (rows, reviews) = body.nest(page.request_example.as_ref(), evidence, "request.body");
    page.body = rows;
    page.reviews.extend(reviews);
    let (rows, reviews) = response.nest(page.response_example.as_ref(), evidence, "response");
    page.reviews.extend(reviews);
    take_response(&mut page, rows);
    page
}

/// Reads one page, with nothing but itself for evidence.
#[cfg(test)]
pub(crate) fn read(text: &str, name: &str) -> Result<Page, Refusal> {
    unnested(text, name).map(|page| {
        let evidence = Evidence::of([&page]);
        nested(page, &evidence)
    })
}

/// Reads many pages, each with all of them for evidence.
#[cfg(test)]
pub(crate) fn read_all<'a>(
    pages: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Vec<Result<Page, Refusal>> {
    let pages: Vec<_> = pages.into_iter().map(|(name, text)| unnested(text, name)).collect();
    let evidence = Evidence::of(pages.iter().flatten());
    pages.into_iter().map(|page| page.map(|page| nested(page, &evidence))).collect()
}

fn read_unnested(text: &str) -> Result<UnnestedPage, Problem> {
    if text.len() > MAX_BYTES {
        let what = format!("the page has {} bytes, more than {MAX_BYTES}", text.len());
        return Err((0, what, "it is not a page of the vendor"));
    }
    let dialect = dialect(text);
    let document = document::split(text, |lines, line| {
        if let (Dialect::Source, Some(found)) = (dialect, markup::table(lines, line)?) {
            return Ok(Some(found));
        }
        Ok(markdown::table(lines, line))
    })?;
    let base = base::read(&document)?;
    let table_rows = |heading: &str| -> Result<Rows, Problem> {
        match field_table(&document, heading) {
            Some(table) => rows::read(table, dialect),
            None => Ok(Rows::default()),
        }
    };
    let flat_rows = |heading: &str| table_rows(heading).map(Rows::without_nesting);
    let headers = flat_rows("请求头")?;
    let content_type = content_type(&document);
    let tokens = tokens(&document);
    let known = |row: &Row| {
        !row.name.eq_ignore_ascii_case("authorization")
            && !row.name.eq_ignore_ascii_case("content-type")
    };
    let (body, response) = (table_rows("请求体")?, table_rows("响应体")?);
    let page = Page {
        dialect,
        title: title(&document),
        address: front::address(&document),
        updated: front::updated(&document),
        hash: hash(text),
        name: base::api_name(&document),
        method: base.method,
        host: base.host,
        path: base.path,
        content_type,
        tokens,
        apps: base.apps,
        scopes: base.scopes,
        field_scopes: base.field_scopes,
        rate_limit: base.rate_limit,
        headers: headers.into_iter().filter(known).collect(),
        path_parameters: flat_rows("路径参数")?,
        query: flat_rows("查询参数")?,
        body: Vec::new(),
        request_example: example(&document, &["请求体示例", "请求示例"]),
        response_kind: ResponseKind::Enveloped,
        response: Vec::new(),
        message: "msg".to_owned(),
        response_example: example(&document, &["响应体示例", "响应示例", "成功响应"]),
        errors: errors(&document),
        full_overwrite: overwrites(&document),
        deprecated: deprecated(&document),
        reviews: Vec::new(),
    };
    Ok(UnnestedPage { page, body, response })
}

fn dialect(text: &str) -> Dialect {
    if text.contains("<md-table") || text.contains("<md-dt-table") {
        Dialect::Source
    } else if markdown::is_nested(text) {
        Dialect::Nested
    } else {
        Dialect::Flat
    }
}

fn title(document: &Document) -> String {
    let heading =
        document.parts.iter().find(|part| part.level == 1).map(|part| part.heading.as_str());
    heading.or_else(|| document.front("title")).unwrap_or_default().to_owned()
}

/// The table of fields under a heading.
fn field_table<'a>(document: &'a Document, heading: &str) -> Option<&'a Table> {
    let is_fields =
        |table: &&Table| table.column(rows::NAME).is_some() && table.column(rows::TYPE).is_some();
    let parts = document.parts.iter().filter(|part| part.heading == heading);
    parts.flat_map(|part| &part.tables).find(is_fields)
}

/// The first code under one of these headings that is JSON.
fn example(document: &Document, headings: &[&str]) -> Option<Json> {
    let parts = headings.iter().filter_map(|heading| document.part(heading));
    parts.flat_map(|part: &Part| &part.code).find_map(|code| json::read(code))
}

fn header_cell<'a>(document: &'a Document, name: &str) -> Option<&'a str> {
    let table = field_table(document, "请求头")?;
    let (column, about) = (table.column(rows::NAME)?, table.column(rows::ABOUT)?);
    let row = table.rows.iter().find(|row| {
        row.cells.get(column).is_some_and(|cell| cell.trim_matches('`').eq_ignore_ascii_case(name))
    })?;
    row.cells.get(about).map(String::as_str)
}

fn content_type(document: &Document) -> Option<String> {
    let cell = header_cell(document, "content-type")?;
    let (_, rest) = cell.split_once(['"', '“'])?;
    let (value, _) = rest.split_once(['"', '”'])?;
    // A sample may carry its boundary.
    let value = value.split("; boundary").next()?.split(";boundary").next()?;
    Some(value.trim().to_owned())
}

/// The kinds of token that the page names as such: in marks of code, before any sentence about them.
fn tokens(document: &Document) -> Vec<TokenKind> {
    let Some(cell) = header_cell(document, "authorization") else { return Vec::new() };
    let kinds =
        [TokenKind::TenantAccessToken, TokenKind::UserAccessToken, TokenKind::AppAccessToken];
    let is_named = |kind: TokenKind| {
        let mark = format!("`{}`", kind.word());
        cell.lines().any(|line| {
            let line = line.trim().trim_start_matches("- ");
            line.starts_with(&mark) || line.split(' ').any(|word| word == mark)
        })
    };
    kinds.into_iter().filter(|kind| is_named(*kind)).collect()
}

fn errors(document: &Document) -> Vec<ErrorFact> {
    let Some(table) = document.tables().find(|table| table.column(&["错误码"]).is_some()) else {
        return Vec::new();
    };
    let column = |titles: &[&str]| table.column(titles);
    let (status, code) = (column(&["HTTP状态码", "HTTP 状态码"]), column(&["错误码"]));
    let (description, advice) = (column(&["描述"]), column(&["排查建议"]));
    let cell = |row: &document::TableRow, column: Option<usize>| {
        column.and_then(|column| row.cells.get(column)).cloned().unwrap_or_default()
    };
    let error = |row: &document::TableRow| {
        Some(ErrorFact {
            http_status: cell(row, status).trim().parse().unwrap_or_default(),
            code: cell(row, code).trim().parse().ok()?,
            description: cell(row, description),
            advice: cell(row, advice),
        })
    };
    table.rows.iter().filter_map(error).collect()
}

/// Whether the page states that this call, not another one, writes the whole object.
fn overwrites(document: &Document) -> bool {
    let about_the_call = ["该接口", "本接口", "此接口", "更新时"];
    let whole = ["全量覆盖", "全量更新"];
    document.prose().flat_map(str::lines).any(|line| {
        about_the_call.iter().any(|word| line.contains(word))
            && whole.iter().any(|word| line.contains(word))
    })
}

fn deprecated(document: &Document) -> bool {
    let title = title(document);
    ["历史版本", "已废弃", "已下线", "不推荐"].iter().any(|word| title.contains(word))
}

/// Of the text without its head: line ends and blanks at the ends of lines do not count.
fn hash(text: &str) -> String {
    let mut hasher = Sha256::new();
    let body = match text.strip_prefix("---") {
        Some(rest) => rest.split_once("\n---").map_or(text, |(_, body)| body),
        None => text,
    };
    for line in body.lines() {
        hasher.update(line.trim_end().as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a response holds, and how: under `data`, beside `code`, or not as JSON at all.
fn take_response(page: &mut Page, rows: Vec<Row>) {
    if rows.is_empty() {
        page.response_kind = ResponseKind::Binary;
        return;
    }
    if rows.iter().any(|row| row.name == "message") && rows.iter().all(|row| row.name != "msg") {
        "message".clone_into(&mut page.message);
    }
    let is_envelope =
        |row: &Row| matches!(row.name.as_str(), "code" | "msg") || row.name == page.message;
    let (data, others): (Vec<_>, Vec<_>) =
        rows.into_iter().filter(|row| !is_envelope(row)).partition(|row| row.name == "data");
    match (data.into_iter().next(), others.is_empty()) {
        (Some(data), true) => page.response = data.children,
        (None, true) => {}
        (data, false) => {
            page.response_kind = ResponseKind::Flat;
            page.response = data.into_iter().chain(others).collect();
        }
    }
}
