//! Futures as the traits of this crate return them.

use std::pin::Pin;

/// A future in a box, so that a trait that returns it can be used behind a pointer.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
