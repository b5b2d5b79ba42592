//! A generated crate that holds one of everything the spec format can say. Made for the tests; no platform serves it.

// Whatever a signature here names can be named by whoever depends on this crate alone.
#![deny(unnameable_types, ambiguous_glob_reexports)]

#[rustfmt::skip]
mod generated;

// All of the runtime, so that no name that one of its traits or signatures needs can be missing.
#[doc(inline)]
pub use feishu_core::*;
pub use generated::*;
// The generated ones, where both have one.
pub use generated::Client;
#[cfg(feature = "proptest")]
pub use generated::strategies;
