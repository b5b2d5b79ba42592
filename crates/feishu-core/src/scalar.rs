//! Scalars that JSON has no type for.

mod unix_millis;
mod unix_millis_number;

pub use unix_millis::{NotAnInstant, UnixMillis};
pub use unix_millis_number::UnixMillisNumber;
