//! What operations do to the objects that the emulator keeps.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use serde::Deserialize;

use super::{OperationEntry, embedded};
use crate::error::Error;
use crate::objects::kind::{Field, Kind, Kinds};

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

/// The kinds of objects that this build knows, for seeds that are read before there is an emulator.
pub(crate) fn embedded_kinds() -> Result<&'static Kinds, Error> {
    /// The rest is passed over.
    #[derive(Deserialize)]
    struct Objects {
        objects: Vec<Kind>,
    }
    static KINDS: OnceLock<Result<Kinds, String>> = OnceLock::new();
    let load = || {
        let kinds = embedded().and_then(|document: Objects| Kinds::new(document.objects));
        kinds.map_err(|error| error.to_string())
    };
    let kinds = KINDS.get_or_init(load);
    kinds.as_ref().map_err(|problem| Error::Catalogue { problem: problem.clone() })
}

/// Operations are told apart by their ids, and do something only to kinds that are there.
pub(super) fn check(operations: &[OperationEntry], kinds: &Kinds) -> Result<(), Error> {
    let refuse = |problem| Err(Error::Catalogue { problem });
    let mut known = BTreeSet::new();
    for OperationEntry { id, emulate, .. } in operations {
        if !known.insert(id) {
            return refuse(format!("the operation {id} is known already"));
        }
        let Some(Emulate { kind, action, .. }) = emulate else { continue };
        match kinds.find(kind) {
            Some(kind) if kind.is_file && !matches!(action, Action::Create | Action::Read) => {
                return refuse(format!("{id}: files can be created and read, and nothing else"));
            }
            Some(_) => {}
            None => return refuse(format!("{id}: there is no kind of objects {kind}")),
        }
    }
    Ok(())
}
