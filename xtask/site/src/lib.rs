//! Makes a site of the reference's Markdown, and finds what is wrong with it.
//!
//! A crate of its own, so that the other commands of the maintainer need not wait until mdBook is compiled.
//!
//! It knows only Markdown, takes 90 seconds to build, once, and is built only by `cargo xtask
//! docs`. It checks every link, and refuses pages that would load anything from another host.

mod links;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use mdbook_driver::MDBook;
use mdbook_driver::config::Config;

pub use links::{Checked, Fault, check};

/// Builds the site of the Markdown in `root/src`, and says in which folder it is.
///
/// # Errors
///
/// Fails when the Markdown has no table of contents, or a file cannot be read or written.
pub fn build(root: &Path) -> io::Result<PathBuf> {
    let html = root.join("html");
    // What an earlier run left, and no page asks for any more, would not be found out.
    match fs::remove_dir_all(&html) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::write(root.join("site.css"), include_str!("site.css"))?;
    // Loaded from here: a file `book.toml`, or a variable of the environment, has no say.
    let config = Config::from_str(include_str!("book.toml")).map_err(io::Error::other)?;
    let book = MDBook::load_with_config(root, config).map_err(|error| told(&error))?;
    book.build().map_err(|error| told(&error))?;
    Ok(html)
}

/// An error with all its causes.
fn told(error: &mdbook_driver::errors::Error) -> io::Error {
    io::Error::other(format!("{error:#}"))
}
