//! What can keep an emulator from starting, or from doing what its owner asks.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Why the emulator did not start, or did not do what its owner asked.
///
/// Errors that the emulator *returns* over HTTP are not here: those are its purpose.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The operation table inside the crate is not usable. Only a build can cause this.
    Catalogue {
        /// What is wrong, and with which operation.
        problem: String,
    },
    /// An app cannot be set up as asked.
    App {
        /// What is wrong with it.
        problem: String,
    },
    /// The listen address can be reached from other machines, which was not allowed.
    Remote {
        /// The address asked for.
        address: SocketAddr,
    },
    /// The listen address cannot be taken.
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the operating system says.
        source: io::Error,
    },
    /// Faults are not usable; none of them was placed.
    Fault {
        /// What is wrong, each with its place.
        problems: Vec<String>,
    },
    /// The clock cannot be moved there. Times are milliseconds since 1970.
    Clock {
        /// The time it is.
        now: i64,
        /// The time asked for.
        asked: i64,
        /// The last time there is.
        last: i64,
    },
    /// A snapshot is not usable; nothing was changed.
    Snapshot {
        /// What is wrong, each with its place.
        problems: Vec<String>,
    },
    /// Rate limits are neither off, nor real, nor scaled by a factor.
    RateLimits {
        /// What was asked for.
        found: String,
    },
    /// The public URL is invalid.
    PublicUrl {
        /// What was asked for.
        found: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// There can be no data file at this place.
    DataFile {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        problem: String,
    },
    /// The data file belongs to some other program.
    ForeignData {
        /// The file.
        path: PathBuf,
    },
    /// The data file was written by a later version of the emulator.
    NewerData {
        /// The file.
        path: PathBuf,
        /// Schema version of the file.
        found: i64,
        /// Newest schema version that this emulator knows.
        known: i64,
    },
    /// The database failed.
    Database {
        /// The data file; `None` when the data is in memory.
        path: Option<PathBuf>,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A seed file cannot be read.
    SeedFile {
        /// The file.
        path: PathBuf,
        /// What the operating system says.
        source: io::Error,
    },
    /// A seed is not usable; nothing of it was stored.
    Seed {
        /// Where the seed comes from: a file name, or words.
        origin: String,
        /// What is wrong, each with its place.
        problems: Vec<String>,
    },
    /// There is no kind of object of this name.
    UnknownKind {
        /// The name asked for.
        kind: String,
        /// The names that there are.
        known: Vec<String>,
    },
    /// The async runtime stopped before the work was done.
    Interrupted,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Catalogue { problem } => write!(
                f,
                "the emulator's operation table is not usable: {problem}; \
                 generate it again with `cargo xtask generate`"
            ),
            Self::App { problem } => f.write_str(problem),
            Self::Remote { address } => write!(
                f,
                "{address} can be reached from other machines, and the emulator keeps no secrets \
                 from its callers; listen on 127.0.0.1, or say `--allow-remote` \
                 (`EmulatorBuilder::allow_remote`)"
            ),
            Self::Listen { address, source } => write!(
                f,
                "cannot listen on {address}: {source}; \
                 choose another address, or port 0 for any free one"
            ),
            Self::RateLimits { found } => write!(
                f,
                "rate limits cannot be {found:?}; say off, real, or a factor above 0 such as 0.5"
            ),
            Self::PublicUrl { found, problem } => write!(
                f,
                "{found:?} cannot be the public URL: {problem}; write it like http://localhost:9090"
            ),
            Self::DataFile { path, problem } => {
                write!(f, "the data file {} {problem}", path.display())
            }
            Self::ForeignData { path } => write!(
                f,
                "{} is not a database of the emulator; \
                 name a new file, or one that the emulator made",
                path.display()
            ),
            Self::NewerData { path, found, known } => write!(
                f,
                "{} has schema version {found}, and this emulator knows versions up to {known}; \
                 use the emulator that wrote it, or name a new file",
                path.display()
            ),
            Self::Database { path: Some(path), source } => {
                write!(f, "the database {} failed: {source}", path.display())
            }
            Self::Database { path: None, source } => {
                write!(f, "the database in memory failed: {source}")
            }
            Self::SeedFile { path, source } => {
                write!(f, "cannot read the seed {}: {source}", path.display())
            }
            Self::Seed { origin, problems } => {
                write!(f, "cannot use the seed from {origin}:")?;
                for problem in problems {
                    write!(f, "\n  {problem}")?;
                }
                f.write_str("\nNothing was seeded. Correct these places and seed again.")
            }
            Self::Fault { problems } => {
                f.write_str("cannot place the faults:")?;
                for problem in problems {
                    write!(f, "\n  {problem}")?;
                }
                f.write_str("\nNo fault was placed. Correct these places and place them again.")
            }
            Self::Clock { now, asked, last } => write!(
                f,
                "the clock cannot go from {now} to {asked}; it goes forward only, up to {last}"
            ),
            Self::Snapshot { problems } => {
                f.write_str("cannot restore the snapshot:")?;
                for problem in problems {
                    write!(f, "\n  {problem}")?;
                }
                f.write_str("\nNothing was changed. Restore a snapshot as the emulator took it.")
            }
            Self::UnknownKind { kind, known } => write!(
                f,
                "there is no kind of object called {kind:?}; the kinds are {}",
                known.join(", ")
            ),
            Self::Interrupted => f.write_str("the async runtime stopped before the work was done"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Listen { source, .. } | Self::SeedFile { source, .. } => Some(source),
            Self::Database { source, .. } => Some(source),
            _ => None,
        }
    }
}
