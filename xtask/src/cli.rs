//! The arguments and their help.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use feishu_codegen::PageDialect;
use feishu_codegen::diff::{Format, RustApi, Wire};

use crate::diff::Bad;

const EXIT_STATUSES: &str = "\
Exit statuses:
  0  success
  1  a spec has errors; nothing was written
  2  invalid arguments
  3  `generate --check` found files that do not match the specs
  4  a file could not be read or written, a program could not be started, `docs` has a dead link, or there are no specs
  5  `import` refused a page; the others were imported
  6  a test failed
`diff` has its own: see `cargo xtask diff --help`.

Getting started:
  cargo xtask demo                  generate, then update an offer on a local emulator
  $EDITOR spec/hire/v1/external_offer/update.yaml
  cargo xtask lint                  every mistake in the specs, with file, line and what to type
  cargo xtask diff HEAD             what the edit breaks, on the wire and for users of the crate
  cargo xtask generate              write types, client, schemas, strategies and docs
  cargo xtask test                  what CI runs";

const DIFF_HELP: &str = "\
Exit statuses:
  0  no change is as bad as --fail-on
  1  at least one change is
  2  the arguments, the specs or the accept list are invalid or could not be read

OLD and NEW are each
  a folder of specs
  a spec file           replaces the checkout's spec of the same operation
  a git revision        the specs of that commit
Without NEW, OLD is compared with the checkout on disk. A..B are two revisions, as for `git diff`.

  cargo xtask diff HEAD                          the effect of uncommitted edits
  cargo xtask diff v0.1.0..                      what changed since a release, and the next version
  cargo xtask diff old/update.yaml spec/hire/v1/external_offer/update.yaml

An accept list is YAML, with ids and places as `diff` prints them:
  accept:
    - id: request-max-items-lowered
      place: hire.v1.external_offer.update#/request/body/attachment_id_list
      why: Nobody sends so many.
An entry that matches no change is an error.";

/// Keeps the SDK in step with the specs in `spec/`.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = EXIT_STATUSES)]
pub(crate) struct Arguments {
    /// Uses another checkout than the one this program belongs to.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes all files generated from the specs, removes obsolete ones, and lists what changed.
    ///
    /// Owned by the generator, and never to be edited: `src/generated/` of feishu-core,
    /// feishu-emulator and feishu, the manifest and README of feishu, spec/spec.schema.json,
    /// tests/src/generated, and the crates in crates/sdk and tests/kitchen without their
    /// `examples/`, `tests/` and specs. A new folder in spec/ with a product.yaml becomes a new
    /// crate.
    #[command(after_help = EXIT_STATUSES)]
    Generate {
        /// Writes nothing; fails with a diff if a file does not match the specs, is missing, or is
        /// obsolete.
        #[arg(long)]
        check: bool,
    },
    /// Checks the specs and reports every mistake in them, without writing anything.
    #[command(after_help = EXIT_STATUSES)]
    Lint,
    /// Imports pages of the vendor into the specs. Facts are updated; our words, names and
    /// corrections stay.
    ///
    /// A page becomes a new spec, or changes the spec of the same operation. What a page leaves
    /// open is listed under `review:` in the spec. A page that cannot be read, or that lacks most
    /// of what its spec says, is refused; the other pages are imported. A second run changes
    /// nothing.
    #[command(after_help = EXIT_STATUSES)]
    Import(Import),
    /// Writes operations as pages, in any dialect that `import` reads: to look up what a spec says,
    /// or to compare it with the vendor's page.
    #[command(after_help = EXIT_STATUSES)]
    Render(Render),
    /// Generates, starts the emulator, updates an offer through the generated client, and shows
    /// what happened.
    #[command(after_help = EXIT_STATUSES)]
    Demo,
    /// Runs all tests of the workspace, and lists at the end which were skipped and why.
    ///
    /// Tests that need more than Rust (the vendor's SDKs, a browser, Redis, pages) are skipped if
    /// that is missing; tests/vendor/setup installs it. With the variable CI set, a skip is a
    /// failure.
    #[command(after_help = EXIT_STATUSES)]
    Test {
        /// Arguments of `cargo test`: options, a filter, and after `--` those of the test harness.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        arguments: Vec<String>,
    },
    /// Builds a reference site from the specs: a page for each operation and type, with examples,
    /// schemas, errors, changes and a search. The site needs no network.
    ///
    /// The first run compiles the site generator, which takes a minute or two. Dead links fail the
    /// command.
    #[command(after_help = EXIT_STATUSES)]
    Docs(Docs),
    /// Reports what changed between two sets of specs, and what that breaks for calls and for users
    /// of the crates.
    ///
    /// Each change has a verdict for the wire (breaking, risky, safe), where requests and responses
    /// are each judged in their own direction, and one for the Rust API (major, minor, patch),
    /// which determines the next version.
    #[command(after_help = DIFF_HELP)]
    Diff {
        /// A folder of specs, a spec file, a page or a folder of pages, a git revision, or two
        /// revisions as A..B.
        old: String,
        /// The same; by default the checkout on disk.
        new: Option<String>,
        /// The output format.
        #[arg(long, value_enum, default_value_t)]
        format: FormatWord,
        /// A list of accepted changes, which do not fail the command.
        #[arg(long, value_name = "FILE")]
        accept: Option<PathBuf>,
        /// The verdict that fails the command, or any worse one. May be given twice, for the wire
        /// and for Rust.
        #[arg(long, value_enum, default_value = "breaking", value_name = "VERDICT")]
        fail_on: Vec<BadWord>,
        /// The current version of the crates; by default that of the workspace.
        #[arg(long, value_name = "VERSION")]
        current: Option<String>,
    },
}

/// A format of `diff`.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum FormatWord {
    /// For a terminal.
    #[default]
    Text,
    /// For a program.
    Json,
    /// For a review.
    Markdown,
}

impl From<FormatWord> for Format {
    fn from(word: FormatWord) -> Self {
        match word {
            FormatWord::Text => Self::Text,
            FormatWord::Json => Self::Json,
            FormatWord::Markdown => Self::Markdown,
        }
    }
}

/// What fails `diff`.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum BadWord {
    /// On the wire.
    Breaking,
    /// On the wire.
    Risky,
    /// On the wire, and so any change.
    Safe,
    /// In Rust.
    Major,
    /// In Rust.
    Minor,
    /// In Rust, and so any change.
    Patch,
    /// Nothing.
    Never,
}

impl From<BadWord> for Bad {
    fn from(word: BadWord) -> Self {
        match word {
            BadWord::Breaking => Self::Wire(Wire::Breaking),
            BadWord::Risky => Self::Wire(Wire::Risky),
            BadWord::Safe => Self::Wire(Wire::Safe),
            BadWord::Major => Self::Rust(RustApi::Major),
            BadWord::Minor => Self::Rust(RustApi::Minor),
            BadWord::Patch => Self::Rust(RustApi::Patch),
            BadWord::Never => Self::Never,
        }
    }
}

/// What to import, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Import {
    /// Pages: files, folders with files that end in .md, or - for standard input.
    #[arg(required = true, value_name = "PAGE")]
    pub(crate) pages: Vec<PathBuf>,
    /// The folder of specs; by default that of the workspace.
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// Prints what would be done, and writes nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Prints what was done as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to write as pages, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Render {
    /// Operations, such as `hire.v1.external_offer.update`; by default all.
    #[arg(value_name = "OPERATION")]
    pub(crate) operations: Vec<String>,
    /// The dialect of the pages.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) dialect: DialectWord,
    /// The folder of specs; by default that of the workspace.
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// The folder to write to. One page goes to standard output without it.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Which reference to make, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Docs {
    /// What the page of changes compares with: a git revision, or anything that `diff` takes for
    /// OLD; by default the last release.
    #[arg(long, value_name = "OLD")]
    pub(crate) since: Option<String>,
    /// The folder to write to; by default docs-site in Cargo's target folder.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Writes only Markdown, below src/, and builds no site.
    #[arg(long)]
    pub(crate) markdown: bool,
}

/// A dialect of pages.
#[derive(Debug, Clone, Copy, Default, ValueEnum)]
pub(crate) enum DialectWord {
    /// The vendor's own markup; nothing is lost.
    Source,
    /// Markdown with marks of indentation; nothing is lost.
    #[default]
    Nested,
    /// Markdown as copied from a browser: which field is inside which object is lost.
    Flat,
}

impl From<DialectWord> for PageDialect {
    fn from(word: DialectWord) -> Self {
        match word {
            DialectWord::Source => Self::Source,
            DialectWord::Nested => Self::Nested,
            DialectWord::Flat => Self::Flat,
        }
    }
}
