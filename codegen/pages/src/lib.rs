//! The vendor's pages: what one states, read from any of its dialects, and the way back.
//!
//! Text becomes facts in the terms of the page; turning facts into a spec is another step. Pages are hostile
//! input: sizes and depths are bounded, and nothing here chooses a file or a name.

use feishu_codegen_model::{
    Reading, diagnostic, files, hidden, model, names, pattern, sorted, sources, space, spec,
};

mod facts;
mod read;
mod render;
mod specs;
mod terms;
mod tree;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;

pub use self::facts::PageDialect;
pub use self::read::MAX_BYTES as MAX_PAGE_BYTES;
pub use self::render::render;
pub use self::specs::{Import, PageOutcome, PageText, Verdict, import};
