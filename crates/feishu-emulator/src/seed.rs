//! Seeds: what the emulator holds before the first call.

mod lists;
mod plan;
mod start;
mod storing;

use std::path::Path;

use rusqlite::Transaction;
use serde::Serialize;
use serde_json::Value;

use crate::catalogue::{Broken, Parts, seed_list};
use crate::error::Error;
use crate::objects::kind::Kind;
use crate::store::Store;
use crate::strict_json;
use lists::Lists;
use storing::Storing;

pub(crate) use lists::{Seeded, Unusable};
pub(crate) use plan::Plan;
pub(crate) use start::store_at_start;

/// Objects to store. An object with the same id is replaced; all other objects stay.
///
/// A seed is stored whole or not at all.
///
/// ```
/// use feishu_emulator::{Seed, SeedFile};
/// use serde_json::json;
///
/// let seed = Seed::new()
///     .object("attachment", SeedFile::new("7404675264888097068", "resume.pdf", 126371))
///     .object("external_offer", json!({
///         "id": "6960663240925956660",
///         "external_application_id": "7395015673275697419",
///         "attachment_id_list": ["7404675264888097068"],
///     }));
///
/// let same = Seed::from_json(
///     r#"{
///         "attachments": [
///             { "id": "7404675264888097068", "name": "resume.pdf", "size": 126371 }
///         ],
///         "external_offers": [
///             {
///                 "id": "6960663240925956660",
///                 "external_application_id": "7395015673275697419",
///                 "attachment_id_list": ["7404675264888097068"]
///             }
///         ]
///     }"#,
/// )?;
/// # Ok::<(), feishu_emulator::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Seed {
    origin: String,
    lists: Lists,
    /// Whether it was checked against the format, as a seed is when it is read: every emulator has all embedded kinds.
    is_checked: bool,
}

impl Seed {
    /// A seed with nothing in it.
    pub fn new() -> Self {
        Self { origin: "this program".to_owned(), lists: Lists::new(), is_checked: false }
    }

    /// What the vendor's sample requests need: with it, a page's sample request gets that page's
    /// sample response.
    ///
    /// # Errors
    ///
    /// None, unless the emulator was built with a broken catalogue.
    pub fn samples() -> Result<Self, Error> {
        Self::samples_of(Parts::embedded()?)
    }

    /// The samples of all kinds that are known.
    pub(crate) fn samples_of(parts: &Parts) -> Result<Self, Error> {
        let mut lists = Lists::new();
        for contents in parts.with_kinds(|_| true) {
            for (name, objects) in contents?.kinds.samples() {
                lists.extend(name, objects.iter().cloned());
            }
        }
        Ok(Self { origin: "the samples".to_owned(), lists, is_checked: false })
    }

    /// Reads a seed from JSON, with objects that this build of the emulator knows. Those of another catalogue come in by
    /// [`object`](Self::object), or by `POST /_emulator/seed`.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`] when the text is not JSON, has a key twice, or does not fit the format: all
    /// problems, each with its place.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::read(text, "JSON text", Parts::embedded()?)
    }

    /// Reads a seed from a JSON file.
    ///
    /// # Errors
    ///
    /// [`Error::SeedFile`] when the file cannot be read, and as [`Seed::from_json`].
    pub fn from_file(path: impl AsRef<Path>) -> Result<Self, Error> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path)
            .map_err(|source| Error::SeedFile { path: path.to_owned(), source })?;
        Self::read(&text, &path.display().to_string(), Parts::embedded()?)
    }

    /// Adds an object of any kind, as a seed file would write it: its id, its fields, and the id of what it belongs to. A
    /// file is a [`SeedFile`](crate::SeedFile). What is wrong with it comes to light when the seed is stored.
    ///
    /// ```
    /// use feishu_emulator::Seed;
    /// use serde_json::json;
    ///
    /// let seed = Seed::new()
    ///     .object("external_application", json!({ "id": "1", "talent_id": "2" }))
    ///     .object("external_interview", json!({ "id": "3", "external_application_id": "1" }));
    /// ```
    #[must_use]
    pub fn object(mut self, kind: &str, object: impl Serialize) -> Self {
        // What has no JSON form is no object either, and is refused as that.
        let object = serde_json::to_value(object).unwrap_or_default();
        self.lists.extend(seed_list(kind), [object]);
        self.is_checked = false;
        self
    }

    /// Reads a seed with objects of these kinds.
    pub(crate) fn read(text: &str, origin: &str, parts: &Parts) -> Result<Self, Error> {
        let refuse = |problems| Error::Seed { origin: origin.to_owned(), problems };
        let value =
            strict_json::read(text.as_bytes()).map_err(|problem| refuse(problem.lines()))?;
        let problems = problems(&value, parts)?;
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        Ok(Self { origin: origin.to_owned(), lists: value.into(), is_checked: true })
    }

    /// Stores the seed in one transaction, in place of objects with the same ids.
    ///
    /// Blocks, as all of the store does.
    pub(crate) fn store(&self, store: &Store, parts: &Parts) -> Result<Seeded, Error> {
        self.store_by(&Plan::default(), store, parts)
    }

    fn store_by(&self, plan: &Plan, store: &Store, parts: &Parts) -> Result<Seeded, Error> {
        let refuse = |problems| Error::Seed { origin: self.origin.clone(), problems };
        if !self.is_checked {
            let problems = problems(self.lists.as_json(), parts)?;
            if !problems.is_empty() {
                return Err(refuse(problems));
            }
        }
        let stored = store.transaction(|transaction| self.put(transaction, parts, plan));
        stored.map_err(|error| error.error(store, refuse))
    }
}

impl Seed {
    /// Stores a seed that keeps the format. The transaction has to be undone when this fails.
    pub(crate) fn put(
        &self,
        transaction: &Transaction<'_>,
        parts: &Parts,
        plan: &Plan,
    ) -> Result<Seeded, Unusable> {
        Storing { transaction, parts, plan, problems: Vec::new() }.all(&self.lists)
    }

    /// The kinds of the objects in it, each with those.
    fn kinds<'a>(&'a self, parts: &'a Parts) -> Result<Vec<(&'a Kind, &'a [Value])>, Broken> {
        let mut kinds = Vec::new();
        for head in parts.heads() {
            let objects = self.lists.of(&head.seed_list());
            if !objects.is_empty() {
                kinds.extend(parts.find(head.name)?.map(|found| (found.kind, objects)));
            }
        }
        Ok(kinds)
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a seed does not fit the format. Only catalogues with kinds of which it has objects are read for that.
fn problems(seed: &Value, parts: &Parts) -> Result<Vec<String>, Broken> {
    let mut violations = parts.lists()?.violations(seed);
    for head in parts.heads() {
        let name = head.seed_list();
        let Some(list) =
            seed.get(&name).filter(|list| list.as_array().is_some_and(|it| !it.is_empty()))
        else {
            continue;
        };
        let Some(found) = parts.find(head.name)? else { continue };
        violations.extend(found.kind.seed_violations(list)?);
    }
    Ok(violations.iter().map(ToString::to_string).collect())
}
