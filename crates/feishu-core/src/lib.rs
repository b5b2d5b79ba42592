#![doc = include_str!("front_page.md")]

mod base_url;
mod builder;
mod call;
mod client;
mod envelope;
mod error;
// The generator formats what it emits.
#[rustfmt::skip]
mod generated;
mod id;
mod operation;
mod options;
mod path;
pub mod platform;
mod response;
pub mod rules;
mod scalar;
mod secret;
#[cfg(feature = "proptest")]
pub mod strategies;
mod text;
mod token;
mod transport;
mod validate;
pub mod wire;

pub use builder::ClientBuilder;
pub use call::Call;
pub use client::Client;
pub use envelope::{FieldViolation, Help, PermissionViolation};
pub use error::{Error, ErrorKind};
pub use operation::{
    AppKind, DocumentedError, Effect, Method, Operation, RateLimit, TokenKind,
};
pub use options::CallOptions;
pub use response::Response;
pub use scalar::{NotAnInstant, UnixMillis};
pub use secret::Secret;
pub use validate::{Number, Pointer, Rule, Validate, Violation, Violations, validate};

/// What the macros of this crate refer to in the crate that calls them. Not for anyone else.
#[doc(hidden)]
pub mod __private {
    #[cfg(feature = "schemars")]
    pub use schemars;
    pub use serde;
}
