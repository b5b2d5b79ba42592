//! The commands for maintainers. They are thin: arguments, files, printing. The work is done in
//! `feishu-codegen`.
//!
//! # When a rule changes
//!
//! Suppose that an offer may have 20 attachments instead of 10:
//!
//! 1. In the spec of the operation, change `items: 0..10` to `items: 0..20`. Both ends of a range
//!    are allowed values. An editor with a YAML language server completes and checks the file with
//!    `spec/spec.schema.json`.
//! 2. `cargo xtask lint` reports every mistake in the specs, with file, line, column and what to
//!    type.
//! 3. `cargo xtask generate` writes all files that follow, and lists them. `git diff` shows the new
//!    limit in the check of the type and its documentation, the JSON Schema, the test strategies
//!    and the data of the emulator.
//! 4. `cargo xtask test` passes without an edit, because no test repeats the figure.
//!
//! CI runs `cargo xtask generate --check`, which fails with a diff if a generated file does not
//! match the specs.
//!
//! # When a page changes
//!
//! The vendor edits its pages without notice. Here is the page of *create external offer*, which
//! allowed 10 attachments until the end of 2025:
//!
//! ```text
//! $ cargo xtask import create.md
//! updated   spec/hire/v1/external_offer/create.yaml
//!           page_updated: 2025-12-02 instead of 2024-12-03
//!           page_hash: 434426c2… instead of aa77fb12…
//!           request.body.attachment_id_list.items: 0..20 instead of 0..10
//! 1 page: 1 updated; 0 places to review; 1 file written
//! ```
//!
//! A page of a new operation becomes a new spec. For a known one, facts are updated, and our words,
//! names and `corrections:` stay. Pages come in three dialects: the vendor's own markup and two of
//! Markdown. One of them loses the nesting of fields. It is inferred, and if the evidence permits
//! more than one tree, the spec lists the alternatives under `review:`. `cargo xtask lint` warns
//! about each entry until a person has decided and removed it. Enumeration values without an
//! English word on the page are named `value_1`, `value_2` and so on until somebody renames them. A
//! second import of the same page changes nothing.
//!
//! `cargo xtask render hire.v1.external_offer.update` is the inverse: it prints a spec as a page,
//! in any dialect.
//!
//! # What a change breaks
//!
//! ```text
//! $ cargo xtask diff HEAD
//! hire.v1.external_offer.update
//!   safe      patch  request-max-items-raised  /request/body/attachment_id_list
//!     `attachment_id_list`: at most 20 items, not 10: longer lists are accepted
//!
//! 1 change: 0 breaking, 0 risky, 1 safe on the wire; Rust API: patch, 0.1.0 -> 0.1.1
//! ```
//!
//! Each change has a stable id and two verdicts. The wire verdict is breaking, risky or safe;
//! requests and responses are each judged in their own direction. The Rust verdict is major, minor
//! or patch, and determines the next version. Each side of the comparison is a git revision, a
//! folder of specs, a single spec file, or pages. The command fails on breaking changes, or on what
//! `--fail-on` names. `--accept FILE` lists reviewed changes; an entry that matches no change is an
//! error. If both specs record the hash of their page (`page_hash`), the diff distinguishes a page
//! that changed from a spec that was edited.

mod cli;
mod compared;
mod demo;
mod diff;
mod docs;
mod generate;
mod import;
mod out;
mod pages;
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
            // A missing or unreadable file is the caller's mistake here.
            diff::diff(&workspace, &request).or_else(|error| {
                report::error(&error);
                Ok(Status::BadInput)
            })
        }
    }
}
