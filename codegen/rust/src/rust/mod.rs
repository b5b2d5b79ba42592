//! From the model to Rust: [`lower`] takes every decision, [`emit`] writes down what was decided.

pub(crate) mod checks;
mod contracts;
pub(crate) mod conversions;
pub(crate) mod docs;
pub(crate) mod emit;
pub(crate) mod ir;
pub(crate) mod layout;
pub(crate) mod lower;
pub(crate) mod type_list;
