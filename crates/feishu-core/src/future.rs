//! The type of future that the traits of this crate return.

use std::pin::Pin;

/// A boxed future, so that a trait that returns it can be a trait object.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
