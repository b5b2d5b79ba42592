//! Seeds: what the emulator holds before the first call.

mod plan;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::error::Error;
use crate::objects::record::{self, Document};
use crate::objects::{Attachment, ExternalOffer, attachment, kind, shown};
use crate::schema::Schema;
use crate::store::Store;
use crate::strict_json;

pub(crate) use plan::{Plan, store_at_start};

/// Objects to store. An object with the same id is replaced; all other objects stay.
///
/// A seed is stored whole or not at all.
///
/// ```
/// use feishu_emulator::{Attachment, ExternalOffer, Seed};
///
/// let seed = Seed::new()
///     .attachment(Attachment::new("7404675264888097068", "resume.pdf", 126371))
///     .external_offer(
///         ExternalOffer::new("6960663240925956660", "7395015673275697419")
///             .attachment_id_list(["7404675264888097068"]),
///     );
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

/// Objects as JSON, in lists named after their kinds.
type Lists = BTreeMap<String, Vec<Value>>;

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
    /// None, unless the emulator was built with a broken file.
    pub fn samples() -> Result<Self, Error> {
        Self::parse(include_str!("../seed/samples.json"), "the samples")
    }

    /// Reads a seed from JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Seed`] when the text is not JSON, has a key twice, or does not fit the format: all
    /// problems, each with its place.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        Self::parse(text, "JSON text")
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
        Self::parse(&text, &path.display().to_string())
    }

    /// Adds an attachment.
    #[must_use]
    pub fn attachment(self, attachment: Attachment) -> Self {
        self.add(ATTACHMENTS, attachment)
    }

    /// Adds an external offer.
    #[must_use]
    pub fn external_offer(self, offer: ExternalOffer) -> Self {
        self.object("external_offer", offer)
    }

    /// Adds an object of any kind, as a seed file would write it: its id, its fields, and for an
    /// assessment or an application what it belongs to. What is wrong with it comes to light when
    /// the seed is stored.
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
    pub fn object(self, kind: &str, object: impl Serialize) -> Self {
        self.add(&format!("{kind}s"), object)
    }

    fn add(mut self, list: &str, object: impl Serialize) -> Self {
        // What has no JSON form is no object either, and is refused as that.
        let object = serde_json::to_value(object).unwrap_or_default();
        self.lists.entry(list.to_owned()).or_default().push(object);
        self
    }

    fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        let refuse = |problems| Error::Seed { origin: origin.to_owned(), problems };
        let value =
            strict_json::read(text.as_bytes()).map_err(|problem| refuse(problem.lines()))?;
        let problems = problems(&value)?;
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
    pub(crate) fn store(&self, store: &Store) -> Result<Seeded, Error> {
        self.store_by(&Plan::default(), store)
    }

    fn store_by(&self, plan: &Plan, store: &Store) -> Result<Seeded, Error> {
        let refuse = |problems| Error::Seed { origin: self.origin.clone(), problems };
        // A seed that a program made was not held against the format yet.
        let problems = problems(&json!(self.lists))?;
        if !problems.is_empty() {
            return Err(refuse(problems));
        }
        store.transaction(|transaction| self.put(transaction, plan)).map_err(|e| match e {
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
        plan: &Plan,
    ) -> Result<Seeded, Unusable> {
        apply(&self.lists, transaction, plan)
    }

    /// Kind and id of every object in it.
    fn ids(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let lists = kind::ALL.iter().map(|kind| (kind.seed_list(), kind.name, kind.key));
        let lists = [(ATTACHMENTS.to_owned(), ATTACHMENT, "id")].into_iter().chain(lists);
        lists.flat_map(|(list, kind, key)| {
            let objects = self.lists.get(&list).map(Vec::as_slice).unwrap_or_default();
            objects.iter().filter_map(move |object| Some((kind, object.get(key)?.as_str()?)))
        })
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::new()
    }
}

/// Where a seed does not fit the format.
fn problems(seed: &Value) -> Result<Vec<String>, Error> {
    let broken = |problem| Error::Seed {
        origin: "the format's own schema".to_owned(),
        problems: vec![problem],
    };
    let schema = serde_json::from_str(include_str!("seed.schema.json"))
        .map_err(|error| broken(error.to_string()))
        .and_then(|document| Schema::compile(document).map_err(broken))?;
    Ok(schema.violations(seed).iter().map(ToString::to_string).collect())
}

const ATTACHMENTS: &str = "attachments";
const ATTACHMENT: &str = "attachment";

/// How many objects of each list a seed stored.
pub(crate) type Seeded = BTreeMap<String, usize>;

/// Why contents cannot be stored.
pub(crate) enum Unusable {
    Problems(Vec<String>),
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

/// Problems are collected, not only the first; any of them undoes the transaction.
fn apply(lists: &Lists, transaction: &Transaction<'_>, plan: &Plan) -> Result<Seeded, Unusable> {
    let mut problems = Vec::new();
    let of = |list: &str| lists.get(list).map(Vec::as_slice).unwrap_or_default();
    check_ids(ATTACHMENTS, "id", of(ATTACHMENTS), &mut problems);
    for (index, object) in of(ATTACHMENTS).iter().enumerate() {
        match Attachment::deserialize(object) {
            Ok(attachment) => match attachment.file() {
                Ok(content) => {
                    let at = format!("/{ATTACHMENTS}/{index}/size");
                    problems.extend(wrong_size(&at, object, content.as_deref()));
                    if plan.stores(ATTACHMENT, &attachment.id) {
                        attachment::put(transaction, &attachment, content.as_deref())?;
                        plan.mark(transaction, ATTACHMENT, &attachment.id)?;
                    }
                }
                Err(problem) => problems.push(format!("/{ATTACHMENTS}/{index}/{problem}")),
            },
            Err(error) => problems.push(format!("/{ATTACHMENTS}/{index}: {error}")),
        }
    }
    let mut seeded = Seeded::from([(ATTACHMENTS.to_owned(), of(ATTACHMENTS).len())]);
    for kind in kind::ALL {
        let list = kind.seed_list();
        let objects = of(&list);
        check_ids(&list, kind.key, objects, &mut problems);
        for (index, object) in objects.iter().enumerate() {
            let Some(mut document) = object.as_object().cloned() else { continue };
            let Some(Value::String(id)) = document.remove(kind.key) else { continue };
            if !plan.stores(kind.name, &id) {
                continue;
            }
            let missing = missing_attachments(transaction, &document, &format!("/{list}/{index}"))?;
            if missing.is_empty() {
                record::put(transaction, kind, &id, &document)?;
                plan.mark(transaction, kind.name, &id)?;
            }
            problems.extend(missing);
        }
        seeded.insert(list, objects.len());
    }
    if problems.is_empty() { Ok(seeded) } else { Err(Unusable::Problems(problems)) }
}

fn wrong_size(at: &str, object: &Value, content: Option<&[u8]>) -> Option<String> {
    let (said, found) = (object.get("size")?.as_u64()?, content?.len());
    (said != found as u64)
        .then(|| format!("{at}: is {said}, and the content has {found} bytes; leave it out"))
}

fn missing_attachments(
    transaction: &Transaction<'_>,
    document: &Document,
    at: &str,
) -> rusqlite::Result<Vec<String>> {
    let mut missing = Vec::new();
    for (place, id) in shown::ids(document).enumerate() {
        if !attachment::exists(transaction, id)? {
            missing.push(format!(
                "{at}/attachment_id_list/{place}: there is no attachment {id:?}; add it to \
                 /{ATTACHMENTS}"
            ));
        }
    }
    Ok(missing)
}

fn check_ids(list: &str, key: &str, objects: &[Value], problems: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for (index, object) in objects.iter().enumerate() {
        let Some(id) = object.get(key).and_then(Value::as_str) else { continue };
        let place = format!("/{list}/{index}/{key}");
        if id.is_empty() {
            problems.push(format!("{place}: is empty; no path could name the object"));
        } else if !seen.insert(id) {
            problems.push(format!("{place}: {id:?} is there twice; give each an id of its own"));
        }
    }
}
