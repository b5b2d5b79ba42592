//! A call that may be made, and what comes of it.

use serde_json::Value;
use serde_json::value::RawValue;

use crate::answer::{Failure, FieldViolation, Refusal};
use crate::catalogue::{Emulate, Operation};
use crate::objects::kind::{Kind, Kinds};
use crate::objects::record::Document;
use crate::route::Parameters;
use crate::upload::Received;

/// How to treat a body that names an unknown object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum References {
    #[default]
    Strict,
    /// It is taken as it is: a test may care for one object and not for what that hangs on.
    Lenient,
}

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
    pub(super) fn id(&self) -> Result<(&str, &str), Failure> {
        let name = self.emulate.parameter.as_deref();
        let id = name.and_then(|name| Some((name, self.parameters.get(name)?)));
        id.ok_or_else(|| Failure::Internal(format!("{} has no id in its path", self.operation.id)))
    }

    pub(super) fn query_text(&self, name: &str) -> Option<&str> {
        self.query.get(name).and_then(Value::as_str)
    }

    /// Refuses the call for all of these, if there are any.
    pub(super) fn refuse(&self, violations: Vec<FieldViolation>) -> Result<(), Failure> {
        if violations.is_empty() { Ok(()) } else { Err(self.refusal(violations)) }
    }

    pub(super) fn refusal(&self, violations: Vec<FieldViolation>) -> Failure {
        let code = self.operation.invalid_parameter;
        Refusal::violations(code, "The request", violations).into()
    }
}

/// The response's `data`, in JSON: the facts of a file and what is shown of objects are of different types, and borrow from
/// the transaction.
pub(crate) type Outcome = Result<Box<RawValue>, Failure>;
