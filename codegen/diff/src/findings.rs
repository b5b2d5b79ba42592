//! What the parts of the comparison share: both models, and the changes found so far.

use std::collections::{BTreeSet, VecDeque};

use super::change::{Change, Place, RustApi, Touch, Wire};
use super::error_codes::ErrorCodes;
use super::reach::{Reach, directions};
use super::renames::TypeNames;
use super::rules::{Class, Verdict};
use super::values::Notation;
use crate::model::{Api, Usage};

/// The comparison of one version of a product on its way.
pub(super) struct Findings<'a> {
    pub(super) old: &'a Api,
    pub(super) new: &'a Api,
    /// Which type is which, where names changed.
    pub(super) names: TypeNames,
    pub(super) reach: (Reach, Reach),
    pub(super) codes: (ErrorCodes, ErrorCodes),
    pub(super) changes: Changes,
    /// Pairs of objects and enumerations, to be compared once.
    waiting: VecDeque<(String, String)>,
    seen: BTreeSet<(String, String)>,
}

/// The changes found so far.
#[derive(Debug, Default)]
pub(super) struct Changes(pub(super) Vec<Change>);

impl<'a> Findings<'a> {
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        Self {
            names: TypeNames::find(old, new),
            reach: (Reach::of(old), Reach::of(new)),
            codes: (ErrorCodes::of(old), ErrorCodes::of(new)),
            old,
            new,
            changes: Changes::default(),
            waiting: VecDeque::new(),
            seen: BTreeSet::new(),
        }
    }

    /// A declared type, or a part of it, as the place of changes.
    pub(super) fn of_type(&self, old: &str, new: &str, path: &str, usage: Usage) -> Site {
        let space = &self.new.space;
        let owner =
            if old == new { format!("{space}.{new}") } else { format!("{space}.{old} -> {new}") };
        Site {
            operation: None,
            owner,
            path: path.to_owned(),
            usage,
            notation: Notation::Json,
            names: (old.to_owned(), new.to_owned()),
        }
    }

    /// A change of a call as a whole.
    pub(super) fn call(&mut self, class: &Class, operation: &str, path: &str, text: String) {
        let touches = vec![Touch { operation: operation.to_owned(), direction: None }];
        self.changes.add(class, Usage::default(), place(operation, path), touches, text);
    }

    /// A change of a request or of a response.
    pub(super) fn part(&mut self, class: &Class, site: &Site, path: &str, text: String) {
        let touches = match &site.operation {
            Some(operation) => directions(site.usage)
                .map(|direction| Touch { operation: operation.clone(), direction: Some(direction) })
                .collect(),
            None => self.touches(&site.names.0, &site.names.1),
        };
        let path = format!("{}{path}", site.path);
        self.changes.add(class, site.usage, place(&site.owner, &path), touches, text);
    }

    /// The calls in which a type travels, before or after.
    fn touches(&self, old: &str, new: &str) -> Vec<Touch> {
        let mut all: BTreeSet<Touch> = self.reach.0.calls(old).cloned().collect();
        all.extend(self.reach.1.calls(new).cloned());
        all.into_iter().collect()
    }

    /// Queues a pair of declared types for comparison, once.
    pub(super) fn meet(&mut self, old: &str, new: &str) {
        let pair = (old.to_owned(), new.to_owned());
        if self.seen.insert(pair.clone()) {
            self.waiting.push_back(pair);
        }
    }

    /// The next two to compare.
    pub(super) fn next_types(&mut self) -> Option<(String, String)> {
        self.waiting.pop_front()
    }
}

impl Changes {
    /// A change of what all calls share, or all of a product. It is listed with none of them.
    pub(super) fn shared(&mut self, class: &Class, owner: &str, path: &str, text: String) {
        self.add(class, Usage::default(), place(owner, path), Vec::new(), text);
    }

    fn add(
        &mut self,
        class: &Class,
        usage: Usage,
        place: Place,
        touches: Vec<Touch>,
        text: String,
    ) {
        let on = |there: bool, wire: Wire| there.then_some(wire);
        let (id, request, response, wire, rust) = match class.verdict {
            Verdict::Call { wire, rust } => (class.id.to_owned(), None, None, wire, rust),
            Verdict::Declared { request, response, rust } => {
                let (request, response) =
                    (on(usage.request, request), on(usage.response, response));
                (class.id.to_owned(), request, response, Wire::Safe, rust)
            }
            Verdict::Field { request, response } => {
                let prefix = match (usage.request, usage.response) {
                    (true, false) => "request-",
                    (false, true) => "response-",
                    // Of an object that no call uses, and so the crate does not have.
                    _ => "unused-",
                };
                let rust = [(usage.request, request.1), (usage.response, response.1)];
                let rust = rust.iter().filter(|(there, _)| *there).map(|(_, rust)| *rust).max();
                (
                    format!("{prefix}{}", class.id),
                    on(usage.request, request.0),
                    on(usage.response, response.0),
                    Wire::Safe,
                    rust.unwrap_or(RustApi::Patch),
                )
            }
        };
        let wire = request.into_iter().chain(response).fold(wire, Ord::max);
        self.0.push(Change {
            id,
            place,
            wire,
            request,
            response,
            rust,
            text,
            why: class.why,
            touches,
            accepted: None,
        });
    }
}

/// A list of fields or values, and its position.
#[derive(Debug, Clone)]
pub(super) struct Site {
    /// The operation, if the fields are its own.
    pub(super) operation: Option<String>,
    /// What places in it belong to.
    pub(super) owner: String,
    /// The path to it.
    pub(super) path: String,
    /// Which way it travels.
    pub(super) usage: Usage,
    /// How its values are written.
    pub(super) notation: Notation,
    /// The names of the type before and after, if it is one.
    pub(super) names: (String, String),
}

impl Site {
    /// A part of an operation.
    pub(super) fn of_operation(operation: &str, path: &str, usage: Usage) -> Self {
        Self {
            operation: Some(operation.to_owned()),
            owner: operation.to_owned(),
            path: path.to_owned(),
            usage,
            notation: Notation::Json,
            names: Default::default(),
        }
    }

    /// For values that are strings on the wire.
    pub(super) fn in_text(self) -> Self {
        Self { notation: Notation::Text, ..self }
    }
}

/// Names of the wire have nothing in them that a JSON Pointer would escape.
fn place(owner: &str, path: &str) -> Place {
    Place { owner: owner.to_owned(), path: path.to_owned() }
}
