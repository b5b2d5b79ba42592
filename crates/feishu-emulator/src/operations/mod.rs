//! What each operation does, once the gateway and the schema have let a call through.
//!
//! One file a resource. A handler is plain synchronous code in a transaction of its own; it is
//! found by the operation's id, so the catalogue stays data.

mod external_offer;

use rusqlite::Transaction;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::Failure;
use crate::catalogue::Operation;
use crate::route::Parameters;

/// A call that may be made and whose body keeps the schema.
pub(crate) struct Call<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) parameters: &'a Parameters,
    /// `Null` for an operation that takes no body.
    pub(crate) body: Value,
}

impl Call<'_> {
    /// A path parameter. The route that led here has it, or the catalogue changed a name.
    pub(crate) fn parameter(&self, name: &str) -> Result<&str, Failure> {
        self.parameters.get(name).ok_or_else(|| {
            Failure::Internal(format!("{} has no path parameter {name}", self.operation.id))
        })
    }
}

/// The answer's `data`, already in JSON so that its fields keep their order.
pub(crate) type Outcome = Result<Box<RawValue>, Failure>;

pub(crate) type Handler = fn(&Transaction<'_>, Call<'_>) -> Outcome;

/// What carries out the operation of this id.
pub(crate) fn handler(id: &str) -> Option<Handler> {
    match id {
        "hire.v1.external_offer.update" => Some(external_offer::update),
        _ => None,
    }
}
