//! What travels in a call, part by part.

use serde_json::Value as Json;

use super::field::Field;
use super::types::Type;

/// Which part of a call a message is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// The parameters in the path, in its order.
    Path,
    /// The parameters behind the path.
    Query,
    /// The body of the request, or the text parts of a form.
    Body,
    /// What `data` holds, or what is beside `code`.
    Response,
}

impl Side {
    /// What its schema is called after. The parameters of a path have none: they are arguments.
    pub fn schema(self) -> Option<&'static str> {
        match self {
            Self::Path => None,
            Self::Query => Some("query"),
            Self::Body => Some("request"),
            Self::Response => Some("response"),
        }
    }

    /// Whether the caller sends it.
    pub fn is_sent(self) -> bool {
        self != Self::Response
    }
}

/// Fields that travel together. All that outputs know of a part of a call is the same for each part.
#[derive(Debug, Clone)]
pub struct Message {
    /// Which part of the call it is.
    pub side: Side,
    /// The name of its type. That of a path is never declared, since its parameters are arguments.
    pub name: String,
    /// The fields, in the page's order.
    pub fields: Vec<Field>,
    /// The page's sample. That of a response has the envelope around it.
    pub example: Option<Json>,
}

impl Message {
    /// The names of the fields that are never printed.
    pub fn secrets(&self) -> impl Iterator<Item = &str> {
        let secrets = self.fields.iter().filter(|field| field.ty == Type::SECRET);
        secrets.map(|field| field.name.as_str())
    }
}
