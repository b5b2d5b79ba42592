//! What can go wrong, and the exit status that tells scripts so.

use std::fmt;

use feishu_core::{Effect, Error, ErrorKind, Outcome};

/// The exit statuses, as the help shows them. They are kept: scripts depend on them.
pub(crate) const STATUSES: &str = "\
Exit status:
    0  done
    1  something on this machine: a file, the output, an answer that cannot be read
    2  wrong use: arguments, settings, credentials that are missing
    3  the request breaks rules of the spec; nothing was sent
    4  the platform refused
    5  the platform cannot be reached; nothing was done
    6  it is not known whether the platform has done it
    7  some rows of a file failed, others are done
  130  interrupted";

/// Why the command ends without success.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Something on this machine.
    Local(String),
    /// Arguments, settings, credentials.
    Usage(String),
    /// Rules that the request breaks.
    Violations(Vec<String>),
    /// A call failed.
    Call(Box<Error>),
    /// What was to be found is not on the platform.
    Missing(String),
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

impl Failure {
    /// The exit status.
    pub(crate) fn status(&self) -> u8 {
        match self {
            Self::Local(_) => 1,
            Self::Usage(_) => 2,
            Self::Violations(_) => 3,
            Self::Missing(_) => 4,
            Self::Call(error) => of_call(error),
            Self::Found(status) | Self::Stopped(status, _) => *status,
            Self::Unknown(_) => 6,
            Self::Rows(_) => 7,
            Self::Interrupted(_) => 130,
        }
    }

    /// A failure to read or write, with the file or stream that it is about.
    pub(crate) fn io(what: impl fmt::Display, error: impl fmt::Display) -> Self {
        Self::Local(format!("{what}: {error}"))
    }
}

fn of_call(error: &Error) -> u8 {
    match error.kind() {
        ErrorKind::Configuration | ErrorKind::PathParameter => 2,
        ErrorKind::Rules => 3,
        ErrorKind::NotFound | ErrorKind::Incomplete => 4,
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

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Local(text)
            | Self::Usage(text)
            | Self::Missing(text)
            | Self::Rows(text)
            | Self::Unknown(text)
            | Self::Stopped(_, text)
            | Self::Interrupted(text) => f.write_str(text),
            Self::Violations(violations) => {
                let count = violations.len();
                let plural = if count == 1 { "" } else { "s" };
                write!(f, "not sent, because the request breaks {count} rule{plural} of the spec")?;
                violations.iter().try_for_each(|violation| write!(f, "\n  {violation}"))?;
                f.write_str("\nIf the platform has moved on, --no-validate sends it all the same.")
            }
            Self::Call(error) => write!(f, "{error}"),
            Self::Found(_) => f.write_str("something is wrong, as it says above"),
        }
    }
}
