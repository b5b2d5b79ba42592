//! All catalogues, by the operations and kinds of objects in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

use super::broken::Broken;
use super::contents::Contents;
use super::index::{Head, Route};
use super::operation::Operation;
use super::part::Part;
use crate::generated;
use crate::objects::kind::{Kind, Kinds};
use crate::schema::Schema;

/// All catalogues, and where in them an operation or a kind of objects is. Only what is asked for is read.
pub(crate) struct Parts {
    all: Vec<Arc<Part>>,
    /// Where the operation of each number is.
    operations: Vec<Place>,
    /// Where each kind is: in the order of the catalogues, which is that in which seeds are stored, with files first.
    kinds: Vec<Place>,
    names: BTreeMap<String, usize>,
    lists: OnceLock<Result<Schema, String>>,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    part: usize,
    at: usize,
}

/// An operation, and the kinds of the catalogue that it is in.
#[derive(Clone, Copy)]
pub(crate) struct Called<'a> {
    pub(crate) operation: &'a Operation,
    pub(crate) kinds: &'a Kinds,
}

/// A kind of objects, and the others of its catalogue.
#[derive(Clone, Copy)]
pub(crate) struct Found<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) kinds: &'a Kinds,
}

impl Parts {
    /// The products that this build knows. Seeds are read by them before there is an emulator.
    pub(crate) fn embedded() -> Result<&'static Self, Broken> {
        static EMBEDDED: OnceLock<Result<Parts, Broken>> = OnceLock::new();
        let load = || Self::new(generated::PRODUCTS.iter().map(Part::embedded).map(Arc::new));
        EMBEDDED.get_or_init(load).as_ref().map_err(Clone::clone)
    }

    /// Catalogues that have no operation and no kind twice, neither one of them nor two.
    pub(crate) fn new(parts: impl IntoIterator<Item = Arc<Part>>) -> Result<Self, Broken> {
        let all = Vec::from_iter(parts);
        let (mut operations, mut files, mut others) = (Vec::new(), Vec::new(), Vec::new());
        let mut ids = BTreeSet::new();
        for (number, part) in all.iter().enumerate() {
            let place = |at| Place { part: number, at };
            for (at, route) in part.routes().into_iter().enumerate() {
                operations.push((route.id, place(at), ids.insert(route.id)));
            }
            for (at, head) in part.heads().into_iter().enumerate() {
                if head.is_file { &mut files } else { &mut others }.push((head, place(at)));
            }
        }
        let mut names = BTreeMap::new();
        let mut kinds = Vec::new();
        for (head, place) in files.into_iter().chain(others) {
            if names.insert(head.name.to_owned(), kinds.len()).is_some() {
                let problem = format!("the kind of objects {} is known already", head.name);
                return Err(Broken::new(problem));
            }
            kinds.push(place);
        }
        if let Some((id, ..)) = operations.iter().find(|(.., is_new)| !is_new) {
            return Err(Broken::new(format!("the operation {id} is known already")));
        }
        let operations = operations.into_iter().map(|(_, place, _)| place).collect();
        Ok(Self { operations, kinds, names, all, lists: OnceLock::new() })
    }

    /// These and more.
    pub(crate) fn and(&self, others: Vec<Part>) -> Result<Self, Broken> {
        Self::new(self.all.iter().cloned().chain(others.into_iter().map(Arc::new)))
    }

    /// What leads to each operation, by its number.
    pub(crate) fn routes(&self) -> impl Iterator<Item = Route<'_>> {
        self.all.iter().flat_map(|part| part.routes())
    }

    /// The id of an operation.
    pub(crate) fn id(&self, number: usize) -> Option<&str> {
        let place = self.operations.get(number)?;
        Some(self.all.get(place.part)?.route(place.at)?.id)
    }

    /// The scopes that operations ask for.
    pub(crate) fn scopes(&self) -> BTreeSet<&str> {
        self.all.iter().flat_map(|part| part.scopes()).collect()
    }

    /// Whether the catalogue of an operation has been read.
    pub(crate) fn has_read(&self, number: usize) -> bool {
        let part = self.operations.get(number).and_then(|place| self.all.get(place.part));
        part.is_none_or(|part| part.is_read())
    }

    /// The operation of a number.
    pub(crate) fn operation(&self, number: usize) -> Result<Called<'_>, Broken> {
        let none = || Broken::new("a call was routed to an operation that is not there");
        let place = self.operations.get(number).ok_or_else(none)?;
        let Contents { operations, kinds } =
            self.all.get(place.part).ok_or_else(none)?.contents()?;
        Ok(Called { operation: operations.get(place.at).ok_or_else(none)?, kinds })
    }

    /// All operations.
    pub(crate) fn operations(&self) -> Result<Vec<&Operation>, Broken> {
        (0..self.operations.len()).map(|it| Ok(self.operation(it)?.operation)).collect()
    }

    /// All catalogues that hold kinds of objects for which `is` holds.
    pub(crate) fn with_kinds(
        &self,
        is: impl Fn(Head<'_>) -> bool,
    ) -> impl Iterator<Item = Result<&Contents, Broken>> {
        let parts = self.all.iter().filter(move |part| part.heads().into_iter().any(&is));
        parts.map(|part| part.contents())
    }

    /// What is known of each kind without its catalogue.
    pub(crate) fn heads(&self) -> impl Iterator<Item = Head<'_>> {
        self.kinds.iter().filter_map(|place| self.head_at(*place))
    }

    /// What is known of the kind of this name.
    pub(crate) fn head(&self, name: &str) -> Option<Head<'_>> {
        self.head_at(*self.kinds.get(*self.names.get(name)?)?)
    }

    fn head_at(&self, place: Place) -> Option<Head<'_>> {
        self.all.get(place.part)?.head(place.at)
    }

    /// The kind of this name.
    pub(crate) fn find(&self, name: &str) -> Result<Option<Found<'_>>, Broken> {
        let place = self.names.get(name).and_then(|number| self.kinds.get(*number));
        let Some(part) = place.and_then(|place| self.all.get(place.part)) else { return Ok(None) };
        let kinds = &part.contents()?.kinds;
        Ok(kinds.find(name).map(|kind| Found { kind, kinds }))
    }

    /// The format of a seed, as far as no catalogue is needed for it: a list for each kind; `$schema` is for editors.
    pub(crate) fn lists(&self) -> Result<&Schema, Broken> {
        let compile = || {
            let mut lists = Map::new();
            lists.insert("$schema".to_owned(), json!({ "type": "string" }));
            lists.extend(self.heads().map(|it| (it.seed_list(), json!({ "type": "array" }))));
            let format: Value =
                json!({ "type": "object", "additionalProperties": false, "properties": lists });
            Schema::compile(format)
        };
        self.lists.get_or_init(compile).as_ref().map_err(Broken::new)
    }

    #[cfg(test)]
    pub(crate) fn reads(&self) -> Vec<usize> {
        self.all.iter().map(|part| part.reads()).collect()
    }
}

impl fmt::Debug for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parts").field("kinds", &self.names).finish_non_exhaustive()
    }
}
