//! What operations do to the objects that the emulator keeps.

use serde::Deserialize;

use crate::objects::kind::Field;

/// What an operation does to the objects of a kind.
#[derive(Deserialize)]
pub(crate) struct Emulate {
    pub(crate) kind: String,
    pub(crate) action: Action,
    /// The path parameter that holds the id.
    pub(crate) parameter: Option<String>,
    /// The field of a list's body that takes ids. When it is given, no other condition counts.
    pub(crate) ids: Option<String>,
    /// The field of the response that holds the object; without it the fields are `data` itself.
    pub(crate) holder: Option<String>,
    /// What the response shows, in the page's order.
    pub(crate) shows: Vec<Field>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Action {
    Create,
    Read,
    Replace,
    Patch,
    Delete,
    List,
}
