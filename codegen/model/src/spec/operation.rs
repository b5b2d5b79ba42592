//! A file that describes one operation, as written.
//!
//! The sample of a response is the whole body (`code`, `msg`, `data`), so that the success message
//! of an endpoint is a fact, too, and the emulator can send it.

use crate::diagnostic::{Code, Diagnostic, Span, Spanned};
use crate::model::{
    AppKind, Effect, MessageField, Method, OperationId, RateLimit, TokenKind, route,
};
use crate::space::Space;
use crate::spec::field::{FieldEntry, read_fields, read_parameters, read_texts};
use crate::spec::node::{Node, Value};
use crate::spec::reader::{Reader, Table};
use crate::spec::shape::{CORRECTION, MODIFY, OPERATION, REVIEW, SPECIAL, UPLOAD};
use crate::spec::types::nested;

/// An operation as written.
#[derive(Debug)]
pub struct OperationFile {
    /// Path of the file.
    pub path: String,
    /// Where its names live.
    pub space: Space,
    /// `operation`
    pub id: Spanned<String>,
    /// The same, if it is an id.
    pub name: Option<OperationId>,
    /// `summary`
    pub summary: String,
    /// `description`
    pub description: Option<String>,
    /// `page`
    pub page: String,
    /// `page_updated`
    pub page_updated: String,
    /// `page_hash`
    pub page_hash: Option<String>,
    /// `http`
    pub http: Spanned<HttpEntry>,
    /// `tokens`
    pub tokens: Vec<TokenKind>,
    /// `apps`
    pub apps: Vec<AppKind>,
    /// `scopes`
    pub scopes: Vec<String>,
    /// `field_scopes`
    pub field_scopes: Vec<String>,
    /// `rate_limit`
    pub rate_limits: Vec<RateLimit>,
    /// Whether `rate_limit` says that the page has no figure.
    pub special_limit: bool,
    /// `write`
    pub write: Option<Effect>,
    /// `idempotency`
    pub idempotency: Option<IdempotencyEntry>,
    /// `paging`
    pub paging: Option<Spanned<String>>,
    /// `modify`
    pub modify: Option<ModifyEntry>,
    /// `parameters`
    pub parameters: Vec<FieldEntry>,
    /// `query` of the request.
    pub query: Vec<FieldEntry>,
    /// `body` of the request.
    pub body: Option<Vec<FieldEntry>>,
    /// `upload`
    pub upload: Option<UploadEntry>,
    /// `example` of the request.
    pub request_example: Option<Node>,
    /// Of `data`, or beside `code`.
    pub data: Vec<FieldEntry>,
    /// `flat` of the response, if it is set.
    pub flat: Option<Span>,
    /// `message` of the response.
    pub message: MessageField,
    /// `example` of the response.
    pub response_example: Option<Node>,
    /// `errors`
    pub errors: Vec<ErrorEntry>,
    /// `deprecated`
    pub deprecated: bool,
    /// `corrections`
    pub corrections: Vec<CorrectionEntry>,
    /// `review`
    pub reviews: Vec<ReviewEntry>,
}

impl OperationFile {
    /// What is sent: parameters, query and body.
    pub fn sent(&self) -> impl Iterator<Item = &FieldEntry> {
        self.parameters.iter().chain(&self.query).chain(self.body.iter().flatten())
    }

    /// What is sent and received.
    pub fn fields(&self) -> impl Iterator<Item = &FieldEntry> {
        self.sent().chain(&self.data)
    }
}

/// A fact of the page that is wrong, as written.
#[derive(Debug)]
pub struct CorrectionEntry {
    /// The place on the page.
    pub place: Spanned<String>,
    /// The expected value on the page.
    pub page: Node,
}

/// A place that a person must look at, as written.
#[derive(Debug)]
pub struct ReviewEntry {
    /// The entry.
    pub span: Span,
    /// The place on the page.
    pub place: String,
    /// What was taken.
    pub chosen: String,
    /// What else it could be.
    pub instead: Vec<String>,
}

/// The key of a repeated create, as written.
#[derive(Debug)]
pub struct IdempotencyEntry {
    /// `field`
    pub field: Spanned<String>,
    /// `seconds`
    pub seconds: u64,
}

/// The file of a form, as written.
#[derive(Debug)]
pub struct UploadEntry {
    /// `field`
    pub field: Spanned<String>,
    /// `max_bytes`
    pub max_bytes: Option<Spanned<i64>>,
    /// `description`
    pub description: String,
}

/// How a full overwrite changes a part, as written.
#[derive(Debug)]
pub struct ModifyEntry {
    /// `read`
    pub read: Spanned<String>,
    /// `by`
    pub by: Option<Spanned<String>>,
    /// Fields of the body, and where each is read.
    pub from: Vec<(Spanned<String>, Spanned<String>)>,
    /// `lost`
    pub lost: Vec<Spanned<String>>,
}

/// Method and path as written.
#[derive(Debug, Clone)]
pub struct HttpEntry {
    /// The HTTP method. What is none was reported.
    pub method: Option<Method>,
    /// The path, with parameters in braces.
    pub path: String,
}

impl HttpEntry {
    /// What tells one route from another, whatever its parameters are called.
    pub fn route(&self) -> String {
        format!("{} {}", self.method.map_or("", Method::word), route(&self.path))
    }
}

/// A documented error as written.
#[derive(Debug)]
pub struct ErrorEntry {
    /// The entry.
    pub span: Span,
    /// `http`
    pub http: Option<Spanned<i64>>,
    /// `code`
    pub code: Spanned<i64>,
    /// `name`
    pub name: Spanned<String>,
    /// `advice`
    pub advice: Option<String>,
    /// `retry`
    pub retry: bool,
}

/// Reads an operation whose keys were checked already. What it lacks was reported then, and is empty here, so that the
/// rest can still be checked.
pub fn read(
    reader: &mut Reader<'_>,
    table: Table<'_>,
    path: &str,
    space: Space,
    owner: Span,
) -> OperationFile {
    let request_shape = nested(&OPERATION, "request");
    let request = table.get("request").and_then(|node| {
        let owner = table.key_span("request").unwrap_or(node.span);
        reader.table(node, request_shape, owner)
    });
    let response = table.get("response").and_then(|node| {
        let owner = table.key_span("response").unwrap_or(node.span);
        reader.table(node, nested(&OPERATION, "response"), owner)
    });
    let in_request = |key: &str| request.as_ref().and_then(|table| table.get(key));
    let in_response = |key: &str| response.as_ref().and_then(|table| table.get(key));

    let parameters =
        in_request("path").map(|node| read_parameters(reader, node)).unwrap_or_default();
    let query = in_request("query").map(|node| read_fields(reader, node)).unwrap_or_default();
    let body = in_request("body").map(|node| read_fields(reader, node));
    let flat = in_response("flat");
    if let (Some(flat), Some(_)) = (flat, in_response("data")) {
        reader.bad_value(
            flat.span,
            "a response has either `data` or `flat`".to_owned(),
            "these fields",
            "write all fields under the one that the page shows",
        );
    }
    let data = flat.or(in_response("data"));
    let data = data.map(|node| read_fields(reader, node)).unwrap_or_default();
    let message = in_response("message")
        .and_then(|node| reader.word(node, MessageField::WORDS, MessageField::parse));
    let upload = in_request("upload").and_then(|node| read_upload(reader, node));
    let modify = table.get("modify").and_then(|node| read_modify(reader, node));
    let errors = table.get("errors").map(|node| read_errors(reader, node)).unwrap_or_default();
    let (scopes, field_scopes) =
        table.get("scopes").map(|node| read_scopes(reader, node)).unwrap_or_default();
    let special_limit = table.get("rate_limit").is_some_and(|node| is_special(reader, node));
    let deprecated = table.get("deprecated").and_then(|node| reader.bool(node)).unwrap_or(false);
    let corrections =
        table.get("corrections").map(|node| read_corrections(reader, node)).unwrap_or_default();
    let reviews = table.get("review").map(|node| read_reviews(reader, node)).unwrap_or_default();
    let tokens = read_words(reader, table, "tokens", TokenKind::WORDS, TokenKind::parse);
    let apps = read_words(reader, table, "apps", AppKind::WORDS, AppKind::parse);
    let rate_limits = table.get("rate_limit").filter(|_| !special_limit);
    let rate_limits = rate_limits.map(|node| read_rate_limits(reader, node)).unwrap_or_default();
    let write =
        table.get("write").and_then(|node| reader.word(node, Effect::WRITES, Effect::parse));
    let idempotency = table.get("idempotency").and_then(|node| read_idempotency(reader, node));
    let paging = table.get("paging").and_then(|node| reader.text(node));
    let description =
        table.get("description").and_then(|node| reader.text(node)).map(|text| text.value);
    let mut text = |key| table.get(key).and_then(|node| reader.text(node));
    let page_hash = text("page_hash").map(|text| text.value);
    let id = text("operation").unwrap_or_else(|| Spanned::new(String::new(), owner));
    let mut plain = |key| text(key).map(|text| text.value).unwrap_or_default();
    let (summary, page, page_updated) = (plain("summary"), plain("page"), plain("page_updated"));
    let no_route = || Spanned::new(HttpEntry { method: None, path: String::new() }, owner);
    OperationFile {
        path: path.to_owned(),
        space,
        name: OperationId::parse(&id),
        id,
        summary,
        description,
        page,
        page_updated,
        page_hash,
        http: text("http").and_then(split_http).unwrap_or_else(no_route),
        tokens,
        apps,
        scopes,
        field_scopes,
        rate_limits,
        special_limit,
        write,
        idempotency,
        paging,
        parameters,
        query,
        body,
        request_example: in_request("example").cloned(),
        upload,
        data,
        flat: flat.map(|node| node.span),
        message: message.unwrap_or(MessageField::Msg),
        modify,
        response_example: in_response("example").cloned(),
        errors,
        deprecated,
        corrections,
        reviews,
    }
}

/// Splits `PUT /path`; what does not split was reported by the shape.
fn split_http(text: Spanned<String>) -> Option<Spanned<HttpEntry>> {
    let (method, path) = text.value.split_once(' ')?;
    Some(Spanned::new(
        HttpEntry { method: Method::parse(method), path: path.to_owned() },
        text.span,
    ))
}

fn read_words<W>(
    reader: &mut Reader<'_>,
    table: Table<'_>,
    key: &str,
    words: &'static [&'static str],
    parse: fn(&str) -> Option<W>,
) -> Vec<W> {
    let Some(node) = table.get(key) else { return Vec::new() };
    let items = reader.list(node);
    items.iter().filter_map(|node| reader.word(node, words, parse)).collect()
}

/// Scopes of which one is needed, and those of single fields.
fn read_scopes(reader: &mut Reader<'_>, node: &Node) -> (Vec<String>, Vec<String>) {
    let Some(table) = reader.table(node, nested(&OPERATION, "scopes"), node.span) else {
        return Default::default();
    };
    let mut texts = |key| table.get(key).map(|node| read_texts(reader, node)).unwrap_or_default();
    (texts("any_of"), texts("fields"))
}

/// Whether the limit is only said to be special, without a figure.
fn is_special(reader: &mut Reader<'_>, node: &Node) -> bool {
    let is_word = |node: &Node| matches!(&node.value, Value::Text(text) if text == SPECIAL);
    let items = reader.one_or_more(node);
    if let (Some(word), true) = (items.iter().find(|item| is_word(item)), items.len() > 1) {
        reader.bad_value(
            word.span,
            "a rate limit is either special or has figures".to_owned(),
            "beside figures",
            "write rate_limit: special, or the figures alone",
        );
    }
    items.iter().any(is_word)
}

fn read_corrections(reader: &mut Reader<'_>, node: &Node) -> Vec<CorrectionEntry> {
    let entries = reader.list(node);
    let read = |node: &Node| {
        let table = reader.table(node, &CORRECTION, node.span)?;
        let _why = table.get("why").and_then(|node| reader.text(node));
        let place = table.get("place").and_then(|node| reader.text(node))?;
        Some(CorrectionEntry { place, page: table.get("page")?.clone() })
    };
    entries.iter().filter_map(read).collect()
}

fn read_reviews(reader: &mut Reader<'_>, node: &Node) -> Vec<ReviewEntry> {
    let entries = reader.list(node);
    let read = |node: &Node| {
        let table = reader.table(node, &REVIEW, node.span)?;
        let mut text = |key| table.get(key).and_then(|node| reader.text(node));
        let (place, chosen) = (text("place"), text("chosen"));
        let instead = table.get("instead").map(|node| read_texts(reader, node)).unwrap_or_default();
        let (place, chosen) = (place?.value, chosen?.value);
        Some(ReviewEntry { span: node.span, place, chosen, instead })
    };
    entries.iter().filter_map(read).collect()
}

/// Reads `10/s` or `[1000/min, 50/s]`; what is malformed was reported by the shape.
pub(crate) fn read_rate_limits(reader: &mut Reader<'_>, node: &Node) -> Vec<RateLimit> {
    reader
        .one_or_more(node)
        .iter()
        .filter_map(|node| {
            let text = reader.text(node)?;
            let (calls, per) = text.value.split_once('/')?;
            let seconds = if per == "min" { 60 } else { 1 };
            match calls.parse() {
                Ok(calls) => Some(RateLimit { calls, seconds }),
                Err(_) => {
                    reader.report(
                        Diagnostic::error(
                            Code::BadValue,
                            format!("`{calls}` calls are more than any limit"),
                        )
                        .at(node.span, "too many")
                        .help("write 10/s or 1000/min"),
                    );
                    None
                }
            }
        })
        .collect()
}

fn read_idempotency(reader: &mut Reader<'_>, node: &Node) -> Option<IdempotencyEntry> {
    let table = reader.table(node, nested(&OPERATION, "idempotency"), node.span)?;
    let field = table.get("field").and_then(|node| reader.text(node));
    let window = table.get("window").and_then(|node| reader.text(node));
    let seconds = window?.value.strip_suffix('s').and_then(|digits| digits.parse().ok())?;
    Some(IdempotencyEntry { field: field?, seconds })
}

fn read_upload(reader: &mut Reader<'_>, node: &Node) -> Option<UploadEntry> {
    let table = reader.table(node, &UPLOAD, node.span)?;
    let field = table.get("field").and_then(|node| reader.text(node));
    let max_bytes = table.get("max_bytes").and_then(|node| reader.integer(node));
    let description = table.get("description").and_then(|node| reader.text(node));
    Some(UploadEntry { field: field?, max_bytes, description: description?.value })
}

fn read_modify(reader: &mut Reader<'_>, node: &Node) -> Option<ModifyEntry> {
    let table = reader.table(node, &MODIFY, node.span)?;
    let read = table.get("read").and_then(|node| reader.text(node));
    let by = table.get("by").and_then(|node| reader.text(node));
    let from = table.get("from").map(|node| reader.named(node, "field")).unwrap_or_default();
    let from =
        from.iter().filter_map(|(name, node)| Some((name.clone(), reader.text(node)?))).collect();
    let lost = table.get("lost").map(|node| reader.list(node)).unwrap_or_default();
    let lost = lost.iter().filter_map(|node| reader.text(node)).collect();
    Some(ModifyEntry { read: read?, by, from, lost })
}

fn read_errors(reader: &mut Reader<'_>, node: &Node) -> Vec<ErrorEntry> {
    reader
        .list(node)
        .iter()
        .filter_map(|node| {
            let table = reader.table(node, nested(&OPERATION, "errors"), node.span)?;
            let http = table.get("http").and_then(|node| reader.integer(node));
            let code = table.get("code").and_then(|node| reader.integer(node));
            let name = table.get("name").and_then(|node| reader.text(node));
            let advice =
                table.get("advice").and_then(|node| reader.text(node)).map(|text| text.value);
            let retry = table.get("retry").and_then(|node| reader.bool(node)).unwrap_or(false);
            Some(ErrorEntry { span: node.span, http, code: code?, name: name?, advice, retry })
        })
        .collect()
}
