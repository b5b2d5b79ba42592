//! What a diff consists of.

use std::fmt;

/// The effect of a change on calls between a client and a server of different versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wire {
    /// Existing calls continue to work.
    Safe,
    /// What worked may behave otherwise.
    Risky,
    /// What worked is refused, or cannot be read.
    Breaking,
}

/// The effect of a change on code that uses the generated crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RustApi {
    /// The public API is the same.
    Patch,
    /// The public API grows.
    Minor,
    /// Existing code may no longer compile.
    Major,
}

/// Which way something travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Direction {
    /// From the client.
    Request,
    /// To the client.
    Response,
}

macro_rules! words {
    ($name:ident { $($variant:ident $word:literal),* }) => {
        impl $name {
            /// The word for it in every output.
            pub fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

words!(Wire { Safe "safe", Risky "risky", Breaking "breaking" });
words!(RustApi { Patch "patch", Minor "minor", Major "major" });
words!(Direction { Request "request", Response "response" });
words!(PageState { Changed "page changed", Same "spec edited", Unknown "unknown" });

/// Where a change is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The id of an operation, the name of a type (`hire.v1.ExternalOffer`), `platform`, or `product` and its name.
    pub owner: String,
    /// A JSON Pointer into its spec; empty for the whole.
    pub path: String,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.owner)?;
        if !self.path.is_empty() {
            write!(f, "#{}", self.path)?;
        }
        Ok(())
    }
}

/// A call that a change touches, and on which side of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Touch {
    /// Its id.
    pub operation: String,
    /// Absent where the change is of the call as a whole.
    pub direction: Option<Direction>,
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Stable: the class, and before it the direction where a class is judged by one.
    pub id: String,
    /// Where it is in the new specs; in the old ones, if it is gone.
    pub place: Place,
    /// The worse of the two directions.
    pub wire: Wire,
    /// As part of what is sent.
    pub request: Option<Wire>,
    /// As part of what comes back.
    pub response: Option<Wire>,
    /// For users of the crate.
    pub rust: RustApi,
    /// What was and what is, in words.
    pub text: String,
    /// Why the verdicts are what they are.
    pub why: &'static str,
    /// The calls that it touches, by id.
    pub touches: Vec<Touch>,
    /// Why somebody took it, by [`accept`](crate::accept).
    pub accepted: Option<String>,
}

/// Whether an operation's page is another one than before, by the hash in the spec.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageState {
    /// The vendor changed the page.
    Changed,
    /// The page is the same: the change comes from us, by an edit or a better importer.
    Same,
    /// One of the specs does not say which page it was read from.
    Unknown,
}

/// All differences.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diff {
    /// By place, the worst first where there are several.
    pub changes: Vec<Change>,
    /// For each operation that a change touches, whether its page changed.
    pub pages: Vec<(String, PageState)>,
}

impl Diff {
    /// The worst that any change means for the wire.
    pub fn wire(&self) -> Option<Wire> {
        self.changes.iter().map(|change| change.wire).max()
    }

    /// The most that any change means for users of the crate.
    pub fn rust(&self) -> Option<RustApi> {
        self.changes.iter().map(|change| change.rust).max()
    }
}
