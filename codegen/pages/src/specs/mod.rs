//! Converts the facts of pages to spec files: new ones as if written by hand, and changes to existing ones.
//!
//! [`draft`] takes a page in the terms of the format, [`types`] names the types that pages share, [`write`] lays a new
//! file out, and [`merge`] edits an existing one where the page differs. [`import`] does this for many pages,
//! and writes nothing that would make the specs of a product invalid.

mod changed;
mod draft;
mod edits;
mod errors;
mod fact;
mod import;
mod merge;
mod page_edits;
mod sample;
mod shape;
mod types;
mod words;
mod write;
mod yaml;

pub use self::import::{Import, PageOutcome, PageText, Verdict, import};
