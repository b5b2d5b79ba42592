//! The arguments, and the help that teaches them.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use feishu_codegen::PageDialect;
use feishu_codegen::diff::{Format, RustApi, Wire};

use crate::diff::Bad;

const EXIT_STATUSES: &str = "\
Exit statuses:
  0  all is well
  1  a spec has errors; nothing was written
  2  the arguments could not be understood
  3  `generate --check` found files that are not what the specs say
  4  a file could not be read or written, or a program not be started; `docs` has a dead link; or there are no specs
  5  `import` refused a page; the others were imported
  6  `test` found a test that fails
`diff` has its own: see `cargo xtask diff --help`.

A first round:
  cargo xtask demo                  see it work: generate, then update an offer on a local emulator
  $EDITOR spec/hire/v1/external_offer/update.yaml
  cargo xtask lint                  every mistake in the specs, with file, line and what to type
  cargo xtask diff HEAD             what that changes, on the wire and for the crate's users
  cargo xtask generate              types, client, schemas, strategies and docs follow
  cargo xtask test                  what CI runs";

const DIFF_HELP: &str = "\
Exit statuses:
  0  no change is as bad as --fail-on says
  1  a change is
  2  the arguments, the specs or the accept list could not be understood or read

OLD and NEW are each
  a folder of specs
  a spec file           in the place of the checkout's spec of the same operation
  a git revision        the specs of that commit
Without NEW, OLD is compared with the checkout as it is on disk, and A..B are two revisions, as for `git diff`.

  cargo xtask diff HEAD                          what the edits that are not committed change
  cargo xtask diff v0.1.0..                      what changed since a release, and the version that follows
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
    /// Works on another checkout than the one that this program belongs to.
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Writes everything that is made from the specs, removes what no spec asks for any more, and says what changed.
    ///
    /// Owned by the generator, and never to be edited: `src/generated/` of feishu-core, feishu-emulator and feishu, the manifest
    /// and README of feishu, spec/spec.schema.json, and all of tests/kitchen and of the crates below crates/sdk but `examples/`, `tests/` and specs. A new folder below spec/
    /// with a product.yaml is a new crate.
    #[command(after_help = EXIT_STATUSES)]
    Generate {
        /// Writes nothing; fails with a diff when a file is not what the specs say, is missing, or should not be there.
        #[arg(long)]
        check: bool,
    },
    /// Checks the specs and reports every mistake in them, without writing anything.
    #[command(after_help = EXIT_STATUSES)]
    Lint,
    /// Reads the vendor's pages into specs: facts are brought up to date; words, names and corrections of ours stay.
    ///
    /// A page becomes a new spec, or changes the one that describes the same call. What a page leaves open stands under
    /// `review:` in the spec. A page that cannot be read, or that lacks most of what its spec says, is refused, that page
    /// alone. Running it twice changes nothing.
    #[command(after_help = EXIT_STATUSES)]
    Import(Import),
    /// Writes operations of the specs as pages, in any dialect that `import` reads: what the specs say, to look up or to
    /// compare with the vendor's page.
    #[command(after_help = EXIT_STATUSES)]
    Render(Render),
    /// Generates, starts the emulator, updates an offer through the generated client, and shows what happened.
    #[command(after_help = EXIT_STATUSES)]
    Demo,
    /// Runs every test of the workspace, and says at the end which were skipped and why.
    ///
    /// Tests that need more than Rust (the vendor's SDKs, a browser, Redis, pages) are skipped where that is missing;
    /// tests/vendor/setup installs it. With the variable CI set, a skip is a failure.
    #[command(after_help = EXIT_STATUSES)]
    Test {
        /// What `cargo test` takes: options, a filter, and after `--` what the test harness takes.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGUMENTS")]
        arguments: Vec<String>,
    },
    /// Makes a site of the specs, to look things up in: a page for each operation and type, with examples, schemas, errors
    /// and what changed, a search, and nothing that needs a network.
    ///
    /// The first run compiles the site generator, which takes a minute or two. Links that lead nowhere fail the command.
    #[command(after_help = EXIT_STATUSES)]
    Docs(Docs),
    /// Says what changed between two sets of specs, and what that means for calls and for users of the crates.
    ///
    /// Each change has a verdict for the wire (breaking, risky, safe), where requests and responses are judged each by
    /// their own direction, and one for the Rust API (major, minor, patch), from which the next version follows.
    #[command(after_help = DIFF_HELP)]
    Diff {
        /// A folder of specs, a spec file, a page or a folder of pages, a git revision, or two revisions as A..B.
        old: String,
        /// Likewise; the checkout as it is, if left out.
        new: Option<String>,
        /// How to write it down.
        #[arg(long, value_enum, default_value_t)]
        format: FormatWord,
        /// A list of changes that are taken, and do not fail the command.
        #[arg(long, value_name = "FILE")]
        accept: Option<PathBuf>,
        /// What fails the command: a verdict, or one that is worse. May be given twice, for the wire and for Rust.
        #[arg(long, value_enum, default_value = "breaking", value_name = "VERDICT")]
        fail_on: Vec<BadWord>,
        /// The version that the crates have; the workspace's, if left out.
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
    /// The folder of specs, if not the workspace's own.
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// Says what would be done, and writes nothing.
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Says what was done as JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to write as pages, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Render {
    /// Operations, as `hire.v1.external_offer.update`; all of them, if none is named.
    #[arg(value_name = "OPERATION")]
    pub(crate) operations: Vec<String>,
    /// How pages are written.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) dialect: DialectWord,
    /// The folder of specs, if not the workspace's own.
    #[arg(long, value_name = "DIR")]
    pub(crate) spec: Option<PathBuf>,
    /// The folder to write to. One page goes to standard output without it.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Which reference to make, and where to.
#[derive(Debug, clap::Args)]
pub(crate) struct Docs {
    /// What the page of changes compares with: a git revision, or whatever else `diff` takes for OLD. The last release, if
    /// left out.
    #[arg(long, value_name = "OLD")]
    pub(crate) since: Option<String>,
    /// The folder to write to; docs-site in cargo's target folder, if left out.
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// Writes the pages as Markdown, below src/, and makes no site of them.
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
