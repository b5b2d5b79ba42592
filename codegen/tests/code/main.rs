//! What the generated Rust is to those who use it: what setters take, what is checked, what travels how, and what the
//! strategies yield. The text of whole files is compared elsewhere; here each claim stands alone.

#![allow(clippy::expect_used, clippy::panic, reason = "tests fail by panicking")]

#[path = "../support/macros.rs"]
mod macros;

mod contracts;
mod conversions;
mod enums;
mod requests;
mod strategies;
mod zoo;
