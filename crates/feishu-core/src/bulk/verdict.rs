//! What a failure means for its own item, and for the others.

use std::fmt;

use crate::platform::{Action, GatewayError};
use crate::{Error, ErrorKind, Outcome};

/// The error of an item. [`Error`] is one; your own error type that wraps it can be another.
pub trait Failure: fmt::Display {
    /// What it means for the item and for the others.
    fn verdict(&self) -> Verdict;
}

/// What a failure means for its own item, and for the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    /// Whether the platform has carried out the item.
    pub effect: ItemEffect,
    /// Which items would fail in the same way.
    pub reach: Reach,
}

/// Whether the platform has carried out an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemEffect {
    /// It has, and the failure came afterwards.
    Done,
    /// It certainly has not.
    NotDone,
    /// It may have, or may not.
    Unknown,
}

/// Which items a failure affects.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reach {
    /// Only this one.
    Item,
    /// Perhaps the next ones too, as when the network is down. Many in a row stop the run.
    Several,
    /// Every item, as with a wrong secret, a missing scope or an exhausted quota.
    Every,
}

impl Failure for Error {
    fn verdict(&self) -> Verdict {
        Verdict { effect: effect(self), reach: reach(self) }
    }
}

fn effect(error: &Error) -> ItemEffect {
    match error.outcome() {
        Outcome::NotDone | Outcome::Refused => ItemEffect::NotDone,
        Outcome::Done => ItemEffect::Done,
        Outcome::Unknown => ItemEffect::Unknown,
    }
}

fn reach(error: &Error) -> Reach {
    /// `resource_not_found` comes from the gateway, but is about one path.
    const ABOUT_ONE_PATH: i64 = 99_991_201;
    match error.kind() {
        // A token endpoint that is down, or asks to wait, will recover.
        ErrorKind::Token
            if error.status().is_some_and(|status| status >= 500) || error.is_rate_limited() =>
        {
            Reach::Several
        }
        ErrorKind::Configuration | ErrorKind::Token => Reach::Every,
        ErrorKind::Connect
        | ErrorKind::Deadline
        | ErrorKind::Timeout
        | ErrorKind::Transport
        | ErrorKind::Status => Reach::Several,
        ErrorKind::Api if error.is_rate_limited() => Reach::Several,
        ErrorKind::Api => match error.gateway() {
            Some(GatewayError { code: ABOUT_ONE_PATH, .. }) | None => Reach::Item,
            Some(GatewayError { action: Action::Fail, .. }) => Reach::Every,
            Some(GatewayError { action: Action::Wait | Action::RefreshToken, .. }) => {
                Reach::Several
            }
        },
        _ => Reach::Item,
    }
}
