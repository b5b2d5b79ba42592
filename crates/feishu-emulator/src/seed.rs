//! Seeds: what the emulator holds before the first call.

use std::collections::HashSet;
use std::path::Path;

use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::Error;
use crate::objects::{Attachment, ExternalOffer, attachment, external_offer};
use crate::schema::Schema;
use crate::store::Store;
use crate::text::escape_pointer;

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
    contents: Contents,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Contents {
    #[serde(default)]
    attachments: Vec<Attachment>,
    #[serde(default)]
    external_offers: Vec<ExternalOffer>,
}

impl Seed {
    /// A seed with nothing in it.
    pub fn new() -> Self {
        Self { origin: "this program".to_owned(), contents: Contents::default() }
    }

    /// What the vendor's sample requests need: with it, a page's sample request gets that page's
    /// sample answer.
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
    /// [`Error::Seed`] when the text is no JSON or does not fit the format: all problems, each
    /// with its place.
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
    pub fn attachment(mut self, attachment: Attachment) -> Self {
        self.contents.attachments.push(attachment);
        self
    }

    /// Adds an external offer.
    #[must_use]
    pub fn external_offer(mut self, offer: ExternalOffer) -> Self {
        self.contents.external_offers.push(offer);
        self
    }

    fn parse(text: &str, origin: &str) -> Result<Self, Error> {
        let refuse = |problems| Error::Seed { origin: origin.to_owned(), problems };
        let not_json = |e: serde_json::Error| refuse(vec![format!("it is not JSON: {e}")]);
        let value: Value = serde_json::from_str(text).map_err(not_json)?;
        let violations = format_schema()?.violations(&value);
        if !violations.is_empty() {
            return Err(refuse(violations.iter().map(ToString::to_string).collect()));
        }
        let contents =
            serde_json::from_value(value).map_err(|error| refuse(vec![error.to_string()]))?;
        Ok(Self { origin: origin.to_owned(), contents })
    }

    /// Stores the seed in one transaction.
    ///
    /// Blocks, as all of the store does.
    pub(crate) fn store(&self, store: &Store) -> Result<Seeded, Error> {
        store.transaction(|transaction| self.contents.apply(transaction)).map_err(|e| match e {
            Unusable::Problems(problems) => Error::Seed { origin: self.origin.clone(), problems },
            Unusable::Database(source) => store.error(source),
        })
    }
}

impl Default for Seed {
    fn default() -> Self {
        Self::new()
    }
}

fn format_schema() -> Result<Schema, Error> {
    let broken = |problem| Error::Seed {
        origin: "the format's own schema".to_owned(),
        problems: vec![problem],
    };
    serde_json::from_str(include_str!("seed.schema.json"))
        .map_err(|error| broken(error.to_string()))
        .and_then(|document| Schema::compile(document).map_err(broken))
}

/// How much a seed stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Seeded {
    attachments: usize,
    external_offers: usize,
}

enum Unusable {
    Problems(Vec<String>),
    Database(rusqlite::Error),
}

impl From<rusqlite::Error> for Unusable {
    fn from(error: rusqlite::Error) -> Self {
        Self::Database(error)
    }
}

impl Contents {
    /// Problems are collected, not only the first; any of them undoes the transaction.
    fn apply(&self, transaction: &Transaction<'_>) -> Result<Seeded, Unusable> {
        let mut problems = Vec::new();
        check_ids("attachments", self.attachments.iter().map(|it| &it.id), &mut problems);
        check_ids("external_offers", self.external_offers.iter().map(|it| &it.id), &mut problems);
        for (index, attachment) in self.attachments.iter().enumerate() {
            // The format says so too, but a seed can be made without it.
            if attachment.size < 0 {
                problems.push(format!("/attachments/{index}/size: is less than 0"));
            } else {
                attachment::put(transaction, attachment)?;
            }
        }
        for (index, offer) in self.external_offers.iter().enumerate() {
            let mut complete = true;
            for (place, id) in offer.attachment_id_list.iter().enumerate() {
                if !attachment::exists(transaction, id)? {
                    complete = false;
                    problems.push(format!(
                        "/external_offers/{index}/attachment_id_list/{place}: there is no \
                         attachment {id:?}; add it to /attachments"
                    ));
                }
            }
            if complete {
                external_offer::put(transaction, offer)?;
            }
        }
        if problems.is_empty() {
            let (attachments, external_offers) =
                (self.attachments.len(), self.external_offers.len());
            Ok(Seeded { attachments, external_offers })
        } else {
            Err(Unusable::Problems(problems))
        }
    }
}

fn check_ids<'a>(list: &str, ids: impl Iterator<Item = &'a String>, problems: &mut Vec<String>) {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        let place = format!("/{}/{index}/id", escape_pointer(list));
        if id.is_empty() {
            problems.push(format!("{place}: is empty; no path could name the object"));
        } else if !seen.insert(id) {
            problems.push(format!("{place}: {id:?} is there twice; give each an id of its own"));
        }
    }
}
