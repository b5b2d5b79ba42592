//! Turns YAML endpoint specs into a Rust SDK, JSON Schemas and the emulator's catalogue: text in, text out.
//!
//! Data flows from [`Sources`] to the spec as written, the model, lowered Rust and a [`FileSet`]; [`generate`] runs all
//! steps. Nothing on the way reads a clock, a network, a process or a global, and nothing panics on input: what is wrong with
//! a spec comes back as [`Diagnostic`]s, all of them in one run.
//!
//! Four crates do the work, and the compiler keeps their dependencies in one direction: the *model* and how specs become one;
//! the *diff* of two models; the *pages* of the vendor, read into specs and written from them; and the *Rust* and other
//! outputs of a model. This crate is their public face, and has the tests of the whole.

pub use feishu_codegen_diff as diff;
#[doc(hidden)]
pub use feishu_codegen_model::hidden;

pub use feishu_codegen_model::diagnostic::{Code, Diagnostic, Severity, Span, has_errors};
pub use feishu_codegen_model::files::{Change, FileSet, NotOwned};
pub use feishu_codegen_model::model::Product;
pub use feishu_codegen_model::sources::{MAX_FILE_BYTES, Source, SourceId, Sources};
pub use feishu_codegen_model::spec::is_platform;
pub use feishu_codegen_model::{Written, products};
pub use feishu_codegen_pages::{
    Import, MAX_PAGE_BYTES, PageDialect, PageOutcome, PageText, Verdict, import, render,
};
pub use feishu_codegen_rust::{
    About, Facade, Package, Release, Summary, Target, TypeList, generate, generate_all, lint,
    lint_all, reference,
};
