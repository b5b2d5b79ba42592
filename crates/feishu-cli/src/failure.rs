//! What can go wrong, and the exit status that tells scripts so. How it reads is in `report`.

use std::fmt;

use feishu_core::{Effect, Error, ErrorKind, Outcome};

use crate::text::plain;
use crate::violation::Violation;

/// The exit statuses, as the help shows them. They are kept: scripts depend on them.
pub(crate) const STATUSES: &str = "\
Exit status:
    0  done
    1  something on this machine: a file, the output, a response that cannot be read
    2  wrong use: arguments, settings, credentials that are missing
    3  the request breaks rules of the spec; nothing was sent
    4  the platform refused
    5  the platform cannot be reached; nothing was done
    6  it is not known whether the platform has done it
    7  some rows of a file failed, others are done
    8  a list is incomplete: the platform says that there is more, and not how to get it
  130  interrupted";

/// Why the command ends without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something on this machine.
    Local(String),
    /// Arguments, settings, credentials.
    Usage(String),
    /// Rules that the request breaks.
    Rules(Vec<Violation>),
    /// A call failed.
    Call(Box<Error>),
    /// What was to be found is not on the platform.
    Missing(String),
    /// A list that says that there is more, and not how to get it.
    Incomplete(String),
    /// A list of which some pages were read, and printed.
    Paged(Box<Paged>),
    /// Rows of a file that failed.
    Rows(String),
    /// Writes of which nobody knows what came of them.
    Unknown(String),
    /// A run that every row, or many in a row, would fail in, with the status of the last failure.
    Stopped(u8, String),
    /// Something that was printed already, with the status that it has.
    Found(u8),
    /// Ctrl-C.
    Interrupted(String),
}

/// Why a list ends before its end, and how to go on.
#[derive(Debug)]
pub(crate) struct Paged {
    pub(crate) why: Failure,
    /// Pages that were read.
    pub(crate) pages: u64,
    /// The token of the first page that was not.
    pub(crate) page_token: Option<String>,
}

impl Failure {
    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Local(_) => 1,
            Self::Usage(_) => 2,
            Self::Rules(_) => 3,
            Self::Missing(_) => 4,
            Self::Call(error) => of_call(error),
            Self::Found(status) | Self::Stopped(status, _) => *status,
            Self::Unknown(_) => 6,
            Self::Rows(_) => 7,
            Self::Incomplete(_) => 8,
            Self::Paged(paged) => paged.why.status(),
            Self::Interrupted(_) => 130,
        }
    }

    /// What kind of failure it is, for programs.
    pub(crate) fn kind(&self) -> String {
        let kind = match self {
            Self::Local(_) => "local",
            Self::Usage(_) => "usage",
            Self::Rules(_) => "rules",
            Self::Missing(_) => "not_found",
            Self::Call(error) => return snake(&format!("{:?}", error.kind())),
            Self::Found(_) => "found",
            Self::Stopped(..) => "stopped",
            Self::Unknown(_) => "unknown_outcome",
            Self::Rows(_) => "rows",
            Self::Incomplete(_) => "incomplete_list",
            Self::Paged(paged) => return paged.why.kind(),
            Self::Interrupted(_) => "interrupted",
        };
        kind.to_owned()
    }

    /// A failure to read or write, with the file or stream that it is about.
    pub(crate) fn io(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::Local(format!("{}: {error}", plain(&what.to_string())))
    }
}

/// The name of a variant as programs write it: `PathParameter` is `path_parameter`.
pub(crate) fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

fn of_call(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Configuration | ErrorKind::PathParameter => 2,
        ErrorKind::Rules => 3,
        ErrorKind::IncompleteList => 8,
        ErrorKind::Encode | ErrorKind::File => 1,
        _ => match error.outcome() {
            Outcome::Refused => 4,
            // The platform said no to the app, before the call.
            Outcome::NotDone if error.code().is_some() => 4,
            Outcome::NotDone => 5,
            Outcome::Unknown if changes_nothing(error) => 5,
            Outcome::Unknown => 6,
            _ => 1,
        },
    }
}

/// Whether it makes no difference if the platform has done it.
fn changes_nothing(error: &Error) -> bool {
    error.operation().is_some_and(|operation| operation.effect == Effect::Read)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(Box::new(error))
    }
}
