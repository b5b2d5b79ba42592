//! The arguments, and the help that teaches them.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

const EXIT_STATUSES: &str = "\
Exit statuses:
  0  all is well
  1  a spec has errors; nothing was written
  2  the arguments could not be understood
  3  `generate --check` found files that are not what the specs say
  4  a file could not be read or written, or a program not be started; or there are no specs
  5  `import` refused a page; the others were imported

A first round:
  cargo xtask demo                  see it work: generate, then update an offer on a local emulator
  $EDITOR spec/hire/v1/external_offer/update.yaml
  cargo xtask lint                  every mistake in the specs, with file, line and what to type
  cargo xtask generate              types, client, schemas, strategies and docs follow
  cargo test --workspace            what CI runs";

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
    /// Owned by the generator, and never to be edited: `src/generated/` of feishu-core, feishu-hire, feishu-emulator and
    /// tests/kitchen, `schema/` of feishu-hire and tests/kitchen, and spec/spec.schema.json.
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
    /// Generates, starts the emulator, updates an offer through the generated client, and shows what happened.
    #[command(after_help = EXIT_STATUSES)]
    Demo,
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
