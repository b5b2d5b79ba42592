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
#[cfg(test)]
mod tests;

use std::fmt;

use hmac_sha256::Hash;
use serde_json::Value as Json;

use self::document::{Document, Problem, Table};
use self::unnested::Rows;
pub(crate) use self::unnested::UnnestedPage;

use crate::facts::{ErrorFact, Page, ResponseKind, Review, Row};
use crate::model::{MessageField, TokenKind};
use crate::terms::{self, Term};
use crate::tree::Evidence;

/// Larger pages are refused. The longest of the vendor's has a tenth of it.
pub const MAX_BYTES: usize = 4 << 20;

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
    let (rows, reviews) = body.nest(page.request_example.as_ref(), evidence);
    page.body = rows;
    page.reviews.extend(reviews.into_iter().map(|review| review.below("request.body")));
    let (rows, reviews) = response.nest(page.response_example.as_ref(), evidence);
    let inside = take_response(&mut page, rows);
    // Whether `data` is what the response holds or one field of several is known once the rows have their nesting.
    page.reviews.extend(reviews.into_iter().map(|review| {
        let place = inside.and_then(|inside| review.place.strip_prefix(inside));
        let place = place.unwrap_or(&review.place).to_owned();
        Review { place, ..review }.below("response")
    }));
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
    let document = document::split(text, |lines, line| {
        Ok(markup::table(lines, line)?.or_else(|| markdown::table(lines, line)))
    })?;
    let base = base::read(&document)?;
    let is_told = document.tells_nesting();
    let table_rows = |heading: Term| -> Result<Rows, Problem> {
        match field_table(&document, heading) {
            Some(table) => rows::read(table, is_told),
            None => Ok(Rows::default()),
        }
    };
    let flat_rows = |heading: Term| table_rows(heading).map(Rows::without_nesting);
    let (tokens, headers) = match field_table(&document, terms::HEADERS) {
        Some(table) => headers(table)?,
        None => Default::default(),
    };
    let (body, response) = (table_rows(terms::BODY)?, table_rows(terms::RESPONSE)?);
    let page = Page {
        address: front::address(&document),
        updated: front::updated(&document),
        hash: hash(text, document.head),
        name: base::api_name(&document),
        method: base.method,
        host: base.host,
        path: base.path,
        tokens,
        apps: base.apps,
        scopes: base.scopes,
        field_scopes: base.field_scopes,
        rate_limit: base.rate_limit,
        headers,
        path_parameters: flat_rows(terms::PATH)?,
        query: flat_rows(terms::QUERY)?,
        body: Vec::new(),
        request_example: example(&document, terms::BODY_SAMPLE),
        response_kind: ResponseKind::Enveloped,
        response: Vec::new(),
        message: MessageField::Msg,
        response_example: example(&document, terms::RESPONSE_SAMPLE),
        errors: errors(&document),
        full_overwrite: overwrites(&document),
        deprecated: deprecated(&document),
        reviews: base.reviews,
    };
    Ok(UnnestedPage { page, body, response })
}

fn title(document: &Document) -> String {
    let heading =
        document.parts.iter().find(|part| part.level == 1).map(|part| part.heading.as_str());
    heading.or_else(|| document.front("title")).unwrap_or_default().to_owned()
}

/// The table of fields under a heading.
fn field_table(document: &Document, heading: Term) -> Option<&Table> {
    let is_fields =
        |table: &&Table| table.column(terms::NAME).is_some() && table.column(terms::TYPE).is_some();
    document.under(heading).flat_map(|part| &part.tables).find(is_fields)
}

/// The first code under a heading that is JSON.
fn example(document: &Document, heading: Term) -> Option<Json> {
    document.under(heading).flat_map(|part| &part.code).find_map(|code| json::read(code))
}

/// The kinds of token that the call takes, and the headers that are particular to it.
fn headers(table: &Table) -> Result<(Vec<TokenKind>, Vec<Row>), Problem> {
    let mut kinds = None;
    let is_field = |name: &str, about: &str| match name.to_ascii_lowercase().as_str() {
        "authorization" => {
            kinds.get_or_insert_with(|| tokens(about));
            false
        }
        "content-type" => false,
        _ => true,
    };
    let others = rows::read_some(table, true, is_field)?.rows;
    Ok((kinds.unwrap_or_default(), others))
}

/// The kinds of token that a description names as such: in marks of code, before any sentence about them.
fn tokens(words: &str) -> Vec<TokenKind> {
    let kinds =
        [TokenKind::TenantAccessToken, TokenKind::UserAccessToken, TokenKind::AppAccessToken];
    let is_named = |kind: TokenKind| {
        let mark = format!("`{}`", kind.word());
        words.lines().any(|line| {
            let line = line.trim().trim_start_matches("- ");
            line.starts_with(&mark) || line.split(' ').any(|word| word == mark)
        })
    };
    kinds.into_iter().filter(|kind| is_named(*kind)).collect()
}

fn errors(document: &Document) -> Vec<ErrorFact> {
    let has_codes = |table: &&Table| table.column(terms::ERROR_CODE).is_some();
    let Some(table) = document.tables().find(has_codes) else { return Vec::new() };
    let (status, code) = (table.column(terms::STATUS), table.column(terms::ERROR_CODE));
    let description = table.column(terms::DESCRIPTION);
    let cell = |row: &document::TableRow, column: Option<usize>| {
        column.and_then(|column| row.cells.get(column)).cloned().unwrap_or_default()
    };
    let error = |row: &document::TableRow| {
        Some(ErrorFact {
            http_status: cell(row, status).trim().parse().unwrap_or_default(),
            code: cell(row, code).trim().parse().ok()?,
            description: cell(row, description),
        })
    };
    table.rows.iter().filter_map(error).collect()
}

/// Whether the page states that this call, not another one, writes the whole object.
fn overwrites(document: &Document) -> bool {
    let mut lines = document.prose().flat_map(str::lines);
    lines.any(|line| terms::THIS_CALL.is_in(line) && terms::OVERWRITES.is_in(line))
}

fn deprecated(document: &Document) -> bool {
    let title = title(document);
    // Or it is crossed out.
    terms::DEPRECATED.is_in(&title) || title.starts_with("~~")
}

/// Of the text without its head: line ends and blanks at the ends of lines do not count.
fn hash(text: &str, head: usize) -> String {
    let mut hasher = Hash::new();
    if head > 0 {
        // Specs have hashes in which the line that ends the head is an empty one.
        hasher.update(b"\n");
    }
    for line in text.lines().skip(head) {
        hasher.update(line.trim_end().as_bytes());
        hasher.update(b"\n");
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a response holds, and how: under `data`, beside `code`, or not as JSON at all. Returns what the places of its
/// fields begin with in the table and not in the page.
fn take_response(page: &mut Page, rows: Vec<Row>) -> Option<&'static str> {
    if rows.is_empty() {
        page.response_kind = ResponseKind::Binary;
        return None;
    }
    if rows.iter().any(|row| row.name == "message") && rows.iter().all(|row| row.name != "msg") {
        page.message = MessageField::Message;
    }
    let is_envelope =
        |row: &Row| matches!(row.name.as_str(), "code" | "msg") || row.name == page.message.word();
    let (data, others): (Vec<_>, Vec<_>) =
        rows.into_iter().filter(|row| !is_envelope(row)).partition(|row| row.name == "data");
    let data = data.into_iter().next();
    if others.is_empty() {
        page.response = data?.children;
        return Some("data.");
    }
    page.response_kind = ResponseKind::Flat;
    page.response = data.into_iter().chain(others).collect();
    None
}
