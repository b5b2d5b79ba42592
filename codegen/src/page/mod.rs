//! The vendor's pages: what one states, read from any of its dialects, and the way back.
//!
//! Text becomes [`facts::Page`], in the page's own terms; turning facts into a spec is another step. Pages are hostile
//! input: sizes and depths are bounded, and nothing here chooses a file or a name.

pub(crate) mod facts;
pub(crate) mod read;
pub(crate) mod render;
pub(crate) mod spec;
pub(crate) mod tree;

#[cfg(test)]
mod fuzz;
#[cfg(test)]
mod tests;
