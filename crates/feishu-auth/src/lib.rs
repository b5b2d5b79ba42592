//! The operations of Feishu / Lark that issue access tokens.
//!
//! Clients of the other crates get their tokens by themselves. This crate is for programs that want
//! one in hand: to give it to another program, or to see what the platform says of a secret.
//!
//! ```no_run
//! use feishu_auth::{Client, InternalTenantAccessToken};
//!
//! # async fn run() -> Result<(), feishu_auth::Error> {
//! let client = Client::builder("cli_a1b2c3", "the app secret").build()?; // .lark() · .base_url(…)
//! let request = InternalTenantAccessToken::new("cli_a1b2c3", "the app secret");
//!
//! let issued = client.tenant_access_token().internal(&request).await?;
//! println!("{} for {} seconds", issued.tenant_access_token, issued.expire); // [redacted] for …
//! let _header = format!("Bearer {}", issued.tenant_access_token.expose());
//! # Ok(())
//! # }
//! ```
//!
//! Secrets and tokens are [`Secret`]s: printing one, or a request that holds one, shows nothing of it.
//! Features are those of `feishu-hire`.

// Whatever a signature here names can be named by whoever depends on this crate alone.
#![deny(unnameable_types, ambiguous_glob_reexports)]

// Examples are those of this file. Text of a spec is never run as one, whatever it says: the collector of doctests does
// not even see what is generated.
#[cfg(not(doctest))]
#[rustfmt::skip]
mod generated;

// All of the runtime, so that no name that one of its traits or signatures needs can be missing.
#[doc(inline)]
pub use feishu_core::*;
#[cfg(not(doctest))]
pub use generated::*;
// The generated ones, where both have one.
#[cfg(not(doctest))]
pub use generated::Client;
#[cfg(all(feature = "proptest", not(doctest)))]
pub use generated::strategies;
