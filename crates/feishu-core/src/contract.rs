//! What a program needs to know about an endpoint to call it without its types.

mod field;

pub use self::field::{NamedValue, RequestField, StatedRule, UnixTime, WireType};
use crate::operation::Operation;

/// The spec of one operation as data, for programs that call it without its types: a command line,
/// an import, a form.
///
/// The JSON Schemas say what is checked. This type holds what schemas cannot say: path parameters,
/// what the page states of each field, names of values, which fields are secret, how lists are
/// paged, where the URL of a file is, and how an object is read before a full overwrite.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Contract {
    /// The entry of the operation table.
    pub operation: &'static Operation,
    /// Description beyond the summary; may be empty.
    pub description: &'static str,
    /// Path parameters, in the order of the path.
    pub path: &'static [PathParameter],
    /// JSON Schema of the query parameters as a string, if there are any.
    pub query: Option<&'static str>,
    /// JSON Schema of the body, or of the text parts of a form, if there is one.
    pub request: Option<&'static str>,
    /// JSON Schema of the whole response, including the envelope.
    pub response: &'static str,
    /// The query parameters.
    pub query_fields: &'static [RequestField],
    /// The fields of the body, or the text parts of a form.
    pub request_fields: &'static [RequestField],
    /// Secret fields of the body: do not show them, and do not accept them where others can read
    /// them.
    pub secrets: &'static [&'static str],
    /// Secret fields of the response: do not show them.
    pub response_secrets: &'static [&'static str],
    /// The field of the response that holds the list, if the response comes in pages.
    pub items: Option<&'static str>,
    /// The JSON Pointer of the URL of a file in `data`, if the response has that of one file.
    pub file_url: Option<&'static str>,
    /// How one part of the object is changed, if the object can be read before a full overwrite.
    pub modify: Option<Modify>,
}

impl Contract {
    /// An operation that has only a response, whose JSON Schema is `response`.
    #[must_use]
    pub const fn new(operation: &'static Operation, response: &'static str) -> Self {
        Self {
            operation,
            description: "",
            path: &[],
            query: None,
            request: None,
            response,
            query_fields: &[],
            request_fields: &[],
            secrets: &[],
            response_secrets: &[],
            items: None,
            file_url: None,
            modify: None,
        }
    }

    /// Sets [`description`](Self#structfield.description).
    #[must_use]
    pub const fn description(mut self, description: &'static str) -> Self {
        self.description = description;
        self
    }

    /// Sets [`path`](Self#structfield.path).
    #[must_use]
    pub const fn path(mut self, parameters: &'static [PathParameter]) -> Self {
        self.path = parameters;
        self
    }

    /// Sets [`query`](Self#structfield.query) and [`query_fields`](Self#structfield.query_fields).
    #[must_use]
    pub const fn query(mut self, schema: &'static str, fields: &'static [RequestField]) -> Self {
        self.query = Some(schema);
        self.query_fields = fields;
        self
    }

    /// Sets [`request`](Self#structfield.request) and
    /// [`request_fields`](Self#structfield.request_fields).
    #[must_use]
    pub const fn request(mut self, schema: &'static str, fields: &'static [RequestField]) -> Self {
        self.request = Some(schema);
        self.request_fields = fields;
        self
    }

    /// Sets [`secrets`](Self#structfield.secrets).
    #[must_use]
    pub const fn secrets(mut self, fields: &'static [&'static str]) -> Self {
        self.secrets = fields;
        self
    }

    /// Sets [`response_secrets`](Self#structfield.response_secrets).
    #[must_use]
    pub const fn response_secrets(mut self, fields: &'static [&'static str]) -> Self {
        self.response_secrets = fields;
        self
    }

    /// Sets [`items`](Self#structfield.items).
    #[must_use]
    pub const fn items(mut self, field: &'static str) -> Self {
        self.items = Some(field);
        self
    }

    /// Sets [`file_url`](Self#structfield.file_url).
    #[must_use]
    pub const fn file_url(mut self, pointer: &'static str) -> Self {
        self.file_url = Some(pointer);
        self
    }

    /// Sets [`modify`](Self#structfield.modify).
    #[must_use]
    pub const fn modify(mut self, modify: Modify) -> Self {
        self.modify = Some(modify);
        self
    }
}

/// A parameter in the path of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PathParameter {
    /// Its name in [`Operation::path`].
    pub name: &'static str,
    /// What it identifies; may be empty.
    pub description: &'static str,
    /// A sample value; may be empty.
    pub example: &'static str,
}

impl PathParameter {
    /// A parameter with what it names and a sample.
    #[must_use]
    pub const fn new(name: &'static str, description: &'static str, example: &'static str) -> Self {
        Self { name, description, example }
    }
}

/// How one part of an object is changed by a full overwrite: find the object in the response of
/// another operation, and write all of it back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Modify {
    /// The operation that lists objects. Each has its id in the field `id`.
    pub read: &'static Operation,
    /// The field of its body that takes a list of ids, if it can list objects by id.
    pub by: Option<&'static str>,
    /// Where the value of each field of the body is found.
    pub sources: &'static [FieldSource],
    /// Fields of the body that cannot be read; they are cleared unless they are given.
    pub lost: &'static [&'static str],
}

/// Where the value of a field of a body is found in an object of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSource {
    /// The field of the body.
    pub field: &'static str,
    /// The field of the object.
    pub from: &'static str,
    /// The field of each element, if the object holds a list of objects and the body takes a list
    /// of that field.
    pub element: Option<&'static str>,
}
