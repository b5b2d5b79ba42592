//! Turns YAML endpoint specs into a Rust SDK, JSON Schemas and the emulator's catalogue: text in, text out.
//!
//! The road is [`Sources`] -> spec as written -> model -> lowered Rust -> [`FileSet`], and [`generate`] walks all of it.
//! Nothing on it reads a clock, a network, a process or a global, and nothing panics on input: what is wrong with a spec
//! comes back as [`Diagnostic`]s, all of them in one run.

mod catalogue;
mod diagnostic;
pub mod diff;
mod facade;
mod files;
mod generate;
#[doc(hidden)]
pub mod hidden;
mod markdown;
mod model;
mod names;
mod openapi;
mod package;
mod page;
mod pattern;
mod platform;
mod product;
mod reference;
mod rust;
mod sample;
mod schema;
mod sources;
mod spec;
mod suggest;

pub use diagnostic::{Code, Diagnostic, Severity, Span, has_errors};
pub use facade::Facade;
pub use files::{Change, FileSet, NotOwned};
pub use generate::{Summary, Target, generate, generate_all, lint, lint_all};
pub use openapi::About;
pub use package::Package;
pub use page::render::{PageDialect, render};
pub use page::spec::{Import, Outcome, PageText, Verdict, import};
pub use product::{Product, products};
pub use reference::{Changes, reference};
pub use rust::type_list::TypeList;
pub use sources::{MAX_FILE_BYTES, Source, SourceId, Sources};
