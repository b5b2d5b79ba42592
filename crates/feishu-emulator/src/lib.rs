//! A Feishu on this machine, for tests.
//!
//! The emulator speaks the HTTP of the Feishu / Lark open platform: the token endpoint, the
//! operations of the catalogue, the envelope, the error codes, scopes. It stands on what the spec
//! emits, an operation table and JSON Schemas, and on nothing of the SDK, so it can judge the SDK.
//! Objects live in SQLite, in memory or in a file.
//!
//! ```
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), feishu_emulator::Error> {
//! use feishu_emulator::{Emulator, Seed};
//! use serde_json::json;
//!
//! let emulator = Emulator::start().await?;
//! let offer = json!({ "id": "6960663240925956660", "external_application_id": "1" });
//! emulator.seed(Seed::new().object("external_offer", offer)).await?;
//!
//! // … let a client work against emulator.base_url() …
//!
//! for request in emulator.requests() {
//!     println!("{} {} {}", request.method, request.path, request.status);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! With the feature `client`, `emulator.client()` makes a client of the SDK that calls it and does not
//! pace itself. Without its default feature `cli` the crate does without a parser of arguments.
//!
//! The command `feishu-emulator` is the same from a shell. The crate's README says what of all
//! this is known from the vendor's pages, and what is assumed.

mod admin;
mod answer;
mod app;
mod auth;
mod catalogue;
mod clock;
mod code;
mod connections;
mod credentials;
mod download;
mod emulator;
mod error;
mod fault;
mod file_link;
#[rustfmt::skip]
mod generated;
mod limits;
mod line;
mod log;
mod log_id;
mod objects;
mod operations;
mod origin;
mod page_token;
mod public_url;
mod query_string;
mod reply;
mod request;
mod route;
mod schema;
mod seed;
mod server;
mod service;
mod snapshot;
mod store;
mod strict_json;
mod text;
mod ticket;
mod token;
mod turns;
mod ui;
mod upload;

pub use app::{App, DEFAULT_APP_ID, DEFAULT_APP_SECRET};
pub use clock::Clock;
pub use connections::ConnectionLimits;
pub use emulator::{Emulator, EmulatorBuilder};
pub use error::Error;
pub use fault::{ANY_OPERATION, Fault, FaultKind, Faults, FiredFault, PendingFault};
pub use limits::RateLimits;
pub use log::{RecordedRequest, TOKEN_OPERATION};
pub use objects::SeedFile;
pub use seed::Seed;
pub use snapshot::Snapshot;

/// The README's examples, so that they stay true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
