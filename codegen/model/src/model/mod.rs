//! The API: resolved, checked, documented. What every output is made of.
//!
//! A model has no spans and no mistakes: [`read`](crate::read) gives one only for specs without errors. It does not know how
//! specs are written.

mod conversions;
mod lookup;
mod message;
mod product;
pub mod rule;
pub mod scalar;

use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

pub use self::message::{Message, Side};
pub use self::product::Product;
pub use crate::model::rule::{Bounds, Number, Rule};
use crate::model::scalar::{Scalar, Wire};
use crate::space::Space;

/// Everything that the outputs need to know.
#[derive(Debug, Clone)]
pub struct Model {
    /// Facts that all products share.
    pub platform: Arc<Platform>,
    /// By name.
    pub products: Vec<Product>,
    /// By namespace.
    pub apis: Vec<Api>,
}

/// One version of one product. Its names have nothing to do with those of another.
#[derive(Debug, Clone)]
pub struct Api {
    /// The product and version.
    pub space: Space,
    /// The same for all.
    pub platform: Arc<Platform>,
    /// The crate of the product, as Rust calls it.
    pub library: String,
    /// The module of the crate that has it: none for the main version, which is at the root.
    pub module: Option<String>,
    /// By id.
    pub operations: Vec<Operation>,
    /// By name.
    pub ids: Vec<Id>,
    /// By name.
    pub objects: Vec<Object>,
    /// By name.
    pub enums: Vec<Enum>,
}

/// Facts that every endpoint shares.
#[derive(Debug, Clone)]
pub struct Platform {
    /// The host for tenants in China.
    pub feishu: Host,
    /// The host for tenants elsewhere.
    pub lark: Host,
    /// The content type of a JSON body.
    pub json_content_type: String,
    /// The header with the id by which support finds a call.
    pub log_id_header: String,
    /// The header with how many calls a limit permits.
    pub rate_limit_header: String,
    /// The header with the seconds until a limit permits calls again.
    pub rate_limit_reset_header: String,
    /// What is known of tokens.
    pub tokens: Tokens,
    /// The page on rate limits.
    pub rate_limit_page: String,
    /// The tiers that pages refer to.
    pub rate_limit_tiers: Vec<RateLimitTier>,
    /// The page on errors of the gateway.
    pub error_page: String,
    /// The errors of the gateway, by code.
    pub errors: Vec<GatewayError>,
}

/// Where the API is served.
#[derive(Debug, Clone)]
pub struct Host {
    /// The base URL.
    pub url: String,
    /// Who uses it.
    pub description: String,
}

/// How apps get tokens.
#[derive(Debug, Clone)]
pub struct Tokens {
    /// How long a token is valid at most.
    pub lifetime_seconds: u64,
    /// A token with less time left than this is replaced when it is asked for.
    pub renewal_window_seconds: u64,
    /// The operation that has the ticket of a store app pushed again: its id.
    pub ticket: String,
    /// The operations that issue tokens.
    pub sources: Vec<TokenSource>,
}

/// The operation by which an app of a kind gets a token of a kind.
#[derive(Debug, Clone)]
pub struct TokenSource {
    /// The kind of token.
    pub kind: TokenKind,
    /// The kind of app that gets it there.
    pub app: AppKind,
    /// Its id. Specs of one product need not hold it.
    pub operation: String,
}

/// A rate limit tier.
#[derive(Debug, Clone, PartialEq)]
pub struct RateLimitTier {
    /// What the page calls it.
    pub number: u32,
    /// The limits of the tier. All of them hold at once.
    pub limits: Vec<RateLimit>,
    /// The limits for tenants that pay, if they differ.
    pub paid: Vec<RateLimit>,
}

/// An error that the gateway answers.
#[derive(Debug, Clone)]
pub struct GatewayError {
    /// The code in the envelope.
    pub code: i64,
    /// Its name in snake case.
    pub name: String,
    /// The HTTP statuses that it comes with.
    pub http_statuses: Vec<u16>,
    /// What the client does.
    pub action: Action,
    /// What a person can do.
    pub advice: String,
}

/// Declares an enum whose variants are words of the spec.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(clippy::enum_variant_names, reason = "the names are the platform's")]
        pub enum $name { $(#[doc = concat!("`", $word, "`")] $variant,)* }

        impl $name {
            /// The variant for a word of the spec.
            pub fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            /// The word of the spec.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The name of the variant, which the runtime's enum shares.
            pub fn variant(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }
        }
    };
}

words! {
    /// An HTTP method.
    Method { Get "GET", Post "POST", Put "PUT", Patch "PATCH", Delete "DELETE", }
}
words! {
    /// What a client does about a gateway error.
    Action { Fail "fail", Wait "wait", RefreshToken "refresh_token", }
}
words! {
    /// What a call does to the server's data.
    Effect { Read "read", Create "create", Replace "replace", Update "update", Delete "delete", }
}
words! {
    /// What a call is authorised by.
    TokenKind { TenantAccessToken "tenant_access_token", UserAccessToken "user_access_token", AppAccessToken "app_access_token", }
}
words! {
    /// Who may call.
    AppKind { Custom "custom", Store "store", }
}

/// So many calls in so many seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many calls.
    pub calls: u32,
    /// In how many seconds.
    pub seconds: u32,
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let window = if self.seconds == 60 { "minute" } else { "second" };
        write!(f, "{} calls a {window}", self.calls)
    }
}

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
    /// Those without which some fields are not answered or not taken.
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
    pub message: &'static str,
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

/// An identifier type.
#[derive(Debug, Clone)]
pub struct Id {
    /// The name in Pascal case.
    pub name: String,
    /// What it identifies.
    pub description: String,
}

/// A shared object.
#[derive(Debug, Clone)]
pub struct Object {
    /// The name in Pascal case.
    pub name: String,
    /// What the pages call the type.
    pub wire: Option<String>,
    /// What it is.
    pub description: String,
    /// The fields, in the page's order.
    pub fields: Vec<Field>,
    /// Whether it is sent or received.
    pub usage: Usage,
    /// The spec file.
    pub file: String,
}

/// An enumeration.
#[derive(Debug, Clone)]
pub struct Enum {
    /// The name in Pascal case.
    pub name: String,
    /// What it says.
    pub description: String,
    /// The known values.
    pub variants: Vec<Variant>,
    /// The spec file.
    pub file: String,
}

impl Enum {
    /// Whether the values are numbers on the wire.
    pub fn is_integer(&self) -> bool {
        matches!(self.variants.first(), Some(Variant { value: VariantValue::Integer(_), .. }))
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub struct Variant {
    /// The name in Pascal case.
    pub name: String,
    /// What is on the wire.
    pub value: VariantValue,
    /// What it means.
    pub description: Option<String>,
}

/// The value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub enum VariantValue {
    /// A string.
    Text(String),
    /// A number.
    Integer(i32),
}

/// In which directions an object travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Usage {
    /// Requests have it.
    pub request: bool,
    /// Responses have it.
    pub response: bool,
}

/// A field of a body or object, or a path parameter.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// The type.
    pub ty: Type,
    /// Whether it must be there.
    pub required: bool,
    /// What it is.
    pub description: Option<String>,
    /// The page's sample.
    pub example: Option<Json>,
    /// What the server takes if it is missing.
    pub default: Option<Json>,
    /// The rules that a request must keep.
    pub rules: Vec<Rule>,
    /// Scopes of which one is needed for this field.
    pub scopes: Vec<String>,
    /// Whether the page says that it is deprecated.
    pub deprecated: bool,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Type {
    /// A single value.
    Scalar(Scalar),
    /// A string on the wire.
    Id(String),
    /// A declared object, by name.
    Object(String),
    /// A declared enumeration, by name.
    Enum(String),
    /// A list.
    List(Box<Type>),
    /// An object with keys of the caller's choice.
    Map(Box<Type>),
}

impl Type {
    /// A string.
    pub const STRING: Self = Self::Scalar(scalar::STRING);
    /// A boolean.
    pub const BOOL: Self = Self::Scalar(scalar::BOOL);
    /// A whole number of 32 bits.
    pub const I32: Self = Self::Scalar(scalar::I32);
    pub(crate) const I64: Self = Self::Scalar(scalar::I64);
    /// A number.
    pub const F64: Self = Self::Scalar(scalar::F64);
    /// Any JSON.
    pub const JSON: Self = Self::Scalar(scalar::JSON);
    /// A string that is never printed.
    pub const SECRET: Self = Self::Scalar(scalar::SECRET);

    /// How a scalar or an id stands on the wire.
    pub fn wire(&self) -> Option<Wire> {
        match self {
            Self::Scalar(scalar) => Some(scalar.wire),
            Self::Id(_) => Some(Wire::Text),
            _ => None,
        }
    }
}

impl VariantValue {
    /// The value as JSON.
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => text.as_str().into(),
            Self::Integer(integer) => (*integer).into(),
        }
    }
}

impl Variant {
    /// The value as it stands in a message.
    pub fn text(&self) -> String {
        match &self.value {
            VariantValue::Text(text) => text.clone(),
            VariantValue::Integer(integer) => integer.to_string(),
        }
    }
}
