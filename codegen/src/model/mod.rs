//! The API: resolved, checked, documented. What every output is made of.
//!
//! A model has no spans and no mistakes: [`resolve`] gives one only for a spec without errors.

pub(crate) mod check;
mod lookup;
pub(crate) mod resolve;
pub(crate) mod rule;
pub(crate) mod scalar;
pub(crate) mod types;

use std::fmt;
use std::sync::Arc;

use serde_json::Value as Json;

pub(crate) use crate::model::rule::{Bounds, Number, Rule};
use crate::model::scalar::{Scalar, Wire};
use crate::product::Product;
use crate::spec::space::Space;

/// Everything that the outputs need to know.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    pub(crate) platform: Arc<Platform>,
    /// By name.
    pub(crate) products: Vec<Product>,
    /// By namespace.
    pub(crate) apis: Vec<Api>,
}

/// One version of one product. Its names have nothing to do with those of another.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    pub(crate) space: Space,
    /// The same for all.
    pub(crate) platform: Arc<Platform>,
    /// The crate of the product, as Rust calls it.
    pub(crate) library: String,
    /// The module of the crate that has it: none for the main version, which is at the root.
    pub(crate) module: Option<String>,
    /// By id.
    pub(crate) operations: Vec<Operation>,
    /// By name.
    pub(crate) ids: Vec<Id>,
    /// By name.
    pub(crate) objects: Vec<Object>,
    /// By name.
    pub(crate) enums: Vec<Enum>,
}

/// Facts that every endpoint shares.
#[derive(Debug, Clone)]
pub(crate) struct Platform {
    pub(crate) feishu: Host,
    pub(crate) lark: Host,
    pub(crate) json_content_type: String,
    pub(crate) log_id_header: String,
    pub(crate) rate_limit_header: String,
    pub(crate) rate_limit_reset_header: String,
    pub(crate) tokens: Tokens,
    pub(crate) rate_limit_page: String,
    pub(crate) rate_limit_tiers: Vec<RateLimitTier>,
    pub(crate) error_page: String,
    pub(crate) errors: Vec<GatewayError>,
}

/// Where the API is served.
#[derive(Debug, Clone)]
pub(crate) struct Host {
    pub(crate) url: String,
    pub(crate) description: String,
}

/// How apps get tokens.
#[derive(Debug, Clone)]
pub(crate) struct Tokens {
    pub(crate) lifetime_seconds: u64,
    pub(crate) renewal_window_seconds: u64,
    /// The operation that has the ticket of a store app pushed again: its id.
    pub(crate) ticket: String,
    pub(crate) sources: Vec<TokenSource>,
}

/// The operation by which an app of a kind gets a token of a kind.
#[derive(Debug, Clone)]
pub(crate) struct TokenSource {
    pub(crate) kind: TokenKind,
    pub(crate) app: AppKind,
    /// Its id. Specs of one product need not hold it.
    pub(crate) operation: String,
}

/// A rate limit tier.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct RateLimitTier {
    /// What the page calls it.
    pub(crate) number: u32,
    pub(crate) limits: Vec<RateLimit>,
    pub(crate) paid: Vec<RateLimit>,
}

/// An error that the gateway answers.
#[derive(Debug, Clone)]
pub(crate) struct GatewayError {
    pub(crate) code: i64,
    pub(crate) name: String,
    pub(crate) http_statuses: Vec<u16>,
    pub(crate) action: Action,
    pub(crate) advice: String,
}

/// Declares an enum whose variants are words of the spec.
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($variant:ident $word:literal,)* }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[allow(clippy::enum_variant_names, reason = "the names are the platform's")]
        pub(crate) enum $name { $($variant,)* }

        impl $name {
            /// The variant for a word of the spec.
            pub(crate) fn parse(word: &str) -> Option<Self> {
                match word { $($word => Some(Self::$variant),)* _ => None }
            }

            /// The word of the spec.
            pub(crate) fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }

            /// The name of the variant, which the runtime's enum shares.
            pub(crate) fn variant(self) -> &'static str {
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
pub(crate) struct RateLimit {
    pub(crate) calls: u32,
    pub(crate) seconds: u32,
}

impl fmt::Display for RateLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let window = if self.seconds == 60 { "minute" } else { "second" };
        write!(f, "{} calls a {window}", self.calls)
    }
}

/// `hire.v1.external_offer.update`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct OperationId {
    pub(crate) project: String,
    pub(crate) version: String,
    pub(crate) resource: String,
    pub(crate) method: String,
}

impl fmt::Display for OperationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.{}.{}", self.project, self.version, self.resource, self.method)
    }
}

/// What the server sees of a path, with or without its method: the names of parameters do not travel.
pub(crate) fn route(path: &str) -> String {
    let segment =
        |segment: &str| if segment.starts_with(':') { ":".to_owned() } else { segment.to_owned() };
    path.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// One endpoint.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    /// The spec file.
    pub(crate) file: String,
    pub(crate) id: OperationId,
    pub(crate) summary: String,
    pub(crate) description: Option<String>,
    pub(crate) page: String,
    /// Empty where the page gives no date.
    pub(crate) page_updated: String,
    /// Of the page that the facts were read from.
    pub(crate) page_hash: Option<String>,
    pub(crate) method: Method,
    /// With parameters as `:name`.
    pub(crate) path: String,
    pub(crate) tokens: Vec<TokenKind>,
    pub(crate) apps: Vec<AppKind>,
    pub(crate) scopes: Vec<String>,
    /// Those without which some fields are not answered or not taken.
    pub(crate) field_scopes: Vec<String>,
    pub(crate) rate_limits: Vec<RateLimit>,
    /// The page says that the limit is special, and gives no figure.
    pub(crate) special_limit: bool,
    pub(crate) effect: Effect,
    /// In the order of the path.
    pub(crate) parameters: Vec<Field>,
    pub(crate) query: Vec<Field>,
    /// The text parts of the form, where there is an upload.
    pub(crate) body: Option<Body>,
    pub(crate) upload: Option<Upload>,
    pub(crate) idempotency: Option<Idempotency>,
    pub(crate) paging: Option<Paging>,
    pub(crate) modify: Option<Modify>,
    /// What `data` holds, or what stands beside `code`.
    pub(crate) data: Vec<Field>,
    pub(crate) flat: bool,
    /// What the envelope calls its message.
    pub(crate) message: &'static str,
    pub(crate) response_example: Option<Json>,
    pub(crate) errors: Vec<DocumentedError>,
    pub(crate) deprecated: bool,
}

impl Operation {
    /// The content type of the request, if it has a body.
    pub(crate) fn content_type<'a>(&self, platform: &'a Platform) -> Option<&'a str> {
        match (&self.upload, &self.body) {
            (Some(_), _) => Some(Upload::CONTENT_TYPE),
            (None, Some(_)) => Some(&platform.json_content_type),
            (None, None) => None,
        }
    }
}

/// A request body.
#[derive(Debug, Clone)]
pub(crate) struct Body {
    pub(crate) fields: Vec<Field>,
    pub(crate) example: Option<Json>,
}

/// The file of a request that is a form.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    /// The part of the form.
    pub(crate) field: String,
    pub(crate) max_bytes: Option<u64>,
    pub(crate) description: String,
}

impl Upload {
    /// What a request with a file is.
    pub(crate) const CONTENT_TYPE: &str = "multipart/form-data";
}

/// How a full overwrite changes a part of an object: by reading what it is to write.
#[derive(Debug, Clone)]
pub(crate) struct Modify {
    /// The method of the same resource that lists objects.
    pub(crate) read: String,
    /// The field of its body that takes a list of ids.
    pub(crate) by: Option<String>,
    /// The object that the list holds.
    pub(crate) object: String,
    /// For each field of the body, where it is read; those that cannot be read are missing.
    pub(crate) sources: Vec<FieldSource>,
    /// Those that cannot be read.
    pub(crate) lost: Vec<String>,
}

/// Where a field of a request is found in an object of a response.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FieldSource {
    pub(crate) field: String,
    /// The field of the object.
    pub(crate) from: String,
    /// The field of each element, where the object holds a list of objects and the request wants a list of those.
    pub(crate) element: Option<String>,
}

/// How the server recognises a repeated create.
#[derive(Debug, Clone)]
pub(crate) struct Idempotency {
    /// The field of the body that holds the key.
    pub(crate) field: String,
    /// How long the server remembers a key.
    pub(crate) seconds: u64,
}

/// How a list comes in pages. The names of the rest are the same everywhere on the platform.
#[derive(Debug, Clone)]
pub(crate) struct Paging {
    /// The field of `data` that holds the list.
    pub(crate) items: String,
    /// What the list holds.
    pub(crate) item: Type,
}

impl Paging {
    /// The query parameter, and the field of `data`, that leads to the next page.
    pub(crate) const TOKEN: &str = "page_token";
    /// The query parameter that says how much a page holds.
    pub(crate) const SIZE: &str = "page_size";
    /// The field of `data` that says whether there is another page.
    pub(crate) const HAS_MORE: &str = "has_more";
}

/// An error that the page of an operation documents.
#[derive(Debug, Clone)]
pub(crate) struct DocumentedError {
    /// 0 where the page does not state it.
    pub(crate) http_status: u16,
    pub(crate) code: i64,
    pub(crate) name: String,
    pub(crate) advice: Option<String>,
    pub(crate) retry: bool,
}

/// An identifier type.
#[derive(Debug, Clone)]
pub(crate) struct Id {
    pub(crate) name: String,
    pub(crate) description: String,
}

/// A shared object.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    pub(crate) name: String,
    pub(crate) wire: Option<String>,
    pub(crate) description: String,
    pub(crate) fields: Vec<Field>,
    pub(crate) usage: Usage,
    /// The spec file.
    pub(crate) file: String,
}

/// An enumeration.
#[derive(Debug, Clone)]
pub(crate) struct Enum {
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) variants: Vec<Variant>,
    /// The spec file.
    pub(crate) file: String,
}

impl Enum {
    /// Whether the values are numbers on the wire.
    pub(crate) fn is_integer(&self) -> bool {
        matches!(self.variants.first(), Some(Variant { value: VariantValue::Integer(_), .. }))
    }
}

/// A value of an enumeration.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    pub(crate) name: String,
    pub(crate) value: VariantValue,
    pub(crate) description: Option<String>,
}

/// The value on the wire.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum VariantValue {
    Text(String),
    Integer(i32),
}

/// In which directions an object travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Usage {
    pub(crate) request: bool,
    pub(crate) response: bool,
}

/// A field of a body or object, or a path parameter.
#[derive(Debug, Clone)]
pub(crate) struct Field {
    /// The name on the wire.
    pub(crate) name: String,
    pub(crate) ty: Type,
    pub(crate) required: bool,
    pub(crate) description: Option<String>,
    pub(crate) example: Option<Json>,
    pub(crate) default: Option<Json>,
    pub(crate) rules: Vec<Rule>,
    /// Scopes of which one is needed for this field.
    pub(crate) scopes: Vec<String>,
    pub(crate) deprecated: bool,
}

/// The type of a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Type {
    Scalar(Scalar),
    /// A string on the wire.
    Id(String),
    Object(String),
    Enum(String),
    List(Box<Type>),
    Map(Box<Type>),
}

impl Type {
    pub(crate) const STRING: Self = Self::Scalar(scalar::STRING);
    pub(crate) const BOOL: Self = Self::Scalar(scalar::BOOL);
    pub(crate) const I32: Self = Self::Scalar(scalar::I32);
    pub(crate) const I64: Self = Self::Scalar(scalar::I64);
    pub(crate) const F64: Self = Self::Scalar(scalar::F64);
    pub(crate) const JSON: Self = Self::Scalar(scalar::JSON);
    pub(crate) const SECRET: Self = Self::Scalar(scalar::SECRET);

    /// How a scalar or an id stands on the wire.
    pub(crate) fn wire(&self) -> Option<Wire> {
        match self {
            Self::Scalar(scalar) => Some(scalar.wire),
            Self::Id(_) => Some(Wire::Text),
            _ => None,
        }
    }
}
