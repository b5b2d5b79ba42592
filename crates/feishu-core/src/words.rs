//! Names of the variants of small enumerations, to print and to parse: each variant has one, in
//! `snake_case`, which is stable across versions.

use std::error::Error as StdError;
use std::fmt;
use std::str::FromStr;

use crate::bulk::{Durability, Fate, Finding, ItemEffect, NotSent, Reach, Resend, StopReason};
use crate::error::{ErrorKind, Outcome};
use crate::operation::{AppKind, Effect, Method, TokenKind};
use crate::platform::{Action, GatewayCode};
use crate::policy::WaitReason;
use crate::text::OneLine;

/// Maximum number of characters of a string that an error repeats.
const SHOWN: usize = 40;

/// A string that names no variant of a small enumeration.
///
/// ```
/// use feishu_core::Effect;
///
/// let error = "remove".parse::<Effect>().unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "\"remove\" is not a valid effect; write read, create, replace, update or delete"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownWord {
    found: String,
    what: &'static str,
    known: Vec<&'static str>,
}

impl fmt::Display for UnknownWord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\" is not a valid {}; write ", OneLine::new(&self.found, SHOWN), self.what)?;
        for (at, word) in self.known.iter().enumerate() {
            f.write_str(match at {
                0 => "",
                _ if at + 1 == self.known.len() => " or ",
                _ => ", ",
            })?;
            f.write_str(word)?;
        }
        Ok(())
    }
}

impl StdError for UnknownWord {}

/// `as_str` and `Display` of enumerations without fields. A variant without a name does not
/// compile.
macro_rules! words {
    ($($name:ident { $($variant:ident => $word:literal),+ $(,)? })+) => {$(
        impl $name {
            /// The name of the variant in `snake_case`, which is stable across versions.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        printed!($name);
    )+};
}

/// `Display` by `as_str`.
macro_rules! printed {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }
    )+};
}

/// `FromStr`, the inverse of `as_str`, with the name of the enumeration for errors.
macro_rules! read {
    ($($name:ident, $what:literal { $($variant:ident),+ })+) => {$(
        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                let all = [$(Self::$variant),+];
                all.into_iter().find(|it| it.as_str().eq_ignore_ascii_case(text)).ok_or_else(|| {
                    let known = all.iter().map(|it| it.as_str()).collect();
                    UnknownWord { found: text.to_owned(), what: $what, known }
                })
            }
        }
    )+};
}

words! {
    ErrorKind {
        Configuration => "configuration",
        PathParameter => "path_parameter",
        Rules => "rules",
        Encode => "encode",
        File => "file",
        Token => "token",
        Deadline => "deadline",
        Connect => "connect",
        Timeout => "timeout",
        Transport => "transport",
        Status => "status",
        Decode => "decode",
        NotFound => "not_found",
        Incomplete => "incomplete",
        IncompleteList => "incomplete_list",
        Api => "api",
    }
    Outcome {
        NotDone => "not_done",
        Refused => "refused",
        Unknown => "unknown",
        Done => "done",
    }
    Action {
        Fail => "fail",
        Wait => "wait",
        RefreshToken => "refresh_token",
    }
    WaitReason {
        RateLimit => "rate_limit",
        Retry => "retry",
    }
    Durability {
        PowerLoss => "power_loss",
        ProcessCrash => "process_crash",
    }
    Finding {
        Done => "done",
        NotDone => "not_done",
    }
    ItemEffect {
        Done => "done",
        NotDone => "not_done",
        Unknown => "unknown",
    }
    Reach {
        Item => "item",
        Several => "several",
        Every => "every",
    }
}

printed!(AppKind, Effect);

read! {
    Method, "HTTP method" { Get, Post, Put, Patch, Delete }
    TokenKind, "kind of token" { TenantAccessToken, UserAccessToken, AppAccessToken }
    AppKind, "kind of app" { Custom, Store }
    Effect, "effect" { Read, Create, Replace, Update, Delete }
}

/// Code and name, such as `99991400 (rate_limited)`.
impl fmt::Display for GatewayCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.code(), self.as_str())
    }
}

/// When an item is sent again: `never`, `always`, or `within` so many seconds.
impl fmt::Display for Resend {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Never => f.write_str("never"),
            Self::Always => f.write_str("always"),
            Self::Within(window) => write!(f, "within {} s", window.as_secs_f64()),
        }
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::HitsEvery => f.write_str("every item would fail in the same way"),
            Self::InARow(times) => write!(f, "{times} failures in a row"),
            Self::Journal(error) => error.fmt(f),
        }
    }
}

impl<T, E> Fate<T, E> {
    /// The name of the variant: `done`, `failed`, `already_done`, `unknown` or `not_sent`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
            Self::AlreadyDone => "already_done",
            Self::Unknown => "unknown",
            Self::NotSent(_) => "not_sent",
        }
    }
}

/// The outcome of the item, and the reason.
impl<T, E: fmt::Display> fmt::Display for Fate<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(_) => f.write_str("done"),
            Self::Failed(error) => write!(f, "failed: {error}"),
            Self::AlreadyDone => f.write_str("done before, and not sent again"),
            Self::Unknown => f.write_str("sent before with an unknown outcome, and not sent again"),
            Self::NotSent(reason) => reason.fmt(f),
        }
    }
}

/// The key, and the outcome of its item.
impl<K: fmt::Display, T, E: fmt::Display> fmt::Display for crate::bulk::Outcome<K, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.fate)
    }
}

impl NotSent {
    /// The name of the variant: `duplicate`, `bad_key` or `journal`.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Duplicate => "duplicate",
            Self::BadKey => "bad_key",
            Self::Journal(_) => "journal",
        }
    }
}

#[cfg(test)]
mod tests;
