//! The objects of a seed, put into the database.
//!
//! The generator reports mistakes in the samples of specs, by their lines. What is refused here may be anybody's seed.

use std::collections::HashSet;

use rusqlite::Transaction;
use serde::Deserialize;
use serde_json::Value;

use super::lists::{Lists, Seeded, Unusable};
use super::plan::Plan;
use crate::catalogue::{Found, Parts};
use crate::objects::kind::Kind;
use crate::objects::references::{Missing, Named, named};
use crate::objects::{SeedFile, file, record};

/// Problems are collected, not only the first; any of them undoes the transaction.
pub(super) struct Storing<'a> {
    pub(super) transaction: &'a Transaction<'a>,
    pub(super) parts: &'a Parts,
    pub(super) plan: &'a Plan,
    pub(super) problems: Vec<String>,
}

impl Storing<'_> {
    pub(super) fn all(mut self, lists: &Lists) -> Result<Seeded, Unusable> {
        let mut seeded = Seeded::new();
        for head in self.parts.heads() {
            let list = head.seed_list();
            let objects = lists.of(&list);
            // Only what a seed holds is looked up.
            if !objects.is_empty()
                && let Some(found) = self.parts.find(head.name)?
            {
                self.list(found, objects, &list)?;
            }
            seeded.insert(list, objects.len());
        }
        if self.problems.is_empty() { Ok(seeded) } else { Err(Unusable::Problems(self.problems)) }
    }

    fn list(&mut self, found: Found<'_>, objects: &[Value], list: &str) -> rusqlite::Result<()> {
        self.check_ids(found.kind, objects);
        for (index, object) in objects.iter().enumerate() {
            let at = format!("/{list}/{index}");
            if found.kind.is_file {
                self.file(found.kind, object, &at)?
            } else {
                self.object(found, object, &at)?
            }
        }
        Ok(())
    }

    fn file(&mut self, kind: &Kind, object: &Value, at: &str) -> rusqlite::Result<()> {
        let file = match SeedFile::deserialize(object) {
            Ok(file) => file,
            Err(error) => {
                self.problems.push(format!("{at}: {error}"));
                return Ok(());
            }
        };
        let bytes = match file.bytes() {
            Ok(bytes) => bytes,
            Err(problem) => {
                self.problems.push(format!("{at}/{problem}"));
                return Ok(());
            }
        };
        self.problems.extend(wrong_size(&format!("{at}/size"), object, bytes.as_deref()));
        if self.plan.stores(&kind.name, &file.id) {
            file::put(self.transaction, kind, &file, bytes.as_deref())?;
            self.plan.mark(self.transaction, &kind.name, &file.id)?;
        }
        Ok(())
    }

    fn object(&mut self, found: Found<'_>, object: &Value, at: &str) -> rusqlite::Result<()> {
        let Found { kind, kinds } = found;
        let Some(mut document) = object.as_object().cloned() else { return Ok(()) };
        let Some(Value::String(id)) = document.remove(&kind.id) else { return Ok(()) };
        if !self.plan.stores(&kind.name, &id) {
            return Ok(());
        }
        // Files that the object names have to be there. What else it names need not be.
        let named = named(self.transaction, kinds, kind, &document, |kind| kind.is_file)?;
        let Named { missing, .. } = named;
        if missing.is_empty() {
            record::put(self.transaction, kind, &id, &document)?;
            self.plan.mark(self.transaction, &kind.name, &id)?;
        }
        self.problems.extend(missing.into_iter().map(|Missing { place, id, kind: file }| {
            let (words, list) = (file.words(), file.seed_list());
            format!("{at}{place}: there is no {words} {id:?}; add it to /{list}")
        }));
        Ok(())
    }

    fn check_ids(&mut self, kind: &Kind, objects: &[Value]) {
        let (list, key) = (kind.seed_list(), kind.seed_id());
        let mut seen = HashSet::new();
        for (index, object) in objects.iter().enumerate() {
            let Some(id) = object.get(key).and_then(Value::as_str) else { continue };
            let place = format!("/{list}/{index}/{key}");
            if id.is_empty() {
                self.problems.push(format!("{place}: is empty; no path could name the object"));
            } else if !seen.insert(id) {
                let problem = format!("{place}: {id:?} is there twice; give each an id of its own");
                self.problems.push(problem);
            }
        }
    }
}

fn wrong_size(at: &str, object: &Value, bytes: Option<&[u8]>) -> Option<String> {
    let (said, found) = (object.get("size")?.as_u64()?, bytes?.len());
    (said != found as u64)
        .then(|| format!("{at}: is {said}, and the content has {found} bytes; leave it out"))
}
