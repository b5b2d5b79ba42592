//! What each operation does, once the gateway and the schemas have let a call through.
//!
//! The catalogue says which operations act on objects that the emulator keeps, and how; all others are answered with the
//! sample of their page. There are a few actions, the same for every kind of object. Each is plain synchronous code in a
//! transaction of its own.

mod file;
mod query;
mod references;
mod repeat;
mod requires;
mod resource;
mod sample;

use rusqlite::Transaction;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::{Failure, FieldViolation, Refusal};
use crate::catalogue::{Action, Emulate, Operation};
use crate::objects::kind::{Kind, Kinds};
use crate::objects::record::Document;
use crate::route::Parameters;
use crate::upload::Received;

pub(crate) use references::References;
pub(crate) use sample::sample;

/// A call that may be made, and whose query and body keep their schemas.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    /// What it does.
    pub(crate) emulate: &'a Emulate,
    pub(crate) kind: &'a Kind,
    pub(crate) kinds: &'a Kinds,
    pub(crate) app_id: &'a str,
    pub(crate) parameters: &'a Parameters,
    pub(crate) query: Document,
    /// Empty for an operation that takes no body.
    pub(crate) body: Document,
    /// The file that came in, for an operation that takes one.
    pub(crate) upload: Option<&'a Received>,
    /// Where the emulator listens, for links.
    pub(crate) base_url: &'a str,
    /// Milliseconds since 1970, by the emulator's clock.
    pub(crate) now: i64,
    pub(crate) references: References,
}

impl Call<'_> {
    /// The path parameter that holds the id, and the id. The route that led here has it, or the catalogue is not sound.
    fn id(&self) -> Result<(&str, &str), Failure> {
        let name = self.emulate.parameter.as_deref();
        let id = name.and_then(|name| Some((name, self.parameters.get(name)?)));
        id.ok_or_else(|| Failure::Internal(format!("{} has no id in its path", self.operation.id)))
    }

    fn query_text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(Value::as_str)
    }

    /// Refuses the call for all of these, if there are any.
    fn refuse(&self, violations: Vec<FieldViolation>) -> Result<(), Failure> {
        if violations.is_empty() { Ok(()) } else { Err(self.refusal(violations)) }
    }

    fn refusal(&self, violations: Vec<FieldViolation>) -> Failure {
        let code = self.operation.invalid_parameter;
        Refusal::violations(code, "The request", violations).into()
    }
}

/// The response's `data`, already in JSON so that its fields keep their order.
pub(crate) type Outcome = Result<Box<RawValue>, Failure>;

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
