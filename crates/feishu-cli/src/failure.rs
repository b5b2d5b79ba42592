//! Failures, and their exit statuses for scripts. `report` formats them.

use std::fmt;

use feishu_core::{Effect, Error, ErrorKind, Outcome};

use crate::text::plain;
use crate::violation::Violation;

/// The exit statuses, as the help shows them. They are stable, because scripts depend on them.
pub(crate) const STATUSES: &str = "\
Exit status:
    0  done
    1  something on this machine: a file, the output, a response that cannot be read
    2  wrong use: arguments, settings, credentials that are missing
    3  the request breaks rules of the spec; nothing was sent
    4  the platform refused
    5  the platform cannot be reached; nothing was done
    6  the outcome is unknown: the platform may have done it
    7  some rows of a file failed, others are done
    8  a list is incomplete: the platform says that there is more, but not how to get it
  130  interrupted";

/// Why the command fails.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A problem on this machine.
    Local(String),
    /// Arguments, settings, credentials.
    Usage(String),
    /// The request violates rules.
    Rules(Vec<Violation>),
    /// A call failed.
    Call(Box<Error>),
    /// The object was not found on the platform.
    Missing(String),
    /// A list that cannot be read further although there is more.
    Incomplete(String),
    /// A list of which some pages were read and printed.
    Paged(Box<Paged>),
    /// Some rows of a file failed.
    Rows(String),
    /// Writes with an unknown outcome.
    Unknown(String),
    /// A run that was stopped because every row, or many in a row, would fail; with the status of
    /// the last failure.
    Stopped(u8, String),
    /// A failure that was already printed, with its status.
    Found(u8),
    /// Ctrl-C.
    Interrupted(String),
}

/// Why a list is incomplete, and how to continue.
#[derive(Debug)]
pub(crate) struct Paged {
    pub(crate) why: Failure,
    /// Number of pages that were read.
    pub(crate) pages: u64,
    /// The token of the first page that was not read.
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

    /// The kind of failure, for programs.
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

    /// A failure to read or write a file or stream.
    pub(crate) fn io(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::Local(format!("{}: {error}", plain(&what.to_string())))
    }
}

/// The name of a variant for programs: `PathParameter` becomes `path_parameter`.
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
            // The platform refused the app itself.
            Outcome::NotDone if error.code().is_some() => 4,
            Outcome::NotDone => 5,
            Outcome::Unknown if changes_nothing(error) => 5,
            Outcome::Unknown => 6,
            _ => 1,
        },
    }
}

/// Whether the operation changes nothing, so that its outcome does not matter.
fn changes_nothing(error: &Error) -> bool {
    error.operation().is_some_and(|operation| operation.effect == Effect::Read)
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Call(Box::new(error))
    }
}
