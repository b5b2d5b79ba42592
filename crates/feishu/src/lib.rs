//! The Feishu / Lark open platform for Rust: one client over the products that a program needs, each a feature.
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
//! The clients of the products come from one [`Client`] and share what it has: connections, tokens, limits and the budget of
//! retries. The types of a product are in its own module, so that two products may have types of one name. What no spec
//! describes yet is called by [`raw`](feishu_core::Client::raw) of [`Client::core`].
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
//! Besides there is a feature for each product, with the name of its module and of the method of [`Client`].

#![deny(unnameable_types, ambiguous_glob_reexports)]

#[rustfmt::skip]
mod generated;

// All of the runtime, so that this crate is the only one to depend on.
#[doc(inline)]
pub use feishu_core::*;
pub use generated::*;
// The generated one, where both have one.
pub use generated::Client;
