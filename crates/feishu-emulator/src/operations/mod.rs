//! What each operation does, once the gateway and the schemas have let a call through.
//!
//! The catalogue says which operations act on objects that the emulator keeps, and how; all others are answered with the
//! sample of their page. There are a few actions, the same for every kind of object. Each is plain synchronous code in a
//! transaction of its own.

mod call;
mod file;
mod query;
mod references;
mod repeat;
mod requires;
mod resource;
mod sample;

use rusqlite::Transaction;

use crate::answer::Failure;
use crate::catalogue::Action;

pub(crate) use call::{Call, Outcome, References};
pub(crate) use sample::sample;

/// Carries a call out.
pub(crate) fn carry_out(transaction: &Transaction<'_>, mut call: Call<'_>) -> Outcome {
    let call = &mut call;
    if call.kind.is_file {
        return match call.emulate.action {
            Action::Create => file::create(transaction, call),
            Action::Read => file::read(transaction, call),
            _ => Err(Failure::Internal(format!("{} is for no file", call.operation.id))),
        };
    }
    match call.emulate.action {
        Action::Create => resource::create(transaction, call),
        Action::Read => resource::read(transaction, call),
        Action::Replace => resource::replace(transaction, call),
        Action::Patch => resource::patch(transaction, call),
        Action::Delete => resource::delete(transaction, call),
        Action::List => query::query(transaction, call),
    }
}
