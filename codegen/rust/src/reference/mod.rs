//! A reference to look things up in: the model as pages of Markdown, which a static-site generator makes a site of.
//!
//! A page for each operation, resource and type, one of the platform, and one of what changed. Everything on them comes from
//! the model; text of a spec is escaped in one place ([`text`]), so that it is text on every page.
//!
//! To Markdown, to HTML and to the commands of mdBook, text of a spec stays text; a test with
//! hostile specs reads the built HTML. Examples come from the same samples, in Rust by the names of
//! the lowered crate and for a shell without any secret. Tests compile all Rust examples and run
//! all shell examples.

mod changes;
mod cli;
mod curl;
mod fields;
mod operation;
mod overview;
mod paths;
mod platform;
mod rust_example;
mod text;
mod types;

pub use changes::Release;
use paths::operation_path;

use crate::diagnostic::{Code, Diagnostic, has_errors};
use crate::files::FileSet;
use crate::read;
use crate::rust::lower::lower;
use crate::sources::Sources;

/// The pages, below `src/`, with `SUMMARY.md` as their table of contents, and with what changed since a release. There are
/// pages only when no diagnostic is an error.
pub fn reference(sources: &Sources, since: Option<&Release>) -> (FileSet, Vec<Diagnostic>) {
    const FOLDER: &str = "src";
    let mut problems = Vec::new();
    let mut files = FileSet::owning([FOLDER]);
    let Some(model) = read(sources, &mut problems) else {
        return (files, problems);
    };
    let internal = |message: String| {
        Diagnostic::error(Code::Internal, message)
            .help("this is a mistake of the generator; report it with the spec")
    };
    let mut pages = overview::pages(&model);
    pages.push(("platform.md".to_owned(), platform::page(&model)));
    pages.push(("changes.md".to_owned(), changes::page(&model, since)));
    pages.extend(types::pages(&model));
    for api in &model.apis {
        let krate = lower(api);
        for (resource, item) in krate.operations() {
            let facts = item.facts;
            match operation::page(&model, api, &krate, resource, item) {
                Ok(page) => pages.push((format!("{}.md", operation_path(facts)), page)),
                Err(error) => problems.push(internal(format!("{}: {error}", facts.id))),
            }
        }
    }
    for (path, page) in pages {
        if let Err(error) = files.insert(format!("{FOLDER}/{path}"), page) {
            problems.push(internal(error.to_string()));
        }
    }
    if has_errors(&problems) {
        files = FileSet::owning([FOLDER]);
    }
    (files, problems)
}
