//! The Feishu / Lark open platform for Rust: one client over the products that a program needs,
//! each a feature.
//!
//! ```no_run
//! # fn main() -> Result<(), feishu::Error> {
//! let client = feishu::Client::builder("cli_a1b2c3", "the app secret").build()?; // .lark() · .base_url(…)
//!
//! // With the feature `hire`, `client.hire()` is the client of Recruiting; and so for each product.
//! for contract in feishu::contracts() {
//!     println!("{}: {}", contract.operation.id, contract.operation.summary);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The clients of the products come from one [`Client`] and share its connections, tokens, limits
//! and retry budget. The types of each product are in its own module, so that two products may have
//! types of the same name. Call endpoints without a spec with [`raw`](feishu_core::Client::raw) of
//! [`Client::core`].
//!
//! # Features
//!
//! | feature | default | what it adds |
//! |---|---|---|
//! | `full` | no | every product |
//! | `tls` | yes | HTTPS by rustls; without it, bring a `reqwest::Client` of your own |
//! | `redis` | no | a token store and a rate limiter that processes share through Redis |
//! | `full-serde` | no | requests can be read and responses written, too |
//! | `schemars` | no | `schemars::JsonSchema` for requests and responses |
//! | `proptest` | no | strategies that make valid requests, and ones that break exactly one rule |
//!
//! There is also a feature for each product, with the name of its module and of the method of
//! [`Client`].

#![deny(unnameable_types, ambiguous_glob_reexports)]

#[rustfmt::skip]
mod generated;

// Re-exports the runtime, so that this crate is the only dependency needed.
#[doc(inline)]
pub use feishu_core::*;
pub use generated::*;
// The generated item takes precedence.
pub use generated::Client;
