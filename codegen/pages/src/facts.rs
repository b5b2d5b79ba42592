//! What a page states, in its own terms.

use serde_json::Value as Json;

use crate::model::rule::{Kind, Limits};
pub(crate) use crate::model::scalar::Unit;
use crate::model::{AppKind, MessageField, Method, RateLimit, TokenKind};

/// A page that describes one operation.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Page {
    /// Where the page is published, as a full address.
    pub(crate) address: Option<String>,
    /// `YYYY-MM-DD`
    pub(crate) updated: Option<String>,
    /// SHA-256 of the facts-bearing text, in hexadecimal: line ends and trailing blanks do not count.
    pub(crate) hash: String,
    /// Project, version, resource and method, where the page's links or its address name them.
    pub(crate) name: Option<ApiName>,
    pub(crate) method: Method,
    /// `https://open.feishu.cn`
    pub(crate) host: String,
    /// `/open-apis/…`, with parameters as `:name`.
    pub(crate) path: String,
    pub(crate) tokens: Vec<TokenKind>,
    pub(crate) apps: Vec<AppKind>,
    /// Any one of them is enough.
    pub(crate) scopes: Vec<String>,
    /// Scopes without which some fields are not returned or not accepted.
    pub(crate) field_scopes: Vec<String>,
    pub(crate) rate_limit: RateLimitFact,
    /// Without `Authorization`, whose facts are the tokens, and `Content-Type`, which follows from the body.
    pub(crate) headers: Vec<Row>,
    pub(crate) path_parameters: Vec<Row>,
    pub(crate) query: Vec<Row>,
    pub(crate) body: Vec<Row>,
    pub(crate) request_example: Option<Json>,
    pub(crate) response_kind: ResponseKind,
    /// The fields of `data`, or those beside `code` if the response is flat.
    pub(crate) response: Vec<Row>,
    /// `msg`, or `message` on a few pages.
    pub(crate) message: MessageField,
    /// The whole body.
    pub(crate) response_example: Option<Json>,
    pub(crate) errors: Vec<ErrorFact>,
    /// The server writes the whole object: what is left out is cleared.
    pub(crate) full_overwrite: bool,
    pub(crate) deprecated: bool,
    /// Places where the evidence leaves more than one reading.
    pub(crate) reviews: Vec<Review>,
}

/// How a page is to be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageDialect {
    /// The vendor's own markup: nothing is lost.
    Source,
    /// Markdown tables with marks of indentation: nothing is lost.
    Nested,
    /// Markdown tables as people copy them from a browser: which rows are nested in which is lost.
    Flat,
}

/// `hire.v1.external_offer.update`
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiName {
    pub(crate) project: String,
    pub(crate) version: String,
    pub(crate) resource: String,
    pub(crate) method: String,
}

/// How often one may call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RateLimitFact {
    /// Every window counts.
    Windows(Vec<RateLimit>),
    /// The page says that the limit is special and gives no figure.
    Special,
    /// The page says nothing.
    Unstated,
}

/// What a response looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ResponseKind {
    /// `code`, `msg`, `data`
    Enveloped,
    /// Fields beside `code`.
    Flat,
    /// Bytes.
    Binary,
}

/// A row of a table of fields, with the rows nested in it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) name: String,
    /// The line of the page, from 1.
    pub(crate) line: usize,
    pub(crate) ty: RowType,
    /// Absent where the table has no such column, or says neither yes nor no.
    pub(crate) required: Option<bool>,
    /// The sample, as JSON if it is JSON of the type, otherwise as a string.
    pub(crate) example: Option<Json>,
    pub(crate) default: Option<Json>,
    pub(crate) rules: Rules,
    /// Of an enumeration.
    pub(crate) values: Vec<ValueFact>,
    pub(crate) unit: Option<Unit>,
    /// The page calls it a 64-bit integer though its type column does not.
    pub(crate) wide: bool,
    /// Said to be the key that makes a repeated create harmless, and for how many seconds where a time is given.
    pub(crate) idempotency_key: Option<Option<u64>>,
    pub(crate) deprecated: bool,
    /// Scopes that this field asks for.
    pub(crate) scopes: Vec<String>,
    pub(crate) children: Vec<Row>,
}

#[cfg(test)]
impl Row {
    /// A row that says its name and its type and nothing else.
    pub(crate) fn bare(name: &str, ty: RowType) -> Self {
        Self {
            name: name.to_owned(),
            line: 0,
            ty,
            required: None,
            example: None,
            default: None,
            rules: Rules::default(),
            values: Vec::new(),
            unit: None,
            wide: false,
            idempotency_key: None,
            deprecated: false,
            scopes: Vec::new(),
            children: Vec::new(),
        }
    }
}

/// The type column of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RowType {
    String,
    Bool,
    /// `int`: 32 bits unless the row is wide.
    Int,
    /// `int64`
    Int64,
    Float,
    /// A file of a form.
    File,
    /// An object, with the page's name for it where it has one (`object` and `-` are no names).
    Object(Option<String>),
    List(Box<RowType>),
    /// `map<string, T>`, or an object with arbitrary keys.
    Map(Box<RowType>),
    /// Any JSON.
    Any,
}

/// What the page says that a value must keep.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Rules {
    /// In the order of the page, each kind once.
    pub(crate) stated: Vec<(Kind, Limit)>,
    /// Bytes of a file.
    pub(crate) max_bytes: Option<u64>,
}

/// What a rule of a page allows.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Limit {
    /// The lower and the upper end, as far as there are any.
    Ends(Option<Json>, Option<Json>),
    /// What a string matches.
    Pattern(String),
    /// The rule holds; there is no more to say.
    Holds,
}

impl Rules {
    /// Adds what a line of the page says. A later line takes the place of an earlier one, and leaves the other end as
    /// it is.
    pub(crate) fn state(&mut self, kind: Kind, limit: Limit) {
        match (self.stated.iter_mut().find(|(known, _)| *known == kind), limit) {
            (Some((_, Limit::Ends(low, high))), Limit::Ends(new_low, new_high)) => {
                *low = new_low.or(low.take());
                *high = new_high.or(high.take());
            }
            (Some((_, known)), limit) => *known = limit,
            (None, Limit::Ends(None, None)) => {}
            (None, limit) => self.stated.push((kind, limit)),
        }
    }

    /// The numbers between which a value lies.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = &Json> {
        let numeric = self.stated.iter().filter(|(kind, _)| kind.limits == Limits::Numbers);
        numeric
            .flat_map(|(_, limit)| match limit {
                Limit::Ends(low, high) => [low.as_ref(), high.as_ref()],
                Limit::Pattern(_) | Limit::Holds => [None, None],
            })
            .flatten()
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ValueFact {
    pub(crate) value: Json,
    /// The page's words for it. They help a person to write ours and go nowhere else.
    pub(crate) meaning: String,
}

/// A row of the table of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ErrorFact {
    pub(crate) http_status: u16,
    pub(crate) code: i64,
    /// The page's words. They are evidence for a name of ours and go nowhere else.
    pub(crate) description: String,
}

/// A place that a person must look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Review {
    /// `request.body.attachments.id`
    pub(crate) place: String,
    /// What was chosen.
    pub(crate) chosen: String,
    /// What else would be consistent.
    pub(crate) alternatives: Vec<String>,
}

impl Review {
    /// That something of the page is not in the spec.
    pub(crate) fn left_out(place: &str, why: &str) -> Self {
        let chosen = format!("left out: {why}");
        Self { place: place.to_owned(), chosen, alternatives: Vec::new() }
    }

    /// Whether it is about a place, or about something that the place is in. Names of fields have no dots.
    pub(crate) fn is_about(&self, place: &str) -> bool {
        place
            .strip_prefix(&self.place)
            .is_some_and(|inside| inside.is_empty() || inside.starts_with('.'))
    }

    /// The review of a place that was told from here on.
    pub(crate) fn below(self, place: &str) -> Self {
        Self { place: format!("{place}.{}", self.place), ..self }
    }
}
