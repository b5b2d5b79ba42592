//! A catalogue that was parsed.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::broken::Broken;
use super::emulate::{Action, Emulate};
use super::entry::OperationEntry;
use super::index::{Head, Index, Route};
use super::operation::Operation;
use crate::objects::kind::{Field, Kind, Kinds};

/// A catalogue that was parsed. What is in it leads to nothing outside.
pub(crate) struct Contents {
    pub(crate) operations: Vec<Operation>,
    pub(crate) kinds: Kinds,
}

/// The file as it is written.
#[derive(Deserialize)]
struct Document {
    operations: Vec<OperationEntry>,
    objects: Vec<Kind>,
}

impl Contents {
    pub(super) fn read(text: &str) -> Result<Self, Broken> {
        let Document { operations, objects } = serde_json::from_str(text).map_err(Broken::new)?;
        let kinds = Kinds::new(objects)?;
        check(&operations, &kinds)?;
        Ok(Self { operations: operations.into_iter().map(Operation::from).collect(), kinds })
    }

    /// The scopes that operations ask for.
    pub(super) fn scopes(&self) -> BTreeSet<&str> {
        self.operations.iter().flat_map(|it| &it.scopes).map(String::as_str).collect()
    }

    /// The kinds of objects that are kept.
    pub(super) fn heads(&self) -> Vec<Head<'_>> {
        self.kinds.all().iter().map(Kind::head).collect()
    }

    /// What leads to each operation.
    pub(super) fn routes(&self) -> Vec<Route<'_>> {
        self.operations.iter().map(Operation::route).collect()
    }

    /// What an index says otherwise.
    pub(super) fn other_than(&self, index: &Index<'_>) -> Option<&'static str> {
        let same = [
            ("operations", self.routes() == index.routes),
            ("scopes", self.scopes().into_iter().eq(index.scopes.iter().copied())),
            ("kinds of objects", self.heads() == index.kinds),
        ];
        same.into_iter().find(|(_, is_same)| !is_same).map(|(what, _)| what)
    }
}

/// Operations do something only to kinds that are there. That no two have one id is for all catalogues together.
fn check(operations: &[OperationEntry], kinds: &Kinds) -> Result<(), Broken> {
    let refuse = |problem: String| Err(Broken::new(problem));
    for OperationEntry { id, emulate, .. } in operations {
        let Some(Emulate { kind, action, shows, .. }) = emulate else { continue };
        let Some(kind) = kinds.find(kind) else {
            return refuse(format!("{id}: there is no kind of objects {kind}"));
        };
        if kind.is_file && !matches!(action, Action::Create | Action::Read) {
            return refuse(format!("{id}: files can be created and read, and nothing else"));
        }
        if let Some(other) =
            shows.iter().find(|it| kind.is_file != matches!(it, Field::Fact { .. }))
        {
            let name = other.name();
            return refuse(format!("{id}: {name} is shown otherwise than objects of its kind are"));
        }
        kinds.check(id, shows)?;
    }
    Ok(())
}
