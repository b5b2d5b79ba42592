//! A generated crate that holds one of everything the spec format can say. Made for the tests; no platform serves it.

#[rustfmt::skip]
mod generated;

// What examples name, as the crates of products re-export it.
pub use feishu_core::{Error, Json, Secret, Upload};
pub use generated::*;
