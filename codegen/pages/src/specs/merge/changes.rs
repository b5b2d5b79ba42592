//! Writes what a page changes in its spec, once types and codes have their names; and what is decided about its samples.

use std::collections::BTreeMap;

use super::{Merge, entries, get};
use crate::facts::Review;
use crate::sources::SourceId;
use crate::spec::node::{Node, Value};
use crate::spec::shape::{OPERATION, REQUEST, RESPONSE};
use crate::specs::edits::Edits;
use crate::specs::errors::ErrorNames;
use crate::specs::page_edits::{EditReport, PageEdits};
use crate::specs::types::Types;
use crate::specs::write::ReviewText;
use crate::specs::yaml;

/// What a page changes in its spec.
pub(in crate::specs) struct Changes<'a> {
    merge: Merge<'a>,
    root: &'a Node,
    edits: PageEdits<'a>,
}

/// What a person is told of a page that goes into its spec.
#[derive(Debug, Default)]
pub(in crate::specs) struct Told {
    /// What changed.
    pub(in crate::specs) notes: Vec<String>,
    /// How many places the spec asks a person to look at.
    pub(in crate::specs) reviews: usize,
}

impl<'a> Changes<'a> {
    /// Compares a page with its spec. The error says why the page is refused.
    pub(in crate::specs) fn of(merge: Merge<'a>) -> Result<Self, String> {
        let (root, edits) = merge.compare()?;
        Ok(Self { merge, root, edits })
    }

    /// The spec.
    pub(in crate::specs) fn source(&self) -> SourceId {
        self.merge.file.id.span.source
    }

    /// Adds the changes to those of other pages, but for samples and reviews.
    pub(in crate::specs) fn write(
        &self,
        types: &mut Types<'a>,
        codes: &ErrorNames,
        edits: &mut Edits,
    ) -> EditReport {
        self.edits.write(types, codes, edits)
    }

    /// Adds samples and reviews to the changes that were `written`. Nothing gets a name by that. With `left_out`, the
    /// page's samples replace those of the spec, but for the ones in it, which are invalid, too.
    pub(in crate::specs) fn decide(
        &self,
        left_out: Option<&BTreeMap<&'static str, Review>>,
        written: &EditReport,
        types: &mut Types<'a>,
        codes: &ErrorNames,
        edits: &mut Edits,
    ) -> Told {
        let mut decided = PageEdits::new(self.merge.sources, self.merge.page);
        if let Some(left_out) = left_out {
            self.samples(left_out, &mut decided);
        }
        let samples = decided.write(types, codes, edits);
        let notes = written.notes.iter().cloned().chain(samples.notes).collect();
        let left_out = left_out.into_iter().flat_map(|reviews| reviews.values());
        let left_out = written.reviews.iter().chain(&samples.reviews).chain(left_out);
        let mut asked = PageEdits::new(self.merge.sources, self.merge.page);
        let reviews = self.reviews(left_out, &mut asked);
        // Nothing else changes the list of what a person is asked, so this overlaps nothing.
        asked.write(types, codes, edits);
        Told { notes, reviews }
    }

    fn samples(&self, left_out: &BTreeMap<&'static str, Review>, edits: &mut PageEdits<'_>) {
        let draft = self.merge.draft;
        for (part, shape, sample) in [
            ("request", &REQUEST, &draft.request_example),
            ("response", &RESPONSE, &draft.response_example),
        ] {
            let Some(node) = get(self.root, part) else { continue };
            let at = entries(node).iter().position(|(name, _)| name.value == "example");
            let sample = sample.as_ref().filter(|_| !left_out.contains_key(part));
            match (sample, at) {
                (Some(sample), Some(_)) => {
                    let what = "taken from the page, since ours is no longer valid";
                    edits.note(&format!("{part}.example"), what);
                    edits.set(node, "example", yaml::block(sample, 4), shape);
                }
                (None, Some(at)) => {
                    edits.note(&format!("{part}.example"), "removed");
                    edits.remove(node, at);
                }
                (_, None) => {}
            }
        }
    }

    /// A page that changed is looked at anew; on one that did not, what a person settled stays settled. `left_out` is
    /// asked in any case. Returns how many places the spec lists then.
    fn reviews<'r>(
        &'r self,
        left_out: impl Iterator<Item = &'r Review>,
        edits: &mut PageEdits<'_>,
    ) -> usize {
        let old = &self.merge.file.reviews;
        let asked: &[Review] =
            if self.merge.is_settled() { &[] } else { &self.merge.draft.reviews };
        let all = asked.iter().chain(left_out).map(ReviewText::of);
        let new = all.filter(|review| !old.iter().any(|entry| review.is(entry)));
        let new: Vec<_> = new.map(ReviewText::entry).collect();
        let (lines, count) = (new.concat(), old.len() + new.len());
        if new.is_empty() {
            return count;
        }
        match get(self.root, "review").map(|node| &node.value) {
            Some(Value::List(items)) if !items.is_empty() => {
                if let Some(last) = items.last() {
                    edits.lines_after(last, lines);
                }
            }
            Some(_) => {
                let block = format!("\n{}", lines.trim_end());
                edits.set(self.root, "review", block, &OPERATION);
            }
            None => {
                let source = self.merge.file.id.span.source;
                edits.lines_at_end(source, format!("\nreview:\n{lines}"));
            }
        }
        count
    }
}
