//! What is known about a type from other rows: its fields where the nesting is known, and what follows its name
//! everywhere.

use std::collections::{HashMap, HashSet};

use super::kin::type_name;
use crate::facts::Row;
use crate::read::UnnestedPage;

/// Maximum number of rows after an object that are examined.
const WINDOW: usize = 60;

/// Maximum number of places that are kept per type.
const PLACES: usize = 200;

/// What is known of types.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    types: HashMap<String, TypeEvidence>,
}

#[derive(Debug, Default)]
pub(super) struct TypeEvidence {
    /// Fields, where the nesting is known: how often each was one.
    pub(super) children: HashMap<String, usize>,
    /// In how many places.
    pub(super) places: usize,
    /// The names after the type, in the order of the page.
    pub(super) continuations: Vec<Vec<String>>,
    seen: HashSet<Vec<String>>,
}

impl Evidence {
    /// The evidence of pages: trees where they are known, and the order of rows everywhere.
    pub(crate) fn of<'a>(pages: impl IntoIterator<Item = &'a UnnestedPage>) -> Self {
        let mut evidence = Self::default();
        for page in pages {
            for rows in [&page.body, &page.response] {
                evidence.add_order(&rows.rows);
                if let Some(depths) = &rows.depths {
                    evidence.add_depths(&rows.rows, depths);
                }
            }
        }
        evidence
    }

    /// What is known of a type by its name on the pages.
    pub(super) fn of_type(&self, name: &str) -> Option<&TypeEvidence> {
        self.types.get(name)
    }

    fn add_order(&mut self, rows: &[Row]) {
        for (at, row) in rows.iter().enumerate() {
            let Some(name) = type_name(&row.ty) else { continue };
            let known = self.types.entry(name.to_owned()).or_default();
            let following: Vec<_> =
                rows.iter().skip(at + 1).take(WINDOW).map(|row| row.name.clone()).collect();
            // Copies of one page add no evidence.
            if known.continuations.len() < PLACES && known.seen.insert(following.clone()) {
                known.continuations.push(following);
            }
        }
    }

    /// Rows whose nesting is known.
    pub(super) fn add_depths(&mut self, rows: &[Row], depths: &[usize]) {
        for (at, row) in rows.iter().enumerate() {
            let (Some(name), Some(depth)) = (type_name(&row.ty), depths.get(at)) else { continue };
            let inside = depths.iter().skip(at + 1).take_while(|other| *other > depth).count();
            if inside == 0 {
                continue;
            }
            let known = self.types.entry(name.to_owned()).or_default();
            known.places += 1;
            for child in at + 1..=at + inside {
                if let (Some(child), true) =
                    (rows.get(child), depths.get(child) == Some(&(depth + 1)))
                {
                    *known.children.entry(child.name.clone()).or_default() += 1;
                }
            }
        }
    }
}
