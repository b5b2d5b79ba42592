//! The maintainer's commands. Thin: arguments, files, printing. What happens is in `feishu-codegen`.

mod cli;
mod demo;
mod generate;
mod report;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let arguments = cli::Arguments::parse();
    let outcome = workspace::Workspace::find().and_then(|workspace| match arguments.command {
        cli::Command::Generate { check } => generate::generate(&workspace, check),
        cli::Command::Lint => generate::lint(&workspace),
        cli::Command::Demo => demo::demo(&workspace),
    });
    match outcome {
        Ok(status) => status.into(),
        Err(error) => {
            report::error(&error);
            report::Status::CouldNotRun.into()
        }
    }
}
