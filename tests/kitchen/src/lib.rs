//! A generated crate that holds one of everything the spec format can say. Made for the tests; no platform serves it.

#[rustfmt::skip]
mod generated;

pub use generated::*;
