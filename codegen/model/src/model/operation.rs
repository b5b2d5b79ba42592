//! An endpoint.

use std::fmt;

use serde_json::Value as Json;

use super::field::Field;
use super::groups::Groups;
use super::message::{Message, Side};
use super::platform::Platform;
use super::types::Type;
use super::words::{AppKind, Effect, MessageField, Method, RateLimit, TokenKind};

/// `hire.v1.external_offer.update`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct OperationId {
    /// The product.
    pub project: String,
    /// The version of its API.
    pub version: String,
    /// The resource.
    pub resource: String,
    /// The method of the resource.
    pub method: String,
}

impl OperationId {
    /// The path of its spec, below the folder of specs.
    pub fn file(&self) -> String {
        let Self { project, version, resource, method } = self;
        format!("{project}/{version}/{resource}/{method}.yaml")
    }

    /// The id of this text, if it has as many words.
    pub fn parse(text: &str) -> Option<Self> {
        let mut words = text.split('.');
        let mut word = || words.next().map(str::to_owned);
        let id = Self { project: word()?, version: word()?, resource: word()?, method: word()? };
        words.next().is_none().then_some(id)
    }

    /// Whether both are of one resource.
    pub fn is_beside(&self, other: &Self) -> bool {
        let Self { project, version, resource, .. } = self;
        (project, version, resource) == (&other.project, &other.version, &other.resource)
    }
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.project, self.version, self.resource, self.method)
    }
}

/// What the server sees of a path, with or without its method: the names of parameters do not travel.
pub fn route(path: &str) -> String {
    let segment =
        |segment: &str| if segment.starts_with(':') { ":".to_owned() } else { segment.to_owned() };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// One endpoint.
#[derive(Debug, Clone)]
pub struct Operation {
    /// The spec file.
    pub file: String,
    /// Product, version, resource and method.
    pub id: OperationId,
    /// The group of its resource.
    pub groups: Groups,
    /// What it does, in a line.
    pub summary: String,
    /// More about it.
    pub description: Option<String>,
    /// The page that is its source.
    pub page: String,
    /// Empty where the page gives no date.
    pub page_updated: String,
    /// Of the page that the facts were read from.
    pub page_hash: Option<String>,
    /// The HTTP method.
    pub method: Method,
    /// With parameters as `:name`.
    pub path: String,
    /// The kinds of token that it takes.
    pub tokens: Vec<TokenKind>,
    /// The kinds of app that may call it.
    pub apps: Vec<AppKind>,
    /// Any one of these permissions suffices.
    pub scopes: Vec<String>,
    /// Those without which some fields are not returned or not accepted.
    pub field_scopes: Vec<String>,
    /// The documented limits. All of them hold at once.
    pub rate_limits: Vec<RateLimit>,
    /// The page says that the limit is special, and gives no figure.
    pub special_limit: bool,
    /// What it does to the object.
    pub effect: Effect,
    /// What the caller sends, in the order of the sides; parts without fields are missing.
    pub sent: Vec<Message>,
    /// What comes back. It may have no fields.
    pub response: Message,
    /// The file, if the request is a form.
    pub upload: Option<Upload>,
    /// How a repeated create is recognised.
    pub idempotency: Option<Idempotency>,
    /// How the list is divided into pages.
    pub paging: Option<Paging>,
    /// How a part of the object can be changed.
    pub modify: Option<Modify>,
    /// Whether the fields of `data` are beside `code`.
    pub flat: bool,
    /// What the envelope calls its message.
    pub message: MessageField,
    /// The errors that the page lists.
    pub errors: Vec<DocumentedError>,
    /// Whether the page says that it is deprecated.
    pub deprecated: bool,
}

impl Operation {
    /// The content type of the request, if it has a body.
    pub fn content_type<'a>(&self, platform: &'a Platform) -> Option<&'a str> {
        match (&self.upload, self.body()) {
            (Some(_), _) => Some(Upload::CONTENT_TYPE),
            (None, Some(_)) => Some(&platform.json_content_type),
            (None, None) => None,
        }
    }

    /// The file of a schema in the folder `schema/` of the crate, by what the schema is called after.
    pub fn schema_file(&self, schema: &str) -> String {
        format!("{}.{schema}.json", self.id)
    }

    /// All parts of the call.
    pub fn messages(&self) -> impl Iterator<Item = &Message> {
        self.sent.iter().chain([&self.response])
    }

    /// A part of the call, if the call has it.
    pub fn message(&self, side: Side) -> Option<&Message> {
        self.messages().find(|message| message.side == side)
    }

    /// The body, if the call has one.
    pub fn body(&self) -> Option<&Message> {
        self.message(Side::Body)
    }

    /// The fields of a part. There are none where the part is missing.
    pub fn fields(&self, side: Side) -> &[Field] {
        self.message(side).map(|message| message.fields.as_slice()).unwrap_or_default()
    }

    /// The page's sample of a part.
    pub fn example(&self, side: Side) -> Option<&Json> {
        self.message(side)?.example.as_ref()
    }
}

/// The file of a request that is a form.
#[derive(Debug, Clone)]
pub struct Upload {
    /// The part of the form.
    pub field: String,
    /// The size of the largest file.
    pub max_bytes: Option<u64>,
    /// What file it is.
    pub description: String,
}

impl Upload {
    /// What a request with a file is.
    pub const CONTENT_TYPE: &str = "multipart/form-data";
}

/// How a full overwrite changes a part of an object: by reading what it is to write.
#[derive(Debug, Clone)]
pub struct Modify {
    /// The method of the same resource that lists objects.
    pub read: String,
    /// The field of its body that takes a list of ids.
    pub by: Option<String>,
    /// The object that the list holds.
    pub object: String,
    /// For each field of the body, where it is read; those that cannot be read are missing.
    pub sources: Vec<FieldSource>,
    /// Those that cannot be read.
    pub lost: Vec<String>,
}

/// Where a field of a request is found in an object of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldSource {
    /// The field of the request.
    pub field: String,
    /// The field of the object.
    pub from: String,
    /// The field of each element, where the object holds a list of objects and the request wants a list of those.
    pub element: Option<String>,
}

/// How the server recognises a repeated create.
#[derive(Debug, Clone)]
pub struct Idempotency {
    /// The field of the body that holds the key.
    pub field: String,
    /// How long the server remembers a key.
    pub seconds: u64,
}

/// How a list comes in pages. The names of the rest are the same everywhere on the platform.
#[derive(Debug, Clone)]
pub struct Paging {
    /// The field of `data` that holds the list.
    pub items: String,
    /// What the list holds.
    pub item: Type,
}

impl Paging {
    /// The query parameter, and the field of `data`, that leads to the next page.
    pub const TOKEN: &str = "page_token";
    /// The query parameter that says how much a page holds.
    pub const SIZE: &str = "page_size";
    /// The field of `data` that says whether there is another page.
    pub const HAS_MORE: &str = "has_more";
}

/// An error that the page of an operation documents.
#[derive(Debug, Clone)]
pub struct DocumentedError {
    /// 0 where the page does not state it.
    pub http_status: u16,
    /// The code in the envelope.
    pub code: i64,
    /// Its name in snake case.
    pub name: String,
    /// What a person can do.
    pub advice: Option<String>,
    /// Whether the same call may succeed later.
    pub retry: bool,
}
