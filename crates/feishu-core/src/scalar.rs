//! Scalars that JSON has no type for.

mod unix_millis;

pub use unix_millis::{NotAnInstant, UnixMillis};
