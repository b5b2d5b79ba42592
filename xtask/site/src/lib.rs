//! Builds a site from the reference's Markdown, and checks it.
//!
//! A separate crate, so that the other maintainer commands need not wait until mdBook is compiled.
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

/// Builds the site from the Markdown in `root/src`, and returns its folder.
///
/// # Errors
///
/// The Markdown has no table of contents, or a file cannot be read or written.
pub fn build(root: &Path) -> io::Result<PathBuf> {
    let html = root.join("html");
    // Pages left by an earlier run would hide dead links.
    match fs::remove_dir_all(&html) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::write(root.join("site.css"), include_str!("site.css"))?;
    // Configured here, so that a `book.toml` or an environment variable has no effect.
    let config = Config::from_str(include_str!("book.toml")).map_err(io::Error::other)?;
    let book = MDBook::load_with_config(root, config).map_err(|error| told(&error))?;
    book.build().map_err(|error| told(&error))?;
    Ok(html)
}

/// An error with all its causes.
fn told(error: &mdbook_driver::errors::Error) -> io::Error {
    io::Error::other(format!("{error:#}"))
}
