//! Scalars that JSON has no type for.

mod date;
mod unix_millis;
mod unix_millis_number;

pub use date::Date;
pub use unix_millis::{NotAnInstant, UnixMillis};
pub use unix_millis_number::UnixMillisNumber;
