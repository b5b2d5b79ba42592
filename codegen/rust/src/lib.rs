//! The outputs of the model: Rust, JSON Schema, OpenAPI, whole crates, the catalogue of the emulator and the reference.
//!
//! [`generate`] makes all that is kept in the repository, [`reference()`] what people read. Each output is a module that takes
//! the model and returns files; none reads another's text.

use feishu_codegen_diff as diff;
use feishu_codegen_model::{
    Written, diagnostic, files, hidden, markdown, model, names, parallel, read, sorted, sources,
    space, spec,
};

mod catalogue;
mod facade;
mod generate;
mod openapi;
mod package;
mod platform;
mod reference;
mod rust;
mod sample;
mod schema;
mod words;

pub use facade::Facade;
pub use generate::{Summary, Target, generate, generate_all, lint, lint_all};
pub use openapi::About;
pub use package::Package;
pub use reference::{Release, reference};
pub use rust::type_list::TypeList;
