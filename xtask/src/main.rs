//! The maintainer's commands. Thin: arguments, files, printing. What happens is in `feishu-codegen`.

mod cli;
mod compared;
mod demo;
mod diff;
mod docs;
mod generate;
mod import;
mod out;
mod render;
mod report;
mod test;
mod workspace;

use std::io;
use std::process::ExitCode;

use clap::Parser;

use crate::cli::{Arguments, Command};
use crate::report::Status;
use crate::workspace::Workspace;

fn main() -> ExitCode {
    run(Arguments::parse())
        .unwrap_or_else(|error| {
            report::error(&error);
            Status::CouldNotRun
        })
        .into()
}

fn run(arguments: Arguments) -> io::Result<Status> {
    let workspace = Workspace::find(arguments.root)?;
    match arguments.command {
        Command::Generate { check } => generate::generate(&workspace, check),
        Command::Lint => generate::lint(&workspace),
        Command::Import(arguments) => import::import(&workspace, &arguments),
        Command::Render(arguments) => render::pages(&workspace, &arguments),
        Command::Demo => demo::demo(&workspace),
        Command::Test { arguments } => test::test(&workspace, &arguments),
        Command::Docs(arguments) => docs::docs(&workspace, &arguments),
        Command::Diff { old, new, format, accept, fail_on, current } => {
            let (format, fail_on) = (format.into(), fail_on.into_iter().map(Into::into).collect());
            let request = diff::Request { old, new, format, accept, fail_on, current };
            // What cannot be read or found is the caller's mistake here.
            diff::diff(&workspace, &request).or_else(|error| {
                report::error(&error);
                Ok(Status::BadInput)
            })
        }
    }
}
