//! `render`.

use std::fs;
use std::io::{self, Write};

use feishu_codegen::{FileSet, PageText, Severity, render};
use feishu_text::counted;

use crate::cli;
use crate::import::split;
use crate::out;
use crate::report::{Problems, Status};
use crate::workspace::{Workspace, sources_of};

/// Writes operations of the specs as pages.
pub(crate) fn pages(workspace: &Workspace, arguments: &cli::Render) -> io::Result<Status> {
    let folder = match &arguments.spec {
        Some(folder) => std::path::absolute(folder)?,
        None => workspace.root().join("spec"),
    };
    let (_, name) = split(&folder)?;
    let sources = sources_of(&folder, &name)?;
    let wanted = &arguments.operations;
    let mut known = Vec::new();
    let (pages, found) = render(&sources, arguments.dialect.into(), |id| {
        known.push(id.to_owned());
        wanted.is_empty() || wanted.iter().any(|wanted| wanted == id)
    });
    let mut problems = Problems::default();
    let errors: Vec<_> =
        found.into_iter().filter(|problem| problem.severity == Severity::Error).collect();
    problems.show(&errors, &sources);
    if problems.count() {
        return Ok(Status::SpecHasErrors);
    }
    if let Some(missing) = wanted.iter().find(|wanted| !known.contains(wanted)) {
        return Err(io::Error::other(format!(
            "there is no operation `{missing}`; there are {}",
            known.join(", ")
        )));
    }
    match (&arguments.out, pages.as_slice()) {
        (None, [page]) => out::data(&page.text)?,
        (None, _) => {
            return Err(io::Error::other(format!(
                "{} are too many for standard output; name a folder with --out",
                counted(pages.len(), "page")
            )));
        }
        (Some(folder), pages) => {
            let mut files = FileSet::owning(pages.iter().map(|page| page.name.as_str()));
            for PageText { name, text } in pages {
                files.insert(name.clone(), text.clone()).map_err(io::Error::other)?;
            }
            fs::create_dir_all(folder)?;
            let written = files.apply(folder)?;
            writeln!(out::stdout(), "{}: {} written", counted(pages.len(), "page"), written.len())?;
        }
    }
    Ok(Status::Fine)
}
