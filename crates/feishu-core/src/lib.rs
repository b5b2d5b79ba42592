#![doc = include_str!("front_page.md")]
// Public signatures may only use types with a public path.
#![deny(unnameable_types)]

mod base_url;
mod builder;
pub mod bulk;
mod call;
mod client;
mod contract;
mod download;
mod envelope;
mod environment;
mod error;
mod error_codes;
mod file_name;
mod future;
#[cfg(test)]
mod fuzz;
// The generator emits `pub` items; `platform` re-exports them.
#[rustfmt::skip]
#[allow(unreachable_pub)]
mod generated;
mod id;
mod limit;
pub mod modify;
mod open_enum;
mod operation;
mod options;
pub mod paging;
mod path;
pub mod platform;
mod policy;
mod prepared;
mod preview;
mod query;
mod raw;
#[cfg(feature = "redis")]
pub mod redis;
mod response;
mod response_future;
pub mod rules;
mod run;
mod scalar;
#[cfg(feature = "schemars")]
pub mod schema;
mod secret;
mod shared;
#[cfg(feature = "proptest")]
pub mod strategies;
mod text;
mod token;
mod transport;
mod upload;
mod validate;
pub mod wire;
mod words;

pub use builder::ClientBuilder;
pub use call::Call;
pub use client::Client;
pub use contract::{
    Contract, FieldSource, Modify, NamedValue, PathParameter, RequestField, StatedRule, UnixTime,
    WireType,
};
pub use download::Download;
pub use envelope::{FieldViolation, Help, PermissionViolation};
pub use error::{Error, ErrorKind, Outcome};
#[doc(hidden)]
pub use feishu_text::is_hidden;
pub use file_name::safe_file_name;
pub use future::BoxFuture;
pub use futures_util::stream::Stream;
pub use limit::{LimitKey, MemoryRateLimiter, NoRateLimit, RateLimiter, TooLong};
pub use operation::{
    AppKind, DocumentedError, Effect, FilePart, IdempotencyKey, Method, Operation, OperationRef,
    RateLimit, TokenKind,
};
pub use options::CallOptions;
pub use platform::GatewayCode;
pub use policy::{Event, Observer, RetryBudget, RetryPolicy, RetryReason, WaitReason};
pub use preview::Preview;
pub use raw::RawCall;
/// The `reqwest` version that [`ClientBuilder::http_client`] uses.
pub use reqwest;
pub use response::Response;
pub use response_future::ResponseFuture;
pub use scalar::{Date, NotAnInstant, UnixMillis, UnixMillisNumber};
pub use secret::Secret;
/// Any JSON value: the type of fields whose content the platform does not define.
pub use serde_json::Value as Json;
pub use token::{
    AppTicketCell, AppTickets, CustomApp, FixedToken, IssuedToken, Lease, MemoryTokenStore,
    StoreApp, StoreError, TokenExchange, TokenKey, TokenProvider, TokenStore, UserTokens,
};
pub use upload::{Bytes, Progress, Upload};
pub use validate::{Number, Pointer, Rule, Validate, Violation, Violations, validate};
pub use wire::Mismatch;
pub use words::UnknownWord;

/// Used by this crate's macros in the calling crate. Not public API.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "schemars")]
    pub use schemars;
    pub use serde_core as serde;
}
