//! A file after an import, and the pages that each changed part comes from.

use std::collections::BTreeSet;
use std::ops::Range;

/// A file as an import would leave it.
#[derive(Debug, Default)]
pub(super) struct Changed {
    text: String,
    /// The ranges that pages inserted, replaced or removed, in order.
    parts: Vec<(Range<usize>, BTreeSet<usize>)>,
}

impl Changed {
    /// A file that is one page's.
    pub(super) fn whole(text: &str, page: usize) -> Self {
        let mut file = Self::default();
        file.push(text, BTreeSet::from([page]));
        file
    }

    /// Whether it differs from what was there: pages have a part in it.
    pub(super) fn is_changed(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Appends text that was there before, or that comes from no page.
    pub(super) fn keep(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends text that comes from pages. An empty string marks a removal.
    pub(super) fn push(&mut self, text: &str, pages: BTreeSet<usize>) {
        let start = self.text.len();
        self.text.push_str(text);
        self.parts.push((start..self.text.len(), pages));
    }

    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// All pages that have a part in it.
    pub(super) fn pages(&self) -> impl Iterator<Item = usize> + '_ {
        self.parts.iter().flat_map(|(_, pages)| pages.iter().copied())
    }

    /// The pages that have a part in a stretch of it.
    pub(super) fn pages_in(&self, stretch: &Range<usize>) -> BTreeSet<usize> {
        let meets = |part: &Range<usize>| {
            if part.is_empty() || stretch.is_empty() {
                part.start <= stretch.end && stretch.start <= part.end
            } else {
                part.start < stretch.end && stretch.start < part.end
            }
        };
        // The parts do not overlap, so those that end before the stretch come first.
        let first = self.parts.partition_point(|(part, _)| part.end < stretch.start);
        let parts = self.parts.iter().skip(first);
        let near = parts.take_while(|(part, _)| part.start <= stretch.end);
        near.filter(|(part, _)| meets(part)).flat_map(|(_, pages)| pages).copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Changed;

    #[test]
    fn a_stretch_is_from_the_pages_whose_parts_it_meets() {
        let mut file = Changed::default();
        file.keep("abc");
        file.push("def", [1].into());
        file.push("ghi", [2, 3].into());
        file.keep("jkl");
        file.push("", [4].into());
        file.keep("mno");
        assert_eq!(file.text(), "abcdefghijklmno");
        let cases: &[(std::ops::Range<usize>, &[usize])] = &[
            (0..3, &[]),
            (3..4, &[1]),
            (2..4, &[1]),
            (5..7, &[1, 2, 3]),
            (6..9, &[2, 3]),
            (10..11, &[]),
            (11..13, &[4]),
            (12..12, &[4]),
            (13..15, &[]),
            (0..15, &[1, 2, 3, 4]),
        ];
        for (stretch, pages) in cases {
            let found: Vec<_> = file.pages_in(stretch).into_iter().collect();
            assert_eq!(&found, pages, "{stretch:?}");
        }
    }
}
