//! What each operation does, once the gateway and the schemas have let a call through.
//!
//! Operations on objects that the emulator keeps are carried out; all others are answered with the sample of their page.
//! Most operations are one of a few actions on one kind of object; what a resource has of its own
//! is in a file of its name. A handler is plain synchronous code in a transaction of its own; it
//! is found by the operation's id, so the catalogue stays data.

mod attachment;
mod external_application;
mod external_referral_reward;
mod query;
mod references;
mod repeat;
mod resource;
mod sample;
mod talent_external_info;

use rusqlite::Transaction;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::{Failure, FieldViolation, Refusal};
use crate::catalogue::Operation;
use crate::objects::kind::{self, Kind};
use crate::objects::record::Document;
use crate::route::Parameters;
use crate::upload::Received;

pub(crate) use references::References;
pub(crate) use sample::sample;

/// A call that may be made, and whose query and body keep their schemas.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
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
    /// A path parameter. The route that led here has it, or the catalogue changed a name.
    fn parameter(&self, name: &str) -> Result<&str, Failure> {
        self.parameters.get(name).ok_or_else(|| {
            Failure::Internal(format!("{} has no path parameter {name}", self.operation.id))
        })
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

pub(crate) type Action = fn(&'static Kind, &Transaction<'_>, Call<'_>) -> Outcome;

/// What carries an operation out.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// An action, and the kind of object that it is done to.
    Object(Action, &'static Kind),
    /// Attachments are files, and kept otherwise than objects.
    Attachment(fn(&Transaction<'_>, Call<'_>) -> Outcome),
}

impl Handler {
    pub(crate) fn run(self, transaction: &Transaction<'_>, call: Call<'_>) -> Outcome {
        match self {
            Self::Object(action, kind) => action(kind, transaction, call),
            Self::Attachment(action) => action(transaction, call),
        }
    }
}

/// What carries out the operation of this id. One that nothing carries out is answered with its page's sample.
pub(crate) fn handler(id: &str) -> Option<Handler> {
    let (resource, method) = id.strip_prefix("hire.v1.")?.split_once('.')?;
    let action: Action = match (resource, method) {
        ("attachment", "create") => return Some(Handler::Attachment(attachment::create)),
        ("attachment", "get") => return Some(Handler::Attachment(attachment::get)),
        ("attachment", "preview") => return Some(Handler::Attachment(attachment::preview)),
        ("external_application", "create") => resource::create,
        ("external_application", "update") => resource::update,
        ("external_application", "delete") => external_application::delete,
        ("external_application", "list") => query::query,
        ("external_interview", "create") => resource::create,
        ("external_interview", "update") => resource::update,
        ("external_interview", "delete") => resource::delete,
        ("external_interview", "batch_query") => query::query,
        ("external_interview_assessment", "create") => resource::create,
        ("external_interview_assessment", "patch") => resource::patch,
        ("external_offer", "create") => resource::create,
        ("external_offer", "update") => resource::update,
        ("external_offer", "delete") => resource::delete,
        ("external_offer", "batch_query") => query::query,
        ("external_background_check", "create") => resource::create,
        ("external_background_check", "update") => resource::update,
        ("external_background_check", "delete") => resource::delete,
        ("external_background_check", "batch_query") => query::query,
        ("external_referral_reward", "create") => external_referral_reward::create,
        ("external_referral_reward", "delete") => resource::delete,
        ("talent_external_info", "create") => talent_external_info::create,
        ("talent_external_info", "update") => resource::update,
        _ => return None,
    };
    Some(Handler::Object(action, kind::find(resource)?))
}
