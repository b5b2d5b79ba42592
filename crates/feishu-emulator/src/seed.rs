//! Seeds: what the emulator holds before the first call.

mod lists;
mod plan;
mod start;
mod storing;

use std::path::Path;

use rusqlite::Transaction;
use serde::Serialize;
use serde_json::{Value, json};

use crate::catalogue::embedded_kinds;
use crate::error::Error;
use crate::objects::kind::{Kind, Kinds};
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
}

impl Seed {
    /// A seed with nothing in it.
    pub fn new() -> Self {
        Self { origin: "this program".to_owned(), lists: Lists::new() }
    }

    /// What the vendor's sample requests need: with it, a page's sample request gets that page's
    /// sample response.
    ///
    /// # Errors
    ///
    /// None, unless the emulator was built with a broken catalogue.
    pub fn samples() -> Result<Self, Error> {
        Ok(Self::samples_of(embedded_kinds()?))
    }

    /// The samples of these kinds.
    pub(crate) fn samples_of(kinds: &Kinds) -> Self {
        Self { origin: "the samples".to_owned(), lists: kinds.samples() }
    }

    /// Reads a seed from JSON, with objects that this build of the emulator knows. Those of another catalogue come in by
    /// [`object`](Self::object), or by `POST /_emulator/seed`.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`] when the text is not JSON, has a key twice, or does not fit the format: all
    /// problems, each with its place.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::read(text, "JSON text", embedded_kinds()?)
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
        Self::read(&text, &path.display().to_string(), embedded_kinds()?)
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
        self.lists.entry(format!("{kind}s")).or_default().push(object);
        self
    }

    /// Reads a seed with objects of these kinds.
    pub(crate) fn read(text: &str, origin: &str, kinds: &Kinds) -> Result<Self, Error> {
        let refuse = |problems| Error::Seed { origin: origin.to_owned(), problems };
        let value =
            strict_json::read(text.as_bytes()).map_err(|problem| refuse(problem.lines()))?;
        let problems = problems(&value, kinds)?;
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        let lists = match value {
            // Beside lists there is only `$schema`, which is for editors.
            Value::Object(lists) => lists.into_iter().filter_map(|(name, list)| match list {
                Value::Array(items) => Some((name, items)),
                _ => None,
            }),
            _ => return Err(refuse(vec!["it is no object".to_owned()])),
        };
        Ok(Self { origin: origin.to_owned(), lists: lists.collect() })
    }

    /// Stores the seed in one transaction, in place of objects with the same ids.
    ///
    /// Blocks, as all of the store does.
    pub(crate) fn store(&self, store: &Store, kinds: &Kinds) -> Result<Seeded, Error> {
        self.store_by(&Plan::default(), store, kinds)
    }

    fn store_by(&self, plan: &Plan, store: &Store, kinds: &Kinds) -> Result<Seeded, Error> {
        let refuse = |problems| Error::Seed { origin: self.origin.clone(), problems };
        // A seed that a program made was not held against the format yet.
        let problems = problems(&json!(self.lists), kinds)?;
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        store.transaction(|transaction| self.put(transaction, kinds, plan)).map_err(|e| match e {
            Unusable::Problems(problems) => refuse(problems),
            Unusable::Database(source) => store.error(source),
        })
    }
}

impl Seed {
    /// Stores a seed that keeps the format. The transaction has to be undone when this fails.
    pub(crate) fn put(
        &self,
        transaction: &Transaction<'_>,
        kinds: &Kinds,
        plan: &Plan,
    ) -> Result<Seeded, Unusable> {
        Storing { transaction, kinds, plan, problems: Vec::new() }.all(&self.lists)
    }

    /// Kind and id of every object in it.
    fn ids<'a>(&'a self, kinds: &'a Kinds) -> impl Iterator<Item = (&'a Kind, &'a str)> {
        kinds.all().iter().flat_map(|kind| {
            let objects = self.lists.get(&kind.seed_list()).map(Vec::as_slice).unwrap_or_default();
            objects
                .iter()
                .filter_map(move |object| Some((kind, object.get(kind.seed_id())?.as_str()?)))
        })
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a seed does not fit the format.
fn problems(seed: &Value, kinds: &Kinds) -> Result<Vec<String>, Error> {
    let schema = kinds.seed_schema().map_err(|problem| Error::Seed {
        origin: "the format's own schema".to_owned(),
        problems: vec![problem],
    })?;
    Ok(schema.violations(seed).iter().map(ToString::to_string).collect())
}
