//! Messages for people that several crates of this workspace print.
//!
//! The generator knows no HTTP, so it cannot depend on the runtime. The emulator judges the SDK, so
//! by default it depends on neither. The command line depends on the SDK and the emulator. What
//! they share must be below all of them, in this crate. It depends on nothing unless the feature
//! `schema` is on, and knows no endpoint, no type of the SDK and no transport.
//!
//! It is an implementation detail of the other crates, and its functions may change in any release.

pub mod command;
mod duration;
mod hidden;
mod limits;
mod nearest;
pub mod pattern;
mod pointer;
#[cfg(feature = "schema")]
pub mod schema;

pub use duration::duration;
pub use hidden::is_hidden;
pub use limits::{Limits, counted};
pub use nearest::{closest, did_you_mean};
pub use pointer::{Pointer, escape_pointer};

/// The header by which an emulator marks a response that is only the sample of a page, and its value.
pub const SAMPLE_RESPONSE: (&str, &str) = ("x-emulator-response", "sample");

/// The format of a time on the platform, the end of a sentence: `is not a time in …`.
pub const UNIX_MILLIS: &str = "milliseconds since 1970, an integer of at most 16 digits";

/// The format of a time in seconds, the end of the same sentence.
pub const UNIX_SECONDS: &str = "seconds since 1970, an integer of at most 13 digits";

/// The format of a day, the end of a sentence: `is not …`.
pub const DAY: &str = "a day of the calendar, such as 2024-05-01";
